"""The console: what officers see and do. One module per page; each exports its `urls`."""

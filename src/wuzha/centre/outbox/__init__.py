"""Outbox: what happened, kept with the change that made it happen, until all has followed."""

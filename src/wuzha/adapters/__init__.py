"""The edge: bytes to vocabulary and back, one folder for each protocol."""

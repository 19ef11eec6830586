"""Dissuade: the ladder from a message to a visit, each step with a deadline and a coded result."""

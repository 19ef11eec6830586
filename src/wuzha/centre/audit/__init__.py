"""Audit: every write and every look at personal data, in a chain of hashes."""

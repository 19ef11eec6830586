"""Warn: decisions become warnings, one open per person and campaign."""

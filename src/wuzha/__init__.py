"""Wuzha 无诈: an anti-fraud centre. ARCHITECTURE.md follows one call through it."""

__version__ = "0.1.0"

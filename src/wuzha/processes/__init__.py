"""Processes: the only place where engines, adapters, the centre and pages are wired together."""

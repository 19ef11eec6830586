"""Fakes of the outside world that we ship: for the demo, for tests, for trying things out."""

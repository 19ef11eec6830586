"""One policy, several engines, the same answers."""

"""Events in, decisions out."""

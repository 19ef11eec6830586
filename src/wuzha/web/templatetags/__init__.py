"""Tags of the house for templates."""

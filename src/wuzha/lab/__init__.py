"""The policy lab: what a policy would have done to a city whose truth is known."""

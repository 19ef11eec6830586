"""Training: from a table of features, or from a city's events, to a model that engines run."""

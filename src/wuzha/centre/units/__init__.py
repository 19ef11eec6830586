"""Units: the tree of offices, the officers in them, and what each role may do."""

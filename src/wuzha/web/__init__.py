"""Pages, and nothing but pages: what officers, partners and citizens see."""

"""Sightings with the fraud types that a table of names gives, as warnings have them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from wuzha.lab.sightings import KINDS, Sightings
from wuzha.screen.naming import Naming, signs_of


def with_names(seen: Sightings, naming: Naming) -> Sightings:
    """The same decisions, each with the class that `naming` is sure of, or with no type.

    Nothing else changes: naming gives no points.
    """
    rows = {name: row for row, name in enumerate(naming.classes)}
    ends = np.concatenate([[0], np.cumsum(seen.fired, dtype=np.int64)])
    types = np.full(len(seen), -1, np.int16)
    for row, kind in enumerate(seen.kind):
        rules = [seen.rules[rule] for rule in seen.reasons[ends[row] : ends[row + 1]]]
        name = naming.named(signs_of(KINDS[kind], rules))
        types[row] = -1 if name is None else rows[name]
    return replace(seen, types=naming.classes, type=types)

"""One side of the bench: fills the house of this process and asks its pages."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from wuzha.bench.census import Shape, Tree, employ, plant
from wuzha.bench.console.asking import Times, ask_all
from wuzha.bench.console.fill import fill
from wuzha.bench.console.plan import Filling
from wuzha.bench.console.questions import Asking, askers
from wuzha.centre.units.roles import Role
from wuzha.vocabulary.clock import Instant, system_clock

SEED = 96110
COUNTRY = Shape(provinces=31, cities=11, counties=9, stations=4)
"""31 provinces, 341 cities, 3,069 counties and 12,276 stations."""

SMALL, SMALL_BELOW = Shape(provinces=4, cities=3, counties=3, stations=2), 100_000
"""For so few warnings that not every station of the country would have one."""


def furnish_and_ask(warnings: int, requests: int, say: Callable[[str], None]) -> dict[str, Times]:
    """Times by page. The database must be empty; `say` hears how far it has come."""
    now = system_clock()
    filling = furnish(warnings, SMALL if warnings < SMALL_BELOW else COUNTRY, now, say)
    asking = Asking(filling, askers(filling.tree, now), np.random.default_rng(SEED))
    say("asking")
    return ask_all(asking, requests, now)


def furnish(warnings: int, shape: Shape, now: Instant, say: Callable[[str], None]) -> Filling:
    """Units, officers, and the hundred days before `now`."""
    tree: Tree = plant(shape)
    officers = {
        "city": employ(tree["city"], 1, Role.OPERATOR, now),
        "station": employ(tree["station"], 1, Role.FIELD, now),
    }
    filling = Filling(warnings, now, tree, officers)
    fill(filling, say)
    return filling

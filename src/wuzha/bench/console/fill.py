"""Filling: a hundred days of warnings behind the console, with their steps, evidence and people.

Everything follows from a row's number and a seed, so that a question can name what is there: the
person of number k has the phone census.phone(k) and the account census.account(k).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from wuzha.bench import census
from wuzha.bench.console.loading import load, without_indexes
from wuzha.bench.console.material import Material
from wuzha.bench.console.plan import DAYS, Filling, sealed
from wuzha.centre.audit.models import Entry, Head
from wuzha.centre.dissuade.models import Attempt, Step
from wuzha.centre.people.identifiers import index_of
from wuzha.centre.people.models import Identifier, Person
from wuzha.centre.warn.models import Evidence, Warning
from wuzha.vocabulary.clock import DAY

ROWS = 100_000
TABLES = (Person, Identifier, Warning, Evidence, Step, Attempt, Entry)


def fill(filling: Filling, say: Callable[[str], None]) -> None:
    """Everything but units and users, past the actions. The tables must be empty."""
    with without_indexes(TABLES):
        for first, rows in _portions(filling.persons):
            _people(filling, first, rows)
        say(f"{filling.persons:,} persons")
        material = Material.of(filling)
        for first, rows in _portions(filling.warnings):
            material.portion(np.arange(first + 1, first + rows + 1))
            say(f"{first + rows:,} warnings")
        Head.objects.create(pk=1, number=filling.warnings, hash=bytes(32))
        say("indexes")


def _portions(count: int) -> Iterator[tuple[int, int]]:
    for first in range(0, count, ROWS):
        yield first, min(ROWS, count - first)


def _people(filling: Filling, first: int, rows: int) -> None:
    numbers = range(first, first + rows)
    stations = filling.tree["station"]
    ids = np.arange(first + 1, first + rows + 1)
    load(
        Person,
        rows,
        {
            "id": ids,
            "token": [census.token(k) for k in numbers],
            "place": [stations[k % len(stations)].code for k in numbers],
            "name": sealed(Person, "name", "张三"),
            "address": sealed(Person, "address", "某市某县某路 1 号"),
            "enrolled_at": filling.now - (DAYS + 1) * DAY,
        },
    )
    for offset, (kind, form) in enumerate((("phone", census.phone), ("account", census.account))):
        load(
            Identifier,
            rows,
            {
                "id": 2 * ids - 1 + offset,
                "person_id": ids,
                "kind": kind,
                "value": sealed(Identifier, "value", form(first)),
                "index": [index_of(kind, form(k)) for k in numbers],
            },
        )

"""The plan of a filled house: how much there is, and what a row's number says about it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from django.db.models import Model

from wuzha.bench import census
from wuzha.centre.people.sealing import keys
from wuzha.centre.units.models import User
from wuzha.vocabulary.clock import Instant

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

DAYS = 100
OPEN_SHARE = 0.01
PERSONS_SHARE = 0.4
"""Persons for each warning: each was warned two or three times."""

STRIDE = 7_919
"""A prime: neighbours in time are about people who are far apart."""

COUNTERPARTIES = 200_000
HOT = 100
"""Counterparties whom one warning in twenty is about."""


@dataclass(frozen=True)
class Filling:
    """So many warnings, issued in the hundred days before `now`. `tree`: the units; `officers`:
    one user in each city and each station."""

    warnings: int
    now: Instant
    tree: census.Tree
    officers: dict[str, list[User]]

    @property
    def persons(self) -> int:
        return max(int(self.warnings * PERSONS_SHARE), 1)

    @property
    def open_from(self) -> int:
        """The number of the first warning that is open; all later ones are."""
        return self.warnings - int(self.warnings * OPEN_SHARE) + 1


def counterparty(number: int) -> str:
    """The phone that warnings are about, in its normal form."""
    return f"86170{number:08}"


def person_of(warning: Ints, persons: int) -> Ints:
    """The number of the person whom a warning is about, from 0."""
    return (warning * STRIDE) % persons


def sealed(model: type[Model], field: str, text: str) -> bytes:
    """One sealed value, which many rows share."""
    return keys().sealed(text, f"{model._meta.db_table}.{field}")

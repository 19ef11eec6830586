"""Sums as people and shops name them: the same everywhere, so that no sum tells whose it is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wuzha.simulate.draws import Draws

Whole = NDArray[np.int64]

YUAN = 100
"""Minor units."""

_NOTE = 100 * YUAN
_DEAR = 500 * YUAN
_ODD, _WHOLE, _THREE, _TWO = 0.12, 0.26, 0.42, 0.76
"""Running shares of the sums between people: to the cent, whole units, three digits, two; the rest
have one digit or half a step more."""


def spoken(rng: Draws, amount: Whole) -> Whole:
    """Sums that one person names to another, near `amount` (minor units): most of them round."""
    draw = rng.random(len(amount), np.float32)
    ten = 10.0 ** np.floor(np.log10(np.maximum(amount, 1).astype(np.float32)))
    unit = np.where(draw < _TWO, ten / 10, ten / 2)
    unit = np.where(draw < _THREE, ten / 100, unit)
    unit = np.where(draw < _WHOLE, 0, unit)
    unit = np.maximum(unit, YUAN)
    whole = np.maximum(np.round(amount / unit), 1) * unit
    return np.where(draw < _ODD, np.maximum(amount, 1), whole).astype(np.int64)


def spoken_one(rng: Draws, amount: float) -> int:
    """`spoken` of one sum."""
    whole = max(round(amount), 1)
    draw, ten = rng.random(), 10 ** (len(str(whole)) - 1)
    if draw < _ODD:
        return whole
    unit = YUAN
    if draw >= _WHOLE:
        step = ten // 100 if draw < _THREE else ten // 10 if draw < _TWO else ten // 2
        unit = max(step, YUAN)
    return max(round(whole / unit), 1) * unit


def priced(rng: Draws, amount: Whole) -> Whole:
    """What goods cost: whole units for many, tenths for some, cents for others; dear ones round."""
    draw = rng.random(len(amount), np.float32)
    unit = np.where(draw < 0.5, YUAN, np.where(draw < 0.72, 10, 1))
    unit = np.where((amount >= _DEAR) & (draw < 0.75), 10 * YUAN, unit)
    return np.maximum(np.round(amount / unit) * unit, unit).astype(np.int64)


def invoiced(rng: Draws, amount: Whole) -> Whole:
    """What firms ask for: some of it calculated, most of it agreed upon."""
    agreed = rng.random(len(amount), np.float32) < 0.7
    return np.where(agreed, spoken(rng, amount), priced(rng, amount))


def notes(amount: Whole) -> Whole:
    """What cash machines give: whole notes."""
    return np.maximum(amount // _NOTE, 1) * _NOTE

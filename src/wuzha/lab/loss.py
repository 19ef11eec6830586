"""Loss: what came after the warning, and what the warning would have saved."""

from __future__ import annotations

import numpy as np

from wuzha.lab.columns import NEVER, Flag, Whole, flags, whole
from wuzha.lab.reading import Reading
from wuzha.simulate.truth import TIERS
from wuzha.vocabulary.decision import LEVELS, Level


def loss_after_warning(reading: Reading) -> Whole:
    """For each counted episode what was paid after the warning, in minor units."""
    return _paid(reading, reading.warned.payments_after)


def loss_saved(reading: Reading) -> Whole:
    """For each counted episode what its warnings would have saved, in minor units.

    The truth says for each tier whether this person heeds a warning of it and after how long it
    has reached them (drawn when the city was made, so two policies are compared on the same
    people). Each tier speaks once, with the first decision of exactly that level that warns. If
    the person heeds it, the payments later than `at + reached_after` are not made: one that waits
    (delay, hold) is not counted as waiting. What is saved is at most the episode's loss: money
    that the fraudsters paid back would not have come either.
    """
    counted, episodes = reading.counted, reading.truth.episodes
    stops = np.full(len(counted), NEVER)
    for tier in TIERS:
        level = LEVELS.index(Level(tier))
        spoke = reading.warned_if(reading.warns & (reading.sightings.level == level)).at
        heeds = flags(episodes, f"heeds_{tier}")[counted.number] & (spoke < NEVER)
        delay = whole(episodes, f"reached_after_{tier}")[counted.number]
        stops = np.minimum(stops, np.where(heeds, np.where(heeds, spoke, 0) + delay, NEVER))
    saved = _paid(reading, counted.payment_at > stops[counted.payment_row])
    return np.minimum(saved, counted.loss)


def loss_paid(reading: Reading) -> Whole:
    """For each counted episode all that was paid, nothing taken off for what came back."""
    return _paid(reading, np.ones(len(reading.counted.payment_at), np.bool_))


def _paid(reading: Reading, which: Flag) -> Whole:
    counted = reading.counted
    paid = np.zeros(len(counted), np.int64)
    np.add.at(paid, counted.payment_row[which], counted.payment_amount[which])
    return paid

"""Visits to sites: favourites, popular ones, and now and then one that is a few days old."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wuzha.simulate.draws import Draws
from wuzha.simulate.life.habits import Routine
from wuzha.simulate.life.lottery import Choice, Rows, crowd, divided
from wuzha.simulate.pages import YOUNG_DAYS, classified
from wuzha.simulate.pool import Codes
from wuzha.simulate.strip import Strip
from wuzha.vocabulary.event import Kind


def visits(routine: Routine, day: int) -> list[Strip]:
    """The recorded visits of a day."""
    rng = routine.setting.draws("visits", day)
    people, world = routine.setting.people, routine.setting.world
    rates = people.surfs * routine.rhythm.factor("visits", day)
    strips = []
    for name, rows in divided(rng, crowd(rng, rates), routine.data["visits"]).items():
        site = _sites(routine, rng, name, rows)
        age = world.site_age[site] + day
        site = np.where(age < 0, site % 50, site)  # not registered yet: somewhere popular instead
        age = world.site_age[site] + day
        host = world.site[site]
        second = rng.random(len(rows), np.float32) < routine.data["on_second"]
        columns = {
            "person": people.token[rows],
            "device": np.where(second, routine.callers.second[rows], people.device[rows]),
            "domain": host,
            "site": host,
            "domain_age_days": routine.pages.ages(age, site),
            "page_kind": classified(rng, world.site_kind[site], routine.data),
            "referral": _referrals(routine, rng, age < YOUNG_DAYS),
            "offers_app": routine.pages.offers_app[site],
        }
        at = routine.rhythm.times("visits", day, len(rows), rng)
        strips.append(Strip(Kind.VISIT, at, columns))
    return strips


def _sites(routine: Routine, rng: Draws, name: str, rows: Rows) -> Rows:
    habits = routine.habits
    if name == "favourite":
        return habits.sites[rows, rng.integers(0, habits.sites.shape[1], len(rows))]
    if name == "popular":
        return routine.popular_sites.draw(rng, len(rows))
    return rng.integers(0, len(routine.setting.world.site), len(rows), dtype=np.int32)


def _referrals(routine: Routine, rng: Draws, young: NDArray[np.bool_]) -> Codes:
    words = routine.data["referral"]
    codes = routine.setting.pool.codes(list(words))
    found = Choice(words, codes).draw(rng, len(young))
    rows = np.flatnonzero(young)
    found[rows] = Choice(routine.data["referral_young"], codes).draw(rng, len(rows))
    return found

"""Hours, weeks and festivals."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from wuzha.packs import pack
from wuzha.simulate.draws import draws
from wuzha.simulate.plan import DAY, HOUR, START, CityPlan
from wuzha.simulate.rhythm import Rhythm

RHYTHM = Rhythm(CityPlan(days=60), pack("cn"))


def test_the_first_day_is_the_local_date_of_the_start() -> None:
    assert RHYTHM.date(0) == dt.date(2024, 3, 4)
    assert RHYTHM.date(31) == dt.date(2024, 4, 4)


@pytest.mark.parametrize("subject", ["calls", "business", "messages", "visits", "transfers"])
def test_everything_happens_within_its_day_and_mostly_when_people_are_awake(subject: str) -> None:
    at = RHYTHM.times(subject, 2, 5000, draws(1, "rhythm")) - START - 2 * DAY
    assert at.min() >= 0
    assert at.max() < DAY
    hours = np.bincount(at // HOUR, minlength=24)
    assert hours[2:5].sum() < hours[9:12].sum() / 5
    assert hours[9:22].all()


def test_offices_rest_at_weekends_and_on_festivals() -> None:
    assert RHYTHM.factor("business", 5) < RHYTHM.factor("business", 1) / 2
    assert RHYTHM.factor("business", 31) < RHYTHM.factor("business", 24) / 2


def test_red_packets_have_their_days() -> None:
    eve = Rhythm(CityPlan(start=START - 24 * DAY), pack("cn"))
    assert eve.date(0) == dt.date(2024, 2, 9)
    assert eve.red_packets(0) > 10
    assert eve.red_packets(23) == 1

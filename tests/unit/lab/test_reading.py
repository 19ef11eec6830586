"""Readings against a slow and obvious count, and what a higher threshold may never do."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from unit.lab.town import PLAN, at, episode, reading, saw, sightings, truth
from wuzha.lab.curve import curve
from wuzha.lab.reading import Reading
from wuzha.simulate.plan import DAY

PEOPLE = st.integers(-1, PLAN.people - 1)
HOURS = st.integers(0, 24 * PLAN.days - 1)
Facts = tuple[list[Any], list[tuple[int, int]], list[Any]]


@st.composite
def episodes(draw: st.DrawFn) -> Any:
    contact, first, last = sorted(draw(st.lists(HOURS, min_size=3, max_size=3)))
    person = draw(st.integers(0, PLAN.people - 1))
    payments = draw(st.sampled_from([(), ((first, 100), (last, 200))]))
    return episode(person, contact, *payments)


@st.composite
def decisions(draw: st.DrawFn) -> Any:
    transfer = {"kind": "transfer", "episode": draw(st.integers(-1, 1)), "action": "hold"}
    score = draw(st.integers(1, 100))
    other = draw(st.sampled_from([{}, transfer]))
    return saw(draw(PEOPLE), draw(HOURS), score=score, **other)


@st.composite
def towns(draw: st.DrawFn) -> Reading:
    cases = draw(st.lists(episodes(), min_size=2, max_size=5))
    people = st.integers(0, PLAN.people - 1)
    reached = draw(st.lists(st.tuples(people, HOURS), max_size=3))
    spans = st.tuples(people, HOURS, HOURS).map(lambda s: (s[0], min(s[1:]), max(s[1:])))
    recruits = [
        {"person": f"p-{person}", "from": at(start), "to": at(end)}
        for person, start, end in draw(st.lists(spans, max_size=2))
    ]
    rows = draw(st.lists(decisions(), max_size=12))
    seen = sightings(*rows, reached=reached)
    return reading(seen, truth(*cases, recruits=recruits), warn_at=40, warm_up_days=2)


def slowly_in_fraud(found: Reading, row: int) -> bool:
    seen, facts = found.sightings, found.truth
    person, when = int(seen.person[row]), int(seen.at[row])
    times = [
        (entry["person"], entry["contact_at"], entry["ends_at"] + 7 * DAY)
        for entry in facts.episodes.to_pylist()
    ]
    times += [(entry["person"], entry["from"], entry["to"]) for entry in facts.recruits.to_pylist()]
    reached = zip(seen.reached_person, seen.reached_at, strict=True)
    times += [(f"p-{who}", start, start + DAY) for who, start in reached]
    return any(who == f"p-{person}" and start <= when <= end for who, start, end in times)


def slowly_warned(found: Reading, number: int, payment: str) -> bool:
    """One loop over all decisions: is there a warning before that payment of the episode?"""
    seen, entry = found.sightings, found.truth.episodes.slice(number, 1).to_pylist()[0]
    for row in np.flatnonzero(found.warns):
        if f"p-{seen.person[row]}" != entry["person"] or seen.at[row] < entry["contact_at"]:
            continue
        own = seen.episode[row] == number and seen.action[row] >= 2
        if seen.at[row] < entry[payment] or (own and seen.at[row] == entry[payment]):
            return True
    return False


@given(towns())
def test_readings_agree_with_a_slow_count(found: Reading) -> None:
    seen, counted = found.sightings, found.counted
    slow = [slowly_in_fraud(found, row) for row in range(len(seen))]
    assert found.in_fraud.tolist() == slow
    wrong = {
        (seen.person[row], (seen.at[row] - PLAN.start) // DAY)
        for row in np.flatnonzero(found.warns & (seen.at >= found.begins))
        if not slow[row]
    }
    assert {*zip(*found.wrong_person_days(), strict=True)} == wrong
    for payment, before in (
        ("first_payment_at", found.warned.before_first),
        ("last_payment_at", found.warned.before_last),
    ):
        assert before.tolist() == [slowly_warned(found, n, payment) for n in counted.number]


@given(towns())
def test_a_higher_threshold_never_warns_more(found: Reading) -> None:
    table = curve(found)
    assert table["threshold"].to_pylist() == [*range(10, 101)]
    for name in table.column_names[1:]:
        values = table[name].to_numpy()
        assert np.isnan(values).all() or (np.diff(values) <= 0).all()


@given(towns())
def test_the_curve_goes_through_the_reading(found: Reading) -> None:
    row = curve(found).to_pylist()[30]
    assert row["threshold"] == found.warn_at
    wrong = len(found.wrong_person_days()[0]) / found.people_days * 1e6
    assert row["wrong_per_million_people_days"] == wrong
    if len(found.counted):
        share = found.warned.before_last.mean()
        assert row["episodes_warned_before_last_payment"] == share

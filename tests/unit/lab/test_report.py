"""Several cities in one table."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from unit.lab.town import PLAN, TAXONOMY, episode, outcome, reading, saw, sightings, truth
from wuzha.lab.lead_time import lead_times
from wuzha.lab.outcome import Outcome, measure
from wuzha.lab.report import AT_LEAST, AT_MOST, summary
from wuzha.vocabulary.errors import InputError

LAST = "episodes_warned_before_last_payment"
HELD_OUT = "heldout_types_warned_before_last_payment"


def city(seed: int, warned: int, *, new: int = 0) -> Outcome:
    """Four episodes, the first `new` of a held-out playbook, the first `warned` warned."""
    facts = truth(
        *(
            episode(n, 10, (30, 100), playbook="new" if n < new else "old")
            for n in range(PLAN.people)
        )
    )
    seen = sightings(*(saw(n, 15) for n in range(warned)))
    plan = replace(PLAN, seed=seed)
    return measure(seen, facts, plan, taxonomy=TAXONOMY, held_out={"new"})


def test_means_and_spreads() -> None:
    found = summary([city(1, 4), city(2, 2), city(3, 3)])
    line = found.line(LAST)
    assert (line.value, line.least, line.most) == (0.75, 0.5, 1)
    assert line.spread == pytest.approx(np.std([1, 0.5, 0.75], ddof=1))
    assert (line.target, line.holds) == (0.80, False)
    assert found.seeds == (1, 2, 3)
    assert (found.episodes, found.people_days) == (12, 120)
    assert found.line("loss_saved").holds is None
    assert not found.holds


def test_held_out_playbooks_are_pooled() -> None:
    line = summary([city(1, 1, new=3), city(2, 1, new=1), city(3, 2)]).line(HELD_OUT)
    assert (line.value, line.pooled, line.holds) == (0.5, True, False)
    assert (line.least, line.most) == (1 / 3, 1)
    assert 0 < line.low < 0.5 < line.high < 1


def test_gaps_are_pooled_over_the_cities() -> None:
    """13 cities of 4 make one band of 52; a second band would be needed for a gap."""
    found = summary([city(seed, 2) for seed in range(13)])
    assert math.isnan(found.line("recall_gap_age").value)
    assert found.line("recall_gap_age").holds is False
    band = next(gap for gap in found.gaps if gap.by == "age_band").bands[0]
    assert (band.recall.hits, band.recall.tries) == (26, 52)


def test_the_promises_come_first_and_all_as_json() -> None:
    answer = summary([city(1, 4), city(2, 2)]).answer()
    names = [figure["name"] for figure in answer["figures"]]
    assert names[: len(AT_LEAST) + len(AT_MOST)] == [*AT_LEAST, *AT_MOST]
    text = json.dumps(answer, allow_nan=False)
    assert json.loads(text)["figures"][0]["mean"] == 0.75


def test_outcomes_of_two_policies_make_no_report() -> None:
    one = outcome(sightings(policy="a@1#0"), truth())
    other = outcome(sightings(policy="b@1#0"), truth())
    for outcomes in ([], [one, other]):
        with pytest.raises(InputError, match="one policy"):
            summary(outcomes)


def test_lead_times() -> None:
    facts = truth(
        episode(0, 10, (20, 1), (30, 1)), episode(1, 10, (40, 1)), episode(2, 10, (20, 1))
    )
    paying = saw(2, 20, kind="transfer", action="delay", episode=2)
    rows = lead_times(reading(sightings(saw(0, 25), saw(1, 10), paying), facts).warned).to_pylist()
    assert [(row["before"], row["episodes"]) for row in rows] == [
        ("first_payment", 2),
        ("last_payment", 3),
    ]
    assert (rows[0]["p50_s"], rows[1]["p50_s"]) == (15 * 3_600, 5 * 3_600)
    assert rows[1]["p10_s"] == pytest.approx(0.2 * 5 * 3_600)

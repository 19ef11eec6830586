from __future__ import annotations

import pytest

from unit.lab.town import PLAN, at, episode, truth
from wuzha.simulate.check import Check, checks
from wuzha.simulate.plan import MINUTE
from wuzha.simulate.truth import Truth

BANDS = ("under_18", "18_40", "41_65", "over_65")


def town(**tables: object) -> Truth:
    """Four victims, one of each age band; the first two by rebate, the third by romance."""
    played = ("rebate_tasks", "rebate_tasks", "pig_butchering", "fake_loan")
    online = (True, True, True, False)
    cases = [
        episode(n, 30.0 * n, (30.0 * n + 1, 100 * (n + 1)), playbook=code, online=at_a_distance)
        for n, (code, at_a_distance) in enumerate(zip(played, online, strict=True))
    ]
    dropped_out = episode(1, 300, playbook="pig_butchering", online=False)
    people = [{"age_band": band, "education": "basic"} for band in BANDS]
    hops = [
        {"payment": 0, "hop": 1, "dwell": 2 * MINUTE},
        {"payment": 0, "hop": 2, "dwell": 4 * MINUTE},
        {"payment": 1, "hop": 1, "dwell": 9 * MINUTE},
    ]
    return truth(*cases, dropped_out, people=people, hops=hops, **tables)


def found() -> dict[str, float]:
    return {check.name: check.value for check in checks(town(), PLAN)}


def test_shares_are_of_those_who_paid() -> None:
    values = found()
    assert values["rebate_case_share"] == 0.5
    assert values["romance_investment_loss_share"] == pytest.approx(300 / 1000)
    assert values["online_share"] == 0.75


def test_ages_are_the_victims_ages() -> None:
    values = found()
    assert (values["victims_18_40"], values["victims_41_65"]) == (0.25, 0.25)
    assert values["victims_rest"] == 0.5


def test_chains_are_told_by_their_longest_hop_and_by_how_long_money_lies() -> None:
    values = found()
    assert (values["hops_min"], values["hops_max"]) == (1, 2)
    assert values["dwell_median"] == 4


def test_victims_per_day_are_those_whose_fraud_begins_in_the_city() -> None:
    assert found()["victims_per_day"] == pytest.approx(4 / (PLAN.people * PLAN.days))
    assert at(0) == PLAN.start


def test_a_figure_holds_inside_its_range_bounds_included() -> None:
    assert [Check("x", value, 1, 2, "").holds for value in (0.9, 1, 2, 2.1)] == [
        False,
        True,
        True,
        False,
    ]

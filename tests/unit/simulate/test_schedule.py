"""The mix of cases: shares, losses, ages, and whom they happen to."""

from __future__ import annotations

import numpy as np
import pytest

from wuzha.packs import pack
from wuzha.simulate.fraud.playbook import Playbooks
from wuzha.simulate.fraud.playbook_file import read_playbooks
from wuzha.simulate.fraud.schedule import LEAD_DAYS, Case, schedule
from wuzha.simulate.furnish import furnish
from wuzha.simulate.people import AGE_BANDS
from wuzha.simulate.plan import CityPlan
from wuzha.simulate.pool import Pool
from wuzha.simulate.populate import populate
from wuzha.simulate.setting import Setting

MANY = CityPlan(people=50_000, days=20, seed=3)


@pytest.fixture(scope="module")
def books() -> Playbooks:
    return read_playbooks(pack("cn"))


@pytest.fixture(scope="module")
def many(books: Playbooks) -> tuple[Setting, list[Case]]:
    """The schedule of a million days of people, and of the five weeks before."""
    pool, cn = Pool(), pack("cn")
    places, people = populate(MANY, cn, pool)
    there = Setting(MANY, cn, pool, places, people, furnish(MANY, cn, pool))
    return there, schedule(there, books, lambda playbook, at, rng: 0)


def test_shares_of_cases_losses_and_ages_are_those_published(
    many: tuple[Setting, list[Case]],
) -> None:
    there, cases = many
    paid = [case for case in cases if case.paid]
    rebate = sum(case.playbook == "rebate_tasks" for case in paid) / len(paid)
    total = sum(case.loss for case in paid)
    romance = sum(case.loss for case in paid if case.playbook == "pig_butchering") / total
    online = sum(case.online for case in paid) / len(paid)
    bands = there.people.age_band[[case.resident for case in paid]]
    ages = dict(zip(AGE_BANDS, np.bincount(bands, minlength=4) / len(paid), strict=True))
    assert 0.31 <= rebate <= 0.36
    assert 0.33 <= romance <= 0.40
    assert online >= 0.85
    assert ages["18_40"] == pytest.approx(0.62, abs=0.03)
    assert ages["41_65"] == pytest.approx(0.33, abs=0.03)
    assert ages["under_18"] + ages["over_65"] == pytest.approx(0.05, abs=0.03)


def test_victims_a_day_are_as_planned_and_three_times_as_many_drop_out(
    many: tuple[Setting, list[Case]],
) -> None:
    _, cases = many
    paid = sum(case.paid for case in cases)
    people_days = MANY.people * (MANY.days + LEAD_DAYS)
    assert paid / people_days == pytest.approx(MANY.victims_per_day, rel=0.05)
    dropped = sum(case.stops is not None for case in cases)
    assert dropped / paid == pytest.approx(3, rel=0.05)


def test_losses_follow_the_median_and_the_95th_percentile(
    many: tuple[Setting, list[Case]], books: Playbooks
) -> None:
    _, cases = many
    losses = [case.loss for case in cases if case.playbook == "rebate_tasks" and case.paid]
    book = books.by_code["rebate_tasks"]
    assert np.median(losses) == pytest.approx(book.loss_median, rel=0.05)
    assert np.quantile(losses, 0.95) == pytest.approx(book.loss_p95, rel=0.1)
    assert max(losses) <= 1.5 * book.loss_p95


def test_the_careless_are_victims_more_often(many: tuple[Setting, list[Case]]) -> None:
    there, cases = many
    careful = there.people.careful
    assert careful[[case.resident for case in cases]].mean() < careful.mean() - 0.1


def test_only_people_abroad_are_rung_by_a_false_embassy(many: tuple[Setting, list[Case]]) -> None:
    there, cases = many
    called = [case.resident for case in cases if case.playbook == "embassy"]
    assert called
    assert there.people.abroad[called].all()


def test_a_recovery_scam_meets_those_who_lost_money(many: tuple[Setting, list[Case]]) -> None:
    _, cases = many
    lost: set[int] = set()
    again = []
    for case in cases:
        if case.playbook == "recovery_scam":
            again.append(case.resident in lost)
        if case.paid:
            lost.add(case.resident)
    assert np.mean(again[len(again) // 2 :]) > 0.9

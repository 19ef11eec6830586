"""When a person counts as warned, and when as warned for nothing; answers counted by hand."""

from __future__ import annotations

import math

import pytest

from unit.lab.town import (
    PLAN,
    at,
    episode,
    figure,
    outcome,
    reading,
    saw,
    sightings,
    truth,
    wrong_days,
)
from wuzha.simulate.plan import DAY, HOUR
from wuzha.vocabulary.decision import Level
from wuzha.vocabulary.errors import InputError

LAST = "episodes_warned_before_last_payment"
FIRST = "episodes_warned_before_first_payment"
VICTIM = episode(0, 10, (20, 100), (30, 300))
PAYMENT = {"kind": "transfer", "episode": 0}


@pytest.mark.parametrize(
    ("hours", "first", "last"),
    [(9.9, 0, 0), (10, 1, 1), (19.9, 1, 1), (20, 0, 1), (29.9, 0, 1), (30, 0, 0), (31, 0, 0)],
)
def test_a_warning_counts_from_contact_to_before_the_payment(
    hours: float, first: int, last: int
) -> None:
    seen, facts = sightings(saw(0, hours)), truth(VICTIM)
    assert figure(FIRST, seen, facts) == first
    assert figure(LAST, seen, facts) == last
    assert figure("loss_warned_before_last_payment", seen, facts) == last


@pytest.mark.parametrize(
    ("action", "before"),
    [("allow", 0), ("label", 0), ("challenge", 1), ("delay", 1), ("hold", 1), ("block", 1)],
)
def test_a_payment_that_is_asked_about_comes_after_the_warning(action: str, before: int) -> None:
    seen, facts = sightings(saw(0, 30, action=action, **PAYMENT)), truth(VICTIM)
    found = outcome(seen, facts).figures
    assert found[LAST] == before
    assert found[f"{LAST}_strict"] == 0
    assert found["loss_after_warning"] == 0.75 * before


@pytest.mark.parametrize("other", [{"episode": -1}, {"kind": "call"}, {"person": 1}])
def test_only_the_payment_itself_can_be_asked_about(other: dict[str, object]) -> None:
    row = saw(0, 30, action="hold", **PAYMENT) | other
    assert figure(LAST, sightings(row), truth(VICTIM)) == 0


def test_somebody_else_who_is_asked_asks_nobody_here() -> None:
    seen = sightings(saw(0, 30), saw(1, 30, action="hold", **PAYMENT))
    assert figure(LAST, seen, truth(VICTIM)) == 0


def test_another_persons_warning_is_no_warning() -> None:
    assert figure(LAST, sightings(saw(1, 15)), truth(VICTIM)) == 0


def test_a_decision_below_the_level_is_no_warning() -> None:
    seen, facts = sightings(saw(0, 15, "low"), saw(0, 25, "high")), truth(VICTIM)
    assert [figure(FIRST, seen, facts, warn_at=level) for level in (Level.LOW, 20)] == [1, 1]
    assert [figure(FIRST, seen, facts, warn_at=level) for level in (Level.HIGH, 21)] == [0, 0]
    assert [figure(LAST, seen, facts, warn_at=score) for score in (60, 61)] == [1, 0]


def test_episodes_with_a_payment_in_the_warm_up_or_none_do_not_count() -> None:
    facts = truth(
        VICTIM,  # first payment on the first day
        episode(1, 10, (24, 100)),  # in the first instant that is evaluated
        episode(2, 10),  # dropped out
        episode(3, 200, (10 * 24, 100)),  # in the first instant after the city
    )
    seen = sightings(saw(0, 15), saw(1, 15))
    found = outcome(seen, facts, warm_up_days=1)
    assert (found.episodes, found.figures[LAST]) == (1, 1)


def test_contact_before_the_city_began() -> None:
    facts = truth(episode(0, -50, (20, 100)))
    assert figure(LAST, sightings(saw(0, 0)), facts) == 1


@pytest.mark.parametrize(
    ("hours", "wrong"), [(9.9, 1), (10, 0), (30, 0), (30 + 7 * 24, 0), (30.1 + 7 * 24, 1)]
)
def test_a_warning_is_wrong_outside_the_episode_and_its_week(hours: float, wrong: int) -> None:
    assert wrong_days(sightings(saw(0, hours)), truth(VICTIM)) == wrong


def test_who_drops_out_was_in_a_fraud_all_the_same() -> None:
    assert wrong_days(sightings(saw(2, 12)), truth(episode(2, 10))) == 0


@pytest.mark.parametrize(("hours", "wrong"), [(49, 1), (50, 0), (74, 0), (74.1, 1)])
def test_a_campaign_explains_a_warning_for_a_day(hours: float, wrong: int) -> None:
    seen = sightings(saw(1, hours), reached=[(1, 50), (2, 10)])
    assert wrong_days(seen, truth()) == wrong


@pytest.mark.parametrize(("hours", "wrong"), [(4, 1), (5, 0), (60, 0), (61, 1)])
def test_a_mule_is_not_warned_for_nothing(hours: float, wrong: int) -> None:
    times = {"from": at(5), "to": at(60)}
    role = {"identifier": "p-1", "form": "person", "role": "mule", **times}
    recruit = {"person": "p-1", **times}
    elsewhere = {"identifier": "p-1", "form": "device", "role": "mule", **times}
    seen = sightings(saw(1, hours))
    assert wrong_days(seen, truth(roles=[role])) == wrong
    assert wrong_days(seen, truth(recruits=[recruit])) == wrong
    assert wrong_days(seen, truth(roles=[elsewhere])) == 1


def test_who_left_a_gang_before_the_city_began_is_nobody_special() -> None:
    recruit = {"person": "p-1", "from": at(-50), "to": at(-40)}
    assert wrong_days(sightings(saw(1, 0)), truth(recruits=[recruit])) == 1


def test_a_person_day_is_wrong_once() -> None:
    seen = sightings(saw(1, 1), saw(1, 23), saw(1, 24), saw(2, 1), saw(-1, 1), saw(3, 1, "low"))
    assert wrong_days(seen, truth()) == 3
    assert wrong_days(seen, truth(), warm_up_days=1) == 1
    assert figure("wrong_per_million_people_days", seen, truth()) == 3 / 40 * 1e6


def test_wrong_warnings_by_rule_and_twins_by_kind() -> None:
    start = PLAN.start
    twins = [
        {"twin": n, "person": "p-1", "kind": kind, "from": start, "to": start + DAY}
        for n, kind in enumerate(["gift", "gift", "visa"])
    ]
    both = saw(1, 1, twin=0, rules=("call", "pay"))
    seen = sightings(both, saw(1, 2, twin=0), saw(2, 3), saw(0, 15))
    found = outcome(seen, truth(VICTIM, twins=twins))
    assert found.twins.to_pylist() == [
        {"kind": "gift", "twins": 2, "warned": 1},
        {"kind": "visa", "twins": 1, "warned": 0},
    ]
    late = outcome(seen, truth(VICTIM, twins=twins), warm_up_days=2)
    assert [row["twins"] for row in late.twins.to_pylist()] == [0, 0]
    days = [(row["rule"], row["wrong_person_days"]) for row in found.reasons.to_pylist()]
    assert days == [("call", 2), ("pay", 1)]


def test_loss_saved_by_who_heeds_which_tier() -> None:
    deaf = episode(1, 10, (20, 100), (30, 300))
    hears_high = episode(
        0, 10, (20, 100), (30, 300), (40, 600),
        heeds_high=True, reached_after_high=2 * HOUR, loss=950,
    )  # fmt: skip
    seen = sightings(saw(0, 15), saw(0, 28, "high"), saw(1, 15, "critical"))
    assert figure("loss_saved", seen, truth(hears_high, deaf)) == 600 / 1350
    early = sightings(saw(0, 15), saw(0, 17.5, "high"))
    assert figure("loss_saved", early, truth(hears_high, deaf)) == 950 / 1350


def test_only_the_tier_that_spoke_can_be_heeded() -> None:
    facts = truth(episode(0, 10, (20, 100), heeds_medium=True, heeds_high=True))
    assert figure("loss_saved", sightings(saw(0, 15, "critical")), facts) == 0
    assert figure("loss_saved", sightings(saw(0, 15, "high")), facts) == 1
    assert figure("loss_saved", sightings(saw(0, 15, "low")), facts) == 0


def test_held_out_playbooks_are_counted_apart() -> None:
    facts = truth(VICTIM, episode(1, 10, (30, 1), playbook="new"), episode(2, 10, (30, 1)))
    found = outcome(sightings(saw(0, 15), saw(2, 15)), facts, held_out={"new"})
    assert (found.heldout_episodes, found.heldout_warned) == (1, 0)
    assert found.figures["heldout_types_warned_before_last_payment"] == 0
    assert found.figures[LAST] == 2 / 3


def test_a_type_is_right_if_its_class_is() -> None:
    facts = truth(VICTIM, episode(1, 10, (30, 1)), episode(2, 10, (30, 1)), episode(3, 10, (30, 1)))
    seen = sightings(
        saw(0, 15, type="lost_parcel"), saw(1, 15, type="likes_follows"), saw(2, 15, type=-1)
    )
    assert figure("type_accuracy", seen, facts) == 1 / 3


def test_a_city_without_fraud_has_wrong_warnings_only() -> None:
    found = outcome(sightings(saw(0, 15)), truth())
    assert math.isnan(found.figures[LAST])
    assert found.figures["wrong_per_million_people_days"] == 25_000
    assert outcome(sightings(), truth()).figures["wrong_per_million_people_days"] == 0


def test_what_cannot_be_measured_is_refused() -> None:
    with pytest.raises(InputError, match="warm-up of 10 days"):
        reading(sightings(), truth(), warm_up_days=10)
    with pytest.raises(InputError, match="keep_from"):
        reading(sightings(), truth(), warn_at=0)

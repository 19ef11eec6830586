"""What follows a fact: once, in order, all of it or nothing."""

from __future__ import annotations

import logging

import pytest
from django.db import IntegrityError

from centre_cast import AT, BY, tree
from wuzha.centre.audit.chain import verify
from wuzha.centre.audit.models import Entry
from wuzha.centre.change import change
from wuzha.centre.outbox.delivery import (
    KEPT,
    TRIES_MAX,
    Flow,
    deliver,
    forget,
    parked,
    parked_facts,
    retry_parked,
)
from wuzha.centre.outbox.models import Fact, Reacted
from wuzha.centre.units.models import Unit
from wuzha.vocabulary.clock import DAY, HOUR, Instant
from wuzha.vocabulary.errors import WrongState

pytestmark = pytest.mark.django_db

PHONE = "+8613900001111"


def leave(*names: str) -> None:
    """Facts of these names, about the root."""
    root = Unit.objects.filter(code="").first() or tree()[""]
    with change(BY, AT) as done:
        for name in names:
            done.fact(name, root)


def rename(fact: Fact, at: Instant) -> None:
    """A reaction that can be counted: it makes the root's name longer and says so."""
    with change(BY, at) as done:
        root = Unit.objects.get(code="")
        root.en += "+"
        root.save()
        done.entry("unit.renamed", root)
        done.fact("unit.renamed", root)


def refuse(fact: Fact, at: Instant) -> None:
    raise WrongState("not_now", "come again later")


def crash(fact: Fact, at: Instant) -> None:
    raise KeyError(f"nobody foresaw {PHONE}")


def interrupt(fact: Fact, at: Instant) -> None:
    raise KeyboardInterrupt


def collide(fact: Fact, at: Instant) -> None:
    Unit.objects.create(code="", level="ministry", zh="部", en="Second")


def name() -> str:
    return Unit.objects.get(code="").en


def test_a_reaction_takes_effect_once() -> None:
    leave("a")
    flow = {"a": (rename,)}
    assert [deliver(flow, AT) for _ in range(3)] == [1, 1, 0]  # the second is its own fact
    assert name() == "Ministry+"
    assert list(Reacted.objects.values_list("fact__name", flat=True)) == ["a"]


def test_facts_come_in_their_order() -> None:
    seen: list[tuple[str, int]] = []

    def note(fact: Fact, at: Instant) -> None:
        seen.append((fact.name, fact.pk))

    leave("a", "b", "a", "c")
    deliver({"a": (note,), "b": (note,)}, AT, limit=3)
    deliver({"c": (note,)}, AT)
    assert [fact for fact, _ in seen] == ["a", "b", "a", "c"]
    assert seen == sorted(seen, key=lambda row: row[1])


@pytest.mark.parametrize("broken", [refuse, crash, collide])
def test_a_failure_undoes_its_own_fact_alone(broken: object) -> None:
    leave("bad", "good")
    flow: Flow = {"bad": (rename, broken), "good": (rename,)}  # type: ignore[dict-item]  # any of three
    assert deliver(flow, AT) == 2
    assert name() == "Ministry+"
    assert Entry.objects.filter(verb="unit.renamed").count() == 1
    assert Fact.objects.filter(name="unit.renamed").count() == 1
    bad = Fact.objects.get(name="bad")
    assert (bad.delivered_at, bad.tries) == (None, 1)
    assert bad.next_try_at > AT
    assert list(verify()) == []


def test_an_end_in_the_middle_leaves_nothing_half_done() -> None:
    """As when the process is stopped: what was done for earlier facts of the call is undone too."""
    leave("good", "bad")
    before = Entry.objects.count(), Fact.objects.count()
    with pytest.raises(KeyboardInterrupt):
        deliver({"good": (rename,), "bad": (rename, interrupt)}, AT)
    assert name() == "Ministry"
    assert (Entry.objects.count(), Fact.objects.count()) == before
    assert not Fact.objects.filter(delivered_at__isnull=False).exists()
    assert deliver({"good": (rename,), "bad": (rename,)}, AT) == 2
    assert name() == "Ministry++"


def test_what_fails_and_fails_is_parked_and_the_rest_goes_on() -> None:
    leave("bad")
    at = AT
    for _ in range(TRIES_MAX):
        leave("good")
        deliver({"bad": (refuse,), "good": (rename,)}, at)
        at += HOUR
    assert parked() == 1
    assert parked_facts()[0].error == "not_now: come again later"
    assert Entry.objects.filter(verb="fact.parked").count() == 1
    assert name() == "Ministry" + "+" * TRIES_MAX
    deliver({"bad": (rename,)}, at)
    assert parked() == 1


def test_waiting_grows_between_tries() -> None:
    leave("bad")
    at, waits = AT, []
    for _ in range(TRIES_MAX - 1):
        deliver({"bad": (refuse,)}, at)
        due = Fact.objects.get(name="bad").next_try_at
        assert deliver({"bad": (refuse,)}, due - 1) == 0
        waits.append(due - at)
        at = due
    assert waits == sorted(waits)
    assert HOUR > waits[-1] > waits[0] > 0


def test_somebody_puts_it_right_and_lets_it_go_again() -> None:
    leave("bad")
    for try_ in range(TRIES_MAX):
        deliver({"bad": (refuse,)}, AT + try_ * HOUR)
    later = AT + DAY
    assert retry_parked(BY, later) == 1
    assert Entry.objects.get(verb="fact.retried").detail == {"fact": "bad"}
    deliver({"bad": (rename,)}, later)
    assert (name(), parked()) == ("Ministry+", 0)
    assert retry_parked(BY, later) == 0


def test_an_error_that_nobody_expected_is_told_without_what_it_held(
    caplog: pytest.LogCaptureFixture,
) -> None:
    leave("bad")
    with caplog.at_level(logging.ERROR):
        deliver({"bad": (crash,)}, AT)
    error = Fact.objects.get(name="bad").error
    assert error.startswith("KeyError in crash, line ")
    assert error in caplog.text
    assert PHONE not in error + caplog.text


def test_a_second_deliverer_past_the_lock_is_undone() -> None:
    """The last guard, where nothing else held: the row of the reaction is there already."""
    leave("a")
    deliver({"a": (rename,)}, AT)
    Fact.objects.filter(name="a").update(delivered_at=None)
    with pytest.raises(IntegrityError):
        deliver({"a": (rename,)}, AT)


def test_a_fact_without_reactions_is_done() -> None:
    leave("a")
    assert deliver({}, AT) == 1
    assert deliver({}, AT) == 0


def test_old_facts_are_forgotten_when_all_has_followed() -> None:
    leave("a", "bad")
    deliver({"a": (rename,), "bad": (refuse,)}, AT)
    assert forget(AT + KEPT) == 0
    assert forget(AT + KEPT + 1) == 1
    assert sorted(Fact.objects.values_list("name", flat=True)) == ["bad", "unit.renamed"]
    assert not Reacted.objects.exists()

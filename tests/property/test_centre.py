"""Any sequence of what people, carriers, officers and the clock do leaves the centre in order.

After every action: no step or warning moved in a way that its states do not allow or that its audit
entries do not tell, and what has ended has a result. After all facts are followed up, a warning is
open exactly as long as a step of it is. When time has run out, everything has ended with a code.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Model
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import centre_cast
from wuzha.centre.audit.chain import head, verify
from wuzha.centre.dissuade import actions as dissuade
from wuzha.centre.dissuade.models import Step
from wuzha.centre.dissuade.states import ENDED, MOVES, READY, TAKEN, WAITING, StepState
from wuzha.centre.flow import FLOW
from wuzha.centre.outbox.delivery import deliver
from wuzha.centre.outbox.models import Fact
from wuzha.centre.people.actions import add_contact
from wuzha.centre.people.models import Person
from wuzha.centre.units.actions import set_duty
from wuzha.centre.units.models import User
from wuzha.centre.units.roles import Role
from wuzha.centre.warn import actions as warn
from wuzha.centre.warn.models import Warning
from wuzha.vocabulary.clock import HOUR, MINUTE, SECOND
from wuzha.vocabulary.decision import LEVELS, STAGES
from wuzha.vocabulary.errors import BadValue, Refusal
from wuzha.vocabulary.notice import Channel, Receipt, ReceiptState
from wuzha.vocabulary.result import CODED_BY_OFFICER, Ending, Result

DEEP = os.environ.get("WUZHA_DEEP") == "1"
# A deep run may be divided among machines: each takes some, with a seed of its own.
SEQUENCES = int(os.environ.get("WUZHA_SEQUENCES") or (100_000 if DEEP else 300))

WARNING_MOVES: dict[str, dict[str, str]] = {
    "warning.issued": {"": "issued"},
    "warning.joined": {"issued": "issued", "acknowledged": "acknowledged"},
    "warning.risen": {"issued": "issued", "acknowledged": "issued"},
    "warning.acknowledged": {"issued": "acknowledged"},
    "warning.handed_over": {"issued": "issued", "acknowledged": "issued"},
    "warning.escalated": {"issued": "issued"},
    "warning.closed": {"issued": "issued", "acknowledged": "acknowledged"},
    "warning.ended": {"issued": "ended", "acknowledged": "ended"},
}
STEP_MOVES: dict[str, dict[str, str]] = {
    verb: {str(start): str(to) for start, to in ways.items()} for verb, ways in MOVES.items()
}

PAUSES = (SECOND, MINUTE, 5 * MINUTE, 20 * MINUTE, 3 * HOUR, 11 * HOUR)
Rows = dict[tuple[str, int], dict[str, Any]]


@dataclass
class World:
    """Two people, three officers and a dispatcher, a carrier that may say anything, a clock."""

    persons: list[Person]
    officers: list[User]
    dispatcher: User
    at: int = centre_cast.AT
    events: int = 0
    keys: list[str] = field(default_factory=list)

    def said(self, one: int, two: int) -> None:
        """Screening says something about a person."""
        self.events += 1
        decision = centre_cast.decision(
            self.persons[one % 2],
            event=f"event-{self.events // 2 if two == 11 else self.events}",
            level=LEVELS[two % 5],
            stage=STAGES[(one + two) % 3],
            at=self.at - (one % 3) * HOUR,
        )
        warn.receive([decision], self.at, centre_cast.BY)

    def followed_up(self) -> None:
        while deliver(FLOW, self.at):
            pass

    def waited(self, one: int, two: int) -> None:
        self.at += PAUSES[one % len(PAUSES)]

    def swept(self, one: int, two: int) -> None:
        """One of the timers runs."""
        timers = (dissuade.wake, dissuade.lapse, dissuade.balance, warn.escalate, warn.expire)
        timers[one % len(timers)](self.at)

    def warning_worked(self, one: int, two: int) -> None:
        """The dispatcher does something with a warning."""
        warnings = list(Warning.objects.order_by("-pk").values_list("pk", flat=True)[:3])
        if not warnings:
            return
        number, by, at = warnings[one % len(warnings)], self.dispatcher, self.at
        if two < 6:
            warn.acknowledge(number, user=by, at=at)
        elif two < 10:
            place = (centre_cast.CITY, "1102", centre_cast.COUNTY, "12")[two - 6]
            warn.hand_over(number, place, "they know better", user=by, at=at)
        else:
            ending = warn.CLOSABLE[one % len(warn.CLOSABLE)]
            warn.close(number, ending, "told elsewhere", user=by, at=at)

    def taken(self, one: int, two: int) -> None:
        officer = self.officers[one % 3]
        if two < 8:
            dissuade.take_next(officer, self.at)
            return
        step = self._step(two)
        if step is not None:
            dissuade.take(step, officer, self.at)

    def missed(self, one: int, two: int) -> None:
        officer, step = self._in_hand(one)
        misses = list(dissuade.Miss)
        dissuade.missed(step, misses[two % len(misses)], officer, self.at, f"m{step}-{two}")

    def recorded(self, one: int, two: int) -> None:
        officer, step = self._in_hand(one)
        result = CODED_BY_OFFICER[two % len(CODED_BY_OFFICER)]
        basis = "in danger right now" if two > 5 and self._asks_a_contact(step) else ""
        report = dissuade.Report(result, confirmed=one % 2 == 0, basis=basis)
        dissuade.record(step, report, officer, self.at, f"r{step}-{one}-{two}")

    def given_up(self, one: int, two: int) -> None:
        """A step is put back, moved, or its officer goes off duty or leaves."""
        officer, step = self.officers[one % 3], self._step(two)
        if two < 3:
            set_duty(officer.pk, one < 6, by=officer, at=self.at)
        elif two < 5:
            dissuade.leave(Fact(thing_id=officer.pk), self.at)
        elif step is not None and two < 8:
            dissuade.put_back(step, "shift over", officer, self.at)
        elif step is not None:
            dissuade.move(step, "1102", "they are free", self.dispatcher, self.at)

    def sent(self, one: int, two: int) -> None:
        channels = set(Channel) if two < 9 else {Channel.MESSAGE}
        self.keys += [notice.key for notice in dissuade.due_notices(channels, self.at)]

    def reported(self, one: int, two: int) -> None:
        """The carrier says anything about any notice, once or twice."""
        if self.keys:
            key = self.keys[one % len(self.keys)]
            states = list(ReceiptState)
            receipts = [Receipt(key, states[two % len(states)], self.at)] * (1 + two // 6)
            dissuade.take_receipts(receipts, self.at)

    def ended(self) -> None:
        """Nobody does anything any more: the clock alone runs on, until nothing is open."""
        for _ in range(60):
            self.followed_up()
            clocks = Step.objects.filter(ended_at=None).values_list("due_at", flat=True)
            if not clocks:
                return
            self.at = max(self.at + 5 * HOUR, *clocks)
            dissuade.wake(self.at)
            dissuade.lapse(self.at)
        pytest.fail("steps go on for ever")

    def _in_hand(self, one: int) -> tuple[User, int]:
        """An officer and what they have in hand, or take now; any step if there is nothing."""
        officer = self.officers[one % 3]
        step = dissuade.take_next(officer, self.at)
        return officer, self._step(one) or 1 if step is None else step.pk

    def _step(self, number: int) -> int | None:
        steps = list(Step.objects.order_by("-pk").values_list("pk", flat=True)[:12])
        return steps[number % len(steps)] if steps else None

    def _asks_a_contact(self, step: int) -> bool:
        return Step.objects.filter(pk=step, contact__isnull=False).exists()


ACTS: dict[str, Callable[[World, int, int], None]] = {
    "said": World.said,
    "waited": World.waited,
    "swept": World.swept,
    "warning_worked": World.warning_worked,
    "taken": World.taken,
    "missed": World.missed,
    "recorded": World.recorded,
    "given_up": World.given_up,
    "sent": World.sent,
    "reported": World.reported,
}
OFTEN = ("taken", "recorded", "recorded", "sent", "reported", "reported", "missed", "swept")
SMALL = st.integers(0, 11)
ACT = st.tuples(st.sampled_from([*ACTS, *OFTEN]), SMALL, SMALL, st.booleans())
SEQUENCE = st.lists(ACT, min_size=8, max_size=18)


@pytest.fixture(name="world")
def _world(db: None) -> World:
    units = centre_cast.tree()
    operators = [centre_cast.user(units[centre_cast.CITY], Role.OPERATOR) for _ in range(2)]
    field_officer = centre_cast.user(units[centre_cast.STATION], Role.FIELD)
    dispatcher = centre_cast.user(units["11"], Role.DISPATCHER)
    persons = [centre_cast.person(), centre_cast.person(language="en")]
    for person, consented in zip(persons, (True, False), strict=True):
        phone = "+8613911111111"
        add_contact(operators[0], person, "Li", phone, "son", consented, centre_cast.AT)
    return World(persons, [*operators, field_officer], dispatcher)


# Each sequence takes back what it wrote, so they can share a world.
@settings(max_examples=SEQUENCES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sequence=SEQUENCE)
def test_any_sequence_leaves_the_centre_in_order(
    world: World, sequence: list[tuple[str, int, int, bool]]
) -> None:
    with _undone():
        here = World(world.persons, world.officers, world.dispatcher)
        rows, number = _rows(), head()[0]
        for name, one, two, followed in [("said", 0, 3, True), *sequence]:
            # What is refused changes nothing, which the next line sees.
            with suppress(Refusal, BadValue):
                ACTS[name](here, one, two)
            rows, number = _checked(rows, number)
            if followed:
                here.followed_up()
                rows, number = _checked(rows, number)
                _check_followed(rows)
        here.ended()
        rows, _ = _checked(rows, number)
        assert not _open(rows, Warning)
        assert not _open(rows, Step)
        assert not list(verify())


class _Undo(Exception):
    """Takes a transaction back."""


class _undone:
    """Everything written inside is taken back at the end."""

    def __enter__(self) -> None:
        self._change = transaction.atomic()
        self._change.__enter__()

    def __exit__(self, kind: type[BaseException] | None, *rest: Any) -> None:
        self._change.__exit__(kind or _Undo, None, None)


def _rows() -> Rows:
    """All warnings and steps as they stand in the database, quicker than Django reads them."""
    rows: Rows = {}
    with connection.cursor() as cursor:
        for model in (Warning, Step):
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            names = [column[0] for column in cursor.description]
            for values in cursor.fetchall():
                row = dict(zip(names, values, strict=True))
                rows[model._meta.label_lower, row["id"]] = row
    return rows


def _verbs(number: int) -> tuple[dict[tuple[str, int], list[str]], int]:
    """The verbs of the entries after one, by what they are about, and the last entry's number."""
    verbs: dict[tuple[str, int], list[str]] = defaultdict(list)
    with connection.cursor() as cursor:
        question = "SELECT number, thing, thing_id, verb FROM audit_entry WHERE number > %s"
        cursor.execute(f"{question} ORDER BY number", [number])
        entries = cursor.fetchall()
    for _, thing, thing_id, verb in entries:
        if thing_id:
            verbs[thing, int(thing_id)].append(verb)
    return verbs, entries[-1][0] if entries else number


def _checked(before: Rows, number: int) -> tuple[Rows, int]:
    """What changed since, against the entries since; the rows and the last entry as they are."""
    after = _rows()
    verbs, number = _verbs(number)
    assert set(before) <= set(after)
    for key, row in after.items():
        if row == before.get(key):
            continue
        old = before.get(key, {}).get("state", "")
        assert verbs[key], f"{key} changed without an entry"
        assert row["state"] in _led_to(old, verbs[key]), f"{key} from {old} by {verbs[key]}"
        _check_row(key[0], row)
    open_ones = [(row["person_id"], row["campaign"]) for row in _open(after, Warning)]
    assert len(open_ones) == len(set(open_ones))
    return after, number


def _open(rows: Rows, model: type[Model]) -> list[dict[str, Any]]:
    label = model._meta.label_lower
    return [row for key, row in rows.items() if key[0] == label and row["state"] != "ended"]


def _check_followed(rows: Rows) -> None:
    """Facts are followed up: a warning is open exactly as long as one of its steps is."""
    warnings = {row["id"] for row in _open(rows, Warning)}
    assert warnings == {row["warning_id"] for row in _open(rows, Step)}


def _led_to(state: str, verbs: list[str]) -> set[str]:
    """The states that these verbs lead to; a step begins waiting or ready."""
    states = {state}
    for verb in verbs:
        if verb == "step.started":
            assert states == {""}
            states = {str(WAITING), str(READY)}
        else:
            ways = (STEP_MOVES | WARNING_MOVES)[verb]
            states = {ways[one] for one in states if one in ways}
    return states


def _check_row(label: str, row: dict[str, Any]) -> None:
    ended = row["state"] == "ended"
    assert ended == (row["ended_at"] is not None)
    if label == "warn.warning":
        assert (row["ending"] in set(Ending)) == ended
        assert ended or row["state"] in ("issued", "acknowledged")
    else:
        assert (row["result"] in set(Result)) == ended
        assert ended or row["state"] in set(StepState) - {ENDED}
        assert (row["officer_id"] is not None) or row["state"] != TAKEN or not row["by_officer"]

"""Receiving: decisions become evidence, and evidence becomes warnings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError
from django.db.models import F

from wuzha.centre.actor import Actor
from wuzha.centre.change import Change, change
from wuzha.centre.people.actions import persons_of
from wuzha.centre.units.models import Unit
from wuzha.centre.warn.actions.batch import Batch, Key
from wuzha.centre.warn.actions.clocks import start_clock
from wuzha.centre.warn.decision import Decision, in_order
from wuzha.centre.warn.folding import Calm, calm_of, opens
from wuzha.centre.warn.judging import judged
from wuzha.centre.warn.ladders import in_force
from wuzha.centre.warn.models import OPEN, OPEN_STATES, Evidence, Warning
from wuzha.centre.warn.route import route, units_over
from wuzha.packs.ladder import Ladder
from wuzha.vocabulary.clock import Instant
from wuzha.vocabulary.decision import LEVELS

_OF_JOINING = (
    *("level", "score", "stage", "type", "type_share", "points"),
    *("first_at", "last_at", "evidence_count"),
)
_OF_RISING = (
    *("state", "unit", "place", "risen_at", "due_at", "expires_at"),
    *("acknowledged_at", "acknowledged_by"),
)


@dataclass(frozen=True, slots=True)
class Received:
    """What became of some decisions; `kept`, `passed` and `repeated` add up to all of them.

    `kept` became evidence: of those `joined` a warning, `cooled` were not worse than what ended
    lately, and `late` were too old to warn of. `passed` said too little to be kept; `repeated`
    had come before. `issued` and `risen` are warnings.
    """

    kept: int = 0
    joined: int = 0
    cooled: int = 0
    late: int = 0
    passed: int = 0
    repeated: int = 0
    issued: int = 0
    risen: int = 0


def receive(decisions: Sequence[Decision], at: Instant, by: Actor) -> Received:
    """Takes a batch of decisions in, in one change; safe to send again.

    An event of one source counts once: its first word stands. Decisions are taken in the order of
    their instants, whatever the order they came in, and from whatever source fold into the one
    open warning of their person and campaign. A person whom no directory knows is met here.
    """
    try:
        return _receive(decisions, at, by)
    except IntegrityError:
        # Another process took in the same event, or warned the same person, at this moment. Now
        # that it is done the second try joins it.
        return _receive(decisions, at, by)


def _receive(decisions: Sequence[Decision], at: Instant, by: Actor) -> Received:
    with change(by, at) as done:
        fresh, ladder = _fresh(decisions), in_force(at)
        batch = Batch(at, by, ladder, _open_warnings(fresh))
        wanted = [each for each in judged(fresh, ladder, at) if batch.keeps(each)]
        batch.persons = persons_of((each.person for each in wanted), at, by)
        batch.calm = _calm(wanted, ladder, at)
        for decision in wanted:
            batch.take(decision)
        _write(batch, done)
    return Received(
        kept=len(wanted),
        passed=len(fresh) - len(wanted),
        repeated=len(decisions) - len(fresh),
        issued=len(batch.issued),
        risen=len(batch.risen),
        **batch.counts,
    )


def _fresh(decisions: Sequence[Decision]) -> list[Decision]:
    """Those whose event never came before, in the order of their instants."""
    once: dict[tuple[str, str], Decision] = {}
    by_source: dict[str, list[str]] = defaultdict(list)
    for each in decisions:
        if once.setdefault((each.source, each.event), each) is each:
            by_source[each.source].append(each.event)
    for source, events in by_source.items():
        there = Evidence.objects.filter(source=source, event__in=events)
        for event in there.values_list("event", flat=True):
            del once[source, event]
    return sorted(once.values(), key=in_order)


def _open_warnings(decisions: Sequence[Decision]) -> dict[Key, Warning]:
    found = (
        Warning.objects.filter(OPEN, person__token__in={each.person for each in decisions})
        .annotate(token=F("person__token"))
        .select_for_update(of=("self",))
        .order_by("id")
    )
    return {(each.token, each.campaign): each for each in found}


def _calm(decisions: Sequence[Decision], ladder: Ladder, at: Instant) -> dict[Key, Calm]:
    """What ended lately of the persons for whom something could be opened now."""
    tokens = {each.person for each in decisions if opens(each)}
    ended = Warning.objects.filter(
        person__token__in=tokens, ended_at__gt=at - ladder.cooldown
    ).values_list("person__token", "campaign", "level", "stage", "ending")
    by_key: dict[Key, list[tuple[int, int, str]]] = defaultdict(list)
    for token, campaign, level, stage, ending in ended:
        by_key[token, campaign].append((level, stage, ending))
    calm = {key: calm_of(each) for key, each in by_key.items()}
    return {key: each for key, each in calm.items() if each is not None}


def _write(batch: Batch, done: Change) -> None:
    tokens = {token for token, _ in batch.risen}
    units = units_over(
        {each.person.place for each in batch.issued}
        | {batch.persons[token].place for token in tokens}
    )
    for warning in batch.issued:
        _place(warning, route(warning.person.place, warning.level_code, units))
        start_clock(warning, batch.ladder, batch.at)
    Warning.objects.bulk_create(batch.issued)
    for warning in batch.issued:
        _tell("warning.issued", warning, done)
    for key, warning in batch.joined.items():
        _write_joined(warning, batch, key, units, done)
    Evidence.objects.bulk_create(batch.evidence)


def _write_joined(
    warning: Warning, batch: Batch, key: Key, units: Mapping[str, Unit], done: Change
) -> None:
    warning.person = batch.persons[key[0]]
    before = batch.risen.get(key)
    if before is None or warning.state not in OPEN_STATES:
        warning.save(update_fields=_OF_JOINING)
        done.entry(
            "warning.joined", warning, person=warning.person, evidence=warning.evidence_count
        )
        return
    place = warning.person.place
    if warning.place == route(place, LEVELS[before], units).code:
        _place(warning, route(place, warning.level_code, units))
    # The level above asks for more, and faster: a unit has to take it up anew.
    warning.state, warning.risen_at = "issued", batch.at
    warning.acknowledged_at = warning.acknowledged_by = None
    start_clock(warning, batch.ladder, batch.at)
    warning.save(update_fields=_OF_JOINING + _OF_RISING)
    _tell("warning.risen", warning, done, before=before)


def _place(warning: Warning, unit: Unit) -> None:
    warning.unit, warning.place = unit, unit.code


def _tell(name: str, warning: Warning, done: Change, **more: Any) -> None:
    level, stage = warning.level, warning.stage
    said = {"place": warning.place, "level": level, "stage": stage, "type": warning.type, **more}
    done.entry(name, warning, person=warning.person, **said)
    done.fact(name, warning, level=level, stage=stage)

"""Officers of a demo: they take steps as people do, one at a time, and each takes its time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from wuzha.centre.dissuade.actions import missed, record, take_next
from wuzha.centre.dissuade.actions.working import Miss
from wuzha.centre.dissuade.models import Step
from wuzha.centre.dissuade.states import READY
from wuzha.centre.units.models import User
from wuzha.processes.demo.answers import Answers
from wuzha.vocabulary.clock import MINUTE, Instant
from wuzha.vocabulary.decision import LEVELS
from wuzha.vocabulary.errors import Refusal
from wuzha.vocabulary.notice import Channel

LEFT_TO_PERSONS = 3
"""In a unit where somebody at the console is at work, that many ready steps are left to them."""


@dataclass(frozen=True, slots=True)
class Work:
    """A step in hand. From `speaks_at` on the officer speaks to somebody; None: to nobody, and
    `miss` says why. It is over at `ends_at`."""

    officer: User
    step: int
    person: str
    tier: str
    ends_at: Instant
    speaks_at: Instant | None
    miss: Miss


class Officers:
    """`present` gives the places where somebody at the console is at work just now."""

    def __init__(
        self,
        officers: Sequence[User],
        answers: Answers,
        rules: Mapping[str, Any],
        present: Callable[[], frozenset[str]],
        chance: np.random.Generator,
    ) -> None:
        self._answers, self._rules, self._present = answers, rules, present
        self._chance = chance
        self._idle: dict[str, list[User]] = {}
        for officer in officers:
            self._idle.setdefault(officer.unit.code, []).append(officer)
        self._busy: list[Work] = []

    def act(self, at: Instant) -> None:
        """What is over is reported; whoever is free takes the next step."""
        over = [work for work in self._busy if work.ends_at <= at]
        self._busy = [work for work in self._busy if work.ends_at > at]
        for work in over:
            self._finish(work, at)
            self._idle[work.officer.unit.code].append(work.officer)
        ready = Step.objects.filter(by_officer=True, state=READY).values_list("place", flat=True)
        shared = self._present()
        for place, count in Counter(ready).items():
            self._begin(place, count - (LEFT_TO_PERSONS if place in shared else 0), at)

    def _begin(self, place: str, count: int, at: Instant) -> None:
        idle = self._idle.get(place, [])
        while count > 0 and idle:
            taken = take_next(idle[0], at)
            if taken is None:
                return
            self._busy.append(self._work(idle.pop(0), taken.pk, at))
            count -= 1

    def _work(self, officer: User, number: int, at: Instant) -> Work:
        step = Step.objects.select_related("warning__person")
        step = step.defer("note", "warning__person__name", "warning__person__address")
        found = step.get(pk=number)
        warning, tier = found.warning, LEVELS[found.level].value
        person = warning.person.token
        tried_for = self._minutes("visit" if found.channel == Channel.VISIT else "ring")
        warned_at = warning.risen_at or warning.issued_at
        free_at = self._answers.reachable_from(person, tier, warned_at)
        miss = self._missed(Channel(found.channel))
        if miss is None and found.channel == Channel.CALL and free_at > at + tried_for:
            miss = Miss.NO_ANSWER
        if miss is not None:
            return Work(officer, number, person, tier, at + tried_for, None, miss)
        talk = 0 if found.channel == Channel.VISIT else self._minutes(_TALKS[found.channel])
        speaks_at = at + tried_for
        return Work(officer, number, person, tier, speaks_at + talk, speaks_at, Miss.NO_ANSWER)

    def _missed(self, channel: Channel) -> Miss | None:
        shares, luck = self._rules["missed"], self._chance.random()
        if channel is Channel.VISIT:
            return Miss.NOT_HOME if luck < shares["absent"] else None
        if channel is Channel.CONTACT:
            return Miss.NO_ANSWER if luck < shares["contact"] else None
        if luck < shares["no_answer"]:
            return Miss.NO_ANSWER
        return Miss.BUSY if luck < shares["no_answer"] + shares["busy"] else None

    def _minutes(self, what: str) -> Instant:
        shortest, longest = self._rules["minutes"][what]
        length: Instant = round(self._chance.uniform(shortest, longest) * MINUTE)
        return length

    def _finish(self, work: Work, at: Instant) -> None:
        """A step that was ended meanwhile (late, or the warning is over) needs no report; what was
        said was said."""
        report = None
        if work.speaks_at is not None:
            report = self._answers.told(work.person, work.tier, work.speaks_at)
        try:
            if report is None:
                missed(work.step, work.miss, work.officer, at)
            else:
                record(work.step, report, work.officer, at)
        except Refusal:
            return


_TALKS = {Channel.CALL.value: "talk", Channel.CONTACT.value: "contact"}

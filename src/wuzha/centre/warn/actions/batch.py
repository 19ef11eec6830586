"""A batch: the warnings of some persons while decisions are put into them, before anything is
written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from wuzha.centre.actor import Actor
from wuzha.centre.people.identifiers import index_of
from wuzha.centre.people.models import Person
from wuzha.centre.warn.actions.ending import end
from wuzha.centre.warn.decision import Decision
from wuzha.centre.warn.folding import (
    EVIDENCE_SCORE_MIN,
    Calm,
    belongs,
    join,
    level_of,
    opens,
    stage_of,
    stale,
    worse,
)
from wuzha.centre.warn.judging import TAINTED
from wuzha.centre.warn.models import EPISODE, Evidence, Warning
from wuzha.packs.ladder import Ladder
from wuzha.vocabulary.clock import Instant
from wuzha.vocabulary.result import Ending

Key = tuple[str, str]
"""A person's token and a campaign: what there is one open warning of."""


@dataclass
class Batch:
    """`open` are the open warnings, at first those of the database, then new ones too. `joined`
    are those of the database that got evidence, `risen` the levels of some before they rose."""

    at: Instant
    by: Actor
    ladder: Ladder
    open: dict[Key, Warning]
    persons: Mapping[str, Person] = field(default_factory=dict)
    calm: Mapping[Key, Calm] = field(default_factory=dict)
    issued: list[Warning] = field(default_factory=list)
    joined: dict[Key, Warning] = field(default_factory=dict)
    risen: dict[Key, int] = field(default_factory=dict)
    evidence: list[Evidence] = field(default_factory=list)
    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("joined", "cooled", "late"), 0)
    )

    def keeps(self, decision: Decision) -> bool:
        """Whether it becomes evidence: it is strong enough, or its person has a warning open."""
        strong = decision.score >= EVIDENCE_SCORE_MIN or opens(decision)
        return strong or self._key(decision) in self.open

    def take(self, decision: Decision) -> None:
        """Joins the open warning, opens one, or stands as evidence alone."""
        warning = self._warning_for(decision)
        if warning is not None:
            self._join(warning, decision)
        elif opens(decision):
            warning = self._open(decision)
        self.evidence.append(_evidence(decision, self.persons[decision.person], warning, self.at))

    def _key(self, decision: Decision) -> Key:
        """Who pays into a tainted account in an episode that is known has one warning, not two."""
        episode = decision.person, EPISODE
        if decision.campaign.startswith(TAINTED) and episode in self.open:
            return episode
        return decision.person, decision.campaign

    def _warning_for(self, decision: Decision) -> Warning | None:
        key = self._key(decision)
        warning = self.open.get(key)
        if warning is None or warning.pk is None or belongs(warning, decision, self.ladder):
            return warning
        if decision.at > warning.last_at and opens(decision):
            # Another story begins, and nobody took up the one before.
            end(warning, Ending.EXPIRED, by=self.by, at=self.at)
            del self.open[key]
        return None

    def _join(self, warning: Warning, decision: Decision) -> None:
        key, before = self._key(decision), warning.level
        risen = join(warning, decision)
        self.counts["joined"] += 1
        if warning.pk is not None:
            self.joined[key] = warning
            if risen:
                self.risen.setdefault(key, before)

    def _open(self, decision: Decision) -> Warning | None:
        key = self._key(decision)
        if key in self.open or (
            # That the account is tainted is news, however long ago it was paid.
            not decision.campaign.startswith(TAINTED) and stale(decision, self.ladder, self.at)
        ):
            self.counts["late"] += 1
            return None
        calm = self.calm.get(key)
        if calm is not None and not worse(decision, calm):
            self.counts["cooled"] += 1
            return None
        warning = Warning(
            person=self.persons[decision.person],
            campaign=decision.campaign,
            source=decision.source,
            policy=decision.policy,
            level=level_of(decision),
            score=decision.score,
            first_at=decision.at,
            last_at=decision.at,
            issued_at=self.at,
        )
        join(warning, decision)
        self.open[key] = warning
        self.issued.append(warning)
        return warning


def _evidence(decision: Decision, person: Person, warning: Warning | None, at: Instant) -> Evidence:
    other, form = decision.counterparty, decision.counterparty_form
    return Evidence(
        person=person,
        warning=warning,
        source=decision.source,
        event=decision.event,
        at=decision.at,
        received_at=at,
        kind=decision.kind,
        score=decision.score,
        level=level_of(decision),
        type=decision.type or "",
        stage=stage_of(decision),
        action=decision.action,
        counterparty=index_of(form, other) if form and other else None,
        amount=decision.amount,
        policy=decision.policy,
        told={
            "counterparty": other,
            "form": form,
            "facts": dict(decision.facts),
            "reasons": msgspec.to_builtins(decision.reasons),
        },
    )

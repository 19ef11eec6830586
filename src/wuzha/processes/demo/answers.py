"""Answers: what a person tells the officer who reaches them, by the truth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from wuzha.centre.dissuade.actions import Report
from wuzha.processes.demo.fates import NEVER, Episode, Fates
from wuzha.vocabulary.clock import DAY, HOUR, Instant
from wuzha.vocabulary.result import Result

SOON = 2 * DAY
"""Who would have paid within this was about to pay."""


class Answers:
    """`rules` is the pack's `city/officers.yaml`; notes are in `language`, zh or en."""

    def __init__(
        self, fates: Fates, rules: Mapping[str, Any], language: str, chance: np.random.Generator
    ) -> None:
        self._fates, self._rules, self._language = fates, rules, language
        self._chance = chance

    def reachable_from(self, person: str, tier: str, warned_at: Instant) -> Instant:
        """From when on a person who is being deceived can be reached by a warning of this tier;
        the fraudsters keep them on the line until then. Anybody else: at once."""
        episode = self._fates.episode(person, warned_at)
        return warned_at if episode is None else warned_at + episode.reached_after[tier]

    def told(self, person: str, tier: str, at: Instant) -> Report:
        """What an officer reports who speaks to a person at `at`. If the person heeds the
        warning, they stop here and now."""
        episode = self._fates.episode(person, at)
        if episode is None:
            return self._of_nobody(person, at)
        paid = episode.paid_until(at)
        if paid and not episode.left_after(at) and episode.stopped_at == NEVER:
            return self._report(Result.ALREADY_PAID, episode, confirmed=True, paid=paid)
        if not episode.payments or episode.heeds[tier] or episode.stopped_at <= at:
            self._fates.heed(episode, at)
            stake = episode.avoided
            soon = episode.next_payment(episode.stopped_at)
            return self._report(
                Result.BELIEVED,
                episode,
                confirmed=True,
                about_to_pay=soon is not None and soon <= at + SOON,
                at_stake=stake,
            )
        refuses = self._chance.random() < self._rules["refuses"]
        return self._report(Result.REFUSED if refuses else Result.DOUBTED, episode)

    def _of_nobody(self, person: str, at: Instant) -> Report:
        """Somebody in no fraud: a blast may have reached them, or the warning was for nothing."""
        since = at - self._rules["blast_hours"] * HOUR
        if self._fates.met_blast(person, since):
            return self._report(Result.BELIEVED, None, confirmed=True)
        return self._report(Result.FALSE_ALARM, None)

    def _report(self, result: Result, episode: Episode | None, **found: Any) -> Report:
        notes = self._rules["notes"][result.value]
        note = notes[int(self._chance.integers(len(notes)))][self._language]
        return Report(result, note=note, true_type="" if episode is None else episode.type, **found)

"""The story of a warning: what happened to the person, what we did, told in one line of time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings
from django.utils.timezone import get_current_timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from wuzha.centre.dissuade.models import Attempt, Step
from wuzha.centre.units.queries import names_of
from wuzha.centre.warn.queries import Moment
from wuzha.packs import pack
from wuzha.policy.wording import ACTIONS, CLAUSES, KINDS
from wuzha.vocabulary.clock import Instant
from wuzha.vocabulary.decision import Level
from wuzha.vocabulary.event import Kind
from wuzha.web.figures import instant_text, masked_text, moment_from, money_text
from wuzha.web.pictograms import CHANNELS
from wuzha.web.pictograms import KINDS as KIND_ICONS

SHOWN = 30
"""Tellings on a page until somebody asks for all of them."""

_DIGITS = re.compile(r"\+?\d[\d -]{5,}\d")


@dataclass(frozen=True, slots=True)
class Reason:
    points: int
    text: str


@dataclass(frozen=True, slots=True)
class Telling:
    """One thing that happened, as the timeline shows it (parts/timeline.html); `day` is a heading
    before it, `ours` is our own act."""

    at: Instant
    sign: str
    title: str
    level: str = ""
    ours: bool = False
    text: str = ""
    reasons: tuple[Reason, ...] = ()
    day: str = field(default="")


def story(
    moments: Iterable[Moment], steps: Iterable[Step], *, opened: bool, oldest_first: bool
) -> list[Telling]:
    """All that happened, in order, with a heading at each new day of local time."""
    moments = list(moments)
    names = names_of(_users_in(moments))
    told = [_told(moment, names, opened) for moment in moments]
    told += [telling for step in steps for telling in _of_step(step)]
    told.sort(key=lambda telling: telling.at)
    return told if oldest_first else told[::-1]


def with_days(tellings: Sequence[Telling], now: Instant) -> list[Telling]:
    """The same, each that begins a new day with the day before it."""
    zone, before, shown = get_current_timezone(), "", []
    for telling in tellings:
        day = instant_text(telling.at, zone, moment_from(now), "date")
        shown.append(replace(telling, day=day if day != before else ""))
        before = day
    return shown


def _told(moment: Moment, names: Mapping[int, str], opened: bool) -> Telling:
    return _of_event(moment, opened) if moment.what in KIND_ICONS else _of_ours(moment, names)


def _of_event(moment: Moment, opened: bool) -> Telling:
    chinese = _chinese()
    kind = KINDS[Kind(moment.what)]
    title = kind.zh if chinese else kind.en.capitalize()
    if moment.amount is not None:
        title += " " + money_text(moment.amount, settings.WUZHA_CURRENCY, _language())
    reasons = tuple(
        Reason(each["points"], veiled(each["zh" if chinese else "en"], moment.counterparty, opened))
        for each in moment.reasons
    )
    parts = [*_facts(moment.facts), *_consequence(moment)]
    if opened and moment.counterparty:
        shown = f"+{moment.counterparty}" if moment.form == "phone" else moment.counterparty
        parts.insert(0, shown)
    if moment.facts.get("text"):
        parts.append(f"「{moment.facts['text']}」" if chinese else f"“{moment.facts['text']}”")
    if not moment.joined:
        parts.append(_("before this warning, or not part of it"))
    level = str(moment.level) if moment.level is not Level.NONE else ""
    return Telling(
        moment.at, KIND_ICONS[moment.what], title, level, False, " · ".join(parts), reasons
    )


def _facts(facts: Mapping[str, Any]) -> Iterator[str]:
    """What is known of an event, as clauses; what has no words here is left out."""
    row = 0 if _chinese() else 1
    for name, value in facts.items():
        if name in CLAUSES and isinstance(value, bool):
            words = CLAUSES[name][0 if value else 1]
            yield (words.zh, words.en)[row]
        elif name == "duration_s" and isinstance(value, int) and value:
            yield _("lasted {minutes}:{seconds:02}").format(minutes=value // 60, seconds=value % 60)
        elif name == "domain_age_days" and isinstance(value, int):
            yield ngettext(
                "the site is {count} day old", "the site is {count} days old", value
            ).format(count=value)


def _consequence(moment: Moment) -> Iterator[str]:
    """What was done to the event itself, unless it was let through."""
    if moment.action in ACTIONS and moment.action != "allow":
        words = ACTIONS[moment.action]
        yield _("action: {action}").format(action=words.zh if _chinese() else words.en)


def _of_ours(moment: Moment, names: Mapping[int, str]) -> Telling:
    sign, title = _verbs().get(moment.what, ("info", moment.what))
    facts = moment.facts
    parts = [_who(moment.by, names)]
    if moment.what == "warning.ended" and facts.get("ending"):
        parts.append(_word("ending", str(facts["ending"])))
    if facts.get("reason"):
        parts.append(str(facts["reason"]))
    return Telling(moment.at, sign, title, ours=True, text=" · ".join(filter(None, parts)))


def _verbs() -> dict[str, tuple[str, str]]:
    return {
        "warning.issued": ("bell", _("Warning issued")),
        "warning.risen": ("alert", _("Warning rose")),
        "warning.acknowledged": ("check", _("Taken up")),
        "warning.handed_over": ("handover", _("Handed over")),
        "warning.escalated": ("alert", _("Passed up: nobody had taken it up in time")),
        "warning.closed": ("cross", _("Closed")),
        "warning.ended": ("shield", _("Warning ended")),
        "warning.verified": ("shield", _("Looked at again after a week")),
    }


def _of_step(step: Step) -> Iterator[Telling]:
    """Each try of a step, and its end where no try says it."""
    sign, channel = CHANNELS[step.channel], _word("channel", step.channel)
    attempts = list(step.attempts.all())
    for attempt in attempts:
        last = attempt.number == len(attempts) and bool(step.result)
        state = _word("result", step.result) if last else _state(attempt)
        parts = [attempt.officer.name if attempt.officer else "", attempt.text]
        at = attempt.ended_at if attempt.ended_at and attempt.officer else attempt.at
        text = " · ".join(filter(None, parts))
        yield Telling(at, sign, f"{channel} · {state}", ours=True, text=text)
    if step.ended_at and not attempts:
        title = f"{channel} · {_word('result', step.result)}"
        yield Telling(step.ended_at, sign, title, ours=True)
    elif step.taken_at and step.officer and step.state == "taken":
        title = f"{channel} · {_('in hand')}"
        yield Telling(step.taken_at, sign, title, ours=True, text=step.officer.name)


def _state(attempt: Attempt) -> str:
    names = {
        "pending": _("on its way"),
        "accepted": _("with the carrier"),
        "delivered": _("delivered"),
        "undelivered": _("not delivered"),
        "refused": _("refused by the carrier"),
        "unreachable": _("the carrier did not answer"),
        "reached": _("reached"),
        "missed": _("not reached"),
    }
    return names.get(attempt.state, attempt.state)


def veiled(text: str, counterparty: str | None, opened: bool) -> str:
    """A sentence of a rule without the identifiers in it, until the person is open."""
    if opened:
        return text
    if counterparty:
        text = text.replace(counterparty, masked_text(counterparty))
    return _DIGITS.sub(lambda found: masked_text(found[0]), text)


def _users_in(moments: Iterable[Moment]) -> set[int]:
    pairs = (moment.by.partition(":") for moment in moments)
    return {int(number) for kind, __, number in pairs if kind == "user" and number.isdigit()}


def _who(by: str, names: Mapping[int, str]) -> str:
    kind, __, number = by.partition(":")
    return names.get(int(number), "") if kind == "user" and number.isdigit() else ""


def _word(section: str, code: str) -> str:
    return pack(settings.WUZHA_PACK).words.of(section, code, _language())


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _chinese() -> bool:
    return _language().startswith("zh")

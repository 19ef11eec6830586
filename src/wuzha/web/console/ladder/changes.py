"""Changes: what another ladder would do otherwise, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from wuzha.packs.ladder import WARNING_LEVELS, Ladder, LevelLadder
from wuzha.vocabulary.result import Result
from wuzha.web.console.ladder.picture import rules_shown, rung_names, tries_text, unit_text
from wuzha.web.console.spans import span_text
from wuzha.web.names import word_choices


@dataclass(frozen=True, slots=True)
class Change:
    """`sign` is added, removed or changed; an empty text stands for nothing there."""

    sign: str
    name: str
    before: str
    after: str


def changes(before: Ladder, after: Ladder) -> list[Change]:
    """What differs, in the order of the ladder. Comments and layout are no difference."""
    old, new = dict(_told(before)), dict(_told(after))
    found = []
    for name in dict.fromkeys([*old, *new]):
        was, becomes = old.get(name, ""), new.get(name, "")
        if was != becomes:
            sign = "changed" if was and becomes else "added" if becomes else "removed"
            found.append(Change(sign, name, was, becomes))
    return found


def _told(ladder: Ladder) -> Iterator[tuple[str, str]]:
    """Everything that a ladder says: what about, and what."""
    yield _("Version"), ladder.version
    yield from rules_shown(ladder)
    names = dict(word_choices("level", WARNING_LEVELS))
    for level in reversed(WARNING_LEVELS):
        for about, what in _level(ladder.levels[level]):
            yield f"{names[level]} · {about}", what


def _level(level: LevelLadder) -> Iterator[tuple[str, str]]:
    yield _("To be taken up within"), span_text(level.acknowledge)
    yield _("Expires after"), span_text(level.open_for)
    yield _("Waits for the morning"), _("yes") if level.quiet else _("no")
    results = dict(word_choices("result", list(Result)))
    names = rung_names(level)
    for rung in level.rungs:
        name = names[rung.name]
        yield name, _("at once") if rung.at_once else _("when another leads to it")
        yield f"{name} · {_('Deadline')}", span_text(rung.deadline)
        yield f"{name} · {_('Tries')}", tries_text(rung)
        yield f"{name} · {_('By')}", unit_text(rung)
        for result, target in rung.then.items():
            yield f"{name} · {results[result]}", names.get(target, target)

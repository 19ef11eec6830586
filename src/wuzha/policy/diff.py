"""What changed between two versions of a policy, by what it means: layout does not count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any

from wuzha.policy import wording
from wuzha.policy.explain import explain_item
from wuzha.policy.text import expression_text
from wuzha.policy.tree import Expr, Policy, Words
from wuzha.vocabulary.event import Kind

NAMED = ("lists", "lexicons", "features", "models", "rules")


@dataclass(frozen=True)
class Change:
    """One difference; `name` is empty in the head of a policy.

    `before` and `after` are plain data for machines, None where the thing does not exist;
    `parts` names what differs in something that both versions have."""

    section: str
    name: str
    what: str
    """added, removed or changed"""
    parts: tuple[str, ...]
    before: Any
    after: Any


@dataclass(frozen=True)
class Difference:
    """All changes from one policy to another, in the order of the sections."""

    old: Policy
    new: Policy
    changes: tuple[Change, ...]


def diff(old: Policy, new: Policy) -> Difference:
    """What is added, removed and changed. Renaming is removing and adding; a list or lexicon
    in a file counts as changed only if its name is: contents are in the policy's digest."""
    return Difference(old, new, tuple(_changes(old, new)))


def _changes(old: Policy, new: Policy) -> Iterator[Change]:
    for key in ("name", "version", "title", "time_zone", "lateness"):
        before, after = _plain(getattr(old, key)), _plain(getattr(new, key))
        if before != after:
            yield Change("head", key, "changed", (), before, after)
    for section in NAMED:
        yield from _section(section, getattr(old, section), getattr(new, section))
        common = [n for n in getattr(old, section) if n in getattr(new, section)]
        moved = [n for n in getattr(new, section) if n in getattr(old, section)]
        # The first of rules with equal points gives the type, so their order means something.
        if section == "rules" and common != moved:
            yield Change("rules", "", "changed", ("order",), common, moved)
    yield from _section("levels", old.levels, new.levels)
    yield from _section("actions", old.actions, new.actions)


def _section(section: str, old: Mapping[Any, Any], new: Mapping[Any, Any]) -> Iterator[Change]:
    for name in [*old, *(name for name in new if name not in old)]:
        before = _plain(old[name]) if name in old else None
        after = _plain(new[name]) if name in new else None
        if before == after:
            continue
        what = "added" if before is None else "removed" if after is None else "changed"
        parts: tuple[str, ...] = ()
        if isinstance(before, dict) and isinstance(after, dict):
            keys = dict.fromkeys([*before, *after])
            parts = tuple(key for key in keys if before.get(key) != after.get(key))
        yield Change(section, str(name), what, parts, before, after)


def _plain(value: Any) -> Any:
    """A part of a policy as JSON has it, without places; expressions in their canonical text."""
    if isinstance(value, Expr):
        return expression_text(value)
    if is_dataclass(value):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value) if f.name != "span"}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, frozenset):
        return [str(kind) for kind in Kind if kind in value]
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value.name if isinstance(value, Path) else value


def as_json(difference: Difference) -> dict[str, Any]:
    """The difference as plain data: two versions, and the changes with before and after."""
    return {
        "old": _version(difference.old),
        "new": _version(difference.new),
        "changes": [
            {
                "section": change.section,
                "name": change.name,
                "what": change.what,
                "parts": list(change.parts),
                "before": change.before,
                "after": change.after,
            }
            for change in difference.changes
        ],
    }


def _version(policy: Policy) -> dict[str, str]:
    return {"name": policy.name, "version": policy.version, "digest": policy.digest}


_SECTIONS = {
    "head": Words("概要", "Head"),
    "lists": Words("名单", "Lists"),
    "lexicons": Words("词库", "Lexicons"),
    "features": Words("特征", "Features"),
    "models": Words("模型", "Models"),
    "rules": Words("规则", "Rules"),
    "levels": Words("等级", "Levels"),
    "actions": Words("处置", "Actions"),
}
_SIGNS = {"added": "+", "removed": "-", "changed": "~"}
_ELEMENTS_SHOWN_MAX = 10


def render_difference(difference: Difference, language: str) -> str:
    """The difference as text: `+` added, `-` removed, `~` changed with before and after."""
    old, new = difference.old, difference.new
    lines = [f"{old.name} {old.version} → {new.name} {new.version}"]
    if not difference.changes:
        lines.append(Words("没有变化", "nothing changed").in_language(language))
    heading = ""
    for change in difference.changes:
        if change.section != heading:
            heading = change.section
            lines += ["", _SECTIONS[heading].in_language(language)]
        lines += _rendered(difference, change, language)
    return "\n".join(lines) + "\n"


def _rendered(difference: Difference, change: Change, language: str) -> Iterator[str]:
    sign = _SIGNS[change.what]
    if change.section not in NAMED:
        sides = [value for value in (change.before, change.after) if value is not None]
        said = [_short(change.name, value, language) for value in sides]
        yield f"{sign} {change.name}: {' → '.join(said)}"
    elif not change.name:
        yield f"{sign} {Words('顺序', 'order').in_language(language)}: {', '.join(change.after)}"
    elif change.what == "added":
        yield f"{sign} {change.name}: {_said(difference.new, change, language)}"
    elif change.what == "removed":
        yield f"{sign} {change.name}: {_said(difference.old, change, language)}"
    else:
        yield f"{sign} {change.name} ({', '.join(change.parts)})"
        yield from _before_and_after(difference, change, language)


def _before_and_after(difference: Difference, change: Change, language: str) -> Iterator[str]:
    before, after = (_said(p, change, language) for p in (difference.old, difference.new))
    if before != after:
        yield f"    {Words('原：', 'before: ').in_language(language)}{before}"
        yield f"    {Words('现：', 'after:  ').in_language(language)}{after}"
    for part in ("entries", "phrases"):
        if part in change.parts:
            gone = [text for text in change.before[part] if text not in {*change.after[part]}]
            come = [text for text in change.after[part] if text not in {*change.before[part]}]
            yield from (f"    + {text}" for text in _first(come))
            yield from (f"    - {text}" for text in _first(gone))


def _first(texts: list[str]) -> list[str]:
    more = len(texts) - _ELEMENTS_SHOWN_MAX
    return [*texts[:_ELEMENTS_SHOWN_MAX], *([f"… {more}"] if more > 0 else [])]


def _said(policy: Policy, change: Change, language: str) -> str:
    return explain_item(policy, change.section, change.name, language)


def _short(name: str, value: Any, language: str) -> str:
    if name == "lateness":
        return wording.duration(value, language)
    if isinstance(value, dict):
        said = [text if name == "title" else f"{key} {text}" for key, text in value.items()]
        return (" / " if name == "title" else ", ").join(said)
    return str(value)

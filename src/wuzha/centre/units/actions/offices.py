"""Units: made, renamed, closed and opened again. None is ever deleted."""

from __future__ import annotations

import re

from wuzha.centre.actor import Actor
from wuzha.centre.change import change
from wuzha.centre.units.access import admit
from wuzha.centre.units.models import Unit, User
from wuzha.centre.units.roles import Permission
from wuzha.vocabulary.clock import Instant
from wuzha.vocabulary.errors import BadValue, NotThere, WrongState

# Capitals only: SQLite's LIKE, by which places are compared, does not tell them apart.
_CODE = re.compile(r"[0-9A-Z]{1,16}")
_NAME_CHARACTERS_MAX = 60


def make_root(level: str, zh: str, en: str, *, by: Actor, at: Instant) -> Unit:
    """The unit above all others, whose code is empty. WrongState if there are units."""
    checked_names(zh, en)
    _depth(level)
    with change(by, at) as done:
        if Unit.objects.exists():
            raise WrongState("root_there", "this centre has its first unit already")
        root = Unit.objects.create(code="", level=level, zh=zh, en=en)
        done.entry("unit.made", root, code="", level=level)
    return root


def make_unit(
    code: str, level: str, zh: str, en: str, *, by: User | Actor, at: Instant, key: str = ""
) -> Unit:
    """A unit below the nearest one whose code begins its own.

    BadValue if code, level or names cannot be used; WrongState if the code is taken or would put
    the new unit between two that are there.
    """
    checked_code(code)
    checked_names(zh, en)
    actor = admit(by, Permission.MANAGE_UNITS, code)
    with change(actor, at, key, ["unit.made", code, level, zh, en]) as done:
        if done.repeated:
            return Unit.objects.get(code=code)
        lock_tree()
        if Unit.objects.filter(code__startswith=code).exists():
            raise WrongState("code_taken", "a unit has this code, or one that begins with it")
        known = {unit.code: unit for unit in Unit.objects.filter(code__in=prefixes(code))}
        parent = parent_of(code, known)
        checked_level(level, parent)
        unit = Unit.objects.create(code=code, parent=parent, level=level, zh=zh, en=en)
        done.entry("unit.made", unit, code=code, level=level)
    return unit


def rename_unit(
    code: str, zh: str, en: str, *, by: User | Actor, at: Instant, key: str = ""
) -> Unit:
    checked_names(zh, en)
    actor = admit(by, Permission.MANAGE_UNITS, code)
    with change(actor, at, key, ["unit.renamed", code, zh, en]) as done:
        unit = _locked(code)
        if not done.repeated:
            unit.zh, unit.en = zh, en
            unit.save(update_fields=["zh", "en"])
            done.entry("unit.renamed", unit, code=code)
    return unit


def close_unit(code: str, reason: str, *, by: User | Actor, at: Instant, key: str = "") -> Unit:
    """Nothing is sent to a closed unit any more; its parent answers for its places.

    WrongState while units below it are open or users belong to it: move them first.
    """
    actor = admit(by, Permission.MANAGE_UNITS, code)
    with change(actor, at, key, ["unit.closed", code, reason]) as done:
        unit = _locked(code)
        if done.repeated:
            return unit
        if unit.parent_id is None:
            raise WrongState("root_stays", "the unit above all others stays open")
        if unit.closed:
            raise WrongState("unit_closed", "this unit is closed already")
        if unit.children.filter(closed=False).exists():
            raise WrongState("unit_has_units", "close the units below it first")
        if unit.users.filter(is_active=True).exists():
            raise WrongState("unit_has_users", "move its users to another unit first")
        unit.closed = True
        unit.save(update_fields=["closed"])
        done.entry("unit.closed", unit, purpose=reason, code=code)
        done.fact("unit.closed", unit, code=code)
    return unit


def reopen_unit(code: str, *, by: User | Actor, at: Instant, key: str = "") -> Unit:
    actor = admit(by, Permission.MANAGE_UNITS, code)
    with change(actor, at, key, ["unit.reopened", code]) as done:
        unit = _locked(code)
        if done.repeated:
            return unit
        if not unit.closed:
            raise WrongState("unit_open", "this unit is open")
        if unit.parent is not None and unit.parent.closed:
            raise WrongState("parent_closed", "open the unit above it first")
        unit.closed = False
        unit.save(update_fields=["closed"])
        done.entry("unit.reopened", unit, code=code)
    return unit


def lock_tree() -> None:
    """One at a time makes units, so that no code comes between two others unseen."""
    if Unit.objects.select_for_update().filter(code="").first() is None:
        raise WrongState("no_root", "this centre has no unit yet: run `wuzha centre init`")


def prefixes(code: str) -> list[str]:
    """What a code begins with, from nothing to all but its last character."""
    return [code[:length] for length in range(len(code))]


def parent_of(code: str, known: dict[str, Unit]) -> Unit:
    """The nearest of the known units above a code. WrongState if that one is closed."""
    parent = next(known[above] for above in reversed(prefixes(code)) if above in known)
    if parent.closed:
        raise WrongState("parent_closed", f"the unit above {code} is closed: open it first")
    return parent


def checked_code(code: str) -> None:
    if _CODE.fullmatch(code) is None:
        raise BadValue("unit_code", f"a unit's code is 1 to 16 digits or capitals, not {code!r}")


def checked_names(zh: str, en: str) -> None:
    if not all(name.strip() and len(name) <= _NAME_CHARACTERS_MAX for name in (zh, en)):
        raise BadValue("unit_name", f"a unit has a name of 1 to {_NAME_CHARACTERS_MAX} characters")


def checked_level(level: str, parent: Unit) -> None:
    """A unit stands lower than its parent; levels may be left out (a city without districts)."""
    if _depth(level) <= _depth(parent.level):
        raise BadValue("unit_level", f"a {level} cannot stand below a {parent.level}")


def _depth(level: str) -> int:
    if level not in Unit.LEVELS:
        raise BadValue("unit_level", f"a unit's level is one of {', '.join(Unit.LEVELS)}")
    return Unit.LEVELS.index(level)


def _locked(code: str) -> Unit:
    unit = Unit.objects.select_for_update().filter(code=code).first()
    if unit is None:
        raise NotThere("no_unit", "there is no such unit below yours")
    return unit

"""What is read about units and users."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from wuzha.centre.units.access import require, sees
from wuzha.centre.units.models import SavedFilter, Unit, User
from wuzha.centre.units.roles import Permission
from wuzha.vocabulary.errors import NotThere


@dataclass(frozen=True, slots=True)
class UserPage:
    """Users by name, with their units and grants; `after` is where the next page begins."""

    rows: list[User]
    after: str


def tree_below(user: User, deepest: str = "station") -> list[Unit]:
    """The units at or below the user's, by code, down to a level: parents before children."""
    levels = Unit.LEVELS[: Unit.LEVELS.index(deepest) + 1]
    return list(Unit.objects.filter(code__startswith=user.unit.code, level__in=levels))


def children_of(user: User, code: str) -> list[Unit]:
    """The units right below one that the user sees."""
    if not sees(user, code):
        raise NotThere("no_unit", "there is no such unit below yours")
    return list(Unit.objects.filter(parent__code=code))


def ancestors(code: str) -> list[Unit]:
    """The units above a place, the root first, and the unit of that code last if there is one."""
    return list(Unit.objects.filter(code__in=_path(code)))


def nearest_open(places: Iterable[str]) -> dict[str, Unit]:
    """For each place the nearest open unit at or above it; one query for all."""
    wanted = set(places)
    codes = {code for place in wanted for code in _path(place)}
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=codes, closed=False)}
    return {
        place: next(units[code] for code in reversed(_path(place)) if code in units)
        for place in wanted
    }


def on_duty(places: Iterable[str]) -> dict[str, int]:
    """How many users are on duty in each of the units that have any."""
    users = User.objects.filter(unit__code__in=set(places), on_duty=True, is_active=True)
    return dict(users.values_list("unit__code").annotate(Count("pk")))


def users_below(
    user: User, text: str = "", place: str = "", after: str = "", limit: int = 50
) -> UserPage:
    """Users at or below the user's unit, and below `place` if one is given.

    `text` looks for a beginning of user name or badge, or a part of the name.
    """
    require(user, Permission.MANAGE_USERS)
    found = User.objects.select_related("unit").prefetch_related("grants").order_by("username")
    found = found.filter(unit__code__startswith=user.unit.code)
    found = found.filter(unit__code__startswith=place, username__gt=after)
    if text:
        words = Q(username__istartswith=text) | Q(badge__istartswith=text)
        found = found.filter(words | Q(name__icontains=text))
    rows = list(found[: limit + 1])
    return UserPage(rows[:limit], rows[limit - 1].username if len(rows) > limit else "")


def everybody() -> list[User]:
    """All users with units and grants, for the machine's owner."""
    users = User.objects.select_related("unit").prefetch_related("grants")
    return list(users.order_by("unit__code", "username"))


def filters_of(user: User) -> list[SavedFilter]:
    return list(SavedFilter.objects.filter(user=user).order_by("title"))


def _path(code: str) -> list[str]:
    return [code[:length] for length in range(len(code) + 1)]


def names_of(numbers: Iterable[int]) -> dict[int, str]:
    """The names of users by number, for pages that say who did something."""
    return dict(User.objects.filter(pk__in=set(numbers)).values_list("pk", "name"))


def near(code: str) -> list[Unit]:
    """The open units that something may be handed to from a place: those above it, those beside
    it and beside those above, and those right below."""
    path = _path(code)
    there = Q(code__in=path) | Q(parent__code__in=path)
    return list(Unit.objects.filter(there, closed=False).exclude(code=code))


def units_of(codes: Iterable[str]) -> dict[str, Unit]:
    """Units by code, for pages that say where something was done."""
    return {unit.code: unit for unit in Unit.objects.filter(code__in=set(codes))}


def number_named(user: User, username: str) -> int | None:
    """The number of the user of that sign-in name at or below one's own unit."""
    found = User.objects.filter(username=username, unit__code__startswith=user.unit.code)
    return found.values_list("pk", flat=True).first()


def members_of(unit: Unit) -> list[User]:
    """The users of one unit itself, with their roles."""
    return list(User.objects.filter(unit=unit).prefetch_related("grants").order_by("username"))

"""Staff: who can sign in at the demo's console, and the simulated officers beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from wuzha.centre.actor import Actor
from wuzha.centre.change import change
from wuzha.centre.units.actions import UnitRow, grant, make_user, set_duty
from wuzha.centre.units.models import User
from wuzha.centre.units.roles import Role
from wuzha.processes.demo.names import Names
from wuzha.vocabulary.clock import Instant

STATION, CITY, PROVINCE = 9, 4, 2
"""How many characters of a station's code name the unit at each level."""


@dataclass(frozen=True, slots=True)
class Login:
    """Somebody who signs in at the console; `place` is the code of their unit."""

    username: str
    role: Role
    place: str
    language: str = "zh-hans"


@dataclass(frozen=True)
class Staff:
    logins: tuple[Login, ...]
    users: Mapping[str, User]
    """Those who sign in, by user name."""
    officers: tuple[User, ...]
    """Those who are simulated; each has a unit of its own level and is on duty."""


def logins_for(places: Sequence[str], language: str) -> tuple[Login, ...]:
    """One per role, where there is most to see: `places` are the residents' stations."""
    city = Counter(place[:CITY] for place in places).most_common(1)[0][0]
    inside = Counter(place for place in places if place.startswith(city))
    station = inside.most_common(1)[0][0]
    found = (
        ("operator", Role.OPERATOR, city),
        ("officer", Role.FIELD, station),
        ("dispatcher", Role.DISPATCHER, city),
        ("supervisor", Role.SUPERVISOR, city),
        ("investigator", Role.INVESTIGATOR, city),
        ("analyst", Role.ANALYST, city[:PROVINCE]),
        ("ministry", Role.MINISTRY, ""),
        ("auditor", Role.AUDITOR, ""),
        ("administrator", Role.ADMINISTRATOR, ""),
    )
    return tuple(Login(name, role, place, language) for name, role, place in found)


def make_staff(
    units: Sequence[UnitRow],
    places: Sequence[str],
    rules: Mapping[str, Any],
    names: Names,
    password: str,
    language: str,
    by: Actor,
    at: Instant,
) -> Staff:
    """All users, on duty where they work. `rules` is `staffing` of the pack's officers."""
    logins = logins_for(places, language)
    posts = list(_posts(units, places, rules))
    drawn = names.draw(len(logins) + len(posts))
    users: dict[str, User] = {}
    for login, name in zip(logins, drawn, strict=False):
        users[login.username] = _user(login, name, password, f"1{len(users) + 1:05}", by, at)
    officers = []
    with change(by, at):
        for number, ((place, role), name) in enumerate(
            zip(posts, drawn[len(logins) :], strict=True), 1
        ):
            login = Login(f"sim{number:04}", role, place, language)
            officers.append(_user(login, name, None, f"2{number:05}", by, at))
    return Staff(logins, users, tuple(officers))


def _posts(
    units: Sequence[UnitRow], places: Sequence[str], rules: Mapping[str, Any]
) -> list[tuple[str, Role]]:
    residents = Counter(place[:CITY] for place in places)
    posts = []
    for unit in units:
        if unit.level == "city":
            wanted = round(residents[unit.code] / rules["residents_per_operator"])
            count = max(wanted, rules["operators_least"])
            posts += [(unit.code, Role.OPERATOR)] * int(np.ceil(count))
        elif unit.level == "station":
            posts += [(unit.code, Role.FIELD)] * rules["officers_per_station"]
    return posts


WORKING = frozenset({Role.OPERATOR, Role.FIELD})


def _user(
    login: Login, name: tuple[str, str], password: str | None, badge: str, by: Actor, at: Instant
) -> User:
    user = make_user(
        login.username,
        name=f"{name[0]} {name[1]}",
        unit=login.place,
        badge=badge,
        language=login.language,
        password=password,
        by=by,
        at=at,
    )
    grant(user.pk, login.role, by=by, at=at)
    if password is None and login.role in WORKING:
        user = set_duty(user.pk, True, by=by, at=at)
    return user

"""The cast of the centre's tests: a small country of units, users of every role, people,
decisions about them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any

from wuzha.centre.actor import process
from wuzha.centre.people.actions import enrol
from wuzha.centre.people.models import Person
from wuzha.centre.units.models import Grant, Unit, User
from wuzha.centre.units.roles import Role
from wuzha.centre.warn.decision import Decision, Reason
from wuzha.vocabulary.clock import Instant
from wuzha.vocabulary.decision import Action, Level, Stage
from wuzha.vocabulary.event import Form, Kind

AT: Instant = 1_772_420_400_000_000
"""Monday 2 March 2026, 11:00 in China: nobody is asleep."""

BY = process("tests")

MINISTRY, PROVINCE, CITY, COUNTY, STATION = "", "11", "1101", "110101", "110101001"
OTHER_PROVINCE, OTHER_CITY, OTHER_COUNTY, OTHER_STATION = "12", "1102", "110102", "110101002"

_WIDTHS = (("province", "1{}"), ("city", "{:02}"), ("county", "{:02}"), ("station", "{:03}"))
_numbers = count(1)


def tree() -> Mapping[str, Unit]:
    """A ministry and two of everything below each: 2 provinces, 4 cities, 8 counties and 16
    stations, by code."""
    units = {"": Unit.objects.create(code="", level="ministry", zh="部", en="Ministry")}
    above = [units[""]]
    for level, width in _WIDTHS:
        above = Unit.objects.bulk_create(
            Unit(
                code=(code := parent.code + width.format(number)),
                parent=parent,
                level=level,
                zh=f"单位{code}",
                en=f"Unit {code}",
            )
            for parent in above
            for number in (1, 2)
        )
        units |= {unit.code: unit for unit in above}
    return units


def user(unit: Unit, *roles: Role, name: str = "", on_duty: bool = True) -> User:
    """Somebody of a unit, with a badge and these roles."""
    number = next(_numbers)
    made = User.objects.create(
        username=name or f"user{number}",
        name=f"Officer {number}",
        unit=unit,
        on_duty=on_duty,
        badge=f"{number:06}",
    )
    Grant.objects.bulk_create(Grant(user=made, role=role, since=AT) for role in roles)
    return made


def person(place: str = STATION, *, token: str = "", phone: str = "", **more: Any) -> Person:
    """Somebody who lives in a station's area and has a phone of their own."""
    number = next(_numbers)
    return enrol(
        token or f"person-{number}",
        place=place,
        name=f"居民{number}",
        address=f"{number} Long Lane",
        identifiers=[("phone", phone or f"+86139{number:08}")],
        by=BY,
        at=AT,
        **more,
    )


def decision(about: Person | str, **changes: Any) -> Decision:
    """A decision of level high about a call, unless `changes` say otherwise."""
    said: dict[str, Any] = {
        "event": f"event-{next(_numbers)}",
        "source": "screening",
        "at": AT,
        "kind": Kind.CALL,
        "person": about if isinstance(about, str) else about.token,
        "score": 70,
        "level": Level.HIGH,
        "type": "refund",
        "stage": Stage.CONTACT,
        "action": Action.LABEL,
        "reasons": (Reason("foreign_trunk", 70, "来电显示与入口不符", "The call entered abroad"),),
        "counterparty": "8613900000000",
        "counterparty_form": Form.PHONE,
        "facts": {"duration_s": 240, "answered": True},
        "policy": "centre@1#test",
    }
    return Decision(**said | changes)

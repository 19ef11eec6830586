"""Units, users and people in numbers: what a bench fills the directory with, past the actions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from wuzha.centre.people.identifiers import index_of
from wuzha.centre.people.models import Identifier, Person, TrustedContact
from wuzha.centre.units.models import Grant, Unit, User
from wuzha.centre.units.roles import Role

ROWS = 2_000
CONTACT_EVERY = 3
"""Every third person has somebody whom they trust."""

NO_PASSWORD = "!"


@dataclass(frozen=True)
class Shape:
    """How many units of each level lie below one of the level above."""

    provinces: int
    cities: int
    counties: int
    stations: int

    def widths(self) -> tuple[int, int, int, int]:
        return self.provinces, self.cities, self.counties, self.stations


@dataclass
class Tree:
    """Units by level, in the order of their codes."""

    levels: dict[str, list[Unit]] = field(default_factory=dict)

    def __getitem__(self, level: str) -> list[Unit]:
        return self.levels[level]

    def count(self) -> int:
        return sum(map(len, self.levels.values()))


_DIGITS = (2, 2, 2, 3)


def plant(shape: Shape) -> Tree:
    """A new tree of units: codes of two, two, two and three more digits."""
    tree = Tree(
        {
            Unit.LEVELS[0]: [
                Unit.objects.create(code="", level=Unit.LEVELS[0], zh="部", en="Ministry")
            ]
        }
    )
    for above, level, width, digits in zip(
        Unit.LEVELS, Unit.LEVELS[1:], shape.widths(), _DIGITS, strict=False
    ):
        below = (
            _unit(parent, level, f"{parent.code}{number:0{digits}}")
            for parent in tree[above]
            for number in range(1, width + 1)
        )
        tree.levels[level] = Unit.objects.bulk_create(below, batch_size=ROWS)
    return tree


def _unit(parent: Unit, level: str, code: str) -> Unit:
    return Unit(code=code, parent=parent, level=level, zh=f"单位{code}", en=f"Unit {code}")


def employ(units: Sequence[Unit], each: int, role: Role, at: int) -> list[User]:
    """So many users of one role in each unit, all on duty; nobody can sign in as them."""
    users = User.objects.bulk_create(
        (
            User(
                username=f"{role}-{unit.code or 'root'}-{number}",
                name=f"{role} {number}",
                password=NO_PASSWORD,
                unit=unit,
                on_duty=True,
                badge=f"{role[:2]}{unit.code}{number:03}",
            )
            for unit in units
            for number in range(each)
        ),
        batch_size=ROWS,
    )
    Grant.objects.bulk_create(
        (Grant(user=user, role=role, since=at) for user in users), batch_size=ROWS
    )
    return with_grants(user.pk for user in users)


def with_grants(numbers: Iterator[int]) -> list[User]:
    """These users with their unit and grants in memory, as a request has them."""
    wanted = list(numbers)
    found: list[User] = []
    for start in range(0, len(wanted), ROWS):
        some = User.objects.filter(pk__in=wanted[start : start + ROWS]).order_by("pk")
        found += some.select_related("unit").prefetch_related("grants")
    return found


def token(number: int) -> str:
    """What the screening plane calls a person."""
    return f"bench:{number:08}"


def phone(number: int) -> str:
    """The normal form of a person's phone."""
    return f"86139{number:08}"


def account(number: int) -> str:
    """The normal form of a person's account."""
    return f"ZZ00{number:015}"


def settle(stations: Sequence[Unit], count: int, at: int) -> None:
    """So many people, spread over the stations, each with a phone, some with a trusted contact."""
    for start in range(0, count, ROWS):
        numbers = range(start, min(start + ROWS, count))
        persons = Person.objects.bulk_create(
            Person(token=token(k), place=stations[k % len(stations)].code, enrolled_at=at)
            for k in numbers
        )
        Identifier.objects.bulk_create(
            Identifier(person=one, kind="phone", value=phone(k), index=index_of("phone", phone(k)))
            for one, k in zip(persons, numbers, strict=True)
        )
        TrustedContact.objects.bulk_create(
            TrustedContact(person=one, name="甲", phone=phone(k), relation="child", consented_at=at)
            for one, k in zip(persons, numbers, strict=True)
            if k % CONTACT_EVERY == 0
        )

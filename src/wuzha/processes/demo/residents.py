"""Residents: the people of the city come into the centre's directory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from wuzha.centre.actor import Actor
from wuzha.centre.change import change
from wuzha.centre.people.actions import Enrolment, add_contact, enrol_many
from wuzha.centre.people.models import Person
from wuzha.centre.units.access import actor_of
from wuzha.centre.units.models import User
from wuzha.processes.demo.names import Names
from wuzha.processes.demo.offices import DIRECTORY, counties, place_of
from wuzha.simulate.city import City
from wuzha.simulate.sheets import sheet
from wuzha.vocabulary.clock import Instant

BATCH = 1_000
ADULT = 18


@dataclass(frozen=True)
class Residents:
    """Who lives in the city, one row each, as the directory will have them."""

    enrolments: list[Enrolment]
    phones: list[str]
    ages: np.ndarray[tuple[int], np.dtype[np.int8]]

    @property
    def places(self) -> list[str]:
        return [one.place for one in self.enrolments]

    @property
    def person_of(self) -> dict[str, str]:
        """The token of whose phone it is, by its digits with country code."""
        rows = zip(self.phones, self.enrolments, strict=True)
        return {phone.removeprefix("+"): one.token for phone, one in rows}


def residents_of(city: City, chance: np.random.Generator) -> Residents:
    """The people of a city with invented names and addresses."""
    people, pack = city.setting.people, city.setting.pack
    directory = sheet(pack, DIRECTORY)
    names = Names(directory, chance).draw(len(people))
    streets = chance.choice(directory["streets"], len(people))
    numbers, doors = chance.integers(1, 200, len(people)), chance.integers(101, 1_800, len(people))
    county_of = counties(pack)
    places = [place_of(city.setting.places.station[row]) for row in people.region]
    phones = [f"+{phone}" for phone in people.phone.tolist()]
    texts = (
        _texts(city, codes)
        for codes in (people.token, people.account, people.savings, people.device)
    )
    enrolments = [
        Enrolment(
            token,
            place=place,
            name=name,
            address=directory["address"].format(
                county=county_of[place[:6]], street=street, number=number, door=door
            ),
            minor=bool(age < ADULT),
            identifiers=(
                ("phone", phone),
                ("account", account),
                ("account", savings),
                ("device", device),
            ),
        )
        for token, account, savings, device, place, phone, (
            name,
            _,
        ), street, number, door, age in zip(
            *texts, places, phones, names, streets, numbers, doors, people.age, strict=True
        )
    ]
    return Residents(enrolments, phones, people.age)


def enrol_residents(
    residents: Residents, by: Actor, at: Instant, told: Callable[[int], None]
) -> list[Person]:
    """Enrols all, in their order; `told` hears how many are done."""
    persons: list[Person] = []
    for start in range(0, len(residents.enrolments), BATCH):
        persons += enrol_many(residents.enrolments[start : start + BATCH], by=by, at=at)
        told(len(persons))
    return persons


def add_contacts(
    city: City,
    residents: Residents,
    persons: list[Person],
    user: User,
    chance: np.random.Generator,
    at: Instant,
) -> int:
    """A share of the elder residents name somebody to be told; how many did."""
    rules = sheet(city.setting.pack, DIRECTORY)["contacts"]
    people = city.setting.people
    willing = (people.age >= rules["age_from"]) & (chance.random(len(people)) < rules["share"])
    count = 0
    with change(actor_of(user), at):
        for row in np.flatnonzero(willing):
            other = _nearest_adult(city, int(row))
            if other is None:
                continue
            near = people.household[other] == people.household[row]
            add_contact(
                user,
                persons[row],
                name=residents.enrolments[other].name or "",
                phone=residents.phones[other],
                relation=rules["household" if near else "other"],
                consented=True,
                at=at,
            )
            count += 1
    return count


def _nearest_adult(city: City, row: int) -> int | None:
    people = city.setting.people
    near = (int(other) for other in people.contacts[row])
    return next((other for other in near if other != row and people.age[other] >= ADULT), None)


def _texts(city: City, codes: np.ndarray[tuple[int], np.dtype[np.int32]]) -> list[str]:
    found: pa.Array = city.setting.pool.take(codes)
    return list(found.to_pylist())

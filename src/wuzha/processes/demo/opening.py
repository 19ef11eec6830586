"""Opening: everything that is there before the console of a demo opens.

The city is made so that its first days are over, and today has just begun in the house.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from wuzha.centre.actor import process
from wuzha.packs import Pack
from wuzha.processes.demo.answers import Answers
from wuzha.processes.demo.carriers import carriers_of
from wuzha.processes.demo.fates import Fates
from wuzha.processes.demo.living import Living, TurnClock
from wuzha.processes.demo.names import Names
from wuzha.processes.demo.officers import Officers
from wuzha.processes.demo.offices import DIRECTORY, make_offices
from wuzha.processes.demo.presence import Presence
from wuzha.processes.demo.residents import Residents, add_contacts, enrol_residents, residents_of
from wuzha.processes.demo.staff import Staff, make_staff
from wuzha.processes.demo.stream import Stream
from wuzha.processes.house_clock import house_clock
from wuzha.processes.receiving import Screen
from wuzha.simulate.city import City
from wuzha.simulate.sheets import sheet
from wuzha.vocabulary.clock import HOUR, Clock, Instant

OFFICERS = "city/officers.yaml"
BY = process("directory")
NIGHT = 3 * HOUR
"""When the console opens, the centre first hears what happened in these last hours."""

Told = Callable[[str, float], None]
"""Hears what is being done and how much of it is, 0 to 1."""


@dataclass(frozen=True)
class Demo:
    """A centre that is ready to open."""

    living: Living
    staff: Staff
    presence: Presence
    fates: Fates
    clock: Clock


@dataclass(frozen=True)
class Wish:
    """What whoever starts a demo wants: the language of notes and users, whether officers are
    simulated, and the password of all who may sign in."""

    language: str
    officers: bool
    password: str
    seed: int


def open_centre(
    city: City, screen: Screen, home: Path, opens_at: Instant, wish: Wish, told: Told
) -> Demo:
    """Fills the centre of a home that `house.make_house` made and lets its city live until it
    opens."""
    pack = city.setting.pack
    clock, _ = house_clock(home)
    turn = TurnClock(opens_at)
    chance = np.random.default_rng([wish.seed, 20])
    residents = residents_of(city, chance)
    staff = _directory(city, residents, wish, chance, opens_at, told)
    presence = Presence(staff.users.values())
    fates = Fates(city.truth, opens_at - NIGHT)
    living = Living(
        stream=Stream(city.days(), fates.stops),
        screen=screen,
        fates=fates,
        carriers=carriers_of(
            sheet(pack, OFFICERS)["carriers"], fates, residents.person_of, turn, chance
        ),
        officers=_officers(pack, staff, fates, presence, wish, chance),
        residents=pa.array([one.token for one in residents.enrolments]),
        clock=turn,
    )
    begun = city.plan.start
    span = opens_at - NIGHT - begun
    living.warm_up(opens_at - NIGHT, lambda at: told("warming", (at - begun) / span))
    return Demo(living, staff, presence, fates, clock)


def _directory(
    city: City,
    residents: Residents,
    wish: Wish,
    chance: np.random.Generator,
    at: Instant,
    told: Told,
) -> Staff:
    """Units, users, residents and those whom residents trust."""
    pack = city.setting.pack
    told("directory", 0.0)
    units = make_offices(pack, BY, at)
    staff = make_staff(
        units,
        residents.places,
        sheet(pack, OFFICERS)["staffing"],
        Names(sheet(pack, DIRECTORY), chance),
        wish.password,
        "zh-hans" if wish.language == "zh" else wish.language,
        BY,
        at,
    )
    count = len(residents.enrolments)
    persons = enrol_residents(residents, BY, at, lambda done: told("directory", done / count))
    add_contacts(city, residents, persons, staff.users["dispatcher"], chance, at)
    return staff


def _officers(
    pack: Pack,
    staff: Staff,
    fates: Fates,
    presence: Presence,
    wish: Wish,
    chance: np.random.Generator,
) -> Officers | None:
    if not wish.officers:
        return None
    rules = sheet(pack, OFFICERS)
    answers = Answers(fates, rules, wish.language, chance)
    return Officers(staff.officers, answers, rules, lambda: presence.places, chance)

"""The residents of a city, as columns: row i is resident i everywhere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wuzha.simulate.pool import Codes

AGE_BANDS = ("under_18", "18_40", "41_65", "over_65")
EDUCATION = ("basic", "secondary", "higher")
JOBS = (
    "pupil",
    "student",
    "worker",
    "service",
    "office",
    "finance",
    "cadre",
    "trader",
    "driver",
    "homemaker",
    "retired",
    "jobless",
)
CONTACTS = 12

Whole = NDArray[np.int64]
Small = NDArray[np.int8]
Real = NDArray[np.float64]
Flag = NDArray[np.bool_]


@dataclass(frozen=True)
class People:
    """Residents. Codes are texts of the city's pool; money is in minor units.

    Age, education, job and region steer the simulation and the lab's figures per group; no event
    carries them, so no policy can use them.
    """

    token: Codes  # "p-0000017", `person` of an event
    age: Small  # years
    education: Small  # row of EDUCATION
    job: Small  # row of JOBS
    household: Whole  # number of the household
    region: Whole  # row of Places.stations
    abroad: Flag  # lives abroad (students overseas)
    single: Flag
    phone: Whole  # own number
    account: Codes  # main account
    savings: Codes  # second account of the same person
    device: Codes
    income: Whole  # a month
    balance: Whole  # usual balance of the main account
    talks: Real  # calls a day
    writes: Real  # messages received a day
    surfs: Real  # recorded visits a day
    pays: Real  # transfers a day
    contacts: NDArray[np.int32]  # (n, CONTACTS) rows of residents, nearest first
    trust: NDArray[np.float32]  # (n, CONTACTS) 0 to 1, falling
    careful: Real  # 0 to 1: how rarely the person falls for something; independent of education

    def __len__(self) -> int:
        return len(self.token)

    @property
    def age_band(self) -> Small:
        """Row of AGE_BANDS."""
        return np.digitize(self.age, [18, 41, 66]).astype(np.int8)


@dataclass(frozen=True)
class Places:
    """Where people live: a tree of regions, each station in a county, city and province.

    Row i of each column is station i; codes such as `10.02.03.004`.
    """

    station: tuple[str, ...]
    county: tuple[str, ...]
    city: tuple[str, ...]
    province: tuple[str, ...]

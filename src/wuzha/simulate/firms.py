"""For whom residents work, and the firms' accounts that some of them pay from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wuzha.simulate.draws import weighted
from wuzha.simulate.people import JOBS
from wuzha.simulate.pool import NONE, Codes
from wuzha.simulate.setting import Setting
from wuzha.simulate.sheets import sheet

NOT_PAID = ("pupil", "student", "trader", "homemaker", "retired", "jobless")


@dataclass(frozen=True)
class Firms:
    """Columns by resident."""

    employer: NDArray[np.int64]  # row of employers, -1 without a salary
    account: Codes  # the employer's, or of traders the own firm's; NONE without
    balance: NDArray[np.int64]  # what mostly lies there, minor units


def make_firms(setting: Setting) -> Firms:
    """The same whenever it is asked for."""
    rng, world, people = setting.draws("firms"), setting.world, setting.people
    sizes = np.arange(1, len(world.employer) + 1, dtype=np.float64) ** -0.6
    employer = weighted(rng, sizes, len(people))
    employer[np.isin(JOBS, NOT_PAID)[people.job]] = -1
    trades = people.job == JOBS.index("trader")
    own = rng.integers(0, len(world.company), len(people))
    account = np.where(employer >= 0, world.employer[employer], NONE)
    account[trades] = world.company[own[trades]]
    rule = sheet(setting.pack, "city/life.yaml")["firm_balance"]
    usual = np.exp(rng.normal(0, rule["spread"], len(world.employer) + len(world.company)))
    place = np.where(trades, len(world.employer) + own, employer)
    balance = rule["median"] * 100 * usual[place] * np.where(trades, 0.2, 1.0)
    return Firms(employer, account.astype(np.int32), balance.astype(np.int64))

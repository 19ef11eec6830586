"""Playbooks: the ways in which frauds happen to people, read from a country pack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wuzha.simulate.plan import DAY, HOUR, MINUTE
from wuzha.vocabulary.errors import InputError

STAGES = ("contact", "trust", "payment")
WAYS = ("overseas", "spoofed", "simbox", "local")
LADDERS = ("growing", "equal", "falling", "test")

LONGEST = 2.5
"""A delay is at most so many times its median: an episode's length has a bound."""

FITTED = 20 * MINUTE
"""After longer delays than this (medians) things go on at the playbook's time of day."""

SLACK = 12 * HOUR
"""For what takes time without being a delay: rings that are not answered, codes, split payments."""


@dataclass(frozen=True)
class Act:
    """Something that happens in an episode, `times` in a row if it happens at all (`chance`).

    `after` is the median delay since the act before (microseconds) and `spread` the standard
    deviation of its logarithm. `params` are what it is told (`playbook_file.PARAMETERS`).
    """

    kind: str
    after: int
    spread: float
    chance: float
    times: tuple[int, int]
    params: Mapping[str, Any]


@dataclass(frozen=True)
class Payments:
    """How the victim pays: how often, how the amounts go on, what goes before each further one."""

    times: tuple[int, int]
    ladder: str
    after: int  # median delay of the first since the act before it
    every: int  # median delay between two
    spread: float
    channels: Mapping[str, float]
    payees: Mapping[str, float]  # company, crypto, cash: chances; else a personal account
    on_call: float
    overseas: float
    split: float
    empties: float
    own_money: bool  # false: the account of the employer
    between: tuple[Act, ...]


@dataclass(frozen=True)
class Playbook:
    """One way of fraud. Money in minor units; shares and chances 0 to 1."""

    code: str
    number: int  # 1 to 26, in the order of the casework handbook
    zh: str
    en: str
    share: float  # of the cases
    leaves: Mapping[str, float]  # leaves of the taxonomy with weights
    loss_median: int
    loss_p95: int
    ages: tuple[float, ...]  # chance of each of AGE_BANDS
    groups: Mapping[str, float]  # weights of people of a job, abroad or single; 1 if absent
    only: str | None  # a group outside of which nobody is a victim
    prior: bool  # chosen among those who lost money before
    online: float
    foreign: float
    ways: Mapping[str, float]
    rhythm: str
    pays: float  # chance that a case which goes all the way costs the person money
    blasts: Mapping[str, float]  # call, message: weight among the blasts to many
    contact: tuple[Act, ...]
    trust: tuple[Act, ...]
    payment: tuple[Act, ...]
    payments: Payments

    def acts(self, stage: str) -> tuple[Act, ...]:
        return {"contact": self.contact, "trust": self.trust, "payment": self.payment}[stage]

    @property
    def span(self) -> int:
        """No episode lasts longer (microseconds)."""
        once = sum(_longest(act) for act in (*self.contact, *self.trust, *self.payment))
        each = _delay(self.payments.every) + sum(_longest(act) for act in self.payments.between)
        return once + _delay(self.payments.after) + self.payments.times[1] * each + SLACK


@dataclass(frozen=True)
class Playbooks:
    """All playbooks of a pack by code, and the numbers that they share (`assumptions`)."""

    assumptions: Mapping[str, Any]
    by_code: Mapping[str, Playbook]

    def rhythm(self, name: str) -> NDArray[np.float64]:
        """Weight of each hour of the local day."""
        found: NDArray[np.float64] = np.array(self.assumptions["rhythms"][name], np.float64)
        return found

    def only(self, codes: tuple[str, ...] | None) -> Playbooks:
        """These playbooks alone; InputError names one that does not exist."""
        if codes is None:
            return self
        for code in codes:
            if code not in self.by_code:
                raise InputError(
                    f"there is no playbook `{code}`; choose of {', '.join(self.by_code)}"
                )
        return replace(self, by_code={code: self.by_code[code] for code in codes})


def _longest(act: Act) -> int:
    return act.times[1] * _delay(act.after)


def _delay(median: int) -> int:
    """The longest delay, with the wait for the next fitting hour of the day."""
    longest = round(LONGEST * median)
    return longest + DAY if median > FITTED else longest

"""What is known of sites: the same for whoever looks at them and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wuzha.simulate.draws import Draws
from wuzha.simulate.furnish import register
from wuzha.simulate.pool import NONE, Codes
from wuzha.simulate.setting import Setting
from wuzha.simulate.sheets import sheet

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

YOUNG_DAYS = 30


@dataclass(frozen=True)
class Pages:
    """Columns by site of the world."""

    age_unknown: Flags
    offers_app: Flags  # the page offers the file of an app
    data: Mapping[str, Any]  # life.yaml

    def ages(self, age: Whole, site: NDArray[Any]) -> Whole:
        """Ages as they are known, -1 where nobody can tell."""
        return np.where(self.age_unknown[site], -1, age)


def make_pages(setting: Setting) -> Pages:
    """The same whenever it is asked for. Young sites and some kinds offer apps more often.

    Of sites on the register (the first ones) everybody knows the age.
    """
    rng, data = setting.draws("pages"), sheet(setting.pack, "city/life.yaml")
    age = setting.world.site_age
    share = np.where(age < YOUNG_DAYS, data["app_sites_young"], data["app_sites"])
    for kind, often in data["app_sites_by_kind"].items():
        of_kind = setting.world.site_kind == setting.pool.code(kind)
        share[of_kind] = np.maximum(share[of_kind], often)
    unknown = age_unknown(rng, age, data)
    unknown[: len(register(setting.pack, "sites.txt"))] = False
    return Pages(
        age_unknown=unknown,
        offers_app=rng.random(len(age)) < share,
        data=data,
    )


def age_unknown(rng: Draws, age: NDArray[Any], data: Mapping[str, Any]) -> Flags:
    """Sites whose age nobody can tell: none that were registered a short time ago."""
    found: Flags = (age >= YOUNG_DAYS) & (rng.random(len(age)) < data["domain_age_unknown"])
    return found


def classified(rng: Draws, kind: Codes, data: Mapping[str, Any]) -> Codes:
    """Kinds of pages as the classifier says on each visit: it misses some."""
    missed = rng.random(len(kind), np.float32) < data["page_kind_missed"]
    return np.where(missed, NONE, kind).astype(np.int32)

"""Calibration: does a city look like what is published about fraud?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wuzha.packs import Pack
from wuzha.simulate.city import build_city
from wuzha.simulate.people import AGE_BANDS
from wuzha.simulate.plan import MINUTE, CityPlan
from wuzha.simulate.truth import Truth

CHECK_PLAN = CityPlan(people=200_000, days=30)
"""Some 5,000 paying cases: enough for shares within a point."""

AGE_TARGETS = {"18_40": 0.62, "41_65": 0.33, "rest": 0.05}
"""Ages of victims: Ministry of Public Security, 2023."""


@dataclass(frozen=True)
class Check:
    """One figure of a city and the range it has to lie in."""

    name: str
    value: float
    low: float
    high: float
    unit: str

    @property
    def holds(self) -> bool:
        return self.low <= self.value <= self.high

    def answer(self) -> dict[str, object]:
        """As plain data, for the JSON of `wuzha simulate --check`."""
        return {
            "name": self.name,
            "value": float(f"{self.value:.4g}"),
            "unit": self.unit,
            "low": self.low,
            "high": self.high,
            "holds": self.holds,
        }


def check_city(plan: CityPlan, pack: Pack) -> list[Check]:
    """Makes the city of a plan, without living its days, and checks its truth."""
    return checks(build_city(plan, pack).truth, plan)


def checks(truth: Truth, plan: CityPlan) -> list[Check]:
    """Case mix, losses, channel, ages, mule chains and base rate of a truth, with their ranges.

    The ranges are those that an anti-fraud centre published: rebate "nearly 1/3 of the total
    cases", romance-investment "more than 1/3 of the total loss", online "over 85%".
    """
    cases = truth.episodes.filter(truth.episodes["paid"])
    return [
        _share("rebate_case_share", _is(cases, "rebate_tasks"), 0.31, 0.36),
        Check("romance_investment_loss_share", _loss_share(cases), 0.33, 0.40, "share"),
        _share("online_share", cases["online"], 0.85, 1.0),
        *_ages(truth, cases),
        *_chains(truth.hops),
        Check("victims_per_day", _victims_per_day(cases, plan), 0.0, 0.001, "share of people"),
    ]


def _share(name: str, flags: pa.ChunkedArray, low: float, high: float) -> Check:
    return Check(name, pc.mean(flags.cast(pa.float64())).as_py() or 0.0, low, high, "share")


def _is(cases: pa.Table, playbook: str) -> pa.ChunkedArray:
    return pc.equal(cases["playbook"], playbook)


def _loss_share(cases: pa.Table) -> float:
    total = pc.sum(cases["loss"]).as_py() or 1
    romance = pc.sum(cases.filter(_is(cases, "pig_butchering"))["loss"]).as_py() or 0
    return float(romance / total)


def _ages(truth: Truth, cases: pa.Table) -> list[Check]:
    """Shares of the victims' age bands, each within three points of what is published."""
    bands = dict(
        zip(*truth.people.select(["person", "age_band"]).to_pydict().values(), strict=True)
    )
    found = [bands[person] for person in cases["person"].to_pylist()]
    shares = {band: found.count(band) / max(len(found), 1) for band in AGE_BANDS}
    shares["rest"] = shares["under_18"] + shares["over_65"]
    return [
        Check(f"victims_{band}", shares[band], target - 0.03, target + 0.03, "share")
        for band, target in AGE_TARGETS.items()
    ]


def _chains(hops: pa.Table) -> list[Check]:
    length = hops.group_by("payment").aggregate([("hop", "max")])["hop_max"]
    ends = pc.min_max(length).as_py()
    dwell = np.median(hops["dwell"].to_numpy()) / MINUTE if len(hops) else 0.0
    return [
        Check("hops_min", float(ends["min"] or 0), 1, 1, "hops"),
        Check("hops_max", float(ends["max"] or 0), 2, 5, "hops"),
        Check("dwell_median", float(dwell), 3.5, 4.5, "minutes"),
    ]


def _victims_per_day(cases: pa.Table, plan: CityPlan) -> float:
    begun = pc.and_(
        pc.greater_equal(cases["contact_at"], plan.start), pc.less(cases["contact_at"], plan.end)
    )
    return float((pc.sum(begun).as_py() or 0) / (plan.people * plan.days))

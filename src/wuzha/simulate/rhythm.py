"""When things happen: hours of the day, days of the week, festivals, paydays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from wuzha.packs import Pack
from wuzha.simulate.draws import Draws
from wuzha.simulate.plan import DAY, HOUR, MINUTE, SECOND, CityPlan

_SLOTS = 1 << 16
_SATURDAY = 5


class Rhythm:
    """The pack's calendar over the days of a plan; day 0 is its first."""

    def __init__(self, plan: CityPlan, pack: Pack) -> None:
        self._data: Mapping[str, Any] = yaml.safe_load(pack.text("city/calendar.yaml"))
        self._start = plan.start
        self._minutes = {
            (subject, kind): _minutes(np.array(weights, np.float64))
            for subject, kinds in self._data["hours"].items()
            for kind, weights in kinds.items()
        }

    def date(self, day: int) -> dt.date:
        """The local date."""
        local = self._start + day * DAY + self._data["utc_offset_hours"] * HOUR
        return (dt.datetime.fromtimestamp(0, dt.UTC) + dt.timedelta(seconds=local // SECOND)).date()

    def factor(self, subject: str, day: int) -> float:
        """How much of a subject there is that day, against the mean day."""
        today = self.date(day)
        week: list[float] = self._data["week"].get(subject, [1.0] * 7)
        return week[today.weekday()] * float(self._festival(today).get(subject, 1.0))

    def red_packets(self, day: int) -> float:
        """How many more red packets than on an ordinary day."""
        return float(self._festival(self.date(day)).get("red_packets", 1.0))

    def paydays(self) -> list[int]:
        """Days of the month on which salaries come."""
        return list(self._data["paydays"])

    def pension_day(self) -> int:
        return int(self._data["pension_day"])

    def times(self, subject: str, day: int, size: int, rng: Draws) -> NDArray[np.int64]:
        """Instants of a day, by the subject's hours."""
        kind = "weekend" if self._rests(day) else "weekday"
        minute = self._minutes[subject, kind][rng.integers(0, _SLOTS, size, dtype=np.uint16)]
        within = rng.integers(0, MINUTE, size, dtype=np.int64)
        return within + (self._start + day * DAY) + minute * MINUTE

    def _rests(self, day: int) -> bool:
        today = self.date(day)
        return today.weekday() >= _SATURDAY or self._festival(today).get("business", 1.0) < 0.5

    def _festival(self, today: dt.date) -> Mapping[str, Any]:
        for festival in self._data["festivals"]:
            if 0 <= (today - festival["from"]).days < festival["days"]:
                return dict(festival)
        return {}


def _minutes(weights: NDArray[np.float64]) -> NDArray[np.int64]:
    """Minutes of the day, each as often as its hour weighs, between hours in a straight line."""
    middles = np.arange(24) * 60 + 30
    minute = np.interp(np.arange(24 * 60), middles, weights, period=24 * 60)
    edges = np.cumsum(minute)
    found: NDArray[np.int64] = np.searchsorted(
        edges, (np.arange(_SLOTS) + 0.5) / _SLOTS * edges[-1]
    )
    return found

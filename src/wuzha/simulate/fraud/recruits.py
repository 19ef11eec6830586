"""Members and recruits: who works for a gang, who brought them, who is held by force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from wuzha.simulate.fraud.roster import TRADES
from wuzha.simulate.fraud.workshop import Workshop
from wuzha.simulate.people import JOBS
from wuzha.simulate.plan import DAY
from wuzha.simulate.pool import Codes
from wuzha.simulate.truth import RECRUITS

Whole = NDArray[np.int64]

PARTS = ("caller", "card_farmer", "driver", "guide")
"""What recruits do besides lending their accounts; a mule's row is written by its account."""

_SUPPLIER_ROLES = {
    "simbox": ("simbox_operator",),
    "sms": ("sms_sender",),
    "developer": ("developer",),
    "traffic": ("traffic_seller",),
    "house": ("water_house", "card_trader"),
}
_GROWN = 18


@dataclass(frozen=True)
class Holders:
    """People in whose names mule accounts are; `row` is the resident's, -1 from elsewhere."""

    token: Codes
    row: Whole


def choose_holders(shop: Workshop, count: int) -> Holders:
    """Residents by age and job as those are who lend their cards, and people from elsewhere.

    Ages: of defendants in card-lending cases a third were under 25, over 80 % under 35 (Chinese
    court data). Residents are never more than `residents_at_most` of the city.
    """
    setting, data = shop.setting, shop.data["recruits"]
    wanted = int(shop.rng.binomial(count, data["residents"]))
    wanted = min(wanted, int(data["residents_at_most"] * len(setting.people)))
    rows = _residents(shop, wanted)
    row = np.full(count, -1, np.int64)
    row[shop.rng.permutation(count)[: len(rows)]] = rows
    token = shop.identifiers.tokens(count)
    token[row >= 0] = setting.people.token[row[row >= 0]]
    return Holders(token, row)


def _residents(shop: Workshop, wanted: int) -> Whole:
    """Rows of residents, each at most once, in the shares of the age groups."""
    people, data = shop.setting.people, shop.data["recruits"]
    weight = np.array([data["jobs"][job] for job in JOBS])[people.job]
    weight[people.abroad] = 0
    shares = np.array([group["share"] for group in data["ages"]])
    counts = np.floor(np.cumsum(shares / shares.sum()) * wanted + 0.5).astype(np.int64)
    found, low = [], _GROWN
    for group, size in zip(data["ages"], np.diff(counts, prepend=0), strict=True):
        inside = np.flatnonzero((people.age >= low) & (people.age <= group["to"]) & (weight > 0))
        # The largest of u^(1/w) are a weighted sample without replacement (Efraimidis and
        # Spirakis, 2006).
        keys = np.log(shop.rng.random(len(inside))) / weight[inside]
        found.append(inside[np.argsort(-keys)[:size]])
        low = group["to"] + 1
    return shop.rng.permutation(np.concatenate(found))


class Members:
    """People of gangs and suppliers, and the chain by which recruits came."""

    def __init__(self, shop: Workshop) -> None:
        self._shop = shop
        self._headhunters: list[Codes] = []
        self._rows: list[tuple[int, int, int, str, bool, int, int]] = []
        self._code_of: dict[int, int] = {}
        for gang in shop.roster.gangs:
            self._found(gang.number, gang.abroad)
        for trade in TRADES:
            for customers in shop.roster.customers[trade]:
                for role in _SUPPLIER_ROLES[trade]:
                    people = self._people("supplier")
                    shop.ledger.write(people, "person", role, customers, shop.roster.span)

    def bring(
        self, gangs: Sequence[int], token: Codes, part: str, start: Whole, end: Whole,
        coerced: float = 0.0,
    ) -> None:  # fmt: skip
        """Recruits of a part, each for its gang: by a headhunter or by one recruited before."""
        rng, share = self._shop.rng, self._shop.data["recruits"]["brought_by_recruit"]
        before: dict[int, int] = {}
        for row in np.argsort(start, kind="stable").tolist():
            gang = gangs[row]
            heads = self._headhunters[gang]
            recruiter = int(heads[int(rng.random() * len(heads))])
            if gang in before and rng.random() < share:
                recruiter = before[gang]
            person = before[gang] = int(token[row])
            held = bool(rng.random() < coerced)
            times = (int(start[row]), int(end[row]))
            self._rows.append((person, gang, recruiter, part, held, *times))

    def table(self) -> pa.Table:
        """The chain, in `truth.RECRUITS`, by time."""
        pool = self._shop.setting.pool
        rows = sorted(self._rows, key=lambda row: (row[5], row[0]))
        person, gang, recruiter, part, coerced, start, end = zip(*rows, strict=True)
        recruiters = np.array(recruiter, np.int32)
        columns = {
            "person": pool.take(np.array(person, np.int32)),
            "gang": pa.array(gang, pa.int32()),
            "recruiter": pool.take(recruiters),
            "part": pa.array(part),
            "coerced": pa.array(coerced),
            "from": pa.array(start),
            "to": pa.array(end),
            "referral": self._referrals(recruiters),
        }
        return pa.table(columns, schema=RECRUITS)

    def _found(self, gang: int, abroad: bool) -> None:
        """The people of one gang."""
        shop, rng = self._shop, self._shop.rng
        start, end = shop.roster.span
        for role in ("organiser", "headhunter"):
            people = self._people(role)
            shop.ledger.write(people, "person", role, (gang,), (start, end))
        self._headhunters.append(people)
        for part in PARTS:
            people = self._people(part)
            since = rng.integers(start, end, len(people))
            career = rng.exponential(shop.data["recruits"]["career_days"] * DAY, len(people))
            until = np.minimum(since + career.astype(np.int64), end)
            shop.ledger.write(people, "person", part, (gang,), (since, until))
            held = shop.data["recruits"]["coerced"] if abroad and part == "caller" else 0.0
            self.bring([gang] * len(people), people, part, since, until, held)

    def _people(self, role: str) -> Codes:
        low, high = self._shop.data["members"][role]
        return self._shop.identifiers.tokens(int(self._shop.rng.integers(low, high + 1)))

    def _referrals(self, recruiters: Codes) -> pa.Array:
        """Each recruiter's own code."""
        digits = self._shop.data["recruits"]["referral_digits"]
        people, row = np.unique(recruiters, return_inverse=True)
        rng = self._shop.setting.draws("gangs", "referrals")
        numbers = rng.choice(10**digits, len(people), replace=False)
        return pa.array([f"{number:0{digits}d}" for number in numbers[row]])

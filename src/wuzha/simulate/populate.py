"""Residents: drawn by the country pack's shares, sorted into households and neighbourhoods."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wuzha.packs import Pack
from wuzha.simulate.draws import Draws, draws
from wuzha.simulate.households import acquainted, households
from wuzha.simulate.people import JOBS, People, Places
from wuzha.simulate.plan import CityPlan
from wuzha.simulate.pool import Codes, Pool
from wuzha.simulate.sheets import sheet
from wuzha.simulate.sums import YUAN

ACCOUNTS_EACH = 2  # main account and savings

Whole = NDArray[np.int64]
Real = NDArray[np.float64]
Data = Mapping[str, Any]


def populate(plan: CityPlan, pack: Pack, pool: Pool) -> tuple[Places, People]:
    """Places and residents. Residents of one household, and neighbours, stand side by side."""
    data, numbers = sheet(pack, "city/people.yaml"), sheet(pack, "city/world.yaml")
    places = _places(sheet(pack, "city/places.yaml"))
    rng = draws(plan.seed, "people")
    n = plan.people
    age = _ages(rng, data["ages"], n)
    household, single, order = households(rng, age, data["households"])
    age, household, single = age[order], household[order], single[order]
    education = _education(rng, age, data["education"])
    job = _jobs(rng, age, education, data)
    region = _regions(rng, household, len(places.station))
    income = _income(rng, job, data["income"])
    months, sigma = data["balance"]["months"], data["balance"]["spread"]
    balance = income * months * np.exp(rng.normal(0, sigma, n))
    rates = {name: _rates(rng, age, job, data, name) for name in data["means"]}
    contacts, trust = acquainted(rng, household, data["neighbours"])
    abroad = _abroad(rng, job, data["abroad"])
    index = np.arange(n)
    personal = numbers["accounts"]["personal"]
    people = People(
        token=pool.numbered("p-", index, 7),
        age=age.astype(np.int8),
        education=education,
        job=job,
        household=household,
        region=region,
        abroad=abroad,
        single=single & (age >= 18),
        phone=phones(index, numbers["numbers"]["resident"], plan.seed),
        account=accounts(pool, index, personal, plan.seed),
        savings=accounts(pool, index + n, personal, plan.seed),
        device=devices(pool, index, plan.seed),
        income=(income * YUAN).astype(np.int64),
        balance=(balance * YUAN).astype(np.int64),
        contacts=contacts,
        trust=trust,
        careful=rng.beta(1.6, 1.6, n),
        **rates,
    )
    return places, people


def scattered(index: Whole, digits: int, seed: int, series: str = "") -> Whole:
    """A different number below 10^digits for each index below it, in no order at all.

    A Feistel network of four rounds (Luby and Rackoff, 1988) over the two halves of the digits,
    added instead of xored: what one series makes of an index says nothing about another series.
    """
    high = 10 ** (digits // 2)
    low = 10**digits // high
    front, back = np.divmod(index.astype(np.int64), low)
    for turn in range(2):
        key = hashlib.sha256(f"{seed}/{series}/{turn}".encode()).digest()
        front = (front + _mixed(back, int.from_bytes(key[:8]))) % high
        back = (back + _mixed(front, int.from_bytes(key[8:16]))) % low
    number: Whole = front * low + back
    return number


def _mixed(value: Whole, key: int) -> Whole:
    """Numbers below 2^62 that look drawn: the finish of SplitMix64 (Steele and others, 2014)."""
    mixed = value.astype(np.uint64) + np.uint64(key)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (mixed >> np.uint64(2)).astype(np.int64)


def phones(index: Whole, series: Data, seed: int) -> Whole:
    """Numbers of a series `{prefix, digits}`: one for each index."""
    digits = series["digits"]
    number: Whole = int(series["prefix"]) * 10**digits + scattered(
        index, digits, seed, str(series["prefix"])
    )
    return number


def accounts(pool: Pool, index: Whole, series: Data, seed: int) -> Codes:
    """Accounts of a series `{prefix, digits}`: one for each index.

    Of personal accounts the first 2 * `plan.people` belong to residents, the next
    `len(world.stranger)` to people from elsewhere.
    """
    digits = series["digits"]
    prefix = str(series["prefix"])
    return pool.numbered(prefix, scattered(index, digits, seed, prefix), digits)


def devices(pool: Pool, index: Whole, seed: int) -> Codes:
    """The first `plan.people` belong to residents, the next `len(world.stranger)` to strangers."""
    return pool.numbered("d-", scattered(index, 9, seed, "d-"), 9)


def _places(data: Data) -> Places:
    station, county, city, province = [], [], [], []
    for p, a in enumerate(data["provinces"], 10):
        for c, b in enumerate(a["cities"], 1):
            for k, place in enumerate(b["counties"], 1):
                for s in range(1, place["stations"] + 1):
                    station.append(f"{p:02d}.{c:02d}.{k:02d}.{s:03d}")
                    county.append(f"{p:02d}.{c:02d}.{k:02d}")
                    city.append(f"{p:02d}.{c:02d}")
                    province.append(f"{p:02d}")
    return Places(tuple(station), tuple(county), tuple(city), tuple(province))


def _ages(rng: Draws, bands: list[Data], n: int) -> Whole:
    """Ages by band; the shares are met to the person."""
    shares = np.array([band["share"] for band in bands])
    edges = np.cumsum(shares / shares.sum())
    band = np.searchsorted(edges, (rng.permutation(n) + 0.5) / n)
    low = np.array([band["from"] for band in bands])[band]
    high = np.array([band["to"] for band in bands])[band]
    age: Whole = low + (rng.random(n) * (high - low + 1)).astype(np.int64)
    return age


def _from_age(rows: Mapping[int, Any], age: Whole) -> Whole:
    """The number of the row that holds at each age; rows say from which age on."""
    return np.maximum(np.searchsorted(np.array(list(rows)), age, side="right") - 1, 0)


def _choice(rng: Draws, weights: Real) -> NDArray[np.int8]:
    """One column for each row of weights."""
    edges = np.cumsum(weights, axis=1)
    at = rng.random(len(weights)) * edges[:, -1]
    column: NDArray[np.int8] = (edges <= at[:, None]).sum(axis=1).astype(np.int8)
    return column


def _education(rng: Draws, age: Whole, rows: Mapping[int, list[float]]) -> NDArray[np.int8]:
    return _choice(rng, np.array(list(rows.values()))[_from_age(rows, age)])


def _jobs(rng: Draws, age: Whole, education: NDArray[np.int8], data: Data) -> NDArray[np.int8]:
    rows: Mapping[int, Mapping[str, float]] = data["jobs"]
    table = np.array([[row.get(job, 0.0) for job in JOBS] for row in rows.values()])
    weights = table[_from_age(rows, age)]
    wanted = np.isin(JOBS, data["higher_education_jobs"])
    factor = np.array([0.5, 1.0, 2.0])[education]
    weights[:, wanted] *= factor[:, None]
    return _choice(rng, weights)


def _regions(rng: Draws, household: Whole, stations: int) -> Whole:
    """Stations of uneven size take the households in order."""
    edges = np.cumsum(np.exp(rng.normal(0, 0.5, stations)))
    place = (household + 0.5) / (household.max() + 1) * edges[-1]
    station: Whole = np.searchsorted(edges, place)
    return station


def _abroad(rng: Draws, job: NDArray[np.int8], shares: Mapping[str, float]) -> NDArray[np.bool_]:
    share = np.array([shares.get(name, 0.0) for name in JOBS])[job]
    chosen: NDArray[np.bool_] = rng.random(len(job)) < share
    return chosen


def _income(rng: Draws, job: NDArray[np.int8], rows: Mapping[str, Data]) -> Real:
    median = np.array([rows[name]["median"] for name in JOBS])[job]
    spread = np.array([rows[name]["spread"] for name in JOBS])[job]
    income: Real = median * np.exp(rng.normal(0, 1, len(job)) * spread)
    return income


def _rates(rng: Draws, age: Whole, job: NDArray[np.int8], data: Data, name: str) -> Real:
    """Events a day, with the pack's mean over all residents."""
    factors = data["factors"][name]
    by_job = np.array([factors["jobs"][name] for name in JOBS])[job]
    by_age = np.array(list(factors["ages"].values()))[_from_age(factors["ages"], age)]
    rate: Real = by_job * by_age * np.exp(rng.normal(0, data["unevenness"], len(age)))
    rate *= data["means"][name] / rate.mean()
    return rate

"""A mixed stream of all six kinds, from a seed: the input of the screen bench.

Callers, hosts, accounts and senders come as often as Zipf has it (exponent 0.8), persons less
unevenly (0.4). Instants rise with some disorder; a few events come too late, and one record in a
thousand is bad.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import yaml

from wuzha.vocabulary.clock import MINUTE, SECOND
from wuzha.vocabulary.event import Kind

SHARES = {
    Kind.CALL: 0.45,
    Kind.MESSAGE: 0.20,
    Kind.VISIT: 0.15,
    Kind.TRANSFER: 0.12,
    Kind.APP: 0.06,
    Kind.REPORT: 0.02,
}
FIRST_PHONE = 8_613_000_000_000
"""Numbers of the stream rise from here; so do those of the list, and few are in both."""
PERSONS, CALLERS, ACCOUNTS, HOSTS, SENDERS, CELLS = (
    200_000,
    300_000,
    300_000,
    200_000,
    5_000,
    20_000,
)
BAD_SHARE = 0.001

_START = 1_772_409_600 * SECOND
_STEP = 40_000
"""25 events a second."""
_ROW_GROUP = 131_072

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def words() -> dict[str, Any]:
    """The texts that messages and phrases are made of."""
    file = resources.files("wuzha.bench").joinpath("policies/stream.yaml")
    found: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    return found


def phone(number: Ints) -> Ints:
    """The caller or callee of that number: spread over the mobile ranges."""
    return FIRST_PHONE + number * 7_919 % 6_999_999_999


def account(number: int) -> str:
    return f"6222{number:012}"


def host(number: int) -> str:
    return f"{('www', 'm', 'pay', 'shop')[number % 4]}.site-{number // 4:06}.test"


def sender(number: int) -> str:
    return f"SENDER{number:05}"


class _Zipf:
    """Numbers below `size`, the smaller the more often."""

    def __init__(self, size: int, exponent: float = 0.8) -> None:
        weights = np.arange(1, size + 1, dtype=np.float64) ** -exponent
        self._chances = np.cumsum(weights) / weights.sum()

    def draw(self, random: np.random.Generator, count: int) -> Ints:
        return np.searchsorted(self._chances, random.random(count)).astype(np.int64)


@dataclass(frozen=True)
class _Pools:
    """Texts by their numbers."""

    persons: pa.Array
    accounts: pa.Array
    hosts: pa.Array
    senders: pa.Array
    devices: pa.Array
    cells: pa.Array


def _pools() -> _Pools:
    letters = np.frombuffer(b"abcdefghijklmnopqrstuvwxyz234567", "S1")
    tokens = letters[np.random.default_rng(1).integers(0, 32, (PERSONS, 26))].view("S26")[:, 0]
    return _Pools(
        persons=pc.binary_join_element_wise("p_", pa.array(tokens.astype(str)), ""),
        accounts=pa.array([account(number) for number in range(ACCOUNTS)]),
        hosts=pa.array([host(number) for number in range(HOSTS)]),
        senders=pa.array([sender(number) for number in range(SENDERS)]),
        devices=pa.array([f"handset_{number:06}" for number in range(PERSONS)]),
        cells=pa.array([f"cell-{number:05}" for number in range(CELLS)]),
    )


def write_stream(path: Path, count: int, seed: int) -> None:
    """Writes `count` records to a Parquet file."""
    stream = Stream(seed)
    first = stream.batch(min(_ROW_GROUP, count))
    with pq.ParquetWriter(path, first.schema) as file:
        file.write_table(first)
        for done in range(_ROW_GROUP, count, _ROW_GROUP):
            file.write_table(stream.batch(min(_ROW_GROUP, count - done)))


class Stream:
    """The records, a table at a time, raw as a file would have them."""

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng(seed)
        self._pools = _pools()
        self._words = words()
        self._callers, self._persons = _Zipf(CALLERS), _Zipf(PERSONS, 0.4)
        self._accounts, self._hosts, self._senders = _Zipf(ACCOUNTS), _Zipf(HOSTS), _Zipf(SENDERS)
        self._count = 0

    def batch(self, n: int) -> pa.Table:
        """The next n records."""
        random = self._random
        kinds = random.choice(len(Kind), n, p=[SHARES[kind] for kind in Kind])
        on = {kind: kinds == number for number, kind in enumerate(Kind)}
        person = self._persons.draw(random, n)
        columns: dict[str, pa.Array] = {
            "id": pa.array([f"e{number:09}" for number in range(self._count, self._count + n)]),
            "at": pa.array(self._instants(n)).cast(pa.timestamp("us", "UTC")),
            "kind": pa.array([kind.value for kind in Kind]).take(pa.array(kinds)),
            "person": self._pools.persons.take(pa.array(person)),
        }
        self._count += n
        columns |= self._calls(on, person)
        columns |= self._messages(on)
        columns |= self._visits(on)
        columns |= self._transfers(on, person)
        columns |= self._apps(on, person)
        return _spoilt(pa.table(columns), random)

    def _instants(self, n: int) -> Ints:
        random = self._random
        delay = random.exponential(2 * SECOND, n).astype(np.int64)
        delay += (random.random(n) < 0.0005) * 10 * MINUTE
        return _START + (self._count + np.arange(n)) * _STEP - delay

    def _calls(self, on: dict[Kind, Bools], person: Ints) -> dict[str, pa.Array]:
        random, n = self._random, len(person)
        call = on[Kind.CALL]
        caller = self._callers.draw(random, n)
        box = random.random(n) < 0.005
        caller[box] = random.integers(0, 20, n)[box]
        foreign = random.random(n) < 0.01
        answered = random.random(n) < np.where(box, 0.2, 0.7)
        country = np.where(foreign, random.integers(1, 4, n), 0)
        attested = np.where(foreign, 2, random.integers(0, 2, n))
        return {
            "caller": _wholes(phone(caller), call | (on[Kind.REPORT] & (person % 2 == 0))),
            "callee": _wholes(phone(person + CALLERS), call),
            "answered": pa.array(answered, mask=~call),
            "duration_s": _wholes(random.exponential(120, n).astype(np.int64) * answered, call),
            "foreign_trunk": pa.array(foreign, mask=~call),
            "origin_country": _named(pa.array(["CN", "MM", "KH", "US"]), country, call),
            "attestation": _named(pa.array(["A", "B", "C"]), attested, call),
            "cell": _named(self._pools.cells, (caller * 3 + country) % CELLS, call),
        }

    def _messages(self, on: dict[Kind, Bools]) -> dict[str, pa.Array]:
        random = self._random
        message = on[Kind.MESSAGE]
        n = len(message)
        rows = np.flatnonzero(message)
        texts: list[str | None] = [None] * n
        kinds = random.choice(3, len(rows), p=[0.75, 0.22, 0.03])
        pools = [self._words[name] for name in ("ordinary", "ordinary_with_link", "lures")]
        picks = random.integers(0, 1 << 30, len(rows))
        numbers = random.integers(1, 1_000_000, len(rows))
        hosts = self._hosts.draw(random, len(rows))
        for row, kind, pick, number, where in zip(
            *(array.tolist() for array in (rows, kinds, picks, numbers, hosts)), strict=True
        ):
            pool = pools[kind]
            texts[row] = pool[pick % len(pool)].format(n=number, url=f"http://{host(where)}/a")
        receiver = phone(self._persons.draw(random, n) + CALLERS)
        return {
            "sender": _named(self._pools.senders, self._senders.draw(random, n), message),
            "receiver": _wholes(receiver, message),
            "text": pa.array(texts, pa.string()),
        }

    def _visits(self, on: dict[Kind, Bools]) -> dict[str, pa.Array]:
        random = self._random
        visit = on[Kind.VISIT]
        n = len(visit)
        young = random.random(n) < 0.02
        age = np.where(young, random.integers(0, 30, n), random.integers(100, 8_000, n))
        where = visit | on[Kind.REPORT]
        return {
            "domain": _named(self._pools.hosts, self._hosts.draw(random, n), where),
            "domain_age_days": _wholes(age, visit),
            "offers_app": pa.array(random.random(n) < 0.05, mask=~visit),
        }

    def _transfers(self, on: dict[Kind, Bools], person: Ints) -> dict[str, pa.Array]:
        """One transfer in two hundred is a victim's: a large one, on a call, to somebody new."""
        random, n = self._random, len(person)
        transfer = on[Kind.TRANSFER]
        victim = random.random(n) < 0.005
        amount = np.exp(random.normal(10.8, 1.6, n)) * np.where(victim, 20, 1)
        payee = self._accounts.draw(random, n)
        balance = np.exp(random.normal(12.5, 1.5, n)).astype(np.int64)
        return {
            "payer": _named(self._pools.accounts, (person * 31) % ACCOUNTS, transfer),
            "payee": _named(self._pools.accounts, payee, transfer | on[Kind.REPORT]),
            "amount": _wholes(np.minimum(amount, 1e10).astype(np.int64), transfer),
            "balance_after": _wholes(np.where(victim, balance // 100, balance), transfer),
            "currency": _named(pa.array(["CNY"]), np.zeros(n, np.int64), transfer),
            "payee_kind": _named(
                pa.array(["personal", "company", "merchant"]), random.integers(0, 3, n), transfer
            ),
            "first_time_payee": pa.array((random.random(n) < 0.15) | victim, mask=~transfer),
            "payee_name_matches": pa.array(random.random(n) < 0.97, mask=~transfer),
            "on_call": pa.array(
                (random.random(n) < 0.03) | victim, mask=~(transfer | on[Kind.APP])
            ),
            "overseas": pa.array(random.random(n) < 0.01, mask=~transfer),
        }

    def _apps(self, on: dict[Kind, Bools], person: Ints) -> dict[str, pa.Array]:
        random, n = self._random, len(person)
        app = on[Kind.APP]
        with_device = app | on[Kind.VISIT] | on[Kind.TRANSFER]
        actions = pa.array(["open", "install", "grant", "update"])
        return {
            "device": _named(self._pools.devices, person, with_device),
            "package": _named(
                pa.array([f"com.example.app{k}" for k in range(500)]),
                random.integers(0, 500, n),
                app,
            ),
            "app_action": _named(actions, random.integers(0, 4, n), app),
            "sideloaded": pa.array(random.random(n) < 0.05, mask=~app),
            "remote_control": pa.array(random.random(n) < 0.03, mask=~app),
        }


def _wholes(values: Ints, on: Bools) -> pa.Array:
    return pa.array(values, pa.int64(), mask=~on)


def _named(pool: pa.Array, numbers: Ints, on: Bools) -> pa.Array:
    return pool.take(pa.array(numbers, mask=~on))


def _spoilt(records: pa.Table, random: np.random.Generator) -> pa.Table:
    """One record in a thousand made bad: no id, an id twice, no such kind, a number that is too
    short, an instant in the far future."""
    bad = random.random(len(records)) < BAD_SHARE
    way = np.where(bad, random.integers(1, 6, len(records)), 0)
    columns = {name: records[name].combine_chunks() for name in records.column_names}
    ids = columns["id"].to_pylist()
    for row in np.flatnonzero(way == 1).tolist():
        ids[row] = None
    for row in np.flatnonzero(way == 2).tolist():
        ids[row] = ids[max(row - 1, 0)] if row else None
    columns["id"] = pa.array(ids, pa.string())
    columns["kind"] = _where(way == 3, pa.scalar("fax"), columns["kind"])
    columns["callee"] = _where(
        (way == 4) & np.asarray(columns["callee"].is_valid()), pa.scalar(86_1), columns["callee"]
    )
    far = pa.scalar(5_000_000_000 * SECOND, pa.int64()).cast(columns["at"].type)
    columns["at"] = _where(way == 5, far, columns["at"])
    return pa.table(columns)


def _where(rows: Bools, value: pa.Scalar, column: pa.Array) -> pa.Array:
    return pc.if_else(pa.array(rows), value, column)

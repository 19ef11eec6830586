from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from wuzha.simulate.book import Book
from wuzha.simulate.pool import NONE, Pool
from wuzha.simulate.strip import NOBODY, Strip, cut
from wuzha.vocabulary.event import SCHEMA, Kind


@pytest.fixture
def pool() -> Pool:
    return Pool()


def calls(pool: Pool) -> Strip:
    return Strip(
        Kind.CALL,
        np.array([30, 10]),
        {
            "person": pool.codes(["p-2", "p-1"]),
            "caller": np.array([8612900000002, -1]),
            "answered": np.array([True, False]),
            "incoming": True,
        },
        twin=np.array([4, NOBODY], np.int32),
    )


def transfers(pool: Pool) -> Strip:
    amounts = {"amount": 500, "channel": np.array([pool.code("qr")], np.int32)}
    return Strip(Kind.TRANSFER, np.array([20]), amounts, episode=7)


def test_a_day_is_all_events_in_the_order_of_time(pool: Pool) -> None:
    day = cut(0, [calls(pool), transfers(pool)], pool, first_seq=100)
    assert day.events["at"].to_pylist() == [10, 20, 30]
    assert day.events["kind"].to_pylist() == ["call", "transfer", "call"]
    assert day.events["seq"].to_pylist() == [100, 101, 102]
    assert day.events["person"].to_pylist() == ["p-1", None, "p-2"]
    assert day.events["caller"].to_pylist() == [None, None, 8612900000002]
    assert day.events["answered"].to_pylist() == [False, None, True]
    assert day.events["incoming"].to_pylist() == [True, None, True]
    assert day.events["amount"].to_pylist() == [None, 500, None]
    assert day.events["id"].to_pylist()[0] == "e000000000100"


def test_the_truth_lies_beside_the_events(pool: Pool) -> None:
    day = cut(0, [calls(pool), transfers(pool)], pool, first_seq=0)
    assert day.origins.to_pylist() == [
        {"episode": NOBODY, "twin": NOBODY, "campaign": NOBODY},
        {"episode": 7, "twin": NOBODY, "campaign": NOBODY},
        {"episode": NOBODY, "twin": 4, "campaign": NOBODY},
    ]


def test_events_have_the_types_of_the_schema(pool: Pool) -> None:
    day = cut(0, [calls(pool), transfers(pool)], pool, first_seq=0)
    known = [name for name in day.events.column_names if name in SCHEMA.names]
    assert day.events.select(known).schema == pa.schema([SCHEMA.field(name) for name in known])


def test_a_book_gives_each_event_on_its_day_and_once(pool: Pool) -> None:
    book = Book()
    for at in (5, 25, 15):
        book.write(Kind.MESSAGE, at, {"person": pool.code(f"p-{at}")}, episode=at)
    book.write(Kind.MESSAGE, 26, {"sender": NONE})
    book.add(calls(pool))
    book.close()
    days = [cut(n, book.between(n * 10, n * 10 + 10), pool, 0) for n in range(4)]
    assert [day.events["at"].to_pylist() for day in days] == [[5], [10, 15], [25, 26], [30]]
    assert days[1].origins["episode"].to_pylist() == [NOBODY, 15]
    assert days[2].events["person"].to_pylist() == ["p-25", None]

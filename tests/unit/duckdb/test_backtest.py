"""Histories in Parquet: order, ties, counts, and files that cannot be used."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from contract.harness import AT, ask_meaning, database, event, policy_of
from property.policies import policy
from property.strategies import resources
from property.streams import ordered_table, stream
from wuzha.backends.duckdb import DuckDbEngine, backtest
from wuzha.policy.meaning import order
from wuzha.policy.tree import Compare, Literal, Name
from wuzha.vocabulary.clock import DAY
from wuzha.vocabulary.errors import InputError
from wuzha.vocabulary.event import SCHEMA, Type

RULED = policy_of(
    features=["calls: {by: person, over: 1h, on: call, compute: count(*)}"],
    rules=[
        "twice: {on: call, when: calls > 1, points: 30, type: loan, say: {zh: 两次, en: twice}}",
        "big: {on: transfer, when: amount > 9, points: 60, say: {zh: 大, en: big}}",
    ],
)


def written(path: Path, rows: list[dict[str, Any]]) -> Path:
    names = {name for row in rows for name in row}
    schema = pa.schema([field for field in SCHEMA if field.name in names])
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), path)
    return path


def some_history(folder: Path) -> list[Path]:
    first = [event(2, at=AT + 2, person="p"), event(0, at=AT, person="p")]
    second = [
        event(1, at=AT, person="p"),
        event(3, at=AT + 3, kind="transfer", person="p", amount=10),
    ]
    return [written(folder / "1.parquet", first), written(folder / "2.parquet", second)]


def test_counts(tmp_path: Path) -> None:
    ticks = iter([1.0, 3.5])
    found = backtest(RULED, resources(), some_history(tmp_path), timer=lambda: next(ticks))
    assert found.events == 4
    assert found.rules == {"twice": 2, "big": 1}
    assert found.levels == {"medium": 2, "none": 1, "high": 1}
    assert found.types == {"loan": 2}
    assert found.kinds == {"call": 3, "transfer": 1}
    assert found.actions == {"allow": 4}
    assert found.seconds == 2.5


def test_all_values_are_written_in_order(tmp_path: Path) -> None:
    out = tmp_path / "values.parquet"
    backtest(RULED, resources(), some_history(tmp_path), out=out)
    table = pq.read_table(out)
    assert table["id"].to_pylist() == ["e00", "e01", "e02", "e03"]
    assert table["calls"].to_pylist() == [1, 2, 3, 3]
    assert table["fired:big"].to_pylist() == [False, False, False, True]


@pytest.mark.parametrize("rising", ["rising", "level"])
def test_a_history_is_worth_what_its_events_mean(tmp_path: Path, rising: str) -> None:
    random = Random(5)
    generated = policy(random)
    arrivals = stream(random, 40, rising)
    path = written(tmp_path / "h.parquet", random.sample(arrivals, len(arrivals)))
    engine = DuckDbEngine(generated, resources(), connection=database())
    table = engine.history([path])
    ordered = order(arrivals, DAY)
    assert table["id"].to_pylist() == [row["id"] for row in ordered]
    assert table.drop_columns(["id"]).to_pylist() == ask_meaning(generated, ordered)
    # The same engine still takes batches afterwards.
    assert engine.values(ordered_table(ordered)).to_pylist() == ask_meaning(generated, ordered)


def test_a_part_of_a_history(tmp_path: Path) -> None:
    where = Compare(">", Name("at", type=Type.TIME), Literal(AT, type=Type.TIME), type=Type.BOOLEAN)
    engine = DuckDbEngine(RULED, resources(), connection=database())
    assert engine.history(some_history(tmp_path), where)["id"].to_pylist() == ["e02", "e03"]


def test_unusable_files_are_refused_in_words(tmp_path: Path) -> None:
    engine = DuckDbEngine(RULED, resources(), connection=database())
    (tmp_path / "text.parquet").write_text("no parquet")
    with pytest.raises(InputError, match="cannot be read"):
        engine.history([tmp_path / "text.parquet"])
    pq.write_table(pa.table({"id": ["a"], "kind": ["call"]}), tmp_path / "short.parquet")
    with pytest.raises(InputError, match="lacks the columns at"):
        engine.history([tmp_path / "short.parquet"])
    wrong = pa.table({"id": ["a"], "kind": ["call"], "at": ["yesterday"]})
    pq.write_table(wrong, tmp_path / "wrong.parquet")
    with pytest.raises(InputError, match="wrong type"):
        engine.history([tmp_path / "wrong.parquet"])

"""Running in DuckDB: layouts, streams, absent columns, and what is refused."""

from __future__ import annotations

from random import Random

import pyarrow as pa
import pytest

from contract.harness import AT, database, event, policy_of
from property.policies import policy
from property.strategies import PlainList, resources
from property.streams import ordered_streams, ordered_table, stream
from wuzha.backends.contract import Resources, values_schema
from wuzha.backends.duckdb import DuckDbEngine
from wuzha.backends.duckdb.run import arrange
from wuzha.policy.meaning import order
from wuzha.vocabulary.errors import InputError, Unsupported

COUNTED = policy_of(features=["calls: {by: person, over: 1h, on: call, compute: count(*)}"])


SAY = "say: {zh: 规则, en: a rule}"


def rows(*instants: int) -> pa.Table:
    arrivals = [event(n, at=AT + gap, person="p") for n, gap in enumerate(instants)]
    return ordered_table(order(arrivals, 0))


def test_a_batch_is_plain_when_instants_rise_and_nothing_is_late() -> None:
    assert arrange(rows(0, 1, 2), COUNTED)[0].plain
    assert not arrange(rows(0, 1, 1), COUNTED)[0].plain
    assert not arrange(rows(5, 7, 1), COUNTED)[0].plain  # the third is late at 7


def test_plain_and_other_batches_agree() -> None:
    """A late event far from everything changes the layout and no value."""
    random = Random(7)
    generated = policy(random)
    arrivals = [row for row in stream(random, 40, "rising") if row["at"] > 10]
    engine = DuckDbEngine(generated, resources(), connection=database())
    plain = ordered_table(order(arrivals, 0))
    straggler = {"id": "late", "at": 0, "kind": "report"}
    with_late = ordered_table(order([*arrivals, straggler], 0))
    assert arrange(plain, generated)[0].plain
    assert not arrange(with_late, generated)[0].plain
    found = engine.values(with_late).filter(pa.compute.invert(with_late["late"]))
    assert found.to_pylist() == engine.values(plain).to_pylist()


def test_streams_do_not_see_each_other() -> None:
    random = Random(11)
    generated = policy(random)
    streams = [stream(random, 10) for _ in range(4)]
    engine = DuckDbEngine(generated, resources(), connection=database())
    together = engine.values(ordered_streams(streams, generated.lateness)).to_pylist()
    apart = [
        row
        for arrivals in streams
        for row in engine.values(ordered_table(order(arrivals, generated.lateness))).to_pylist()
    ]
    assert together == apart


def test_an_empty_batch_has_the_columns_of_the_contract() -> None:
    engine = DuckDbEngine(COUNTED, resources(), connection=database())
    found = engine.values(rows(0).slice(0, 0))
    assert found.schema.equals(values_schema(COUNTED))
    assert found.num_rows == 0


def test_an_empty_list_holds_nobody() -> None:
    asked = "not listed(callee, numbers)"
    listing = policy_of(rules=[f"a: {{on: call, when: '{asked}', points: 1, {SAY}}}"])
    empty = {name: PlainList((), item.match) for name, item in listing.lists.items()}
    engine = DuckDbEngine(listing, Resources(empty), connection=database())
    table = ordered_table(order([event(0, callee=5), event(1, at=AT + 1, callee=None)], 0))
    assert engine.values(table)["fired:a"].to_pylist() == [True, False]


def test_rows_out_of_order_are_refused() -> None:
    engine = DuckDbEngine(COUNTED, resources(), connection=database())
    with pytest.raises(InputError, match="sort them by seq"):
        engine.values(rows(0, 1, 2).take([0, 2, 1]))


def test_a_time_zone_that_duckdb_lacks_is_refused_at_once() -> None:
    zoned = policy_of(
        features=["h: {by: person, over: 1h, on: call, compute: max(hour(at))}"],
        top="time_zone: posixrules\n",
    )
    with pytest.raises(Unsupported, match="posixrules"):
        DuckDbEngine(zoned, resources(), connection=database())


def test_thousands_of_rules_are_no_problem() -> None:
    rules = [
        f"r{n}: {{on: call, when: amount > {n}, points: 1, type: t{n % 70}, {SAY}}}"
        for n in range(1_100)
    ]
    engine = DuckDbEngine(policy_of(rules=rules), resources(), connection=database())
    found = engine.values(ordered_table(order([event(amount=71)], 0))).to_pylist()
    assert (found[0]["score"], found[0]["type"]) == (71, "t0")

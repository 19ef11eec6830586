"""Two deliverers at the same time, in a database that two connections share."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection, connections
from django.db.backends.sqlite3.base import DatabaseWrapper

from wuzha.centre.actor import process
from wuzha.centre.audit.chain import verify
from wuzha.centre.audit.models import Entry, Head
from wuzha.centre.change import change
from wuzha.centre.outbox.delivery import deliver
from wuzha.centre.outbox.models import Fact, Reacted
from wuzha.vocabulary.clock import Instant

pytestmark = pytest.mark.django_db(transaction=True)

AT: Instant = 1_772_420_400_000_000
BY = process("tests")
FACTS = 40

Shared = Callable[[Callable[[], int]], int]


@pytest.fixture
def shared(tmp_path: Path) -> Shared:
    """Runs work on a connection of its own: to a file in SQLite, where the tests' own database
    lives in memory; to the tests' database in PostgreSQL."""
    is_file = connection.vendor == "sqlite"

    def run(work: Callable[[], int]) -> int:
        if is_file:
            options = {**connections.settings["default"], "NAME": str(tmp_path / "two.sqlite3")}
            connections["default"] = DatabaseWrapper(options, "default")
        try:
            return work()
        finally:
            connections["default"].close()

    def make_tables() -> int:
        with connection.schema_editor() as editor:
            for model in (Entry, Head, Fact, Reacted):
                editor.create_model(model)
        return 0

    if is_file:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(run, make_tables).result()
    return run


def leave() -> int:
    with change(BY, AT):
        Fact.objects.bulk_create(Fact(at=AT, name="a", thing_id=number) for number in range(FACTS))
    return FACTS


def test_each_fact_is_followed_once(shared: Shared) -> None:
    together = threading.Barrier(2)

    def note(fact: Fact, at: Instant) -> None:
        with change(BY, at) as done:
            done.entry("fact.seen", fact)

    def work() -> int:
        together.wait()
        return sum(deliver({"a": (note,)}, AT, limit=7) for _ in range(FACTS))

    with ThreadPoolExecutor(2) as pool:
        pool.submit(shared, leave).result()
        counts = [done.result() for done in [pool.submit(shared, work) for _ in range(2)]]
        assert sum(counts) == FACTS
        assert pool.submit(shared, Entry.objects.count).result() == FACTS
        assert pool.submit(shared, Reacted.objects.count).result() == FACTS
        assert pool.submit(shared, lambda: len(list(verify()))).result() == 0

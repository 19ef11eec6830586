"""The audit chain: whatever somebody with the database in hand does to it is found, where it is.

Since each entry is judged by itself and by the hash before it, one look finds every one of many
separate changes: what it finds in 100,000 entries must be exactly what was done to them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from time import perf_counter
from typing import Any

import pytest
from django.db import connection, transaction

from wuzha.centre.actor import process
from wuzha.centre.audit.chain import FIELDS, START, Break, append, hash_of, head, verify
from wuzha.centre.audit.models import Entry, Head
from wuzha.centre.change import change
from wuzha.vocabulary.clock import SECOND, Instant

LONG, SHORT = 100_000, 2_100
POSITIONS = 390
AT: Instant = 1_772_420_400_000_000

SECONDS_MAX = 20
"""For one look at 100,000 entries, on a slow and busy machine."""

OTHER: dict[str, Any] = {
    "at": 7,
    "actor_kind": "partner",
    "actor": "someone",
    "place": "99",
    "verb": "person.closed",
    "thing": "warn.step",
    "thing_id": "0",
    "person_id": 999_999_999,
    "purpose": "another",
    "detail": {"code": "another"},
    "key": "another",
    "digest": "another",
    "hash": bytes(32),
}
"""A value of each field that no entry has."""


def entry(number: int) -> Entry:
    return Entry(
        number=number,
        at=AT + number * SECOND,
        actor_kind="user",
        actor=str(number % 50),
        place="110101",
        verb="person.opened",
        thing="people.person",
        thing_id=str(number % 1_000),
        person_id=number % 1_000,
        purpose="打电话核实",
        detail={"step": number, "note": "a<b&'\"", "nested": {"z": [1, None], "a": True}},
        key=f"k{number}" if number % 3 == 0 else None,
        digest="",
    )


def write_long() -> None:
    """The long chain, row by row past Django, which would take four times as long."""
    before, rows = START, []
    for number in range(1, LONG + 1):
        one = entry(number)
        before = hash_of(one, before)
        values = [getattr(one, name) for name in FIELDS]
        values[FIELDS.index("detail")] = json.dumps(one.detail)
        rows.append((*values, before))
    names, places = ", ".join((*FIELDS, "hash")), ", ".join(["%s"] * (len(FIELDS) + 1))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO audit_entry ({names}) VALUES ({places})", rows)
    Head.objects.create(pk=1, number=LONG, hash=before)


@pytest.fixture(scope="class")
def long_chain(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Written once for the tests of a class and taken away with them."""
    with django_db_blocker.unblock(), transaction.atomic():
        write_long()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def long(long_chain: None, django_db_blocker: Any) -> Iterator[None]:
    """What a test does to the long chain is undone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def short(db: None) -> None:
    append([entry(number) for number in range(1, SHORT + 1)])


def row(number: int) -> Any:
    return Entry.objects.filter(number=number)


def positions(entries: int, count: int = POSITIONS) -> list[int]:
    """Spread over the chain, never two side by side, the first and the last among them."""
    return [1 + (entries - 1) * place // (count - 1) for place in range(count)]


@pytest.mark.usefixtures("long")
class TestALongChain:
    def test_a_whole_chain_holds_and_is_looked_through_quickly(self, record_property: Any) -> None:
        seen: list[int] = []
        began = perf_counter()
        assert list(verify(head(), seen.append)) == []
        seconds = perf_counter() - began
        record_property("entries_per_second", round(LONG / seconds))
        assert seconds < SECONDS_MAX
        assert seen == list(range(2_000, LONG + 1, 2_000))

    def test_any_field_of_any_entry_that_is_changed_is_found_where_it_is(self) -> None:
        fields = list(OTHER)
        assert {*fields, "number"} == {*FIELDS, "hash"}
        changed = {}
        for place, number in enumerate(positions(LONG)):
            field = fields[place % len(fields)]
            value = f"another {number}" if field == "key" else OTHER[field]
            assert row(number).update(**{field: value}) == 1
            changed[number] = field
        # What stands on a hash that was changed does not fit it either.
        after = {number + 1 for number, field in changed.items() if field == "hash"} - {LONG + 1}
        wanted = [Break(number, "changed") for number in sorted({*changed, *after})]
        assert list(verify()) == [*wanted, Break(LONG, "cut")]
        assert changed[LONG] == "hash"

    def test_any_entry_that_is_taken_out_is_found_where_it_was(self) -> None:
        gone = positions(LONG)[:-1]
        Entry.objects.filter(number__in=gone).delete()
        assert list(verify()) == [Break(number, "gap") for number in gone]


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("cut", [1, 2, 999, SHORT])
def test_an_end_that_is_cut_off_is_found(cut: int) -> None:
    witness = head()
    Entry.objects.filter(number__gt=SHORT - cut).delete()
    assert list(verify()) == [Break(SHORT, "cut")]
    last = row(SHORT - cut).first()
    Head.objects.update(number=SHORT - cut, hash=START if last is None else last.hash)
    assert list(verify()) == []  # who holds the head too needs a witness against them
    assert list(verify(witness)) == [Break(SHORT, "not_witnessed")]


@pytest.mark.usefixtures("short")
def test_entries_that_change_places_are_found() -> None:
    swapped = positions(SHORT, 200)[:-1]
    for number in swapped:
        row(number).update(number=-1)
        row(number + 1).update(number=number)
        row(-1).update(number=number + 1)
    found = list(verify())
    assert {at.number for at in found} >= {n for number in swapped for n in (number, number + 1)}
    assert {at.why for at in found} == {"changed"}


@pytest.mark.usefixtures("short")
def test_an_entry_that_is_put_in_at_the_end_is_found() -> None:
    """Even with a hash that fits."""
    forged = entry(SHORT + 1)
    forged.hash = hash_of(forged, head()[1])
    forged.save()
    assert list(verify()) == [Break(SHORT + 1, "added")]


@pytest.mark.usefixtures("short")
def test_an_entry_that_is_put_in_the_middle_is_found() -> None:
    """All after it has to move up, and none fits any more."""
    middle = SHORT - 50
    for late in Entry.objects.filter(number__gt=middle).order_by("-number"):
        row(late.number).update(number=late.number + 1)
    forged = entry(middle + 1)
    forged.key = None
    forged.hash = hash_of(forged, bytes(row(middle).get().hash))
    forged.save()
    Head.objects.update(number=SHORT + 1)
    assert [at.number for at in verify()] == list(range(middle + 2, SHORT + 2))


@pytest.mark.usefixtures("short")
def test_a_chain_that_is_written_anew_from_a_change_on_needs_a_witness() -> None:
    """Nothing inside the table can tell; the head of last night, kept elsewhere, does."""
    witness, first = head(), SHORT - 50
    before = bytes(row(first - 1).get().hash)
    earlier = (first - 1, before)
    for late in Entry.objects.filter(number__gte=first).order_by("number"):
        if late.number == first:
            late.actor = "someone else"
        before = late.hash = hash_of(late, before)
        late.save()
    Head.objects.update(hash=before)
    assert list(verify()) == []
    assert list(verify(witness)) == [Break(SHORT, "not_witnessed")]
    assert list(verify(earlier)) == []


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("witness", [(SHORT + 1, bytes(32)), (5, bytes(32)), (0, bytes(31))])
def test_a_witness_that_the_chain_does_not_go_through(witness: tuple[int, bytes]) -> None:
    assert list(verify(witness)) == [Break(witness[0], "not_witnessed")]


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize(("column", "value"), [("hash", "text"), ("purpose", b"bytes")])
def test_a_value_of_another_type_is_a_change_and_no_crash(column: str, value: str | bytes) -> None:
    """SQLite keeps whatever is put into a column; PostgreSQL turns it into the column's type."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE audit_entry SET {column} = %s WHERE number = 9", [value])
    assert Break(9, "changed") in list(verify())


@pytest.mark.django_db
def test_what_is_added_meanwhile_is_no_break() -> None:
    """The chain grows while somebody looks through it."""

    def grow(number: int = 0) -> None:
        with change(process("tests"), AT) as done:
            done.entry("thing.done")

    append([entry(number) for number in range(1, SHORT + 1)])
    looking = verify(head(), grow)
    grow()
    assert list(looking) == []
    assert head()[0] == SHORT + 2

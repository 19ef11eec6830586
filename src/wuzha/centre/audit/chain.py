"""The chain: each entry's hash is over the entry before it, so none can be changed or taken out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max

from wuzha.centre.audit.models import Entry, Head

START = bytes(32)
"""What the first entry stands on."""

FIELDS = (
    "number",
    "at",
    "actor_kind",
    "actor",
    "place",
    "verb",
    "thing",
    "thing_id",
    "person_id",
    "purpose",
    "detail",
    "key",
    "digest",
)
_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class Break:
    """Where the chain does not hold, and why.

    gap: entries are missing from `number` on. changed: this one is not as it was written. cut: the
    chain ends otherwise than its head says. added: from `number` on there are entries that its
    head does not know. not_witnessed: it does not go through the head that was written down.
    """

    number: int
    why: str


def append(entries: Sequence[Entry]) -> None:
    """Adds entries to the chain, inside the caller's transaction.

    The head is locked last and for a moment only: whoever changes the same things meanwhile has
    waited for the row locks already.
    """
    if not entries:
        return
    head, _ = Head.objects.select_for_update().get_or_create(
        pk=1, defaults={"number": 0, "hash": START}
    )
    number, hash_ = head.number, bytes(head.hash)
    for entry in entries:
        number += 1
        entry.number = number
        # As it will be read again: keys become text, and the order of a dict is no content.
        entry.detail = json.loads(json.dumps(entry.detail, allow_nan=False))
        hash_ = hash_of(entry, hash_)
        entry.hash = hash_
    Entry.objects.bulk_create(entries, batch_size=500)
    Head.objects.filter(pk=1).update(number=number, hash=hash_)


def hash_of(entry: Entry, before: bytes) -> bytes:
    """SHA-256 of the hash before and the entry's fields as JSON in a fixed order."""
    return _hash([getattr(entry, name) for name in FIELDS], before)


def _hash(values: Sequence[Any], before: bytes) -> bytes:
    content = json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(before + content.encode()).digest()


def head() -> tuple[int, bytes]:
    """Number and hash of the last entry, (0, START) of an empty chain. To be written down outside
    daily: who can rewrite the whole table cannot rewrite that."""
    row = Head.objects.filter(pk=1).first()
    return (0, START) if row is None else (row.number, bytes(row.hash))


def verify(
    witness: tuple[int, bytes] | None = None,
    watch: Callable[[int], None] | None = None,
    first: int = 1,
) -> Iterator[Break]:
    """Every place where the chain does not hold, in order; none if it does.

    `witness` is a head that was written down earlier: the chain must still go through it. `watch`
    is told the number of each 2,000th entry on the way. Entries may be added meanwhile. With
    `first` only the part from that entry on is looked at, which stands on the hash before it.
    """
    # The head is read after the last number: what is added meanwhile never looks like a break.
    highest = Entry.objects.aggregate(Max("number"))["number__max"] or 0
    last = head()
    before, expected, witnessed = _ground(first), first, witness in (None, (0, START))
    rows = Entry.objects.filter(number__gte=first, number__lte=last[0]).order_by("number")
    for *values, hash_ in rows.values_list(*FIELDS, "hash").iterator(chunk_size=_ROWS):
        number, found = values[0], _bytes(hash_)
        if number != expected:
            yield Break(expected, "gap")  # what came before is not known, so no more can be said
        elif not _holds(values, before, found):
            yield Break(number, "changed")
        witnessed = witnessed or (number, found) == witness
        before, expected = found, number + 1
        if watch is not None and number % _ROWS == 0:
            watch(number)
    if last != (expected - 1, before):
        yield Break(last[0], "cut")
    if highest > last[0]:
        yield Break(last[0] + 1, "added")
    if witness is not None and not witnessed:
        yield Break(witness[0], "not_witnessed")


def _ground(first: int) -> bytes:
    """The hash that an entry stands on; nothing if the entry before it is gone."""
    if first == 1:
        return START
    return _bytes(Entry.objects.filter(number=first - 1).values_list("hash", flat=True).first())


def _holds(values: Sequence[Any], before: bytes, found: bytes) -> bool:
    try:
        return _hash(values, before) == found
    except TypeError:  # SQLite keeps whatever somebody puts into a column, text or bytes
        return False


def _bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else b""


def entry_of_key(key: str) -> Entry | None:
    """The entry that a sender's key stands on."""
    return Entry.objects.filter(key=key).first()

"""Change: the one way in which the centre writes.

    with change(by, at) as done:
        ...lock, check the state, write...
        done.entry("step.taken", step)
        done.fact("step.taken", step)

State, audit entries and facts are committed together or not at all. A change inside a change joins
it, with a savepoint of its own: if it fails, only what it did is undone. So a batch of actions is a
change around them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction

from wuzha.centre.actor import Actor
from wuzha.centre.audit.chain import append as append_entries
from wuzha.centre.audit.chain import entry_of_key
from wuzha.centre.audit.models import Entry
from wuzha.centre.outbox.models import Fact
from wuzha.vocabulary.clock import Instant
from wuzha.vocabulary.errors import KeyReused


@dataclass
class _Pending:
    entries: list[Entry] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)


_open: ContextVar[_Pending | None] = ContextVar("wuzha_change", default=None)


@dataclass
class Change:
    """What one action did. `repeated`: the same key came before; do nothing and answer alike."""

    by: Actor
    at: Instant
    _pending: _Pending
    key: str = ""
    digest: str = ""
    repeated: bool = False

    def entry(
        self,
        verb: str,
        thing: models.Model | None = None,
        *,
        person: models.Model | None = None,
        purpose: str = "",
        **detail: Any,
    ) -> None:
        """An audit entry: who did `verb` to `thing`, about which person, why. `detail` holds codes
        and numbers, never a name, a phone or an account."""
        key, self.key = self.key, ""
        self._pending.entries.append(
            Entry(
                at=self.at,
                actor_kind=self.by.kind,
                actor=self.by.id,
                place=self.by.place,
                verb=verb,
                thing="" if thing is None else thing._meta.label_lower,
                thing_id="" if thing is None else str(thing.pk),
                person_id=None if person is None else person.pk,
                purpose=purpose,
                detail=detail,
                key=key or None,
                digest=self.digest if key else "",
            )
        )

    def fact(self, name: str, thing: models.Model, **body: Any) -> None:
        """What happened, for `flow.py` to follow up."""
        self._pending.facts.append(Fact(at=self.at, name=name, thing_id=thing.pk, body=body))


@contextmanager
def change(by: Actor, at: Instant, key: str = "", content: Any = None) -> Iterator[Change]:
    """One change by one actor at one instant.

    `key` makes it safe to send again: if a change of that key with the same `content` (plain data)
    is on record, `repeated` is true; with other content KeyReused is raised. The first entry of
    the change carries the key.
    """
    digest = _digest(content) if key else ""
    outer = _open.get()
    pending = _Pending() if outer is None else outer
    entries, facts = len(pending.entries), len(pending.facts)
    token = _open.set(pending)
    try:
        with transaction.atomic():
            yield Change(by, at, pending, key, digest, bool(key) and _came_before(key, digest))
            if outer is None:
                append_entries(pending.entries)
                Fact.objects.bulk_create(pending.facts)
    except BaseException:
        del pending.entries[entries:], pending.facts[facts:]
        raise
    finally:
        _open.reset(token)


def _digest(content: Any) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _came_before(key: str, digest: str) -> bool:
    entry = entry_of_key(key)
    if entry is not None and entry.digest != digest:
        raise KeyReused("key_reused", "this form was sent before with other content; open it again")
    return entry is not None

"""Delivery: each fact's reactions take effect once, in the order of the facts."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Mapping, Sequence

from wuzha.centre.actor import Actor, process
from wuzha.centre.change import change
from wuzha.centre.outbox.models import Fact, Reacted
from wuzha.vocabulary.clock import DAY, MINUTE, SECOND, Instant
from wuzha.vocabulary.errors import WuzhaError

Reaction = Callable[[Fact, Instant], None]
Flow = Mapping[str, Sequence[Reaction]]

TRIES_MAX = 8
"""After this many failures a fact is parked: somebody has to look at it."""

KEPT = 30 * DAY
"""How long a delivered fact is kept."""

BY = process("delivery")

_log = logging.getLogger(__name__)


def deliver(flow: Flow, at: Instant, limit: int = 200) -> int:
    """Lets what must follow follow the waiting facts; the number of facts handled.

    All of one call is one transaction, each fact in a savepoint of its own: a reaction that fails,
    with an error of ours or with one that nobody expected, undoes its fact's reactions and nothing
    else; the fact is tried again later and parked after TRIES_MAX tries. When the database itself
    is gone the failure cannot be kept either: the call ends with that error and nothing done.

    A second deliverer takes other facts. Facts that failed, and facts of two deliverers, may come
    after later ones: a reaction looks at the state of its thing.
    """
    with change(BY, at) as done:
        waiting = Fact.objects.filter(delivered_at__isnull=True, parked=False, next_try_at__lte=at)
        facts = list(
            waiting.select_for_update(skip_locked=True, no_key=True).order_by("id")[:limit]
        )
        delivered = []
        for fact in facts:
            try:
                with change(BY, at):
                    for reaction in flow.get(fact.name, ()):
                        reaction(fact, at)
            except Exception as error:
                _failed(fact, at, error)
                if fact.parked:
                    done.entry("fact.parked", fact, fact=fact.name, error=type(error).__name__)
            else:
                delivered.append(fact)
        _seal(delivered, flow, at)
    return len(facts)


def _seal(facts: Sequence[Fact], flow: Flow, at: Instant) -> None:
    """Marks facts as delivered. Where no lock kept a second deliverer away, the rows of `Reacted`
    do: they come once, and all that it did is undone."""
    Reacted.objects.bulk_create(
        Reacted(fact=fact, reaction=_name(reaction))
        for fact in facts
        for reaction in flow.get(fact.name, ())
    )
    Fact.objects.filter(pk__in=[fact.pk for fact in facts]).update(delivered_at=at)


def _name(reaction: Reaction) -> str:
    name = f"{reaction.__module__}.{reaction.__qualname__}".removeprefix("wuzha.centre.")
    return name[-60:]


def _failed(fact: Fact, at: Instant, error: Exception) -> None:
    fact.tries += 1
    fact.next_try_at = at + min(SECOND << (2 * fact.tries), 15 * MINUTE)
    fact.error = _told(error)[:200]
    fact.parked = fact.tries >= TRIES_MAX
    fact.save(update_fields=["tries", "next_try_at", "error", "parked"])
    if not isinstance(error, WuzhaError):
        _log.error("fact %s (%s): %s", fact.pk, fact.name, fact.error)


def _told(error: Exception) -> str:
    """Our own errors hold no personal values; of any other only its kind and place are kept."""
    if isinstance(error, WuzhaError):
        return str(error)
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {frame.name}, line {frame.lineno} of {frame.filename}"


def parked() -> int:
    """How many facts wait for somebody to look at them."""
    return Fact.objects.filter(parked=True).count()


def parked_facts(limit: int = 100) -> list[Fact]:
    """The oldest facts that wait for somebody to look at them, with their errors."""
    return list(Fact.objects.filter(parked=True).order_by("id")[:limit])


def retry_parked(by: Actor, at: Instant) -> int:
    """Lets all parked facts be tried again, once what was wrong is put right; how many."""
    with change(by, at) as done:
        facts = list(Fact.objects.select_for_update().filter(parked=True).order_by("id"))
        Fact.objects.filter(pk__in=[fact.pk for fact in facts]).update(
            parked=False, tries=0, next_try_at=at
        )
        for fact in facts:
            done.entry("fact.retried", fact, fact=fact.name)
    return len(facts)


def forget(at: Instant, limit: int = 1_000) -> int:
    """Deletes the oldest facts that were delivered more than KEPT ago; how many. What happened
    stays in the audit chain."""
    old = Fact.objects.filter(delivered_at__lt=at - KEPT).order_by("id").values_list("id")[:limit]
    numbers = [number for (number,) in old]
    Reacted.objects.filter(fact__in=numbers).delete()
    return Fact.objects.filter(pk__in=numbers).delete()[0]

"""Reading many warnings: the queue, search, counts."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from wuzha.centre.change import change
from wuzha.centre.people.identifiers import OF_OTHERS, indexes_of
from wuzha.centre.people.queries import by_identifier
from wuzha.centre.units.access import actor_of, require, sees
from wuzha.centre.units.models import User
from wuzha.centre.units.roles import Permission
from wuzha.centre.warn.filters import WARNING_LEVELS, QueueFilter, open_warnings, within
from wuzha.centre.warn.labels import Label, labels
from wuzha.centre.warn.models import Evidence, Warning
from wuzha.centre.warn.rows import Row, rows_of
from wuzha.centre.warn.timeline import Moment, timeline
from wuzha.vocabulary.clock import Instant
from wuzha.vocabulary.decision import LEVELS, Level

__all__ = [
    "Counts",
    "Label",
    "Moment",
    "Page",
    "QueueFilter",
    "Row",
    "counts",
    "labels",
    "of_the_same_person",
    "queue",
    "search",
    "timeline",
    "who_met_the_same",
]

COUNTED_MAX = 1_000
FOUND_MAX = 50

RELATED_MAX = 10
SIDES_MAX, SIDE_EVIDENCE_MAX = 3, 60
"""Of a warning's counterparties the newest are followed, each to its newest evidence."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, and the places to go on from in both directions; None where there is no more."""

    rows: tuple[Row, ...]
    older: str | None
    newer: str | None


@dataclass(frozen=True, slots=True)
class Counts:
    """Open warnings in a user's sight, each number at most COUNTED_MAX (which then means: or
    more)."""

    by_level: dict[Level, int]
    overdue: int
    mine: int


def queue(
    user: User, wanted: QueueFilter, after: str = "", limit: int = 50, *, at: Instant
) -> Page:
    """A page of the open warnings in the user's sight: the highest level first, in it the one
    whose clock runs out first. `after` is `older` or `newer` of the page before."""
    require(user, Permission.SEE_WARNINGS)
    back, cursor = after.startswith("-"), _cursor(after)
    shown = open_warnings().filter(wanted.condition(user, at))
    levels = [LEVELS.index(each) for each in WARNING_LEVELS if each in (wanted.levels or LEVELS)]
    found: list[Row] = []
    for level in sorted(levels, reverse=not back):
        if cursor is not None and (level < cursor[0] if back else level > cursor[0]):
            continue
        of_level = shown.filter(level=level)
        if cursor is not None and level == cursor[0]:
            of_level = of_level.filter(_beyond(cursor, back))
        order = ("-due_at", "-id") if back else ("due_at", "id")
        found += rows_of(of_level.order_by(*order)[: limit + 1 - len(found)])
        if len(found) > limit:
            break
    more, found = len(found) > limit, found[:limit]
    rows = tuple(reversed(found)) if back else tuple(found)
    if not rows:
        return Page((), None, None)
    follows, precedes = (True, more) if back else (more, cursor is not None)
    return Page(rows, _place(rows[-1]) if follows else None, _back(rows[0]) if precedes else None)


def search(user: User, text: str, at: Instant) -> list[Row]:
    """The newest warnings in the user's sight about a person who has, or who met, the identifier
    that was typed; or the warning of that number (`#123`). Each search is on record, without what
    was typed."""
    require(user, Permission.SEARCH)
    typed = text.strip()
    number = typed.removeprefix("#")
    if typed.startswith("#") and number.isascii() and number.isdigit() and len(number) < 19:
        about = Q(pk=int(number))
    else:
        about = Q(person__in=by_identifier(typed)) | Q(pk__in=_who_met(typed, user))
    found = Warning.objects.filter(about, within(user.unit.code))
    rows = rows_of(found.order_by("-issued_at", "-id")[:FOUND_MAX])
    with change(actor_of(user), at) as done:
        done.entry("warning.searched", found=len(rows))
    return rows


def counts(user: User, at: Instant) -> Counts:
    """How much is open, overdue and in the user's own hands."""
    require(user, Permission.SEE_WARNINGS)
    seen = open_warnings().filter(within(user.unit.code))
    return Counts(
        by_level={
            level: _capped(seen.filter(level=LEVELS.index(level)))
            for level in reversed(WARNING_LEVELS)
        },
        overdue=_capped(seen.filter(state="issued", due_at__lte=at)),
        mine=_capped(seen.filter(acknowledged_by=user)),
    )


def _who_met(text: str, user: User) -> list[int]:
    """The newest warnings with evidence of a number, account or site."""
    met = Evidence.objects.filter(
        within(user.unit.code, "warning__place"),
        counterparty__in=indexes_of(text, OF_OTHERS),
        warning__isnull=False,
    )
    numbers = met.order_by("-at").values_list("warning_id", flat=True)[: FOUND_MAX * 4]
    return [number for number in dict.fromkeys(numbers) if number is not None]


def _capped(found: QuerySet[Warning]) -> int:
    return found.order_by()[:COUNTED_MAX].count()


def _beyond(cursor: tuple[int, int, int], back: bool) -> Q:
    _, due_at, number = cursor
    if back:
        return Q(due_at__lte=due_at) & (Q(due_at__lt=due_at) | Q(pk__lt=number))
    return Q(due_at__gte=due_at) & (Q(due_at__gt=due_at) | Q(pk__gt=number))


def _place(row: Row) -> str:
    return f"{LEVELS.index(row.level)}.{row.due_at}.{row.number}"


def _back(row: Row) -> str:
    return "-" + _place(row)


def _cursor(after: str) -> tuple[int, int, int] | None:
    """None for the first page, and for anything that is no place."""
    parts = after.removeprefix("-").split(".")
    if len(parts) != 3 or not all(p.isascii() and p.isdigit() and len(p) < 19 for p in parts):
        return None
    level, due_at, number = map(int, parts)
    return level, due_at, number


def of_the_same_person(user: User, warning: Warning) -> list[Row]:
    """The newest other warnings of a warning's person that the user may see."""
    others = Warning.objects.filter(person=warning.person_id).exclude(pk=warning.pk)
    if not sees(user, warning.person.place):
        others = others.filter(within(user.unit.code))
    return rows_of(others.order_by("-issued_at", "-id")[:RELATED_MAX])


def who_met_the_same(user: User, warning: Warning) -> list[Row]:
    """The newest warnings, in the user's sight, of other persons who met one of the numbers,
    accounts or sites that this one is about."""
    mine = Evidence.objects.filter(warning=warning, counterparty__isnull=False)
    sides = mine.order_by("-at").values_list("counterparty", flat=True)[:SIDE_EVIDENCE_MAX]
    numbers: set[int] = set()
    for side in list(dict.fromkeys(bytes(each) for each in sides if each))[:SIDES_MAX]:
        met = Evidence.objects.filter(counterparty=side, warning__isnull=False)
        met = met.exclude(person=warning.person_id).order_by("-at")
        numbers |= {*met.values_list("warning_id", flat=True)[:SIDE_EVIDENCE_MAX]}
    if not numbers:
        return []
    found = Warning.objects.filter(within(user.unit.code), pk__in=numbers)
    return rows_of(found.order_by("-issued_at", "-id")[:RELATED_MAX])

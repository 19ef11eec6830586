"""Whatever decisions come, in whatever batches and order: one open warning per person and campaign,
nothing lost, nothing doubled, and everything on record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import pytest
from django.db import transaction
from django.db.models import Count, Max
from hypothesis import given
from hypothesis import strategies as st

import centre_cast as cast
from wuzha.centre.audit.chain import verify
from wuzha.centre.audit.models import Entry
from wuzha.centre.outbox.models import Fact
from wuzha.centre.warn.actions import end, locked, receive
from wuzha.centre.warn.decision import Decision
from wuzha.centre.warn.folding import EVIDENCE_SCORE_MIN, opens
from wuzha.centre.warn.models import EPISODE, OPEN_STATES, Evidence, Warning
from wuzha.vocabulary.clock import HOUR
from wuzha.vocabulary.decision import Level, Stage
from wuzha.vocabulary.result import Ending

AT, BY = cast.AT, cast.BY

DECISIONS = st.builds(
    cast.decision,
    about=st.sampled_from(["p1", "p2"]),
    event=st.sampled_from([f"e{n}" for n in range(25)]),
    source=st.sampled_from(["bank", "carrier"]),
    at=st.integers(-60, 60).map(lambda hour: AT + hour * HOUR),
    score=st.sampled_from([0, 9, 10, 50, 90]),
    level=st.sampled_from(Level),
    stage=st.sampled_from([None, *Stage]),
    type=st.sampled_from([None, "refund", "stock_tutor"]),
    campaign=st.sampled_from([EPISODE, "parcel-7"]),
)

ENDINGS = st.none() | st.sampled_from(Ending)
BATCHES = st.lists(st.tuples(st.lists(DECISIONS, min_size=1, max_size=8), ENDINGS), max_size=6)


@pytest.fixture(scope="module")
def country(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """The units, for all examples of this file; each example is undone by itself."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        cast.tree()
        yield
        transaction.set_rollback(True)


@given(batches=BATCHES, step=st.integers(0, 20))
def test_folding_holds(
    country: None, batches: Sequence[tuple[list[Decision], Ending | None]], step: int
) -> None:
    with transaction.atomic():
        for number, (batch, ending) in enumerate(batches):
            at = AT + number * step * HOUR
            before = set(Evidence.objects.values_list("source", "event"))
            open_before = set(_open().values_list("person__token", "campaign"))
            received = receive(batch, at, BY)
            _nothing_lost_or_doubled(batch, before, open_before, received.kept)
            assert received.kept + received.passed + received.repeated == len(batch)
            _one_open_per_person_and_campaign()
            _level_is_the_highest_of_the_evidence()
            if ending is not None and (some := _open().first()) is not None:
                end(locked(some.pk), ending, by=BY, at=at)
        _all_on_record()
        transaction.set_rollback(True)


def _open():  # type: ignore[no-untyped-def]
    return Warning.objects.filter(state__in=OPEN_STATES)


def _nothing_lost_or_doubled(
    batch: list[Decision],
    before: set[tuple[str, str]],
    open_before: set[tuple[str, str]],
    kept: int,
) -> None:
    """What counts, and came for the first time, is evidence once."""
    first: dict[tuple[str, str], Decision] = {}
    for each in batch:
        first.setdefault((each.source, each.event), each)
    must = {
        mark
        for mark, each in first.items()
        if each.score >= EVIDENCE_SCORE_MIN
        or opens(each)
        or (each.person, each.campaign) in open_before
    }
    after = Counter(Evidence.objects.values_list("source", "event"))
    assert all(count == 1 for count in after.values())
    assert set(after) == before | must
    assert kept == len(must - before)


def _one_open_per_person_and_campaign() -> None:
    for each in _open().values("person", "campaign").annotate(n=Count("id")):
        assert each["n"] == 1


def _level_is_the_highest_of_the_evidence() -> None:
    for warning in Warning.objects.annotate(n=Count("evidence"), top=Max("evidence__level")):
        assert (warning.level, warning.evidence_count) == (warning.top, warning.n)


def _all_on_record() -> None:
    for verb in ("warning.issued", "warning.risen", "warning.ended"):
        entries = Counter(Entry.objects.filter(verb=verb).values_list("thing_id", flat=True))
        facts = Counter(map(str, Fact.objects.filter(name=verb).values_list("thing_id", flat=True)))
        assert entries == facts
    issued = Entry.objects.filter(verb="warning.issued").values_list("thing_id", flat=True)
    assert sorted(issued) == sorted(str(pk) for pk in Warning.objects.values_list("pk", flat=True))
    over = Entry.objects.filter(verb="warning.ended").values_list("thing_id", flat=True)
    ended = Warning.objects.filter(state="ended").values_list("pk", flat=True)
    assert sorted(over) == sorted(map(str, ended))
    assert list(verify()) == []

from __future__ import annotations

import numpy as np
import pytest

from wuzha.bench.census import Shape
from wuzha.bench.centre.check import doubled, lost
from wuzha.bench.centre.day import Day
from wuzha.bench.centre.run import issue_p95_s, live, result
from wuzha.bench.centre.stream import event_id, make_stream
from wuzha.centre.dissuade.models import Attempt, Step
from wuzha.centre.warn.models import Evidence
from wuzha.vocabulary.clock import DAY, HOUR, MINUTE, SECOND
from wuzha.vocabulary.decision import LEVELS, Level

PERSONS = 60
SHAPE = Shape(provinces=1, cities=1, counties=2, stations=2)


@pytest.fixture
def day(db: None) -> Day:
    return live(PERSONS, 7, SHAPE, MINUTE)


def test_a_day_ends_with_nothing_lost_and_nothing_doubled(day: Day) -> None:
    found = {figure.name: figure for figure in result(day, PERSONS).figures}
    assert all(figure.holds for figure in found.values()), found
    assert found["instructions"].value >= PERSONS
    assert 0 < issue_p95_s(day) < 70, "rounds of a minute, and hardly any machine time"

    # What the check looks for is found when it is there.
    first = int(day.stream.event[day.stream.must.argmax()])
    kept = Evidence.objects.select_related("warning").get(event=event_id(first))
    warning = kept.warning
    assert warning is not None
    arrived = Attempt.objects.filter(state="delivered").earliest("pk")
    Attempt.objects.create(
        step_id=arrived.step_id, number=9, key="once-more", at=arrived.at, state="delivered"
    )
    Evidence.objects.filter(pk=kept.pk).update(warning=None)
    Step.objects.filter(warning=warning).update(result="")
    warning.pk = None
    warning.ending = ""
    warning.save(force_insert=True)
    assert {what for what, count in lost(day).items() if count} == {
        "decisions without a warning",
        "warnings without an ending",
        "warnings without a step",
        "steps without a result",
    }
    twice = {what for what, count in doubled(day).items() if count}
    assert twice == {"warnings open at once", "notices arrived"}


def test_a_house_that_is_too_slow_issues_late() -> None:
    stream = make_stream(500, 0, 3, share=0.01)
    slow = Day.__new__(Day)
    slow.stream, slow.issued = stream, stream.at + 90 * SECOND
    assert issue_p95_s(slow) == 90


def test_a_stream_has_its_mix_and_its_order() -> None:
    stream = make_stream(20_000, 0, 5)
    assert np.all(np.diff(stream.arrives) >= 0)
    assert np.all(stream.arrives >= stream.at)
    assert len(set(stream.person[stream.must].tolist())) == 20_000, "everybody must be warned"
    assert len(stream) > 1.3 * 20_000
    _, times = np.unique(stream.event, return_counts=True)
    assert 0.01 < np.mean(times == 2) < 0.03, "some come twice"
    highest = np.zeros(20_000, np.int64)
    np.maximum.at(highest, stream.person, stream.level)
    for level, share in ((Level.LOW, 0.70), (Level.MEDIUM, 0.20), (Level.HIGH, 0.08)):
        assert np.mean(highest == LEVELS.index(level)) == pytest.approx(share, abs=0.02)
    assert stream.at[stream.must].max() < DAY + HOUR
    one, same = stream.decision(0), make_stream(20_000, 0, 5).decision(0)
    assert one == same

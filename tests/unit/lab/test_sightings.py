"""A small city is watched by real engines; its events and their truth are written by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from contract.harness import SMALL, policy_of
from unit.lab.town import PLAN, at, episode, truth
from wuzha.backends.embedded.engine import EmbeddedEngine
from wuzha.lab.reading import read
from wuzha.lab.shadow import Shadow, shadow_decisions
from wuzha.lab.sightings import KINDS, watch
from wuzha.policy.tree import Policy
from wuzha.simulate.plan import CityPlan
from wuzha.simulate.strip import ORIGINS, Day
from wuzha.simulate.truth import Truth
from wuzha.vocabulary.decision import ACTIONS, LEVELS
from wuzha.vocabulary.errors import InputError

SAY = "say: {zh: 规则, en: a rule}"
POLICY = policy_of(
    rules=[
        f"long: {{on: call, when: duration_s > 600, points: 30, type: refund, {SAY}}}",
        f"abroad: {{on: call, when: foreign_trunk, points: 10, type: lost_parcel, {SAY}}}",
        f"new: {{on: transfer, when: first_time_payee, points: 60, type: refund, {SAY}}}",
    ]
)


@dataclass
class Hamlet:
    """Two days: a long foreign call, a campaign's call and an ordinary one; then a payment."""

    plan: CityPlan
    truth: Truth

    def days(self) -> Iterator[Day]:
        calls = [
            {"person": "p-0", "duration_s": 900, "foreign_trunk": True},
            {"person": "p-1", "duration_s": 5, "foreign_trunk": False},
            {"person": "p-2", "duration_s": 5, "foreign_trunk": True},
            {"person": "x-9", "duration_s": 900, "foreign_trunk": False},
            {"person": None, "duration_s": 900, "foreign_trunk": False},
        ]
        origins = [(0, -1, -1), (-1, -1, 3), (-1, -1, -1), (-1, -1, 3), (-1, -1, -1)]
        yield day(0, [{**call, "kind": "call"} for call in calls], origins)
        payment = {"person": "p-0", "kind": "transfer", "first_time_payee": True}
        yield day(1, [payment], [(0, -1, -1)])


def day(number: int, rows: list[dict[str, object]], origins: list[tuple[int, ...]]) -> Day:
    first = number * 100
    table = pa.Table.from_pylist(
        [
            {"id": f"e{first + n}", "at": at(24 * number + n), **row}
            | {"seq": first + n, "as_of": at(24 * number + n), "late": False}
            for n, row in enumerate(rows)
        ]
    )
    columns = [pa.array(column, pa.int32()) for column in zip(*origins, strict=True)]
    return Day(number, table, pa.table(columns, schema=ORIGINS))


HAMLET = Hamlet(replace(PLAN, days=2), truth(episode(0, 0, (24, 100))))


def engine(policy: Policy = POLICY) -> EmbeddedEngine:
    return EmbeddedEngine(policy, compiled=False, capacity=SMALL)


def test_what_is_kept() -> None:
    told: list[tuple[int, int]] = []
    seen = watch(HAMLET, engine(), told=lambda number, events: told.append((number, events)))
    assert told == [(0, 5), (1, 1)]
    assert seen.counts == {"call": 5, "transfer": 1}
    assert seen.events == 6
    assert seen.number.tolist() == [0, 2, 3, 4, 100]
    assert seen.at.tolist() == [at(hours) for hours in (0, 2, 3, 4, 24)]
    assert seen.person.tolist() == [0, 2, -1, -1, 0]
    assert [KINDS[kind] for kind in seen.kind] == ["call"] * 4 + ["transfer"]
    assert seen.score.tolist() == [40, 10, 30, 30, 60]
    assert [LEVELS[level] for level in seen.level] == ["medium", "low", "medium", "medium", "high"]
    assert [seen.types[type_] for type_ in seen.type] == [
        "refund", "lost_parcel", "refund", "refund", "refund",
    ]  # fmt: skip
    assert {ACTIONS[action] for action in seen.action} == {"allow"}
    assert seen.fired.tolist() == [2, 1, 1, 1, 1]
    assert [seen.rules[rule] for rule in seen.reasons] == [
        "long", "abroad", "abroad", "long", "long", "new",
    ]  # fmt: skip
    assert seen.reason_rows().tolist() == [0, 0, 1, 2, 3, 4]
    assert seen.episode.tolist() == [0, -1, -1, -1, 0]
    assert seen.campaign.tolist() == [-1, -1, 3, -1, -1]
    assert (seen.reached_person.tolist(), seen.reached_at.tolist()) == ([1], [at(1)])


def test_batches_change_nothing() -> None:
    whole = watch(HAMLET, engine())
    parts = watch(HAMLET, engine(), batch_rows=2)
    for name in ("number", "person", "score", "reasons", "fired", "episode", "reached_at"):
        assert np.array_equal(getattr(whole, name), getattr(parts, name))


def test_only_scores_from_keep_from_on() -> None:
    seen = watch(HAMLET, engine(), keep_from=40)
    assert seen.score.tolist() == [40, 60]
    assert seen.reached_at.tolist() == [at(1)]
    with pytest.raises(InputError, match="keep_from"):
        read(seen, HAMLET.truth, HAMLET.plan, warn_at=39)


def test_from_events_to_a_figure() -> None:
    found = read(watch(HAMLET, engine()), HAMLET.truth, HAMLET.plan)
    assert found.warned.before_last.tolist() == [True]
    assert found.warned.at.tolist() == [at(0)]


def test_a_shadow_is_logged_apart_and_changes_nothing(tmp_path: Path) -> None:
    candidate = policy_of(
        rules=[f"any: {{on: call, when: duration_s > 1, points: 20, type: refund, {SAY}}}"]
    )
    live = watch(HAMLET, engine())
    with Shadow(engine(), engine(candidate), tmp_path / "shadow") as shadow:
        shadowed = watch(HAMLET, shadow)
    assert np.array_equal(live.score, shadowed.score)
    assert shadowed.policy == POLICY.label
    logged = shadow_decisions(tmp_path / "shadow")
    assert logged["score"].to_pylist() == [20, 20, 20, 20, 20, 0]
    assert set(logged["policy"].to_pylist()) == {candidate.label}
    with pytest.raises(InputError, match="choose an empty one"):
        Shadow(engine(), engine(candidate), tmp_path / "shadow")


class Failing(EmbeddedEngine):
    """Its second batch finds no room on the disk."""

    batches = 0

    def decide(self, events: pa.Table) -> pa.Table:
        self.batches += 1
        if self.batches == 2:
            raise OSError("no space left on the device")
        return super().decide(events)


def test_a_shadow_that_fails_leaves_the_live_engine_alone(tmp_path: Path) -> None:
    failing = Failing(POLICY, compiled=False, capacity=SMALL)
    with Shadow(engine(), failing, tmp_path) as shadow:
        assert watch(HAMLET, shadow).score.tolist() == [40, 10, 30, 30, 60]
    assert shadow.broken is not None
    assert "no space left" in shadow.broken
    with pytest.raises(InputError, match="no shadow was completed"):
        shadow_decisions(tmp_path)
    assert pq.read_table(tmp_path / "decisions.partial.parquet").num_rows == 5

"""The stream of the screen bench is what it says: mixed, a little disordered, a little bad."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from wuzha.bench.forest_text import Input, forest_text
from wuzha.bench.screen_files import LIST_ENTRIES, PHRASES, TREES, write_policy
from wuzha.bench.stream import SHARES, write_stream
from wuzha.packs import pack
from wuzha.policy.parse import policy_from_file
from wuzha.screen.intake import Intake, Source
from wuzha.screen.models.forest import load_forest
from wuzha.screen.order import Reorder
from wuzha.screen.pipeline import accepted_events, in_order
from wuzha.vocabulary.clock import MINUTE
from wuzha.vocabulary.event import Kind

COUNT = 20_000


@pytest.fixture(scope="module")
def stream(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("stream") / "stream.parquet"
    write_stream(path, COUNT, seed=2)
    return path


def test_kinds_come_in_their_shares_and_few_records_are_bad(stream: Path) -> None:
    intake = Intake(pack("cn").home)
    tables = accepted_events([Source(stream)], intake, lambda _: None)
    kinds = [kind for table in tables for kind in table["kind"].to_pylist()]
    found = {kind: kinds.count(kind) / len(kinds) for kind in Kind}
    assert found == pytest.approx({kind: SHARES[kind] for kind in Kind}, abs=0.02)
    assert intake.summary.records == COUNT
    assert 0 < sum(intake.summary.dead_letters.values()) < COUNT * 0.003
    assert intake.summary.not_of_kind.total() == 0
    assert len(intake.summary.dead_letters) >= 4


def test_some_events_are_late_and_instants_rise_on_the_whole(stream: Path) -> None:
    arrivals = list(accepted_events([Source(stream)], Intake(pack("cn").home), lambda _: None))
    at = np.concatenate([table["at"].to_numpy() for table in arrivals])
    assert 0 < np.count_nonzero(at[1:] < at[:-1]) < len(at)
    late = sum(sum(t["late"].to_pylist()) for t in in_order(iter(arrivals), Reorder(MINUTE)))
    assert 0 < late < COUNT * 0.002


def test_the_policy_is_what_the_promise_names(tmp_path: Path) -> None:
    path = write_policy(tmp_path, seed=1)
    policy = policy_from_file(path, pack("cn").taxonomy.types)
    assert (len(policy.features), len(policy.rules), len(policy.lists)) == (40, 50, 4)
    assert len(policy.lexicons["scripts"].phrases) == PHRASES
    assert len(policy.models["risk"].inputs) == 14
    text = (tmp_path / "risk.txt").read_text("utf-8")
    assert text.count("Tree=") == TREES
    assert LIST_ENTRIES == 100_000


def test_the_model_finds_risk_where_its_inputs_say_so() -> None:
    inputs = (Input("amount", 2.0, 10.0, 1000.0), Input("trusted", -1.0, 0.5, 0.5))
    text = forest_text(inputs, 30, np.random.default_rng(1))
    forest = load_forest(text.encode())
    safe, risky, trusted = forest.predict(np.array([[1.0, 1.0], [5000.0, 0.0], [5000.0, 1.0]]))
    assert safe < trusted < risky
    assert text == forest_text(inputs, 30, np.random.default_rng(1))

"""The commands of the lab as a person runs them, on cities small enough for a test."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from unit.cli.command import wuzha
from wuzha.lab.report import AT_LEAST, AT_MOST

POLICY = Path(__file__).with_name("lab.yaml")
SMALL = ("--people", "2000", "--days", "4")
ALONE = ("--processes", "1")


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same policy, but it warns whoever pays two strangers a day."""
    text = POLICY.read_text(encoding="utf-8").replace("    points: 30", "    points: 60", 1)
    path = tmp_path_factory.mktemp("policy") / "other.yaml"
    path.write_text(text.replace("policy: small", "policy: other"), encoding="utf-8")
    return path


def test_a_city_on_disk_can_be_screened_and_knows_its_truth(tmp_path: Path) -> None:
    city, out = tmp_path / "city", tmp_path / "out"
    made = wuzha("simulate", *SMALL, "--out", city, "--json").json
    days = sorted((city / "events").iterdir())
    assert len(days) == 4
    assert sum(pq.read_metadata(day).num_rows for day in days) == made["events"]
    ran = wuzha("screen", days[0], "-p", POLICY, "-o", out, "--json")
    assert ran.code == 0, ran.err
    assert ran.json["dead_letters"] == {}
    origins = pq.read_table(city / "truth" / "origins-000.parquet")
    assert origins.num_rows == ran.json["events"]
    assert wuzha("simulate", *SMALL, "--out", city).code == 3


def test_the_same_plan_makes_the_same_files(tmp_path: Path) -> None:
    for name in ("a", "b"):
        wuzha("simulate", "--people", "1000", "--days", "2", "--out", tmp_path / name)
    files = [path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*.*")]
    assert len(files) > 10
    for file in files:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes(), file


def test_an_evaluation_gives_every_promised_figure_and_a_page(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    ask = ("evaluate", "-p", POLICY, *SMALL, "--warm-up", "1", "--seeds", "2", "--page", page)
    ran = wuzha(*ask, *ALONE, "--json", "--lang", "zh")
    assert ran.code == 1, ran.err  # a small policy keeps no promise of the centre's
    figures = {one["name"]: one for one in ran.json["figures"]}
    assert {*AT_LEAST, *AT_MOST} <= {*figures}
    assert 0 < figures["episodes_warned_before_last_payment"]["mean"] < 1
    assert figures["wrong_per_million_people_days"]["mean"] > 0
    assert ran.json["seeds"] == [101, 102]
    assert "百万人日" in page.read_text(encoding="utf-8")


def test_two_processes_find_what_one_finds() -> None:
    ask = ("evaluate", "-p", POLICY, *SMALL, "--seeds", "2", "--warm-up", "0", "--json")
    assert wuzha(*ask, "--processes", "2").json == wuzha(*ask, *ALONE).json


def test_without_fraud_every_warning_is_wrong() -> None:
    ask = ("evaluate", "-p", POLICY, *SMALL, "--seeds", "1", "--no-fraud", *ALONE, "--json")
    figures = {one["name"]: one for one in wuzha(*ask).json["figures"]}
    assert figures["warning_precision"]["mean"] == 0
    assert figures["episodes_warned_before_last_payment"]["mean"] is None


def test_a_policy_compared_with_itself_changes_nothing() -> None:
    ran = wuzha("lab", "compare", POLICY, POLICY, *SMALL, "--json")
    assert ran.code == 0, ran.err
    assert ran.json["only_a"] == ran.json["only_b"] == 0
    assert ran.json["rules"] == ran.json["levels"] == []


def test_a_comparison_says_what_a_candidate_would_change(other: Path, tmp_path: Path) -> None:
    ask = ("lab", "compare", POLICY, other, *SMALL, "--warn-at", "high")
    ran = wuzha(*ask, "--shadow", tmp_path / "shadow", "--json")
    assert ran.code == 1
    assert ran.json["only_b"] > 0
    assert ran.json["wrong_change"] > 0
    shadow = pq.read_table(tmp_path / "shadow" / "decisions.parquet")
    assert {policy.partition("@")[0] for policy in shadow["policy"].to_pylist()} == {"other"}
    assert wuzha(*ask, "--shadow", tmp_path / "shadow").code == 3


def test_a_calibration_beside_the_policy_is_used(tmp_path: Path) -> None:
    policy = tmp_path / "policy.yaml"
    policy.write_bytes(POLICY.read_bytes())
    ask = ("evaluate", "-p", policy, *SMALL, "--warm-up", "0", "--seeds", "1", *ALONE, "--json")
    blind = {one["name"]: one for one in wuzha(*ask).json["figures"]}
    assert blind["calibration_error"]["mean"] is None
    out = tmp_path / "calibration.json"
    made = wuzha("lab", "calibrate", "-p", policy, *SMALL, "--seeds", "2", *ALONE, "--out", out)
    assert made.code == 0, made.err
    figures = {one["name"]: one for one in wuzha(*ask).json["figures"]}
    assert 0 <= figures["calibration_error"]["mean"] < 0.5


def test_a_steady_city_drifts_little() -> None:
    ran = wuzha("lab", "drift", "-p", POLICY, *SMALL, "--reference", "2", "--json")
    assert ran.code in (0, 1), ran.err
    assert [row["day"] for row in ran.json["drifts"]] == [2, 2, 2, 3, 3, 3]
    assert all(row["index"] < 0.5 for row in ran.json["drifts"])
    assert wuzha("lab", "drift", "-p", POLICY, *SMALL, "--reference", "4").code == 2


def test_an_injected_script_is_surfaced_within_a_day() -> None:
    ask = ("lab", "novelty", "--people", "4000", "--days", "5", "--inject-day", "3", "--json")
    ran = wuzha(*ask)
    assert ran.code == 0, ran.err
    assert 0 < ran.json["cities"][0]["surfaced_after_hours"] <= 24


def test_a_model_of_a_policy_comes_with_its_card(tmp_path: Path) -> None:
    ask = ("train", "events", "-p", POLICY, *SMALL, "--seeds", "2", "--held-out", "fake_loan")
    ran = wuzha(*ask, *ALONE, "--out", tmp_path, "--date", "2026-01-31", "--json")
    assert ran.code == 0, ran.err
    card = json.loads((tmp_path / "card.json").read_text(encoding="utf-8"))
    assert card["recipe"]["held_out"] == ["fake_loan"]
    assert "fake_loan*" in card["subgroups"]["playbook"]
    assert card["date"] == "2026-01-31"
    assert {"new_payees_24h", "amount"} <= {*card["features"]}
    assert "caller" not in card["features"]
    assert (tmp_path / "model.txt").read_text(encoding="utf-8").startswith("tree")
    for language in ("zh", "en"):
        assert (tmp_path / f"card.{language}.md").exists()


def test_a_table_teaches_and_new_rows_get_scores(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    size = 900
    shown = rng.normal(size=size)
    fraud = shown + rng.normal(size=size) > 1
    user = [f"u{n}" for n in range(size)]
    pq.write_table(
        pa.table({"user": user, "a": shown, "fraud": fraud.astype(int)}), tmp_path / "t.pq"
    )
    ask = ("train", "table", tmp_path / "t.pq", "--target", "fraud", "--group", "user")
    ran = wuzha(*ask, "--folds", "2", "--out", tmp_path / "model", "--json")
    assert ran.code == 0, ran.err
    assert ran.json["metrics"]["auc"] > 0.8
    scores = tmp_path / "scores.pq"
    ran = wuzha("train", "score", tmp_path / "model", tmp_path / "t.pq", "--out", scores)
    assert ran.code == 0, ran.err
    found = pq.read_table(scores)["score"].to_numpy()
    assert found[fraud].mean() > found[~fraud].mean()


def test_what_is_asked_must_make_sense() -> None:
    assert wuzha("simulate", "--people", "1000").code == 2
    assert (
        wuzha("evaluate", "-p", POLICY, *SMALL, "--warm-up", "9", "--seeds", "1", *ALONE).code == 3
    )

"""What officers found, read back: precision, types and calibration of warnings."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from wuzha.lab.calibration import Calibration
from wuzha.lab.labels import COLUMNS, LabelReport, label_report, labels_of, read_labels
from wuzha.packs import pack
from wuzha.vocabulary.errors import InputError


def row(warning: int, ending: str, grade: str = "", **more: object) -> dict[str, object]:
    return {
        "warning": warning,
        "score": 60,
        "level": "high",
        "type": "refund",
        "warning_level": "high",
        "ending": ending,
        "grade": grade,
        "true_type": "",
    } | more


def report(*rows: dict[str, object], calibration: Calibration | None = None) -> LabelReport:
    table = pa.Table.from_pylist(list(rows))
    return label_report(labels_of(table), pack("cn").taxonomy, calibration)


def test_a_warning_counts_once_however_many_decisions_it_stands_on() -> None:
    found = report(row(1, "dissuaded", "a"), row(1, "dissuaded", "a"), row(2, "false_alarm"))
    assert found.warnings == 2
    assert (found.overall.share.hits, found.overall.share.tries) == (1, 2)


@pytest.mark.parametrize(
    ("ending", "grade", "hits", "tries"),
    [
        ("dissuaded", "a", 1, 1),
        ("unmoved", "b", 1, 1),
        ("already_paid", "", 1, 1),
        ("false_alarm", "", 0, 1),
        ("informed", "c", 0, 0),
        ("unreached", "", 0, 0),
        ("expired", "", 0, 0),
    ],
)
def test_what_nobody_found_out_counts_for_nothing(
    ending: str, grade: str, hits: int, tries: int
) -> None:
    overall = report(row(1, ending, grade)).overall
    assert (overall.share.hits, overall.share.tries, overall.unknown) == (hits, tries, 1 - tries)


def test_precision_stands_by_level_and_by_class_of_the_warning() -> None:
    found = report(
        row(1, "dissuaded", "b", warning_level="low", type="refund"),
        row(2, "false_alarm", warning_level="low", type="million_cover"),
        row(3, "already_paid", warning_level="critical", type="stock_tutor"),
    )
    by_level = {each.name: (each.share.hits, each.share.tries) for each in found.by_level}
    assert by_level == {"low": (1, 2), "medium": (0, 0), "high": (0, 0), "critical": (1, 1)}
    by_type = [(each.name, each.share.hits, each.share.tries) for each in found.by_type]
    assert by_type == [("shop_service", 1, 2), ("investment", 1, 1)]


def test_the_type_is_judged_where_an_officer_named_one_and_it_was_no_false_alarm() -> None:
    found = report(
        row(1, "dissuaded", "a", true_type="refund"),
        row(2, "dissuaded", "a", true_type="lost_parcel"),
        row(3, "dissuaded", "a"),
        row(4, "false_alarm", true_type="refund"),
    )
    assert (found.type_right.hits, found.type_right.tries) == (1, 2)


def test_the_score_is_held_against_decisions_of_known_warnings() -> None:
    always = Calibration("p@1#0", (1,), 1, (1.0,) * 101)
    found = report(
        row(1, "dissuaded", "a", score=80),
        row(1, "dissuaded", "a", score=5, level="none"),
        row(2, "false_alarm", score=80),
        row(3, "informed", "c", score=80),
        calibration=always,
    )
    assert found.counts[80].tolist() == [2, 1]
    assert found.counts.sum() == 3
    assert found.calibration_error == pytest.approx(0.5)
    assert found.brier == pytest.approx(0.5)


def test_a_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "labels.parquet"
    pq.write_table(pa.Table.from_pylist([row(1, "dissuaded", "a")]), path)
    assert read_labels(path).confirmed.tolist() == [True]


def test_what_is_no_labels_file_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_labels(tmp_path / "none.parquet")
    (tmp_path / "text.parquet").write_text("hello")
    with pytest.raises(InputError, match="wuzha centre labels"):
        read_labels(tmp_path / "text.parquet")
    bare = pa.table({name: ["1"] for name in COLUMNS if name != "ending"})
    pq.write_table(bare, tmp_path / "bare.parquet")
    with pytest.raises(InputError, match="ending"):
        read_labels(tmp_path / "bare.parquet")


def test_a_level_that_there_is_none_of_is_refused() -> None:
    with pytest.raises(InputError, match="`level`"):
        report(row(1, "dissuaded", level="mild"))


def test_no_labels_make_an_empty_report(tmp_path: Path) -> None:
    empty = pa.Table.from_pylist([row(1, "informed")]).slice(0, 0)
    found = label_report(labels_of(empty), pack("cn").taxonomy)
    assert found.warnings == 0
    assert found.by_type == ()

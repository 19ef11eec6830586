"""Public sets, as their folders have them, become one file in the columns of the mappings."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from wuzha.cli.real_data import REAL_SETS, missing, prepare


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The smallest folder with the shape of the real one."""
    tables = {
        "fbs_sms_zh/train": {
            "text": ["a", "b"],
            "label": ["FR:Other", "AD:Other"],
            "group": [1, 2],
        },
        "nus_sms_ham/train": {"text": ["c", "d"], "lang": ["zh", "en"]},
        "scam_domains/train": {"host": ["x.test", "x.test"], "source": ["tw165", "polkadot"]},
        "benign_domains/train": {"host": ["y.example"], "source": ["v2fly:x"]},
    }
    for name in ("20K_fanin200", "20K_cycle200"):
        tables[f"amlsim_20k/{name}_nodes"] = {"nodeid": [1, 2], "isFraud": [0, 1]}
        tables[f"amlsim_20k/{name}_transactions"] = {
            "sourceNodeId": [1, 2],
            "targetNodeId": [2, 1],
            "value": [1.5, 2.5],
            "time": [7, 3],
        }
    for path, columns in tables.items():
        file = tmp_path / f"{path}.parquet"
        file.parent.mkdir(exist_ok=True)
        pq.write_table(pa.table(columns), file)
    return tmp_path


def prepared(name: str, data: Path) -> list[dict[str, object]]:
    path = prepare(REAL_SETS[name], data, data / "prepared.parquet")
    rows: list[dict[str, object]] = pq.read_table(path).to_pylist()
    return rows


def test_personal_messages_in_chinese_join_the_spam(data: Path) -> None:
    rows = prepared("messages", data)
    assert [(row["text"], row["label"]) for row in rows] == [
        ("a", "FR:Other"),
        ("b", "AD:Other"),
        ("c", "personal"),
    ]


def test_a_host_in_several_feeds_stands_once(data: Path) -> None:
    rows = prepared("visits", data)
    assert [(row["host"], row["source"]) for row in rows] == [
        ("x.test", "polkadot"),
        ("y.example", "v2fly:x"),
    ]


def test_transfers_carry_their_payees_truth_in_the_order_of_time(data: Path) -> None:
    rows = prepared("transfers", data)
    assert [row["time"] for row in rows] == [3, 3, 7, 7]
    assert all(row["isFraud"] == str(row["targetNodeId"]).endswith("-2") for row in rows)
    assert len({row["targetNodeId"] for row in rows}) == 4


@pytest.mark.parametrize("name", REAL_SETS)
def test_folders_that_are_not_there_are_named(name: str, data: Path, tmp_path: Path) -> None:
    assert missing(REAL_SETS[name], data) == []
    assert missing(REAL_SETS[name], tmp_path / "empty") == list(REAL_SETS[name].folders)

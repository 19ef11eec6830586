"""Files of lists: texts, CSV, Parquet, compressed; and files that are none."""

from __future__ import annotations

import gzip
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from unit.lists.listing import load
from wuzha.screen.lists.read import read_entries
from wuzha.vocabulary.errors import InputError

CSV = 'name,entry,note\nA,bad.com,"one, two"\nB,evil.cn,"a\nb"\n\nC,worse.cn,\n'


def entries(file: Path) -> list[str]:
    found: list[str] = load("domain", file).entries.to_pylist()
    return found


def test_csv_takes_one_column_and_leaves_the_others(tmp_path: Path) -> None:
    file = tmp_path / "known.csv"
    file.write_text(CSV, encoding="utf-8")
    assert entries(file) == ["bad.com", "evil.cn", "worse.cn"]
    assert read_entries(file, "domain").places.tolist() == [2, 3, 6]


def test_the_column_may_be_named_as_the_form(tmp_path: Path) -> None:
    file = tmp_path / "known.csv"
    file.write_text("note, Domain\nx,bad.com\n", encoding="utf-8")
    assert entries(file) == ["bad.com"]
    file.write_text("domain,entry\nbad.com,evil.cn\n", encoding="utf-8")
    assert entries(file) == ["evil.cn"]


def test_a_row_without_the_column_is_a_bad_entry(tmp_path: Path) -> None:
    file = tmp_path / "known.csv"
    file.write_text("note,entry\nx\nx,\nx,bad.com\n", encoding="utf-8")
    with pytest.raises(InputError, match="2 of 3 entries") as caught:
        load("domain", file)
    assert "line 2" in str(caught.value)
    assert "line 3" in str(caught.value)


@pytest.mark.parametrize("name", ["known.txt.gz", "known.csv.gz", "KNOWN.CSV.GZ"])
def test_compressed_files(name: str, tmp_path: Path) -> None:
    text = CSV if ".csv" in name.lower() else "bad.com\nevil.cn\nworse.cn\n"
    file = tmp_path / name
    file.write_bytes(gzip.compress(text.encode()))
    assert entries(file) == ["bad.com", "evil.cn", "worse.cn"]
    file.write_bytes(gzip.compress(text.encode())[:-9])
    with pytest.raises(InputError, match=r"breaks off|damaged"):
        entries(file)


@pytest.mark.parametrize(
    "column",
    [
        pa.array(["bad.com", "evil.cn"]),
        pa.array(["bad.com", "evil.cn"], pa.large_string()),
        pa.array([b"bad.com", b"evil.cn"]),
        pa.array(["bad.com", "evil.cn"]).dictionary_encode(),
    ],
    ids=lambda column: str(column.type)[:10],
)
def test_parquet(column: pa.Array, tmp_path: Path) -> None:
    file = tmp_path / "known.parquet"
    pq.write_table(pa.table({"note": [1, 2], "entry": column}), file, row_group_size=1)
    assert entries(file) == ["bad.com", "evil.cn"]


def test_parquet_without_rows(tmp_path: Path) -> None:
    file = tmp_path / "known.parquet"
    pq.write_table(pa.table({"entry": pa.array([], pa.string())}), file)
    assert entries(file) == []


@pytest.mark.parametrize(
    ("name", "raw", "words"),
    [
        ("no.txt", None, "no such file"),
        ("no.parquet", None, "no such file"),
        ("known.txt", b"", "is empty"),
        ("known.xlsx", b"PK", "a list is a .txt, .csv"),
        ("known", b"bad.com", "a list is a .txt, .csv"),
        ("known.gz", b"bad.com", "a list is a .txt, .csv"),
        ("known.txt", b"PAR1xx", "is a Parquet file"),
        ("known.csv.gz", b"bad.com", "gzip"),
        ("known.csv", b"host,note\na,b\n", "no column `entry` or `domain`"),
        ("known.csv", b"entry,Entry\na,b\n", "stands twice"),
        ("known.csv", b'entry\n"bad.com\n', "line 2: this is not CSV"),
        ("known.csv", b"entry\n" + b"a" * 200_000, "line 2: this is not CSV"),
        ("known.parquet", b"PAR1", "is no Parquet file"),
    ],
)
def test_files_that_are_no_list(name: str, raw: bytes | None, words: str, tmp_path: Path) -> None:
    file = tmp_path / name
    if raw is not None:
        file.write_bytes(raw)
    with pytest.raises(InputError, match=words) as caught:
        entries(file)
    assert str(file) in str(caught.value)


def test_a_list_has_a_size_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text, parquet = tmp_path / "known.txt", tmp_path / "known.parquet"
    text.write_text("a.com\nb.com\nc.com\n", encoding="utf-8")
    pq.write_table(pa.table({"entry": ["a.com", "b.com", "c.com"]}), parquet)
    for limit in ("ENTRIES_MAX", "LIST_BYTES_MAX"):
        with monkeypatch.context() as patch:
            patch.setattr(f"wuzha.screen.lists.read.{limit}", 2)
            for file in (text, parquet):
                with pytest.raises(InputError, match="split it into several lists"):
                    entries(file)
    assert len(entries(text)) == len(entries(parquet)) == 3

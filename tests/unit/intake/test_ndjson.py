"""NDJSON: a bad line is a dead letter with its bytes and place; its neighbours live."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from wuzha.vocabulary.errors import InputError
from wuzha.vocabulary.limits import RECORD_BYTES_MAX

Take = Callable[..., Any]


def line(**fields: Any) -> bytes:
    record = {"id": "x", "at": 1_700_000_000_000_000, "kind": "call", **fields}
    return json.dumps(record, ensure_ascii=False).encode() + b"\n"


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (b"{not json}\n", "not_json"),
        (b'{"id": "a"\n', "not_json"),
        (b'{"id": NaN}\n', "not_json"),
        (b'{"id": 1e999}\n', "not_json"),
        (b'{"id": "\\ud800"}\n', "not_json"),
        (b"[" * 50_000 + b"\n", "not_json"),
        (b"[1, 2]\n", "not_an_object"),
        (b"null\n", "not_an_object"),
        (b'{"id": "a", "id": "b"}\n', "duplicate_key"),
        (b'{"id": "a", "x": {"y": 1, "y": 2}}\n', "duplicate_key"),
        (b'{"id": "\xff"}\n', "bad_encoding"),
        (b'{"id": "a\0b"}\n', "nul_byte"),
        (b'{"id": "' + b"a" * RECORD_BYTES_MAX + b'"}\n', "record_too_long"),
    ],
)
def test_a_bad_line_costs_itself_only(take: Take, bad: bytes, code: str) -> None:
    taken = take("in.ndjson", line(id="before") + b"\n" + bad + line(id="after"))
    assert taken.ids == ["before", "after"]
    (letter,) = taken.letters
    assert (letter.fault.code, letter.row, letter.line) == (code, 2, 3)
    assert letter.raw == bad[: RECORD_BYTES_MAX + 1] if code == "record_too_long" else bad


def test_a_key_that_looks_doubled_inside_a_text_is_not(take: Take) -> None:
    taken = take("in.ndjson", line(source='say "id": twice', person='{"at":1}'.strip("{}")))
    assert len(taken.events) + len(taken.letters) == 1
    assert [code for _, code, _ in taken.faults] == ["no_normal_form"]  # the person, not the keys


def test_a_line_far_longer_than_a_block_is_cut_and_passed_over(take: Take) -> None:
    taken = take("in.ndjson", b"x" * (3 * RECORD_BYTES_MAX) + b"\n" + line(id="after"))
    assert taken.ids == ["after"]
    assert len(taken.letters[0].raw) == RECORD_BYTES_MAX + 1


def test_the_last_line_needs_no_newline(take: Take) -> None:
    assert take("in.ndjson", line(id="a") + line(id="b").rstrip(b"\n")).ids == ["a", "b"]
    cut = take("in.ndjson", line(id="a") + line(id="b")[:-5])
    assert (cut.ids, cut.faults) == (["a"], [(2, "not_json", None)])


def test_windows_newlines_blank_lines_and_a_byte_order_mark(take: Take) -> None:
    data = b"\xef\xbb\xbf" + line(id="a").replace(b"\n", b"\r\n") + b"\r\n  \n" + line(id="b")
    taken = take("in.ndjson", data)
    assert (taken.ids, taken.letters) == (["a", "b"], [])


def test_values_of_one_key_may_be_of_several_types(take: Take) -> None:
    flags = [True, "false", 1, "0", None, 0.0]
    records = [line(id=str(i), answered=flag) for i, flag in enumerate(flags)]
    taken = take("in.ndjson", b"".join(records))
    assert [e["answered"] for e in taken.events] == [True, False, True, False, None, False]


def test_a_nested_value_is_a_fault_only_where_a_field_wants_it(take: Take) -> None:
    taken = take("in.ndjson", line(id="a", cell={"x": 1}) + line(id="b", extra=[1, {"y": 2}]))
    assert taken.ids == ["b"]
    assert taken.faults == [(1, "wrong_type", "cell")]
    assert taken.summary.unknown == {"extra"}


def test_whole_numbers_beyond_64_bits_lose_no_digit(take: Take) -> None:
    taken = take("in.ndjson", line(id=10**30) + line(id="b", duration_s=10**30))
    assert taken.ids == [str(10**30)]
    assert taken.faults == [(2, "out_of_range", "duration_s")]


def test_gbk_only_when_it_is_said(take: Take) -> None:
    data = line(id="a", kind="message", text="安全账户").decode().encode("gbk")
    assert take("in.ndjson", data).faults == [(1, "bad_encoding", None)]
    assert take("in.ndjson", data, encoding="GBK").events[0]["text"] == "安全账户"
    assert take("in.ndjson", b'{"id":\xff}\n', encoding="gbk").faults == [(1, "bad_encoding", None)]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"PAR1....", "Parquet"),
        (b"\x1f\x8b....", r"\.gz"),
        (b"\xff\xfe{\0", "UTF-16"),
        (b"PK\x03\x04", "zip"),
    ],
)
def test_what_is_no_text_is_refused_in_words(take: Take, data: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words):
        take("in.ndjson", data)


def test_a_missing_file_a_folder_and_an_unknown_name(take: Take, tmp_path: Any) -> None:
    with pytest.raises(InputError, match="no such file"):
        take("absent.ndjson")
    (tmp_path / "folder.ndjson").mkdir()
    with pytest.raises(InputError, match="folder"):
        take("folder.ndjson")
    with pytest.raises(InputError, match="does not say the format"):
        take("data.bin", b"x")
    with pytest.raises(InputError, match="unknown format"):
        take("data.bin", b"x", format="xml")
    with pytest.raises(InputError, match="unknown encoding"):
        take("in.ndjson", b"{}", encoding="ebcdic")
    with pytest.raises(InputError, match="at least one row"):
        take("in.ndjson", b"{}", chunk_rows=0)
    assert take("data.bin", line(id="a"), format="ndjson").ids == ["a"]

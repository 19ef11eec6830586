"""Entries of lists come to the normal form of events, and bad ones are refused with their place."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from unit.lists.listing import load
from wuzha.vocabulary.errors import InputError


def written(folder: Path, text: str, name: str = "known.txt") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("of", "text", "normal"),
    [
        ("phone", "13800138000", 8613800138000),
        ("phone", "+86 138 0013 8001", 8613800138001),
        ("phone", "0086-13800138002", 8613800138002),
        ("phone", "+1 310 555 1234", 13105551234),
        ("phone", "96110", 8696110),
        ("domain", "Pay.BAD[.]com", "pay.bad.com"),
        ("domain", "https://evil.cn/x?y", "evil.cn"),
        ("domain", "例子.中国", "xn--fsqu00a.xn--fiqs8s"),
        ("account", "6222 0212-3456", "622202123456"),
        ("sender", "bank  cn", "BANK CN"),
        ("device", "AA:BB:CC:DD:EE:FF", "aa:bb:cc:dd:ee:ff"),
        ("wallet", "0x" + "A" * 40, "0x" + "a" * 40),
        ("person", "p1", "p1"),
        ("code", " com.bad.App ", "com.bad.App"),
    ],
)
def test_each_form_of_identifier(of: str, text: str, normal: int | str, tmp_path: Path) -> None:
    assert load(of, written(tmp_path, text)).entries.to_pylist() == [normal]


def test_comments_blank_lines_and_repeats_are_no_entries(tmp_path: Path) -> None:
    file = written(tmp_path, "\ufeff# from the ministry\r\n\r\nbad.com\r\n BAD.com \r\n  # no\r\n")
    assert load("domain", file).entries.to_pylist() == ["bad.com"]


def test_a_list_may_be_in_the_policy_and_in_a_file(tmp_path: Path) -> None:
    found = load("domain", written(tmp_path, "bad.com"), ("evil.cn",), "suffix")
    assert found.contains(pa.array(["m.bad.com", "evil.cn", "ok.org"])).tolist() == [
        True,
        True,
        False,
    ]


def test_a_file_of_comments_holds_nobody(tmp_path: Path) -> None:
    found = load("phone", written(tmp_path, "# all lifted\n"))
    assert len(found.entries) == 0
    assert found.contains(pa.array([8613800138000, None])).tolist() == [False, False]


def test_bad_entries_are_counted_and_the_first_shown(tmp_path: Path) -> None:
    file = written(tmp_path, "bad.com\n" + "a b\n" * 1_200)
    with pytest.raises(InputError) as caught:
        load("domain", file)
    head, *places, rest = str(caught.value).splitlines()
    assert head == "list `known`: 1,200 of 1,201 entries cannot be read; mend them:"
    assert places == [
        f"  {file}, line {line}: domain_characters: a host has letters, digits, dots and dashes"
        for line in range(2, 7)
    ]
    assert rest == "  ..."


def test_a_bad_entry_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="line 1: person_phone: this is a phone number") as caught:
        load("person", written(tmp_path, "13800138000"))
    assert "13800138000" not in str(caught.value)


def test_a_line_that_is_not_utf8_is_a_bad_entry(tmp_path: Path) -> None:
    file = tmp_path / "known.txt"
    file.write_bytes("bad.com\n银行\n".encode("gbk"))
    with pytest.raises(InputError, match="line 2: the entry holds invalid encoding"):
        load("domain", file)


def test_phones_in_the_policy_have_their_country_code() -> None:
    found = load("phone", entries=("8613800138000", "442071234567", "8696110", "12025550123"))
    assert found.entries.to_pylist() == [8613800138000, 442071234567, 8696110, 12025550123]
    forged = "12005550100"  # no such area code, but an announced caller may be forged
    assert load("phone", entries=(forged,)).entries.to_pylist() == [12005550100]
    for dialled in ("13800138000", "96110", "13105551234"):
        with pytest.raises(InputError, match="entry 1: phone_without_code"):
            load("phone", entries=(dialled,))


def test_beginnings_of_phones(tmp_path: Path) -> None:
    found = load("phone", written(tmp_path, "+86 170\n44"), ("86162",), "prefix")
    asked = pa.array([8617012345678, 8616212345678, 442071234567, 8613800138000])
    assert found.contains(asked).tolist() == [True, True, True, False]
    with pytest.raises(InputError, match=r"line 1: phone_characters: .*country code, no 0 first"):
        load("phone", written(tmp_path, "0086170"), match="prefix")


@pytest.mark.parametrize(("of", "match"), [("phone", "suffix"), ("account", "prefix")])
def test_a_match_that_the_form_does_not_have_is_refused(of: str, match: str) -> None:
    with pytest.raises(InputError, match=f"`match: {match}` is for lists of"):
        load(of, entries=("8613800138000",), match=match)


def test_whole_numbers_in_parquet_are_e164(tmp_path: Path) -> None:
    file = tmp_path / "known.parquet"
    pq.write_table(pa.table({"entry": pa.array([8613800138000, 13105551234], pa.uint64())}), file)
    assert load("phone", file).entries.to_pylist() == [8613800138000, 13105551234]
    pq.write_table(pa.table({"entry": [8613800138000, None, -8613800138000, 5]}), file)
    with pytest.raises(InputError) as caught:
        load("phone", file)
    reasons = [line.partition(", ")[2] for line in str(caught.value).splitlines()[1:]]
    assert reasons[:2] == ["row 2: nothing stands there", "row 3: the entry is negative."]
    assert reasons[2].startswith("row 4: phone_calling_code: ")

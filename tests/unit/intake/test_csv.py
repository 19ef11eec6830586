"""CSV: records over several lines, and quotes that nobody closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from wuzha.vocabulary.errors import InputError
from wuzha.vocabulary.limits import RECORD_BYTES_MAX

Take = Callable[..., Any]

HEADER = b"id,at,kind,text\n"


def row(name: str, text: str = "hello") -> bytes:
    return f"{name},1700000000000000,message,{text}\n".encode()


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (b"a,1700000000000000,call\n", "column_count"),
        (b"a,1700000000000000,call,t,more\n", "column_count"),
        (b'a,1700000000000000,message,"never closed\n', "bad_quotes"),
        (b'a,1700000000000000,message,"x"y\n', "bad_quotes"),
        (b"a,1700000000000000,message,one\rtwo\n", "bad_quotes"),
        (b"a,1700000000000000,message,\xff\xfe\n", "bad_encoding"),
        (b"a,1700000000000000,message,a\0b\n", "nul_byte"),
        (b"a,1700000000000000,message," + b"x" * RECORD_BYTES_MAX + b"\n", "record_too_long"),
    ],
)
def test_a_bad_record_costs_itself_only(take: Take, bad: bytes, code: str) -> None:
    good = b"".join(row(f"g{i}") for i in range(5))
    taken = take("in.csv", HEADER + row("before") + b"\n" + bad + good)
    assert taken.ids == ["before", "g0", "g1", "g2", "g3", "g4"]
    (letter,) = taken.letters
    assert (letter.fault.code, letter.row, letter.line) == (code, 2, 4)
    assert letter.header == HEADER
    assert letter.raw == (bad[: RECORD_BYTES_MAX + 1] if code == "record_too_long" else bad)


def test_two_open_quotes_do_not_swallow_what_is_between(take: Take) -> None:
    data = HEADER + row("a", '"open') + row("b") + row("c", '"open') + row("d")
    taken = take("in.csv", data)
    assert taken.ids == ["b", "d"]
    assert taken.faults == [(1, "bad_quotes", None), (3, "bad_quotes", None)]


def test_a_record_over_several_lines_is_kept_byte_for_byte(take: Take) -> None:
    record = b'a,bad time,message,"line one\nline ""two"", and\r\nthree"\n'
    taken = take("in.csv", HEADER + row("x") + record + row("y"))
    assert taken.ids == ["x", "y"]
    assert (taken.letters[0].raw, taken.letters[0].line) == (record, 3)
    good = take("in.csv", HEADER + record.replace(b"bad time", b"1700000000000000"))
    assert good.events[0]["text"] == 'line one line "two", and three'


def test_an_open_quote_is_given_up_at_the_size_limit(take: Take) -> None:
    filler = b"".join(row(f"g{i}", "x" * 10_000) for i in range(150))
    taken = take("in.csv", HEADER + row("a", '"open') + filler)
    assert len(taken.events) == 150
    assert taken.faults == [(1, "bad_quotes", None)]


def test_a_header_and_nothing_else_is_no_event(take: Take) -> None:
    taken = take("in.csv", HEADER)
    assert (taken.events, taken.letters) == ([], [])


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"\n\n", "header"),
        (b'"id,at\n', "header"),
        (b"id,at,id\n", "twice"),
        (b"nr,ts\n1,2\n", "no column id, at, kind"),
        (b"ARROW1\0\0", "Arrow"),
    ],
)
def test_a_file_without_a_usable_header(take: Take, data: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words):
        take("in.csv", data)


def test_columns_without_a_field_are_named_not_read(take: Take) -> None:
    taken = take("in.csv", b"id,at,kind,colour,\n" + b"a,1700000000000000,call,red,9\n")
    assert taken.ids == ["a"]
    assert taken.summary.unknown == {"colour"}


def test_another_delimiter(take: Take) -> None:
    data = b"id;at;kind\na;1700000000000000;call\n"
    assert take("in.csv", data, delimiter=";").ids == ["a"]
    with pytest.raises(InputError, match="delimiter"):
        take("in.csv", data, delimiter=";;")


def test_gbk(take: Take) -> None:
    data = HEADER + row("a", "转到安全账户").decode().encode("gb18030")
    assert take("in.csv", data, encoding="gbk").events[0]["text"] == "转到安全账户"
    assert take("in.csv", data).faults == [(1, "bad_encoding", None)]


def test_empty_text_is_null_but_for_prose(take: Take) -> None:
    data = b"id,at,kind,text,source\na,1700000000000000,message,,\n"
    event = take("in.csv", data).events[0]
    assert (event["text"], event["source"]) == ("", None)
    assert take("in.csv", b"id,at,kind\n,1700000000000000,call\n").faults == [(1, "missing", "id")]

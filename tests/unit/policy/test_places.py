"""The caret stands under the character that is wrong, however the file is written."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st
from rich.cells import cell_len

from wuzha.policy import document
from wuzha.policy.findings import LINE_BREAK, BadPolicy, cells, pointed, render
from wuzha.policy.parse import policy_from_text
from wuzha.policy.tree import Span

HEAD = "policy: basic\nversion: 1\ntitle: {zh: 题, en: title}\nlevels: {low: 1}\nrules:\n"
SAY = "    on: call\n    points: 1\n    say: {zh: 一, en: one}\n"


def marked(when: str) -> str:
    """What the carets of the only finding stand under."""
    with pytest.raises(BadPolicy) as caught:
        policy_from_text(f"{HEAD}  one:\n{SAY}    when: {when}\n")
    (finding,) = caught.value.findings
    span = finding.span
    line = caught.value.source.split("\n")[span.line - 1]
    return line[span.column - 1 :][: span.length]


@pytest.mark.parametrize(
    "when",
    [
        "answerd",
        "cell = '电信' and answerd",
        "cell = '💰👨\u200d👩' and answerd",
        "\"cell = 'a' and answerd\"",
        '"cell = \'a\\"\\u4e2d\\x41\\U0001F4B0\\t\' and answerd"',
        "\"cell = 'a' and \\\n        answerd\"",
        "'cell = ''a'' and answerd'",
        "|\n      on_call\n      and answerd",
        ">-\n      cell = 'a'\n\n      and answerd\n      and answered",
        ">2\n      foreign_trunk and answerd",
        "answered\n      and\n      answerd",
        "| # why\n      answerd",
    ],
)
def test_a_name_is_found_in_every_style(when: str) -> None:
    assert marked(when) == "answerd"


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_line_ends_and_marks_move_no_caret(ending: str, start: str) -> None:
    source = f"{HEAD}  one:\n{SAY}    when: |\n      on_call and\n      answerd\n"
    with pytest.raises(BadPolicy) as caught:
        policy_from_text(start + source.replace("\n", ending), "p.yaml")
    (finding,) = caught.value.findings
    assert (finding.span.line, finding.span.column, finding.span.length) == (12, 7, 7)
    assert str(caught.value).splitlines()[1:3] == ["        answerd", "        ^^^^^^^"]


def test_unusual_line_breaks_count_as_yaml_counts_them() -> None:
    with pytest.raises(BadPolicy) as caught:
        policy_from_text(f'{HEAD}  one:\n{SAY}    when: "answered\u2028and answerd"\n')
    assert caught.value.findings[0].span == Span(11, 5, 7)


@pytest.mark.parametrize(
    "line",
    [
        "when: answerd",
        "say: 转账 answerd",
        "say: 💰💰 answerd",
        "say: e\u0301 answerd",
        "a\tanswerd",
    ],
)
def test_the_caret_stands_in_the_same_terminal_column(line: str) -> None:
    shown, carets = pointed(line, line.index("answerd") + 1, 7)
    assert cell_len(shown[: shown.index("answerd")]) == carets.index("^")
    assert carets.count("^") == 7


def test_a_long_line_is_cut_around_the_caret() -> None:
    line = "转" * 5_000 + "answerd" + "x" * 5_000
    shown, carets = pointed(line, 5_001, 7)
    assert "answerd" in shown
    assert cells(shown) < 200
    assert cells(shown[: shown.index("answerd")]) == carets.index("^")


def test_a_column_past_the_line_still_gets_a_caret() -> None:
    assert pointed("ab", 9, 3) == ["  ab", "    ^"]


def test_nothing_in_a_text_can_move_the_cursor() -> None:
    with pytest.raises(BadPolicy) as caught:
        policy_from_text('"\u202eevil\u200b": 1\n')
    text = render("p.yaml", caught.value.source, caught.value.findings, "en")
    assert "\u202e" not in text
    assert "\u200b" not in text


def test_a_long_name_does_not_flood_the_message() -> None:
    with pytest.raises(BadPolicy) as caught:
        policy_from_text(f"{'k' * 900}: 1\n")
    assert max(map(len, str(caught.value).splitlines())) < 450


@given(
    st.text(
        st.characters(exclude_categories=["Cc", "Cs"]) | st.sampled_from("\n'\"\\"), min_size=1
    ),
    st.sampled_from([None, "'", '"', "|", ">"]),
    st.integers(10, 40),
)
def test_every_visible_character_is_found(text: str, style: str | None, width: int) -> None:
    source = yaml.dump({"k": text}, default_style=style, allow_unicode=True, width=width)
    try:
        ((_, value),) = document.read(source).items()
    except document.Unreadable:
        assume(False)  # what YAML writes with a tag or an escape that policies refuse
    assume(value.text == text)
    lines, place = LINE_BREAK.split(source), value.placing()
    for index, character in enumerate(text):
        if not character.isspace():
            span = place(index, index + 1)
            found = lines[span.line - 1][span.column - 1]
            assert found == character or (value.node.style == '"' and found == "\\")

"""Whatever somebody calls a policy: it is one, or BadPolicy says why not. Never a traceback."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wuzha.policy.diff import diff, render_difference
from wuzha.policy.explain import explain
from wuzha.policy.expression import expression
from wuzha.policy.findings import BadPolicy, render
from wuzha.policy.parse import policy_from_file, policy_from_text
from wuzha.policy.tokens import SyntaxProblem
from wuzha.policy.tree import Policy, Span

GOLDEN = Path(__file__).parents[1] / "golden" / "policy"
SOURCES = [
    file.read_text(encoding="utf-8")
    for file in sorted(GOLDEN.glob("*/*.yaml"))
    if file.stem not in ("encoding", "expressions")
]
ODD = [
    *"{}[]:,'\"#&*!|>%@`-?\\ \n\t\r\0",
    *("\x1b", "\x85", "\u2028", "\ufeff", "\u200b", "\u202e", "💰", "ｅ", "\\ud800", "\\UFFFFFFFF"),
    *("null", "true", "~", "<<", "=", "!!int", "0x", "1e999", "9" * 400, "case when ", "(" * 50),
    *("count(", "not ", "matches(text, '", "[" * 80, "- " * 80, "\n ", "{}", "policy:", "{x}"),
]
WORDS = [
    *("and", "or", "not", "in", "is", "null", "between", "case", "when", "then", "else", "end"),
    *("(", ")", ",", "+", "-", "*", "/", "=", "<", "a", "1", "1.5", "'x'"),
    *("count", "distinct", "sum", "last_seen", "abs", "listed"),
]
ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=80)


def outcome(source: str) -> Policy | BadPolicy:
    try:
        return policy_from_text(source, folder=GOLDEN / "good")
    except BadPolicy as error:
        return error


def survives(source: str) -> None:
    """Reads a policy; whatever comes out can be shown in both languages."""
    result = outcome(source)
    if isinstance(result, Policy):
        for language in ("zh", "en"):
            assert explain(result, language)
            assert render_difference(diff(result, result), language)
        return
    assert result.findings
    for finding in result.findings:
        assert 1 <= finding.span.line <= max(1, len(result.source))
        assert finding.span.column >= 1
        assert finding.span.length >= 1
    for language in ("zh", "en"):
        assert render("p.yaml", result.source, result.findings, language)


@given(ANY_TEXT)
@example("\ud800")
@example('"\\ud800": 1')
@example('"\\UFFFFFFFF": 1')
@example("%YAML " + "9" * 5_000 + ".1\n---\na: 1")
@example("? [a]\n: b")
@example("policy: =\n<<: {a: b}")
def test_any_text(source: str) -> None:
    survives(source)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A policy with a few characters cut out, put in or moved."""
    source = draw(st.sampled_from(SOURCES))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(source)))
        end = min(len(source), start + draw(st.integers(0, 12)))
        put = draw(st.sampled_from([*ODD, ""]) | st.text(max_size=4))
        source = source[:start] + put + source[end:]
    return source


@given(mutated())
def test_a_damaged_policy(source: str) -> None:
    survives(source)


@given(st.sampled_from(SOURCES), st.data())
def test_a_policy_cut_short_or_joined(source: str, data: st.DataObject) -> None:
    other = data.draw(st.sampled_from(SOURCES))
    lines, more = source.split("\n"), other.split("\n")
    survives("\n".join(lines[: data.draw(st.integers(0, len(lines)))]))
    first, second = data.draw(st.integers(0, len(lines))), data.draw(st.integers(0, len(more)))
    survives("\n".join(lines[:first] + more[second:]))


@given(st.lists(st.sampled_from(WORDS), max_size=40))
def test_any_row_of_tokens(parts: list[str]) -> None:
    # Anything but an expression or a SyntaxProblem fails the test.
    with suppress(SyntaxProblem):
        expression(" ".join(parts), lambda start, end: Span(1, start + 1, max(1, end - start)))


@given(raw=st.binary(max_size=200))
def test_any_bytes(raw: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.getbasetemp() / "bytes.yaml"
    file.write_bytes(raw)
    with pytest.raises(BadPolicy):
        policy_from_file(file)


@pytest.mark.parametrize(
    "source",
    [
        "[" * 100_000,
        "{a: " * 50_000,
        "- " * 50_000,
        "\n".join(" " * depth + f"k{depth}:" for depth in range(200)),
        "a: " + "(" * 100_000,
        "policy: " + "x" * 3_000_000,
        "'" + "a" * 1_000_000,
        "rules:\n" + "  r: {when: '" + "(" * 3_900 + "'}\n",
        "rules:\n" + "  r: {when: '" + "not " * 900 + "a'}\n",
        "rules:\n" + "  r: {when: '" + "-" * 3_900 + "1'}\n",
        "rules:\n" + "  r: {when: '1" + "+1" * 1_900 + " > 0'}\n",
        "rules:\n" + "  r: {when: '" + "case when a then " * 200 + "'}\n",
        "\0" * 1_000,
        "\t" * 1_000,
    ],
    ids=lambda source: f"{source[:8]!r}",
)
def test_large_and_deep(source: str) -> None:
    survives(source)

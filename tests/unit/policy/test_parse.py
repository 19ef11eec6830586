"""A policy file becomes a policy, and what it was made of can be told from its digest."""

from __future__ import annotations

from pathlib import Path

import pytest

from wuzha.policy import document
from wuzha.policy.findings import BadPolicy
from wuzha.policy.parse import policy_from_file, policy_from_text, unchecked_policy
from wuzha.policy.tree import NOWHERE, Span
from wuzha.vocabulary import limits
from wuzha.vocabulary.clock import HOUR, MINUTE
from wuzha.vocabulary.errors import InputError
from wuzha.vocabulary.event import Kind, Type

RICH = Path(__file__).parents[2] / "golden" / "policy" / "good" / "rich.yaml"
SMALL = """\
policy: basic
version: 1.10
title: {zh: 题, en: title}
lexicons:
  words: {file: words.txt}
rules:
  one: {on: message, when: "phrases(text, words) > 0", points: 1, say: {zh: 一, en: one}}
levels: {low: 1}
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    (tmp_path / "words.txt").write_text("\ufeff# 词\n保证金\n\n保证金 \n解冻费\n", encoding="utf-8")
    file = tmp_path / "small.yaml"
    file.write_text(SMALL, encoding="utf-8")
    return file


def test_defaults_and_files(small: Path) -> None:
    policy = policy_from_file(small)
    assert (policy.name, policy.version, policy.time_zone, policy.lateness) == (
        "basic",
        "1.10",
        "UTC",
        0,
    )
    assert policy.lexicons["words"].phrases == ("保证金", "解冻费")
    assert policy.path == str(small)
    assert policy.actions == {}


def test_the_digest_covers_the_text_and_its_files(small: Path) -> None:
    before = policy_from_file(small).digest
    assert policy_from_file(small).digest == before
    small.write_text(SMALL.replace("\n", "\r\n"), encoding="utf-8", newline="")
    assert policy_from_file(small).digest == before, "line ends do not count"
    small.with_name("words.txt").write_text("保证金\n", encoding="utf-8")
    changed = policy_from_file(small).digest
    assert changed != before
    small.write_text(SMALL + "# note\n", encoding="utf-8")
    assert policy_from_file(small).digest != changed


def test_a_rich_policy_is_read_whole() -> None:
    policy = policy_from_file(RICH)
    assert policy.lateness == 90_000_000
    callees = policy.features["callees_1h"]
    assert (callees.by, callees.over, callees.on, callees.compute.type) == (
        "caller",
        HOUR,
        frozenset({Kind.CALL}),
        Type.INTEGER,
    )
    assert policy.features["calls_30m"].over == 30 * MINUTE
    assert {name: model.format for name, model in policy.models.items()} == {
        "risk": "lightgbm",
        "wording": "onnx",
    }
    assert {item.name: item.match for item in policy.lists.values()} == {
        "bad_domains": "suffix",
        "overseas": "prefix",
        "blocked": "exact",
        "mules": "exact",
    }
    assert policy.rules["friend"].exempts
    assert policy.rules["friend"].points == 0
    assert policy.actions[Kind.TRANSFER] == {
        "medium": "challenge",
        "high": "delay",
        "critical": "hold",
    }
    moment = policy.rules["quick"].examples[0].given
    assert moment["at"] == 1_769_846_400_000_000
    assert moment["newest"] == moment["at"] - MINUTE


def test_places_lead_back_to_the_file() -> None:
    policy = policy_from_file(RICH)
    lines = RICH.read_text(encoding="utf-8").splitlines()

    def text_at(span: Span) -> str:
        return lines[span.line - 1][span.column - 1 :][: span.length]

    assert text_at(policy.place("rules", "simbox", "type")) == "customer_service"
    assert text_at(policy.place("rules", "simbox", "say", "en", "{callees_1h}")) == "{callees_1h}"
    assert text_at(policy.place("rules", "simbox")) == "simbox"
    assert text_at(policy.rules["simbox"].span) == "simbox"
    assert text_at(policy.place("rules", "simbox", "nowhere")) == "simbox"
    assert policy.place("nothing") == NOWHERE


def test_unchecked_policies_are_typed_all_the_same() -> None:
    source = SMALL.replace("phrases(text, words) > 0", "true").replace(
        "{file: words.txt}", "{phrases: [A]}"
    )
    assert unchecked_policy(source).rules["one"].when.type is Type.BOOLEAN
    with pytest.raises(BadPolicy) as caught:
        policy_from_text(source)
    assert {finding.code for finding in caught.value.findings} == {
        "constant",
        "unused",
        "not_normal",
    }


@pytest.mark.parametrize("missing", ["nowhere.yaml", ".", "\0", "x" * 5_000])
def test_a_policy_that_cannot_be_read(tmp_path: Path, missing: str) -> None:
    with pytest.raises((InputError, ValueError)):
        policy_from_file(tmp_path / missing)


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "huge.yaml"
    with file.open("wb") as opened:
        opened.truncate(50 * limits.POLICY_BYTES_MAX)
    with pytest.raises(BadPolicy, match="too_large"):
        policy_from_file(file)


@pytest.mark.parametrize("name", ["x" * 300, "a\\0b", "sub", "/etc/hostname"])
def test_a_file_name_that_no_system_takes(tmp_path: Path, name: str) -> None:
    (tmp_path / "sub").mkdir()
    with pytest.raises(BadPolicy, match="no_file"):
        policy_from_text(SMALL.replace("words.txt", name), folder=tmp_path)


def test_a_file_that_cannot_be_read(small: Path) -> None:
    words = small.with_name("words.txt")
    words.unlink()
    words.symlink_to("/proc/self/mem")  # a regular file whose first byte is an error, even for root
    with pytest.raises(BadPolicy, match="no_file"):
        policy_from_file(small)


def test_lexicon_files_have_limits(tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    words.write_text("\n".join(map(str, range(limits.LEXICON_PHRASES_MAX + 1))), encoding="utf-8")
    with pytest.raises(BadPolicy, match="at most 100000 phrases"):
        policy_from_text(SMALL, folder=tmp_path)
    with words.open("wb") as opened:
        opened.truncate((16 << 20) + 1)
    with pytest.raises(BadPolicy, match="at most 16 MiB"):
        policy_from_text(SMALL, folder=tmp_path)


def test_findings_come_in_the_order_of_the_file() -> None:
    source = SMALL.replace("levels: {low: 1}", "levels: {low: 0}").replace("1.10", "[]")
    with pytest.raises(BadPolicy) as caught:
        policy_from_text(source)
    lines = [finding.span.line for finding in caught.value.findings]
    assert lines == sorted(lines)
    assert len(lines) == 3


def test_a_flood_of_values_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "_VALUES_MAX", 12)
    with pytest.raises(BadPolicy, match="too many values"):
        policy_from_text("policy: [" + "x," * 12 + "]")

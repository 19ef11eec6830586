"""What a reviewer reads before a policy is released."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from golden.golden_file import assert_golden
from wuzha.policy.diff import as_json, diff, render_difference
from wuzha.policy.parse import policy_from_file, policy_from_text

CHANGES = Path(__file__).parent / "changes"
OLD = policy_from_file(CHANGES / "old.yaml")
NEW = policy_from_file(CHANGES / "new.yaml")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_changes_in_words(language: str) -> None:
    assert_golden(render_difference(diff(OLD, NEW), language), CHANGES / f"diff.{language}.txt")


def test_changes_for_machines() -> None:
    data = as_json(diff(OLD, NEW))
    for side in ("old", "new"):
        assert len(data[side].pop("digest")) == 64
    text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    assert_golden(text, CHANGES / "diff.json")


def test_a_change_and_its_reverse_mirror_each_other() -> None:
    mirrored = {"added": "removed", "removed": "added", "changed": "changed"}
    forth = {(c.section, c.name, mirrored[c.what]) for c in diff(OLD, NEW).changes}
    back = {(c.section, c.name, c.what) for c in diff(NEW, OLD).changes}
    assert forth == back


def test_layout_and_comments_are_no_change() -> None:
    source = (CHANGES / "old.yaml").read_text(encoding="utf-8")
    spaced = source.replace("calls_1h > 80", "( calls_1h   >80 )").replace("\n", "\n# note\n")
    again = policy_from_text(spaced.replace("count(*)", "COUNT( * )"))
    assert diff(OLD, again).changes == ()
    assert "nothing changed" in render_difference(diff(OLD, again), "en")
    assert again.digest != OLD.digest

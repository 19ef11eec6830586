"""The examples that come with the package: they are whole, and they do what they say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from unit.cli.command import wuzha
from wuzha.cli.examples import EXAMPLES
from wuzha.packs.cn.examples.generate import FILES, generate

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "src" / "wuzha" / "packs" / "cn" / "examples"


def test_the_events_are_what_the_generator_makes(tmp_path: Path) -> None:
    generate(tmp_path)
    for name in FILES:
        assert (FOLDER / name).read_bytes() == (tmp_path / name).read_bytes(), f"{name} is stale"


def test_every_example_has_its_three_files() -> None:
    for name, events in EXAMPLES.items():
        assert all((FOLDER / f).is_file() for f in (f"{name}.yaml", f"{name}.map.yaml", events))


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_rule_has_examples_that_hold(name: str) -> None:
    path = FOLDER / f"{name}.yaml"
    assert wuzha("policy", "check", path).code == 0
    results = wuzha("policy", "test", path, "--json").json["policies"][0]["examples"]
    outcomes: dict[str, set[bool]] = {}
    for result in results:
        assert result["passed"]
        outcomes.setdefault(result["rule"], set()).add(result["expected"])
    assert all(expected == {True, False} for expected in outcomes.values())


def test_the_policy_in_the_readme_is_good(tmp_path: Path) -> None:
    found = re.search(r"```yaml\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S)
    assert found
    path = tmp_path / "readme.yaml"
    path.write_text(found[1], encoding="utf-8")
    assert wuzha("policy", "check", path).code == 0

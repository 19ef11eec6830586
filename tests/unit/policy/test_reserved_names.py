"""Names that results use cannot be given to features."""

from __future__ import annotations

import pytest

from wuzha.policy.findings import BadPolicy
from wuzha.policy.parse import unchecked_policy

TEXT = """
policy: reserved
version: "1"
title: {{zh: 名称, en: names}}
features:
  {name}: {{by: caller, over: 1h, on: call, compute: count(*)}}
rules:
  many: {{on: call, when: {name} > 3, points: 10, say: {{zh: 多, en: many}}}}
levels: {{low: 10}}
"""


@pytest.mark.parametrize("name", ["level", "type", "stage", "action", "reasons", "late"])
def test_a_name_of_the_results_is_refused(name: str) -> None:
    with pytest.raises(BadPolicy, match="name_taken"):
        unchecked_policy(TEXT.format(name=name))


def test_another_name_is_fine() -> None:
    assert "levels_1h" in unchecked_policy(TEXT.format(name="levels_1h")).features

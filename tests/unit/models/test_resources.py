"""Everything that a policy refers to is loaded, or all that cannot be is said at once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from unit.models.training import INPUTS, train
from wuzha.backends import resources
from wuzha.packs import pack
from wuzha.policy.parse import policy_from_file
from wuzha.policy.tree import Policy
from wuzha.vocabulary.errors import PolicyError

TEXT = """
policy: referring
version: '1'
title: {zh: 引用, en: referring}
lists:
  bad_hosts: {of: domain, file: hosts.txt}
  bad_callers: {of: phone, file: phones.csv, match: prefix}
models:
  odds: {file: model.txt, on: call, inputs: [%s]}
rules:
  one:
    on: message
    when: listed(domain, bad_hosts)
    points: 10
    say: {zh: 一, en: one}
  two:
    on: call
    when: listed(caller, bad_callers) and odds > 0.5
    points: 10
    say: {zh: 二, en: two}
levels: {low: 5}
"""


def policy(folder: Path, hosts: str = "bad.com\n", inputs: int = INPUTS) -> Policy:
    names = ["duration_s", "answered", "foreign_trunk", "score", "caller", "callee"][:inputs]
    (folder / "hosts.txt").write_text(hosts, encoding="utf-8")
    (folder / "phones.csv").write_text("phone\n+86170\n", encoding="utf-8")
    train(objective="binary", trees=2).save_model(folder / "model.txt")
    file = folder / "policy.yaml"
    file.write_text(TEXT % ", ".join(names), encoding="utf-8")
    return policy_from_file(file)


def test_lists_and_models_are_loaded(tmp_path: Path) -> None:
    found = resources.load(policy(tmp_path), pack("cn").home)
    assert found.lists["bad_hosts"].contains_one("m.bad.com")
    assert found.lists["bad_callers"].contains_one(8617012345678)
    assert found.models["odds"].predict(np.zeros((2, INPUTS))).shape == (2,)


def test_all_that_cannot_be_loaded_is_said_at_once(tmp_path: Path) -> None:
    broken = policy(tmp_path, hosts="a b\n", inputs=INPUTS - 1)
    with pytest.raises(PolicyError) as caught:
        resources.load(broken, pack("cn").home)
    lines = str(caught.value).splitlines()
    assert (
        lines[0]
        == f"{broken.path}:6:3: list `bad_hosts`: 1 of 1 entries cannot be read; mend them:"
    )
    assert "hosts.txt, line 1: domain_characters" in lines[1]
    assert lines[2].startswith(f"{broken.path}:9:3: model `odds` (model.txt): the model takes 6")

"""Playbooks as data: they are whole, and a wrong one is named."""

from __future__ import annotations

import pytest

from wuzha.packs import pack
from wuzha.simulate.fraud.playbook_file import parse_playbooks, read_playbooks
from wuzha.vocabulary.errors import InputError


def test_all_26_playbooks_use_leaves_of_the_taxonomy() -> None:
    books = read_playbooks(pack("cn"))
    leaves = {leaf.code for leaf in pack("cn").taxonomy.leaves}
    used = {leaf for book in books.by_code.values() for leaf in book.leaves}
    assert used == leaves
    assert sorted(book.number for book in books.by_code.values()) == list(range(1, 27))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("{act: wave}", "playbook `rebate_tasks`: there is no act `wave`"),
        ("{act: call, colour: red}", "act `call` cannot be told `colour`"),
        ("{act: call, after: soon}", "`soon` is no time such as 10m, 2h or 3d"),
        ("{act: call, times: [3, 1]}", "is no range of times"),
    ],
)
def test_a_wrong_act_is_named(wrong: str, message: str) -> None:
    source = pack("cn").text("playbooks.yaml")
    source = source.replace("    contact:\n", f"    contact:\n      - {wrong}\n", 1)
    with pytest.raises(InputError, match=message):
        parse_playbooks(source)

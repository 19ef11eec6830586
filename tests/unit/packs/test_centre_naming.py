"""The table of names that lies beside the centre's policy fits it, and names what is plain."""

from __future__ import annotations

import pytest

from unit.packs.test_centre_policy import PATH, policy
from wuzha.packs import pack
from wuzha.screen.naming import Naming, naming_of, signs_of
from wuzha.vocabulary.event import Kind

MEASURED_MIN = 0.6
"""What the class of a fraud is promised to be right in, of the warnings that are named."""


def table() -> Naming:
    found = naming_of(PATH)
    assert found is not None
    return found


def test_every_sign_is_a_kind_or_a_rule_of_the_policy() -> None:
    signs = {*signs_of(Kind.CALL, policy().rules)} | {f"kind:{kind.value}" for kind in Kind}
    assert {*table().weights} <= signs


def test_the_classes_are_all_that_the_taxonomy_has() -> None:
    taxonomy = pack("cn").taxonomy
    classes = table().classes
    assert all(taxonomy.rollup(name) == name for name in classes)
    assert {*classes} == {taxonomy.rollup(code) for code in taxonomy.types} - {None}


def test_the_card_tells_how_right_it_is_and_what_it_has_never_seen() -> None:
    card = table().card
    assert card["metrics"]["right"] >= MEASURED_MIN
    assert card["without_held_out"]["right"] >= MEASURED_MIN
    assert card["held_out"]
    assert "held_out_right" in card["without_held_out"]


def test_without_a_sign_it_is_not_sure() -> None:
    assert table().named([]) is None


@pytest.mark.parametrize("name", [None, "kind:call"])
def test_what_it_does_not_know_changes_nothing(name: str | None) -> None:
    known = [] if name is None else [name]
    assert table().probabilities([*known, "no_such_rule"]) == table().probabilities(known)

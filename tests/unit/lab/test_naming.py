"""What the lab sees is named as the centre's warnings are: by all signs, or not at all."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from unit.lab.town import episode, figure, saw, sightings, truth
from wuzha.lab.naming import with_names
from wuzha.screen.naming import Naming

NAMING = Naming(
    classes=("shop_service", "rebate_tasks"),
    base=(0.0, 0.0),
    weights={"call": (3.0, 0.0), "visit": (0.0, 3.0), "kind:call": (0.0, 0.5)},
    sure=0.7,
    card={},
)


def test_each_decision_gets_the_class_of_its_own_signs_or_none() -> None:
    seen = sightings(
        saw(0, 1, rules=("call",)),
        saw(0, 2, rules=("visit", "pay")),
        saw(0, 3, rules=()),
        saw(0, 4, rules=("call", "visit")),
    )
    named = with_names(seen, NAMING)
    said = [None if number < 0 else named.types[number] for number in named.type]
    assert said == ["shop_service", "rebate_tasks", None, None]


def test_the_kind_of_the_event_is_a_sign() -> None:
    sure = replace(NAMING, sure=0.6)
    seen = sightings(saw(0, 1, rules=()), saw(0, 2, kind="visit", rules=()))
    assert with_names(seen, sure).type.tolist() == [1, -1]


def test_nothing_but_the_type_changes() -> None:
    seen = sightings(saw(0, 1), saw(1, 2, "high"), reached=[(3, 14)])
    named = with_names(seen, NAMING)
    for field in fields(seen):
        if field.name not in ("type", "types"):
            assert np.array_equal(getattr(named, field.name), getattr(seen, field.name)), field.name
    assert len(with_names(sightings(), NAMING)) == 0


def test_figures_say_how_many_warnings_in_a_fraud_are_named_and_how_many_rightly() -> None:
    facts = truth(*(episode(person, 10, (30, 1)) for person in range(3)))
    seen = sightings(
        saw(0, 15, rules=("call",), type=-1),
        saw(1, 15, rules=("visit",), type=-1),
        saw(2, 15, rules=("pay",), type=-1),
        saw(3, 15, rules=("call",), type=-1),
    )
    assert figure("type_named", seen, facts) == 0
    named = with_names(seen, NAMING)
    assert figure("type_named", named, facts) == pytest.approx(2 / 3)
    assert figure("type_right", named, facts) == pytest.approx(1 / 3)
    assert np.isnan(figure("type_right", named, truth()))

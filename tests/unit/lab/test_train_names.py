"""A table of names is learned from warnings, judged apart on what taught it nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from unit.lab.town import TAXONOMY, episode, reading, saw, sightings, truth
from wuzha.lab.train.names import Named, examples, judge, learn
from wuzha.screen.naming import read_naming


def one(type_: str, *signs: str, playbook: str = "a") -> Named:
    return Named(signs, type_, playbook)


def lesson(size: int = 200, seed: int = 1) -> list[Named]:
    """Two classes with a sign of their own each, which one in ten lacks, and a sign of both."""
    rng = np.random.default_rng(seed)
    told = []
    for _ in range(size):
        type_ = ("rebate_tasks", "romance")[int(rng.random() < 0.3)]
        own = (type_,) if rng.random() < 0.9 else ()
        told.append(one(type_, "both", *own))
    return told


def test_signs_tell_the_class_and_a_sign_of_both_does_not() -> None:
    naming = learn(lesson(), {})
    assert naming.named(["both", "rebate_tasks"]) == "rebate_tasks"
    assert naming.named(["both", "romance"]) == "romance"
    assert naming.probabilities(["romance", "rebate_tasks"])[0] == pytest.approx(0.5, abs=0.35)


def test_probabilities_are_those_of_the_lesson() -> None:
    """At the optimum the mean probability of a class is its share: the base bears no penalty."""
    taught = lesson()
    naming = learn(taught, {}, strength=0.001)
    likely = np.array([naming.probabilities(sample.signs) for sample in taught])
    shares = [np.mean([sample.type == name for sample in taught]) for name in naming.classes]
    assert likely.sum(axis=1) == pytest.approx(1)
    assert likely.mean(axis=0) == pytest.approx(shares, abs=0.001)


def test_a_stronger_penalty_makes_it_less_sure() -> None:
    sure, shy = (learn(lesson(), {}, strength) for strength in (1.0, 0.001))
    signs = ["both", "romance"]
    row = sure.classes.index("romance")
    assert sure.probabilities(signs)[row] > shy.probabilities(signs)[row]


def test_the_same_lesson_makes_the_same_table(tmp_path: Path) -> None:
    naming = learn(lesson(), {"teaching": 200})
    naming.save(tmp_path / "one.json")
    learn(lesson(), {"teaching": 200}).save(tmp_path / "two.json")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()
    read = read_naming(tmp_path / "one.json")
    assert read.card == {"teaching": 200}
    for sample in lesson(50, seed=2):
        assert read.probabilities(sample.signs) == pytest.approx(
            naming.probabilities(sample.signs), abs=0.005
        )


def test_playbooks_held_out_are_judged_apart() -> None:
    naming = learn(lesson(), {})
    known = [one("romance", "romance"), one("rebate_tasks", "romance"), one("romance", "nothing")]
    new = [one("game_trade", "romance", playbook="b")]
    told = judge(naming, [*known, *new], {"b"})
    assert told["warnings"] == 3
    assert told["held_out_warnings"] == 1
    assert told["held_out_right"] == 0
    assert told["held_out_named"] == 1
    assert "held_out_warnings" not in judge(naming, known, {"b"})


def test_examples_are_the_first_decisions_of_warnings_within_an_episode() -> None:
    facts = truth(episode(0, 10, (30, 1), playbook="parcel"))
    seen = sightings(
        saw(0, 15, rules=("call", "visit")),
        saw(0, 16, rules=("pay",)),
        saw(1, 15, rules=("pay",)),
        saw(2, 15, "low", rules=("pay",)),
    )
    assert examples(reading(seen, facts), TAXONOMY) == [
        Named(("kind:call", "call", "visit"), "shop_service", "parcel")
    ]

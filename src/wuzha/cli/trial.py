"""Trials: a policy on synthetic cities, each seed in a process of its own."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from wuzha.backends import resources
from wuzha.backends.embedded.engine import EmbeddedEngine
from wuzha.cli.screening import load_policy
from wuzha.packs import Pack
from wuzha.packs import pack as pack_of
from wuzha.policy.parse import unchecked_policy
from wuzha.policy.tree import Name, Policy, Rule
from wuzha.policy.walk import walk
from wuzha.simulate.plan import CityPlan
from wuzha.vocabulary.errors import InputError

CENTRE = "centre.yaml"
CARD = "card.json"

Job = TypeVar("Job")
Done = TypeVar("Done")


@dataclass(frozen=True)
class Trial:
    """One policy in one city."""

    policy: Path
    plan: CityPlan
    pack: str = "cn"


@contextmanager
def policy_or_centre(policy: Path | None, pack: Pack) -> Iterator[Path]:
    """The policy asked for, or else the one that the pack has for a centre."""
    if policy is not None:
        yield policy
        return
    with pack.folder("policies") as folder:
        yield folder / CENTRE


def lab_engine(policy: Path, pack: Pack) -> EmbeddedEngine:
    """An engine whose reasons are rules without sentences: the lab counts, it does not read."""
    loaded = load_policy(policy, pack)
    return EmbeddedEngine(loaded, resources.load(loaded, pack.home), sentences=False)


def feature_engine(policy: Path, pack: Pack) -> EmbeddedEngine:
    """An engine for a policy's features alone, to teach the models that it has or will have.

    The policy may still be unfinished: features that only a future model needs are unused now.
    One rule is left, since a policy without rules cannot be compiled.
    """
    source = policy.read_text(encoding="utf-8")
    whole = unchecked_policy(source, str(policy), policy.parent)
    rule = next(rule for rule in whole.rules.values() if not _asks_a_model(rule, whole))
    plain = replace(whole, models={}, rules={rule.name: rule})
    return EmbeddedEngine(plain, resources.load(plain, pack.home), sentences=False)


def _asks_a_model(rule: Rule, policy: Policy) -> bool:
    names = (node.name for node in walk(rule.when) if isinstance(node, Name))
    return any(name in policy.models for name in names)


def seeds_from(first: int, count: int) -> tuple[int, ...]:
    return tuple(range(first, first + count))


def trials(
    policy: Path,
    plan: CityPlan,
    seeds: Sequence[int],
    pack: Pack,
    engine: Callable[[Path, Pack], EmbeddedEngine] = lab_engine,
) -> list[Trial]:
    """A trial per seed. The policy is compiled here, so that no process has to."""
    engine(policy, pack).warm_up()
    return [Trial(policy, replace(plan, seed=seed), pack.name) for seed in seeds]


def all_done(
    work: Callable[[Job], Done],
    jobs: Sequence[Job],
    processes: int,
    told: Callable[[int], None] = lambda done: None,
) -> list[Done]:
    """The results in the order of the jobs; in this process if one is enough."""
    return list(_told(_results(work, jobs, min(processes, len(jobs))), told))


def _results(work: Callable[[Job], Done], jobs: Sequence[Job], processes: int) -> Iterator[Done]:
    if processes <= 1:
        yield from map(work, jobs)
        return
    # A fresh interpreter each: compiled kernels and their threads do not survive a fork.
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=spawn) as pool:
        yield from pool.map(work, jobs)


def _told(results: Iterable[Done], told: Callable[[int], None]) -> Iterator[Done]:
    for number, result in enumerate(results, 1):
        told(number)
        yield result


def held_out_of(policy: Path) -> frozenset[str]:
    """The playbooks that none of the policy's models has learned from, by their cards.

    A model without a card beside it holds out nothing that we know of.
    """
    found: list[frozenset[str]] = []
    for model in load_policy(policy, pack_of("cn")).models.values():
        card = (policy.parent / model.file).parent / CARD
        if card.is_file():
            found.append(frozenset(_card(card).get("recipe", {}).get("held_out", ())))
    return frozenset.intersection(*found) if found else frozenset()


def _card(path: Path) -> dict[str, dict[str, list[str]]]:
    try:
        card: dict[str, dict[str, list[str]]] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InputError(f"{path}: this is no card of a model; train the model again") from error
    return card

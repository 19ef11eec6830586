"""Loads what a policy refers to, for whichever engine will run it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from wuzha.backends.contract import Resources
from wuzha.policy.tree import Model, NamedList, Policy
from wuzha.screen.lists import load_list
from wuzha.screen.models import load_model
from wuzha.vocabulary.errors import InputError, ModelError, PolicyError
from wuzha.vocabulary.home import Home

Named = TypeVar("Named", NamedList, Model)
Loaded = TypeVar("Loaded")


def load(policy: Policy, home: Home) -> Resources:
    """All lists and models of a policy; `home` is where its phone numbers are read.

    PolicyError lists everything that cannot be loaded, each with its place in the policy.
    """
    errors: list[str] = []
    lists = _loaded(policy, policy.lists, lambda named: load_list(named, home), errors)
    models = _loaded(policy, policy.models, load_model, errors)
    if errors:
        raise PolicyError("\n".join(errors))
    return Resources(lists, models)


def _loaded(
    policy: Policy,
    named: Mapping[str, Named],
    load_one: Callable[[Named], Loaded],
    errors: list[str],
) -> dict[str, Loaded]:
    loaded = {}
    for name, item in named.items():
        try:
            loaded[name] = load_one(item)
        except (InputError, ModelError) as error:
            errors.append(f"{policy.path}:{item.span.line}:{item.span.column}: {error}")
    return loaded

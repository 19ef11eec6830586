"""Hypothesis strategies for policies and streams, and resources that need no files."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from hypothesis import strategies as st

from property import policies as writing
from property import streams as streaming
from property.pools import ENTRIES, MATCHES
from wuzha.backends.contract import Resources
from wuzha.policy.meaning import Meaning
from wuzha.policy.tree import Policy


def randoms() -> st.SearchStrategy[Random]:
    """Randomness whose every choice hypothesis knows and can shrink."""
    return st.randoms(use_true_random=False)


def policy_texts() -> st.SearchStrategy[str]:
    """The YAML of small policies."""
    return randoms().map(writing.policy_text)


def policies() -> st.SearchStrategy[Policy]:
    """Small policies, parsed and checked."""
    return randoms().map(writing.policy)


def streams(most: int = 40) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Arrivals of 1 to `most` events."""
    return randoms().map(lambda random: streaming.stream(random, most))


@dataclass(frozen=True)
class PlainList:
    """A list as the contract wants it, in the plainest way."""

    values: tuple[Any, ...]
    match: str

    @property
    def entries(self) -> pa.Array:
        whole = bool(self.values) and isinstance(self.values[0], int)
        return pa.array(self.values, pa.int64() if whole else pa.string())

    def contains(self, array: pa.Array) -> npt.NDArray[np.bool_]:
        return np.array([x is not None and self.contains_one(x) for x in array.to_pylist()], bool)

    def contains_one(self, value: Any) -> bool:
        if self.match == "suffix":
            return any(value == entry or value.endswith(f".{entry}") for entry in self.values)
        if self.match == "prefix":
            return any(str(value).startswith(str(entry)) for entry in self.values)
        return value in self.values


class PlainModel:
    """A weighted sum of what is there; abstains when nothing is, or when the sum is negative."""

    def predict(self, inputs: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.array([self.one(row) for row in inputs.tolist()], np.float64)

    @staticmethod
    def one(row: list[float]) -> float:
        known = [(place + 1) * x for place, x in enumerate(row) if not math.isnan(x)]
        total = sum(known)
        return math.nan if not known or total < 0 else total / 7


def resources() -> Resources:
    """What every generated policy refers to."""
    lists = {
        name: PlainList(entries, MATCHES.get(name, "exact")) for name, entries in ENTRIES.items()
    }
    return Resources(lists, {"odds": PlainModel()})


def meaning(policy: Policy) -> Meaning:
    """The oracle of a generated policy."""
    lists: dict[str, Callable[[int | str], bool]] = {
        name: item.contains_one for name, item in resources().lists.items()
    }
    return Meaning(policy, lists, {"odds": PlainModel.one})

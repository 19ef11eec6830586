"""Examples to learn from: events of a city with what an engine makes of them, and the truth."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from wuzha.lab.sightings import BATCH_ROWS, City
from wuzha.simulate.strip import NOBODY, Day
from wuzha.simulate.truth import Truth


class FeatureEngine(Protocol):
    """An engine that tells the features of a policy, one row per event."""

    def features(self, events: pa.Table) -> pa.Table: ...


@dataclass(frozen=True)
class Samples:
    """Rows to learn from.

    `inputs` is (n, names) float64, NaN where null; `fraud` says that the event belongs to an
    episode; `weight` is how many events of the city a row stands for; `playbook` is the
    episode's, null for honest events; `seed` is the city's.
    """

    names: tuple[str, ...]
    inputs: NDArray[np.float64]
    fraud: NDArray[np.bool_]
    weight: NDArray[np.float64]
    playbook: pa.Array
    seed: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.fraud)


@dataclass(frozen=True)
class Sampling:
    """Which honest events teach, besides every event of an episode.

    A share `everyday` of ordinary ones, a share `twins` of those that belong to honest affairs
    that look like fraud, and all that `hard` picks by their inputs: events that an earlier model
    took for fraud. They are rare, so a plain sample hardly has any, and a model that never saw
    them is sure where it should not be.
    """

    everyday: float
    twins: float
    hard: Callable[[NDArray[np.float64]], NDArray[np.bool_]] | None = None


def gather(
    city: City,
    engine: FeatureEngine,
    names: Sequence[str],
    kinds: Sequence[str],
    sampling: Sampling,
    rng: np.random.Generator,
) -> Samples:
    """The events of a city that teach, each with the weight of those that it stands for.

    Honest events of people who are in an episode are left out, and what campaigns send to many
    and mules pass on: whether they should be flagged is not a question with an answer. `names`
    are features of the engine's policy and fields of events.
    """
    parts = [
        _batch(city, engine, events, origins, names, kinds, sampling, rng)
        for day in city.days()
        for events, origins in _batches(day)
    ]
    return Samples(
        tuple(names),
        np.concatenate([part.inputs for part in parts]),
        np.concatenate([part.fraud for part in parts]),
        np.concatenate([part.weight for part in parts]),
        pa.chunked_array([part.playbook for part in parts], pa.string()).combine_chunks(),
        np.concatenate([part.seed for part in parts]),
    )


def _batches(day: Day) -> Iterator[tuple[pa.Table, pa.Table]]:
    for start in range(0, day.events.num_rows, BATCH_ROWS):
        yield day.events.slice(start, BATCH_ROWS), day.origins.slice(start, BATCH_ROWS)


def _batch(
    city: City,
    engine: FeatureEngine,
    events: pa.Table,
    origins: pa.Table,
    names: Sequence[str],
    kinds: Sequence[str],
    sampling: Sampling,
    rng: np.random.Generator,
) -> Samples:
    features = engine.features(events)
    episode, twin, campaign = (origins[name].to_numpy() for name in origins.column_names)
    fraud = _own(events, episode, city.truth)
    asked = pc.is_in(events["kind"], pa.array(list(kinds))).to_numpy()
    undecided = ~fraud & (
        (campaign != NOBODY) | (episode != NOBODY) | _in_episode(events, city.truth)
    )
    share = np.where(twin != NOBODY, sampling.twins, sampling.everyday)
    share = np.where(fraud, 1.0, share)
    drawn = rng.random(len(share)) < share
    open_ = np.flatnonzero(asked & ~undecided & (drawn | (sampling.hard is not None)))
    inputs = _inputs(events, features, names, open_)
    if sampling.hard is not None and len(open_):
        hard = sampling.hard(inputs)
        share[open_[hard]] = 1.0
        taken = drawn[open_] | hard
        open_, inputs = open_[taken], inputs[taken]
    playbooks = city.truth.episodes["playbook"].combine_chunks()
    numbers = episode[open_]
    mine = fraud[open_]
    return Samples(
        tuple(names),
        inputs,
        mine,
        1.0 / share[open_],
        playbooks.take(pa.array(numbers, mask=~mine)),
        np.full(len(open_), city.plan.seed),
    )


def _inputs(
    events: pa.Table, features: pa.Table, names: Sequence[str], rows: NDArray[np.int64]
) -> NDArray[np.float64]:
    taken = pa.array(rows)
    columns = [_numbers(_column(name, events, features).take(taken)) for name in names]
    return np.column_stack(columns) if len(rows) else np.empty((0, len(names)))


def _own(events: pa.Table, episode: NDArray[np.int32], truth: Truth) -> NDArray[np.bool_]:
    """Whether the event is part of a fraud on its own person; the mules' payments are not."""
    nobody = episode == NOBODY
    deceived = truth.episodes["person"].combine_chunks().take(pa.array(episode, mask=nobody))
    found: NDArray[np.bool_] = pc.fill_null(pc.equal(events["person"], deceived), False).to_numpy()
    return found


def _in_episode(events: pa.Table, truth: Truth) -> NDArray[np.bool_]:
    """Whether the event's person has an episode at all: they are few, so all their time counts."""
    found: NDArray[np.bool_] = pc.is_in(
        events["person"], truth.episodes["person"].combine_chunks()
    ).to_numpy()
    return found


def _column(name: str, events: pa.Table, features: pa.Table) -> pa.ChunkedArray:
    if name in features.column_names:
        return features[name]
    if name in events.column_names:
        return events[name]
    return pa.chunked_array([pa.nulls(events.num_rows, pa.float64())])


def _numbers(column: pa.ChunkedArray) -> NDArray[np.float64]:
    numbers: NDArray[np.float64] = column.cast(pa.float64()).to_numpy()
    return numbers

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from unit.lab.town import PLAN, episode, truth
from wuzha.lab.train.samples import Samples, Sampling, gather
from wuzha.simulate.plan import CityPlan
from wuzha.simulate.strip import NOBODY, ORIGINS, Day
from wuzha.simulate.truth import Truth

EVENTS = [
    # id, kind, person, amount, episode, twin, campaign
    ("own", "transfer", "p-0", 100, 0, NOBODY, NOBODY),
    ("his everyday life", "transfer", "p-0", 200, NOBODY, NOBODY, NOBODY),
    ("a mule passes it on", "transfer", "p-2", 300, 0, NOBODY, NOBODY),
    ("a blast", "message", "p-1", None, NOBODY, NOBODY, 3),
    ("a twin", "transfer", "p-1", 400, NOBODY, 5, NOBODY),
    ("ordinary", "transfer", "p-1", None, NOBODY, NOBODY, NOBODY),
    ("a report", "report", "p-1", 600, NOBODY, NOBODY, NOBODY),
]


@dataclass
class OneDay:
    plan: CityPlan
    truth: Truth

    def days(self) -> Iterator[Day]:
        ids, kinds, persons, amounts, *origins = zip(*EVENTS, strict=True)
        events = {"id": ids, "kind": kinds, "person": persons, "amount": amounts}
        origin = [pa.array(column, pa.int32()) for column in origins]
        yield Day(0, pa.table(events), pa.table(origin, schema=ORIGINS))


class Doubles:
    def features(self, events: pa.Table) -> pa.Table:
        return pa.table({"twice": pa.array([len(one) * 2 for one in events["id"].to_pylist()])})


def samples(sampling: Sampling = Sampling(1.0, 1.0)) -> Samples:  # noqa: B008
    city = OneDay(PLAN, truth(episode(0, 1, (2, 100))))
    names = ("twice", "amount", "on_call")
    kinds = ("transfer", "message")
    return gather(city, Doubles(), names, kinds, sampling, np.random.default_rng(1))


def test_what_teaches_is_what_has_an_answer() -> None:
    found = samples()
    assert found.fraud.tolist() == [True, False, False]
    assert found.inputs[:, 0].tolist() == [2 * len(name) for name in ("own", "a twin", "ordinary")]
    assert found.playbook.to_pylist() == ["shop_service", None, None]
    assert found.seed.tolist() == [PLAN.seed] * 3


def test_a_field_that_is_null_or_absent_is_missing() -> None:
    found = samples()
    assert found.inputs[:2, 1].tolist() == [100, 400]
    assert np.isnan(found.inputs[2, 1])
    assert np.isnan(found.inputs[:, 2]).all()


def test_a_kept_event_stands_for_those_that_were_left_out() -> None:
    assert samples(Sampling(0.0, 1.0)).weight.tolist() == [1.0, 1.0]
    halved = samples(Sampling(1.0, 0.5))
    assert set(halved.weight.tolist()) <= {1.0, 2.0}


def test_what_an_earlier_model_took_for_fraud_always_teaches() -> None:
    found = samples(Sampling(0.0, 0.0, hard=lambda inputs: inputs[:, 1] == 400))
    assert found.inputs[:, 1].tolist() == [100, 400]
    assert found.fraud.tolist() == [True, False]
    assert found.weight.tolist() == [1.0, 1.0]

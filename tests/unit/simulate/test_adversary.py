"""A learner that sees nothing but shapes must not tell fraud from honest life.

Gradient-boosted trees are shown which fields are null, how identifiers begin, end and how long they
are, the parts of a second, and how many digits of an amount count; trained in one city, they are
judged in another. They are asked within circumstances that may well differ (`shapes.cells`).
"""

from __future__ import annotations

import lightgbm as lgb
import numpy as np
import pyarrow as pa
import pytest
from numpy.typing import NDArray

from unit.simulate.shapes import (
    FRAUD,
    IDENTIFIERS,
    cells,
    decades,
    fields,
    lived,
    of_kind,
    silent,
)
from wuzha.vocabulary.event import FIELDS, Kind

Real = NDArray[np.float64]
Flags = NDArray[np.bool_]

TRAINED, JUDGED = 11, 21
AT_MOST = 0.65
MOST = 600
"""So many honest events of one circumstance are enough."""

DIFFERENT = {
    (Kind.TRANSFER, "person"): "mules' banks report them, wherever they live: most come from"
    " elsewhere, while most honest people whose transfers are told are residents",
    (Kind.VISIT, "domain"): "names like those that people know are what many false sites live on",
    (Kind.MESSAGE, "domain"): "the same",
}
"""How these identifiers begin and how long they are is not shown, for a reason of the world."""
HOPS = "what a mule sends on is what came less the commission: an odd sum; it is not shown for hops"

COMES_AGAIN = {
    Kind.CALL: ("caller",),
    Kind.MESSAGE: ("sender",),
    Kind.VISIT: ("domain",),
    Kind.TRANSFER: ("payer", "payee", "device", "wallet"),
    Kind.APP: ("package",),
}
"""What many events share; one event of each is looked at on each side, so that the numbers of a
few gangs are not taken for a rule."""


def shapes(table: pa.Table, kind: Kind) -> dict[str, Real]:
    found: dict[str, Real] = {f"{name} null": silent(table, name) * 1.0 for name in fields(kind)}
    for name in IDENTIFIERS:
        if name in table.column_names and kind in FIELDS[name].kinds:
            found |= _identifier(table, kind, name)
    at = table["at"].to_numpy()
    found |= {f"at {unit}": at % unit * 1.0 for unit in (1_000, 1_000_000, 60_000_000)}
    if kind is Kind.TRANSFER:
        found["amount digits"] = _digits(table["amount"].to_numpy()) * 1.0
        found["cents"] = (table["balance_after"].fill_null(0).to_numpy() % 100 == 0) * 1.0
    return found


def _identifier(table: pa.Table, kind: Kind, name: str) -> dict[str, Real]:
    """Of each identifier its length, its digits, its first and last signs; 0 where it is null."""
    encoded = table[name].cast(pa.string()).combine_chunks().dictionary_encode()
    row = encoded.indices.fill_null(len(encoded.dictionary)).to_numpy()
    words = np.array([*encoded.dictionary.to_pylist(), ""])
    signs = words.view(np.uint32).reshape(len(words), -1).astype(np.float64)
    length = np.char.str_len(words)
    columns = {f"end {at}": signs[np.arange(len(words)), length - at] for at in (1, 2, 3)}
    if (kind, name) not in DIFFERENT:
        columns["length"] = length * 1.0
        columns["digits"] = ((signs >= ord("0")) & (signs <= ord("9"))).sum(axis=1) * 1.0
        columns |= {f"begin {at}": signs[:, at] for at in range(min(6, signs.shape[1]))}
    return {f"{name} {what}": column[row] for what, column in columns.items()}


def _digits(amount: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many digits count: 12,300 has three."""
    zeros = sum((amount % 10**n == 0).astype(np.int64) for n in range(1, 10))
    return np.floor(np.log10(np.maximum(amount, 1))).astype(np.int64) + 1 - zeros


def _once(table: pa.Table, kind: Kind, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """One event of each identifier and side, however many share it."""
    fraud = table["side"].to_numpy() == FRAUD
    for name in COMES_AGAIN[kind]:
        code = table[name].combine_chunks().dictionary_encode().indices.fill_null(-1).to_numpy()
        own = 2 * code[rows].astype(np.int64) + fraud[rows]
        first = np.zeros(len(rows), np.bool_)
        first[np.unique(own, return_index=True)[1]] = True
        rows = rows[first | (code[rows] < 0)]
    honest = np.flatnonzero(~fraud[rows])[:MOST]
    return np.sort(np.append(rows[fraud[rows]], rows[honest]))


def area(positive: Flags, score: Real) -> float:
    """Area under the curve: the chance that a fraud scores above an honest event."""
    _, place, count = np.unique(score, return_inverse=True, return_counts=True)
    rank = (np.cumsum(count) - (count - 1) / 2)[place]
    n = int(positive.sum())
    return float((rank[positive].sum() - n * (n + 1) / 2) / (n * (len(score) - n)))


def areas(kind: Kind) -> list[tuple[str, int, float]]:
    """For each circumstance with enough of both: its name, frauds judged, area under the curve."""
    tables = [of_kind(lived(seed), kind) for seed in (TRAINED, JUDGED)]
    seen = [shapes(table, kind) for table in tables]
    names = [name for name in seen[0] if name in seen[1]]
    cell = [cells(table, kind) for table in tables]
    if kind is Kind.TRANSFER:
        sizes = [decades(table).astype(str) for table in tables]
        cell = [np.char.add(np.char.add(c, "|"), s) for c, s in zip(cell, sizes, strict=True)]
    found = []
    for here in sorted(set(cell[0]) & set(cell[1])):
        for hop in (False, True) if kind is Kind.TRANSFER else (False,):
            rows = []
            for table, circumstance in zip(tables, cell, strict=True):
                fraud = table["side"].to_numpy() == FRAUD
                asked = ~fraud | (table["hop"].to_numpy() == hop)
                rows.append(_once(table, kind, np.flatnonzero((circumstance == here) & asked)))
            sides = [
                table["side"].to_numpy()[row] == FRAUD
                for table, row in zip(tables, rows, strict=True)
            ]
            if min(min(side.sum(), (~side).sum()) for side in sides) < 25:
                continue
            shown = [name for name in names if not (hop and name.startswith("amount"))]
            views = [
                np.stack([columns[name][row] for name in shown], axis=1)
                for columns, row in zip(seen, rows, strict=True)
            ]
            score = _learned(views[0], sides[0], views[1])
            found.append((str(here), int(sides[1].sum()), area(sides[1], score)))
    return found


def _learned(view: Real, fraud: Flags, other: Real) -> Real:
    """Scores of the other city's events by trees trained on this one's."""
    weight = np.where(fraud, (~fraud).sum() / fraud.sum(), 1.0)
    params = {
        "objective": "binary",
        "num_leaves": 15,
        "min_data_in_leaf": 20,
        "learning_rate": 0.15,
        "feature_fraction": 0.7,
        "verbose": -1,
        "seed": 1,
        "num_threads": 1,
    }
    learner = lgb.train(params, lgb.Dataset(view, fraud * 1.0, weight=weight), 20)
    score: Real = np.asarray(learner.predict(other), np.float64)
    return score


@pytest.mark.parametrize("kind", [Kind.CALL, Kind.MESSAGE, Kind.VISIT, Kind.TRANSFER, Kind.APP])
def test_shapes_do_not_tell_fraud(kind: Kind) -> None:
    found = areas(kind)
    assert found
    mean = np.average([value for _, _, value in found], weights=[n for _, n, _ in found])
    assert mean < AT_MOST
    for name, count, value in found:
        noise = 1.5 / np.sqrt(count)
        assert value < AT_MOST + noise, name


def test_the_learner_finds_a_giveaway_if_there_is_one() -> None:
    """The same trees on the same events, with the last digit of every fraud's caller turned."""
    table = of_kind(lived(TRAINED), Kind.CALL)
    view = np.stack(list(shapes(table, Kind.CALL).values()), axis=1)
    fraud = table["side"].to_numpy() == FRAUD
    names = list(shapes(table, Kind.CALL))
    view[fraud, names.index("caller end 1")] = ord("7")
    assert area(fraud, _learned(view, fraud, view)) > 0.9

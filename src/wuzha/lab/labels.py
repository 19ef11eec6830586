"""Labels: what officers found warnings to be, and what that says about the policy.

A warning is **confirmed** if the person confirmed the contact (grade A or B) or had paid, **false**
if it ended as a false alarm, and **unknown** otherwise: nobody spoke to the person, or the person
said nothing. Unknown ones count for nothing, and a person who was never warned has no label: these
figures are about warnings, never about how many frauds were missed.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from wuzha.lab.calibration import Calibration, brier, calibration_error
from wuzha.lab.columns import Flag, Whole, whole
from wuzha.lab.groups import Share, share
from wuzha.vocabulary.decision import LEVELS, SCORE_MAX, Level
from wuzha.vocabulary.errors import InputError
from wuzha.vocabulary.fraud_type import Taxonomy
from wuzha.vocabulary.result import Ending, Grade

COLUMNS = ("warning", "score", "level", "type", "warning_level", "ending", "grade", "true_type")

Texts = NDArray[np.str_]

_CONFIRMING = (Grade.A.value, Grade.B.value)


@dataclass(frozen=True)
class Labels:
    """One row per decision; `confirmed` and `false` say what its warning was found to be.

    `first` marks one row of each warning, for counting warnings."""

    score: Whole
    level: Whole
    warning_level: Whole
    type: Texts
    true_type: Texts
    confirmed: Flag
    false: Flag
    first: Flag


@dataclass(frozen=True)
class Precision:
    """Of the warnings of one level or type: how many were confirmed of those of which it is known.
    `unknown` are the others."""

    name: str
    share: Share
    unknown: int


@dataclass(frozen=True)
class LabelReport:
    """`by_level` from low to critical; `by_type` by class, the most frequent first. `type_right`:
    of confirmed warnings whose type an officer named, how many had it. `calibration_error` and
    `brier` hold a table of probabilities against the decisions of known warnings, NaN without any
    and None without a table."""

    warnings: int
    overall: Precision
    by_level: tuple[Precision, ...]
    by_type: tuple[Precision, ...]
    type_right: Share
    counts: Whole
    calibration_error: float | None
    brier: float | None


def read_labels(path: Path) -> Labels:
    """Reads what `wuzha centre labels` wrote; InputError if it is something else."""
    try:
        table = pq.read_table(path)
    except FileNotFoundError as error:
        raise InputError(f"{path}: there is no such file") from error
    except (pa.ArrowException, OSError) as error:
        detail = "these are no labels; `wuzha centre labels --out FILE` writes them"
        raise InputError(f"{path}: {detail}") from error
    if missing := set(COLUMNS) - set(table.column_names):
        raise InputError(f"{path}: the columns {', '.join(sorted(missing))} are missing")
    return labels_of(table)


def labels_of(table: pa.Table) -> Labels:
    """The labels of a table with COLUMNS. InputError for a level that there is none of."""
    ending, grade = _texts(table, "ending"), _texts(table, "grade")
    confirmed = np.isin(grade, _CONFIRMING) | (ending == Ending.ALREADY_PAID.value)
    false = ending == Ending.FALSE_ALARM.value
    warning = whole(table, "warning")
    first = np.zeros(len(warning), np.bool_)
    first[np.unique(warning, return_index=True)[1]] = True
    return Labels(
        score=np.clip(whole(table, "score"), 0, SCORE_MAX),
        level=_levels(table, "level"),
        warning_level=_levels(table, "warning_level"),
        type=_texts(table, "type"),
        true_type=_texts(table, "true_type"),
        confirmed=confirmed & ~false,
        false=false,
        first=first,
    )


def label_report(
    labels: Labels, taxonomy: Taxonomy, calibration: Calibration | None = None
) -> LabelReport:
    """What the labels say about the policy that made the warnings."""
    counts = score_counts(labels)
    return LabelReport(
        warnings=int(labels.first.sum()),
        overall=_precision("all", labels, labels.first),
        by_level=tuple(
            _precision(level, labels, labels.first & (labels.warning_level == row))
            for row, level in enumerate(LEVELS)
            if level is not Level.NONE
        ),
        by_type=_by_type(labels, taxonomy),
        type_right=_type_right(labels),
        counts=counts,
        calibration_error=None if calibration is None else calibration_error(counts, calibration),
        brier=None if calibration is None else brier(counts, calibration),
    )


def score_counts(labels: Labels) -> Whole:
    """Decisions of known warnings by score, and those of confirmed ones: shape (101, 2), as
    `calibration.fit_calibration` takes them. Of level low or above, as there."""
    known = (labels.confirmed | labels.false) & (labels.level >= LEVELS.index(Level.LOW))
    return np.stack(
        [
            np.bincount(labels.score[which], minlength=SCORE_MAX + 1)
            for which in (known, known & labels.confirmed)
        ],
        axis=1,
    )


def _by_type(labels: Labels, taxonomy: Taxonomy) -> tuple[Precision, ...]:
    classes = np.array([taxonomy.rollup(code) or code for code in labels.type.tolist()], np.str_)
    names, rows = np.unique(classes[labels.first], return_counts=True)
    order = np.argsort(-rows, kind="stable")
    return tuple(
        _precision(str(names[row]), labels, labels.first & (classes == names[row])) for row in order
    )


def _precision(name: str, labels: Labels, which: Flag) -> Precision:
    confirmed, false = int((which & labels.confirmed).sum()), int((which & labels.false).sum())
    unknown = int(which.sum()) - confirmed - false
    return Precision(name, share(confirmed, confirmed + false), unknown)


def _type_right(labels: Labels) -> Share:
    asked = labels.first & labels.confirmed & (labels.true_type != "")
    right = asked & (labels.type == labels.true_type)
    return share(int(right.sum()), int(asked.sum()))


def _levels(table: pa.Table, name: str) -> Whole:
    rows = {level.value: row for row, level in enumerate(LEVELS)}
    found = _texts(table, name).tolist()
    if unknown := set(found) - set(rows):
        raise InputError(f"{len(unknown)} words in the column `{name}` are no levels")
    return np.array([rows[word] for word in found], np.int64)


def _texts(table: pa.Table, name: str) -> Texts:
    """A column of texts, empty where it is null."""
    return np.array([text or "" for text in table[name].to_pylist()], np.str_)

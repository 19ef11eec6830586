"""How well decisions agree with the truth, where it is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wuzha.vocabulary.decision import LEVELS, Level

_LEVEL_NAMES = pa.array([level.value for level in LEVELS])


@dataclass(frozen=True)
class Score:
    """Events at or above some level against the truth: counts of four kinds.

    `precision` is the share of the flagged that are frauds, `recall` the share of frauds that
    are flagged, `false_alarms` the share of honest events that are flagged, `f1` the harmonic
    mean of precision and recall; each is None where there is nothing to divide by.
    """

    true_positives: int
    false_positives: int
    false_negatives: int
    true_negatives: int

    @property
    def precision(self) -> float | None:
        return _share(self.true_positives, self.true_positives + self.false_positives)

    @property
    def recall(self) -> float | None:
        return _share(self.true_positives, self.true_positives + self.false_negatives)

    @property
    def false_alarms(self) -> float | None:
        return _share(self.false_positives, self.false_positives + self.true_negatives)

    @property
    def f1(self) -> float | None:
        twice = 2 * self.true_positives
        return _share(twice, twice + self.false_positives + self.false_negatives)


class Scores:
    """Counts labelled events by level and truth; events without a label (null) count nowhere."""

    def __init__(self) -> None:
        self._counts: npt.NDArray[np.int64] = np.zeros((len(LEVELS), 2), dtype=np.int64)

    @property
    def labelled(self) -> int:
        return int(self._counts.sum())

    def count(self, levels: pa.ChunkedArray, labels: pa.ChunkedArray) -> None:
        """Add events by their decisions' levels and their labels (boolean)."""
        known = labels.is_valid()
        places = pc.index_in(levels.filter(known), value_set=_LEVEL_NAMES).to_numpy()
        truths = labels.filter(known).cast(pa.int8()).to_numpy()
        cells = np.bincount(2 * places + truths, minlength=self._counts.size)
        self._counts += cells.reshape(self._counts.shape)

    def at(self, level: Level) -> Score:
        """The score if every event at this level or above counts as flagged."""
        place = LEVELS.index(level)
        below, flagged = self._counts[:place].sum(axis=0), self._counts[place:].sum(axis=0)
        return Score(
            true_positives=int(flagged[1]),
            false_positives=int(flagged[0]),
            false_negatives=int(below[1]),
            true_negatives=int(below[0]),
        )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None

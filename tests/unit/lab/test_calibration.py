"""What a score means, learnt on some cities and judged on others."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unit.lab.town import episode, reading, saw, sightings, truth
from wuzha.lab.calibration import (
    BINS,
    Calibration,
    brier,
    calibration_error,
    fit_calibration,
    load_calibration,
    score_counts,
)
from wuzha.lab.columns import Whole
from wuzha.vocabulary.errors import InputError


def counts_of(**by_score: tuple[int, int]) -> Whole:
    """`s40=(10, 3)`: ten decisions of score 40, three of them in a fraud."""
    counts = np.zeros((101, 2), np.int64)
    for name, pair in by_score.items():
        counts[int(name[1:])] = pair
    return counts


def table(probability: float) -> Calibration:
    return Calibration("p@1#0", (1,), 1, (probability,) * 101)


def test_counts_are_of_decisions_from_low_on_in_the_evaluated_time() -> None:
    seen = sightings(
        saw(0, 30, "low"), saw(0, 31, "high"), saw(1, 40, "high"),
        saw(0, 5, "high"), saw(0, 32, "none", score=5), saw(-1, 33, "high"),
    )  # fmt: skip
    found = score_counts(reading(seen, truth(episode(0, 10, (50, 1))), warm_up_days=1))
    assert {score: [*found[score]] for score in np.flatnonzero(found[:, 0])} == {
        20: [1, 1],
        60: [2, 1],
    }


def test_a_table_fitted_on_one_city_fits_that_city() -> None:
    counts = counts_of(s20=(100, 10), s40=(100, 30), s60=(50, 45))
    found = fit_calibration([counts, counts], "p@1#0", [1, 2])
    assert found.decisions == 500
    assert [found.probability[score] for score in (0, 20, 40, 60, 100)] == pytest.approx(
        [0.1, 0.1, 0.3, 0.9, 0.9]
    )
    assert found.probability[30] == pytest.approx(0.2)
    assert calibration_error(counts, found) == pytest.approx(0, abs=1e-9)


def test_scores_in_the_wrong_order_are_pooled() -> None:
    found = fit_calibration([counts_of(s20=(100, 40), s40=(300, 60))], "p@1#0", [1])
    assert found.probability[20] == found.probability[40] == pytest.approx(0.25)


def test_errors_counted_by_hand() -> None:
    counts = counts_of(s20=(100, 10), s60=(100, 90))
    assert calibration_error(counts, table(0.5)) == pytest.approx(0.4)
    assert calibration_error(counts_of(s20=(30, 0), s60=(10, 10)), table(0.25)) == pytest.approx(
        (30 * 0.25 + 10 * 0.75) / 40
    )
    assert brier(counts_of(s20=(4, 1)), table(0.25)) == pytest.approx((0.75**2 + 3 * 0.25**2) / 4)
    nothing = counts_of()
    assert math.isnan(calibration_error(nothing, table(0.5)))
    assert math.isnan(brier(nothing, table(0.5)))


def test_neighbours_share_a_bin_only_when_there_are_many_scores() -> None:
    """Errors of opposite sign cancel within a bin of 1/15 of the mass, not across bins."""
    apart = counts_of(s20=(100, 0), s90=(100, 100))
    assert calibration_error(apart, table(0.5)) == pytest.approx(0.5)
    counts = np.zeros((101, 2), np.int64)
    counts[:90, 0] = 10
    counts[:90:2, 1] = 10
    assert 90 / BINS == 6
    assert calibration_error(counts, table(0.5)) == pytest.approx(0)


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(1, 50), st.integers(0, 50)), min_size=1))
def test_a_table_never_falls_and_beats_the_base_rate_at_home(
    entries: list[tuple[int, int, int]],
) -> None:
    counts = np.zeros((101, 2), np.int64)
    for score, misses, hits in entries:
        counts[score] += (misses + hits, hits)
    found = fit_calibration([counts], "p@1#0", [1])
    assert all(0 <= value <= 1 for value in found.probability)
    assert (np.diff(found.probability) >= 0).all()
    base = table(counts[:, 1].sum() / counts[:, 0].sum())
    assert brier(counts, found) <= brier(counts, base) + 1e-9


def test_a_table_on_disk(tmp_path: Path) -> None:
    found = fit_calibration([counts_of(s20=(100, 10), s60=(50, 45))], "p@1#0", [1, 2])
    found.save(tmp_path / "c.json")
    read = load_calibration(tmp_path / "c.json")
    assert (read.policy, read.seeds, read.decisions) == ("p@1#0", (1, 2), 150)
    assert read.probability == pytest.approx(found.probability, abs=1e-6)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format": "wuzha-calibration-1", "probability": [0.5]}']
)
def test_a_file_that_is_no_calibration(tmp_path: Path, text: str) -> None:
    path = tmp_path / "c.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="no calibration"):
        load_calibration(path)
    with pytest.raises(InputError, match="cannot be read"):
        load_calibration(tmp_path / "missing.json")


def test_nothing_to_learn_from() -> None:
    with pytest.raises(InputError, match="nothing to calibrate on"):
        fit_calibration([], "p@1#0", [])

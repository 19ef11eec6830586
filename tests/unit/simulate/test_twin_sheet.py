"""The sheet of kinds is checked when it is read; times follow the steps of the sheet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuzha.packs import Pack, pack
from wuzha.simulate.draws import draws
from wuzha.simulate.plan import DAY, HOUR, START
from wuzha.simulate.twins.kind import FILE, KINDS, Call, read_sheet, span
from wuzha.simulate.twins.times import totals, unfold, wait
from wuzha.vocabulary.errors import InputError


@dataclass(frozen=True)
class Torn(Pack):
    """A pack one of whose words is written wrongly."""

    old: str = ""
    new: str = ""

    def text(self, file: str) -> str:
        return super().text(file).replace(self.old, self.new, 1) if file == FILE else ""


def test_all_kinds_are_in_the_sheet_and_in_both_languages() -> None:
    kinds = read_sheet(pack("cn")).kinds
    assert set(kinds) == set(KINDS)
    assert all(kind.zh and kind.en for kind in kinds.values())


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("party: developer, share", "party: builder, share", "builder"),
        ("hours: late", "hours: dawn", "dawn"),
        ("developer: company", "developer: firm", "firm"),
        ("says: house", "says: houses", "houses"),
        ("payroll:", "wages:", "wages"),
        ("chance: 0.8", "chance: 1.8", "chance"),
        ("after: 1 h", "after: soon", "after"),
        ("page: other", "pages: other", "pages"),
    ],
)
def test_a_wrong_word_is_named(old: str, new: str, word: str) -> None:
    with pytest.raises(InputError, match=word):
        read_sheet(Torn("cn", old, new))


def test_spans() -> None:
    assert span("90 s") == 90_000_000
    assert span("1.5 h") == 5_400_000_000


@given(
    seed=st.integers(0, 1000),
    opens=st.integers(0, 23),
    length=st.integers(1, 12),
    hours=st.lists(st.integers(-500, 500), min_size=1, max_size=20),
)
def test_waiting_ends_in_the_part_of_the_day_and_never_goes_back(
    seed: int, opens: int, length: int, hours: list[int]
) -> None:
    at = START + np.array(hours) * HOUR
    later = wait(draws(seed, "wait"), at, (opens, opens + length), START)
    assert (later >= at).all()
    assert (later - at < 2 * DAY).all()
    assert ((later - START - opens * HOUR) % DAY < length * HOUR).all()


@given(
    seed=st.integers(0, 1000),
    chance=st.floats(0, 1),
    least=st.integers(1, 4),
    more=st.integers(0, 4),
    every=st.sampled_from(["5 m", "3 h", "2 d"]),
    beside=st.booleans(),
)
def test_rows_of_an_act_are_in_order_and_move_the_clock(
    seed: int, chance: float, least: int, more: int, every: str, beside: bool
) -> None:
    clock = START + np.arange(30) * HOUR
    before = clock.copy()
    step = Call(
        party="friend", chance=chance, times=(least, least + more), every=every, beside=beside
    )
    rows = unfold(draws(seed, "rows"), step, clock, (8, 20), START)
    same = np.diff(rows.of) == 0
    assert (np.diff(rows.at)[same] >= 0).all()
    assert (rows.at >= before[rows.of]).all()
    assert (rows.turn == totals(np.ones(len(rows), np.int64), rows) - 1).all()
    counts = np.bincount(rows.of, minlength=30)
    assert (((counts >= least) & (counts <= least + more)) | (counts == 0)).all()
    latest = before.copy()
    if not beside:
        np.maximum.at(latest, rows.of, rows.at)
    assert (clock == latest).all()

"""The steps of a block of events that are the same for every window table.

A block's keys find their slots and its pairs move on in rounds: each round asks for the memory of
the next before it is needed. Columns are rows of the matrix `wholes`; widths are words of a row.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wuzha.backends.embedded.jit import part
from wuzha.backends.embedded.operators import fetch
from wuzha.backends.embedded.shape import LINE_WORDS
from wuzha.backends.embedded.slots import adopt
from wuzha.backends.embedded.table import ask, insert_at, remove, seek

Cells = NDArray[np.int64]
Halves = NDArray[np.int32]


@part
def ask_for_index(
    wholes: Cells, key_column: int, first: int, end: int, index: Cells, index_meta: Cells
) -> None:
    """Asks for the index rows of some events' keys."""
    for i in range(first, end):
        key = wholes[key_column, i]
        if key != 0:
            ask(index, index_meta, key)


@part
def ask_for_state(words: Cells, width: int, slot: int) -> None:
    """Asks for the state of a slot."""
    for word in range(0, width, LINE_WORDS):
        fetch(words, width * slot + word)


@part
def find_slots(
    wholes: Cells,
    key_column: int,
    bits_column: int,
    start: int,
    stop: int,
    index: Cells,
    index_meta: Cells,
    words: Cells,
    width: int,
    spare: Cells,
    meta: Cells,
    slots: Cells,
) -> None:
    """The slot of each event's key, a new one if the event counts, else -1."""
    for i in range(start, stop):
        slot: int = -1
        key = wholes[key_column, i]
        if key != 0:
            at = np.uint64(2 * seek(index, index_meta, key))
            if index[at] == key:
                slot = index[at + np.uint64(1)]
            elif wholes[bits_column, i] != 0:
                slot = adopt(index, index_meta, words, width, spare, meta, key)
            if slot >= 0:
                ask_for_state(words, width, slot)
        slots[i - start] = slot


@part
def ask_for_pairs(
    wholes: Cells,
    bits_column: int,
    bit: int,
    pair_column: int,
    start: int,
    stop: int,
    pairs: Cells,
    pairs_meta: Cells,
) -> None:
    """Asks for the rows of the pairs that count."""
    for i in range(start, stop):
        if wholes[bits_column, i] & bit:
            ask(pairs, pairs_meta, wholes[pair_column, i])


@part
def move_pairs(
    wholes: Cells,
    bits_column: int,
    bit: int,
    pair_column: int,
    start: int,
    stop: int,
    pairs: Cells,
    pairs_meta: Cells,
    head: int,
    log: Cells,
    log_width: int,
    log_word: int,
    lasts: Cells,
    first: int,
) -> None:
    """A pair's row tells where in the log it was last. It moves on to the coming rows of the
    block; where it was before is kept in `lasts` from `first` on, for the moment when those events
    are taken in (-1: nowhere)."""
    mask = len(log) // log_width - 1
    coming = head
    for i in range(start, stop):
        bits = wholes[bits_column, i]
        if bits & bit:
            pair = wholes[pair_column, i]
            last = np.int64(-1)
            at = seek(pairs, pairs_meta, pair)
            here = np.uint64(2 * at)
            if pairs[here] == pair:
                last = pairs[here + np.uint64(1)] - 1
                pairs[here + np.uint64(1)] = coming + 1
                fetch(log, log_width * (last & mask) + log_word)
            else:
                insert_at(pairs, pairs_meta, at, pair, coming + 1)
            lasts[first + i - start] = last
        if bits != 0:
            coming += 1


@part
def forget_pair(pairs: Cells, pairs_meta: Cells, pair: int, value: int) -> None:
    """Takes a pair out if it still has this value, so that no later event had it too."""
    at = seek(pairs, pairs_meta, pair)
    if pairs[np.uint64(2 * at + 1)] == value:
        remove(pairs, pairs_meta, at)


@part
def leave_queue(
    halves: Halves, front: int, log_halves: Halves, log_width: int, links: int, row: int
) -> None:
    """A log row leaves the queue of a least or greatest value, if it is still its front.

    `halves[front]` and the next are the queue's ends, as row + 1 (0: empty); a log row's half
    `links` and the next are its neighbours before and after; `log_width` is in halves."""
    if halves[front] != row + 1:
        return
    after = np.int64(log_halves[log_width * row + links + 1])
    halves[front] = after
    if after == 0:
        halves[front + 1] = 0
    else:
        log_halves[log_width * (after - 1) + links] = 0

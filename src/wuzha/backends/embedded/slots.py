"""Slots: where a key keeps its state, from its first event in a window to its last.

`words` holds one row per slot (word 0: the key's hash, 0 if free; half 2: how many log rows hold
the slot). Slots set free are kept on a stack (`spare`). A key whose last
event left its window is buried a little later, when its line of the index has been loaded.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wuzha.backends.embedded.jit import part
from wuzha.backends.embedded.table import ask, find, insert, remove

USED, SPARE, DYING_FROM, DYING_TO, HEAD, TAILS = range(6)
"""Words of a window table's `meta`; the tails of its windows follow."""
HELD = 2
"""The half of a slot's row that counts its holders."""
GRAVES = 64

Cells = NDArray[np.int64]
Halves = NDArray[np.int32]


@part
def adopt(
    index: Cells,
    index_meta: Cells,
    words: Cells,
    width: int,
    spare: Cells,
    meta: Cells,
    hash_: int,
) -> int:
    """A zeroed slot for a key that has none."""
    if meta[SPARE] > 0:
        meta[SPARE] -= 1
        slot: int = spare[meta[SPARE]]
    else:
        slot = meta[USED]
        meta[USED] += 1
    for word in range(slot * width, (slot + 1) * width):
        words[word] = 0
    words[slot * width] = hash_
    insert(index, index_meta, hash_, slot)
    return slot


@part
def give_up(
    index: Cells,
    index_meta: Cells,
    words: Cells,
    halves: Halves,
    width: int,
    spare: Cells,
    dying: Cells,
    meta: Cells,
    slot: int,
    awaited: Cells,
) -> None:
    """The last log row that held a slot is gone: it will be buried unless its key comes back.

    `awaited` are the slots of the block at work, whose events may be about to hold them."""
    while meta[DYING_TO] - meta[DYING_FROM] == GRAVES:
        _bury_or_put_off(index, index_meta, words, halves, width, spare, dying, meta, awaited)
    grave = meta[DYING_TO] % GRAVES
    dying[grave, 0] = slot
    dying[grave, 1] = words[slot * width]
    meta[DYING_TO] += 1
    ask(index, index_meta, words[slot * width])


@part
def bury_all(
    index: Cells,
    index_meta: Cells,
    words: Cells,
    halves: Halves,
    width: int,
    spare: Cells,
    dying: Cells,
    meta: Cells,
) -> None:
    """Frees every dying slot whose key has not come back; between blocks, none is awaited."""
    while meta[DYING_FROM] < meta[DYING_TO]:
        _bury(index, index_meta, words, halves, width, spare, dying, meta)


@part
def _bury_or_put_off(
    index: Cells,
    index_meta: Cells,
    words: Cells,
    halves: Halves,
    width: int,
    spare: Cells,
    dying: Cells,
    meta: Cells,
    awaited: Cells,
) -> None:
    """Graves are twice the block, so among them is one that is not awaited."""
    grave = meta[DYING_FROM] % GRAVES
    for slot in awaited:
        if slot == dying[grave, 0]:
            to = meta[DYING_TO] % GRAVES
            dying[to, 0], dying[to, 1] = dying[grave, 0], dying[grave, 1]
            meta[DYING_FROM] += 1
            meta[DYING_TO] += 1
            return
    _bury(index, index_meta, words, halves, width, spare, dying, meta)


@part
def _bury(
    index: Cells,
    index_meta: Cells,
    words: Cells,
    halves: Halves,
    width: int,
    spare: Cells,
    dying: Cells,
    meta: Cells,
) -> None:
    grave = meta[DYING_FROM] % GRAVES
    slot, hash_ = dying[grave, 0], dying[grave, 1]
    meta[DYING_FROM] += 1
    if words[slot * width] != hash_ or halves[2 * slot * width + HELD] != 0:
        return
    remove(index, index_meta, find(index, index_meta, hash_))
    words[slot * width] = 0
    spare[meta[SPARE]] = slot
    meta[SPARE] += 1

"""Slots: where a key keeps its state, from its first event in a window to its last.

`words` holds one row per slot (word 0: the key's hash, 0 if free; half 2: how many log rows and
lookups under way hold the slot). Slots set free are kept on a stack (`spare`). A key whose last
event left its window is buried a little later, when its line of the index has been loaded.
"""

from __future__ import annotations

from numba import njit

from wuzha.backends.embedded.table import ask, find, insert, remove

USED, SPARE, DYING_FROM, DYING_TO, HEAD, TAILS = range(6)
"""Words of a window table's `meta`; the tails of its windows follow."""
HELD = 2
"""The half of a slot's row that counts its holders."""
GRAVES = 64


@njit(nogil=True)
def adopt(index, index_meta, words, spare, meta, hash_):
    """A zeroed slot for a key that has none."""
    if meta[SPARE] > 0:
        meta[SPARE] -= 1
        slot = spare[meta[SPARE], 0]
    else:
        slot = meta[USED]
        meta[USED] += 1
    for word in range(words.shape[1]):
        words[slot, word] = 0
    words[slot, 0] = hash_
    insert(index, index_meta, hash_, slot)
    return slot


@njit(nogil=True)
def give_up(index, index_meta, words, halves, spare, dying, meta, slot):
    """Nobody holds the slot: it will be buried unless its key comes back first."""
    if meta[DYING_TO] - meta[DYING_FROM] == GRAVES:
        bury(index, index_meta, words, halves, spare, dying, meta)
    grave = meta[DYING_TO] % GRAVES
    dying[grave, 0] = slot
    dying[grave, 1] = words[slot, 0]
    meta[DYING_TO] += 1
    ask(index, index_meta, words[slot, 0])


@njit(nogil=True)
def bury(index, index_meta, words, halves, spare, dying, meta):
    """Frees the slot that has waited longest, if its key has not come back."""
    grave = meta[DYING_FROM] % GRAVES
    slot, hash_ = dying[grave, 0], dying[grave, 1]
    meta[DYING_FROM] += 1
    if words[slot, 0] != hash_ or halves[slot, HELD] != 0:
        return
    remove(index, index_meta, find(index, index_meta, hash_))
    words[slot, 0] = 0
    spare[meta[SPARE], 0] = slot
    meta[SPARE] += 1

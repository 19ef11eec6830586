"""Compiled walks over a forest: rows of inputs in, sums of leaf values out."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

Ints = npt.NDArray[np.int64]
Narrow = npt.NDArray[np.int32]
Bytes = npt.NDArray[np.int8]
Doubles = npt.NDArray[np.float64]

MISSING_NONE, MISSING_ZERO, MISSING_NAN, CATEGORY = 0, 1, 2, 3
"""How a column of a forest reads its input; the first three are LightGBM's numbers."""

NAN_RIGHT, NAN_LEFT, IN_SET = 0, 1, 2
"""Kinds of nodes."""

ROWS_AT_ONCE = 64
"""A tree and so many prepared rows stay in the nearest cache."""

ROWS_TOGETHER_MIN = 16
"""Fewer rows are walked one by one."""

_ZERO = float(np.float32(1e-35))
"""LightGBM takes what is no larger than this for zero; it writes the number as a float."""
_CODES = 2147483648.0


@njit(cache=True, nogil=True)
def _prepared(x: float, reads: int) -> float:
    """An input as the nodes want it: NaN is missing, a category is a whole number."""
    if reads == CATEGORY:
        return np.trunc(x) if -1.0 < x < _CODES else np.nan
    if abs(x) <= _ZERO:
        return np.nan if reads == MISSING_ZERO else 0.0
    return 0.0 if np.isnan(x) and reads == MISSING_NONE else x


@njit(cache=True, nogil=True)
def _is_in(sets: Ints, start: int, x: float) -> bool:
    """Whether a category is in the bit set that begins, with its length in words, at `start`."""
    if np.isnan(x):
        return False
    code = np.int64(x)
    word = code >> 5
    return bool(word < sets[start] and (sets[start + 1 + word] >> (code & 31)) & 1 == 1)


@njit(cache=True, nogil=True)
def _add_row_by_row(
    prepared: Doubles,
    out: Doubles,
    roots: Ints,
    kinds: Bytes,
    columns: Narrow,
    values: Doubles,
    children: Narrow,
    sets: Ints,
    leaves: Doubles,
) -> None:
    for root in roots:
        for r in range(len(out)):
            node = root
            while node >= 0:
                x, kind = prepared[r, columns[node]], kinds[node]
                if kind == IN_SET:
                    left = _is_in(sets, int(values[node]), x)
                else:
                    left = x <= values[node] or (kind == NAN_LEFT and x != x)
                node = np.int64(children[node, 1] if left else children[node, 0])
            out[r] += leaves[-node - 1]


@njit(cache=True, nogil=True)
def _add_together(
    prepared: Doubles,
    out: Doubles,
    roots: Ints,
    kinds: Bytes,
    columns: Narrow,
    values: Doubles,
    children: Narrow,
    sets: Ints,
    leaves: Doubles,
) -> None:
    """All rows take a step before any takes the next, so that they wait for memory together, and
    no step is a jump that the processor would have to guess. Rows leave when at a leaf."""
    nodes = np.empty(len(out), np.int64)
    rows = np.empty(len(out), np.int64)
    ends = np.empty(len(out), np.int64)
    for root in roots:
        for r in range(len(out)):
            nodes[r], rows[r], ends[r] = root, r, root
        going = len(out) if root >= 0 else 0
        while going > 0:
            kept = 0
            for i in range(going):
                node, r = nodes[i], rows[i]
                x, kind = prepared[r, columns[node]], kinds[node]
                if kind == IN_SET:
                    left = _is_in(sets, int(values[node]), x)
                else:
                    left = (x <= values[node]) | ((kind == NAN_LEFT) & (x != x))
                child = children[node, np.intp(left)]
                ends[r] = nodes[kept] = child
                rows[kept] = r
                kept += child >= 0
            going = kept
        for r in range(len(out)):
            out[r] += leaves[-ends[r] - 1]


@njit(cache=True, nogil=True)
def add_leaves(
    inputs: Doubles,
    out: Doubles,
    features: Ints,
    reads: Ints,
    roots: Ints,
    kinds: Bytes,
    columns: Narrow,
    values: Doubles,
    children: Narrow,
    sets: Ints,
    leaves: Doubles,
) -> None:
    """Adds to `out`, row by row, the leaf value of every tree, first tree first.

    `inputs` is (rows, inputs). Prepared column c is input `features[c]`, read as `reads[c]`.
    `children` of a node are (right, left); a negative child is the leaf `-child - 1`.
    """
    prepared = np.empty((ROWS_AT_ONCE, len(features)), np.float64)
    for first in range(0, len(inputs), ROWS_AT_ONCE):
        block = out[first : first + ROWS_AT_ONCE]
        for r in range(len(block)):
            for c in range(len(features)):
                prepared[r, c] = _prepared(inputs[first + r, features[c]], reads[c])
        if len(block) < ROWS_TOGETHER_MIN:
            _add_row_by_row(prepared, block, roots, kinds, columns, values, children, sets, leaves)
        else:
            _add_together(prepared, block, roots, kinds, columns, values, children, sets, leaves)

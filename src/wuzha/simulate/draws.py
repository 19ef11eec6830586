"""Random numbers: one seed, and a stream of its own for every subject."""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

Draws = np.random.Generator


def draws(seed: int, *subject: str | int) -> Draws:
    """The stream of a subject. What one subject draws changes nothing for any other.

    `draws(7, "calls", 3)` is the stream of the calls of day 3 in the city of seed 7.
    """
    words = [zlib.crc32(part.encode()) if isinstance(part, str) else part for part in subject]
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *words])))


def weighted(rng: Draws, weights: NDArray[np.float64], size: int) -> NDArray[np.int64]:
    """`size` indices, each drawn with its weight (not negative, not all zero)."""
    edges = np.cumsum(weights, dtype=np.float64)
    drawn: NDArray[np.int64] = np.searchsorted(edges, rng.random(size) * edges[-1], side="right")
    return drawn


def spread(rng: Draws, size: int) -> NDArray[np.float64]:
    """`size` values in (0, 1), one in each of `size` equal parts, in random order.

    A sample through these follows its distribution closely even when it is small and the
    distribution's tail is heavy (stratified sampling).
    """
    return (rng.permutation(size) + rng.random(size)) / max(size, 1)

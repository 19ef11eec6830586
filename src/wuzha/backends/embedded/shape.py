"""Where a window table keeps what: words of a key's state, words of a log row."""

from __future__ import annotations

from dataclasses import dataclass, field

from wuzha.backends.embedded.plan import Kept, WindowTable

LINE_WORDS = 8
"""Words in a cache line."""
_FIRST_HALF = 3
"""Halves 0 and 1 are the key's hash, half 2 counts the log rows that hold the slot."""


@dataclass
class Shape:
    """Where a table's state and log rows keep what."""

    state_words: int
    log_words: int
    half: dict[Kept, int] = field(default_factory=dict)
    """Counts: the half word of the state row; minima: the first of two (front, back)."""
    word: dict[Kept, int] = field(default_factory=dict)
    """Sums and last instants: the word of the state row."""
    arg: dict[int, int] = field(default_factory=dict)
    """Arguments: the word of the log row."""
    pair: dict[int, int] = field(default_factory=dict)
    """Pair hashes: the word of the log row."""
    links: dict[Kept, int] = field(default_factory=dict)
    """Minima: the word of the log row with the neighbours before and after."""


def shape(table: WindowTable) -> Shape:
    """Packs a table's state into as few words as it takes."""
    made = Shape(0, 2)
    halves = _FIRST_HALF
    for kept in table.kept:
        if kept.op in ("count", "distinct"):
            made.half[kept] = halves
            halves += 1
        elif kept.op in ("min", "max"):
            halves += halves % 2
            made.half[kept] = halves
            halves += 2
    word = (halves + 1) // 2
    for kept in table.kept:
        if kept.op in ("sum", "last"):
            made.word[kept] = word
            word += 1
    made.state_words = word if word <= LINE_WORDS // 2 else -(-word // LINE_WORDS) * LINE_WORDS
    if made.state_words <= LINE_WORDS // 2:
        made.state_words = LINE_WORDS // 2
    _log_words(table, made)
    return made


def _log_words(table: WindowTable, made: Shape) -> None:
    for arg, tree in enumerate(table.args):
        if tree is None:
            made.arg[arg] = 0
        else:
            made.arg[arg] = made.log_words
            made.log_words += 1
    for pair in range(len(table.pairs)):
        made.pair[pair] = made.log_words
        made.log_words += 1
    for kept in table.kept:
        if kept.op in ("min", "max"):
            made.links[kept] = made.log_words
            made.log_words += 1

"""Searches of texts: all patterns and phrases that are looked for in one field, in two passes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import ahocorasick_rs
import numpy as np
import pyarrow as pa
import re2
from numpy.typing import NDArray

_PATTERN_MEMORY = 256 << 20
"""Bytes that all patterns of a field may take; RE2 sets them up as they are met."""


class TextSearch:
    """Looks for patterns (1 if one occurs) and lexicons (how many of its phrases occur)."""

    def __init__(
        self, patterns: Mapping[int, str], lexicons: Mapping[int, tuple[str, ...]]
    ) -> None:
        """Patterns and phrases by the columns of their answers."""
        self.columns = [*patterns, *lexicons]
        self._patterns = _pattern_set([*patterns.values()]) if patterns else None
        holders: dict[str, list[int]] = {}
        for place, phrases in enumerate(lexicons.values(), start=len(patterns)):
            for phrase in phrases:
                holders.setdefault(phrase, []).append(place)
        self._holders = list(holders.values())
        self._phrases = _automaton([*holders]) if holders else None

    def __call__(self, texts: pa.Array) -> NDArray[np.int64]:
        """The answers to texts (none null), (columns, texts)."""
        answers = np.zeros((len(self.columns), len(texts)), np.int64)
        plain = texts.to_pylist()
        if self._patterns is not None:
            match = self._patterns.Match
            for row, text in enumerate(plain):
                for pattern in match(text) or ():
                    answers[pattern, row] = 1
        if self._phrases is not None:
            find = self._phrases.find_matches_as_indexes
            for row, text in enumerate(plain):
                found = find(text, overlapping=True)
                if found:
                    for place in self._lexicons({phrase for phrase, _, _ in found}):
                        answers[place, row] += 1
        return answers

    def _lexicons(self, phrases: set[int]) -> Iterator[int]:
        """The places of the lexicons that hold phrases, once for each."""
        return (place for phrase in phrases for place in self._holders[phrase])


def _pattern_set(patterns: list[str]) -> re2.Set:
    options = re2.Options()
    options.max_mem = _PATTERN_MEMORY
    made = re2.Set.SearchSet(options)
    for pattern in patterns:
        made.Add(pattern)
    made.Compile()
    return made


def _automaton(phrases: list[str]) -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick(phrases, matchkind=ahocorasick_rs.MatchKind.Standard)

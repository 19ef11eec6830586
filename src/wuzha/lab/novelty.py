"""New scripts: wordings that many people receive and nobody received before.

A text is seen as its set of character trigrams without digits. A trigram is *new* when at least
`persons_min` people had it in the last 24 hours and hardly anybody before. A text is new when a
good share of its trigrams is; texts that share new trigrams are one script. Each script is
surfaced once, in the hour in which it reaches its threshold, for an analyst to look at: the
detector says that something is new, not that it is fraud.

This is burst detection on n-grams with document frequencies counted by person, so that one
sender who repeats himself is no burst; it needs no word list and no segmentation of Chinese.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

HOUR = 3_600_000_000
HOURS = 24
GRAM = 3
BUCKETS = 1 << 20
"""Trigrams are counted by hash; with some 10^5 of them two rarely share a bucket."""

TEXTS_KEPT = 50_000
"""Texts whose trigrams are remembered, since the same text often comes again."""

Grams = NDArray[np.int64]


@dataclass(frozen=True)
class Script:
    """A wording that is new: the hour in which it was surfaced (microseconds since 1970), an
    example, the phrases in it that nobody had before, how many people and senders."""

    at: int
    example: str
    phrases: tuple[str, ...]
    persons: int
    senders: int


@dataclass(frozen=True)
class Sensitivity:
    """When a wording counts as new.

    `persons_min` people within a day; before, at most `old_share` as many; `text_share` of a
    text's trigrams new. Nothing is surfaced in the first `learning_hours`, of which the first
    day only fills the window and the rest becomes the past.
    """

    persons_min: int = 8
    old_share: float = 0.05
    text_share: float = 0.3
    learning_hours: int = 48


class NoveltyWatch:
    """Fed with the events of one hour after the other; remembers counts of trigrams."""

    def __init__(self, sensitivity: Sensitivity | None = None) -> None:
        self._how = sensitivity or Sensitivity()
        self._before = np.zeros(BUCKETS, np.int64)
        self._recent = np.zeros((HOURS, BUCKETS), np.int32)
        self._known = np.zeros(BUCKETS, np.bool_)
        self._hours = 0
        self._grams: dict[str, Grams] = {}

    def day(self, events: pa.Table) -> Iterator[Script]:
        """The new scripts of one day's events (with `at`, `person`, `text`), hour by hour."""
        if events.num_rows == 0 or "text" not in events.column_names:
            return
        texts = events.filter(pc.is_valid(events["text"]))
        at = texts["at"].to_numpy()
        first = int(events["at"][0].as_py()) // HOUR
        last = int(events["at"][-1].as_py()) // HOUR
        for hour in range(first, last + 1):
            start, end = np.searchsorted(at, [hour * HOUR, (hour + 1) * HOUR])
            yield from self.hour(texts.slice(int(start), int(end - start)), (hour + 1) * HOUR)

    def hour(self, texts: pa.Table, end: int) -> list[Script]:
        """Counts the texts of the hour that ends at `end`, and gives what is new in it."""
        slot = self._hours % HOURS
        self._before += self._recent[slot]
        self._hours += 1
        once = texts.group_by(["text", "person"]).aggregate([("sender", "count_distinct")])
        by_text = once.group_by("text").aggregate([("person", "count")])
        wordings = by_text["text"].to_pylist()
        persons = by_text["person_count"].to_numpy()
        grams = [self._grams_of(text) for text in wordings]
        self._recent[slot] = _counted(grams, persons)
        if self._hours <= self._how.learning_hours or not wordings:
            return []
        return list(self._surfaced(texts, wordings, grams, end))

    def _surfaced(
        self, texts: pa.Table, wordings: Sequence[str], grams: Sequence[Grams], end: int
    ) -> Iterator[Script]:
        now = self._recent.sum(axis=0)
        new = (
            (now >= self._how.persons_min)
            & (self._before <= self._how.old_share * now)
            & ~self._known
        )
        shares = [float(new[found].mean()) if len(found) else 0.0 for found in grams]
        for place in sorted(range(len(wordings)), key=lambda place: -shares[place]):
            found = grams[place]
            mine = found[new[found] & ~self._known[found]]
            if shares[place] < self._how.text_share or len(mine) < self._how.text_share * len(
                found
            ):
                continue
            like = [
                other
                for other in range(len(wordings))
                if np.isin(grams[other], mine).sum() * 2 >= len(mine)
            ]
            for other in like:
                self._known[grams[other]] = True
            same = [wordings[other] for other in like]
            yield _script(texts, wordings[place], same, mine, int(now[mine].max()), end)

    def _grams_of(self, text: str) -> Grams:
        found = self._grams.get(text)
        if found is None:
            plain = "".join(letter for letter in text if not letter.isdigit())
            if len(self._grams) >= TEXTS_KEPT:
                self._grams.clear()
            places = np.array([place for _, place in grams_in(plain)], np.int64)
            found = self._grams[text] = np.unique(places)
        return found


def grams_in(text: str) -> list[tuple[str, int]]:
    """The trigrams of a text with their buckets; none for a text of fewer than three letters."""
    pieces = [text[start : start + GRAM] for start in range(len(text) - GRAM + 1)]
    return [(piece, zlib.crc32(piece.encode()) % BUCKETS) for piece in pieces]


def _counted(grams: Sequence[Grams], persons: NDArray[np.int64]) -> NDArray[np.int32]:
    """How many people had each trigram (a person with two texts counts twice)."""
    if not grams:
        return np.zeros(BUCKETS, np.int32)
    places = np.concatenate(grams).astype(np.int64)
    weights = np.repeat(persons, [len(found) for found in grams])
    return np.bincount(places, weights, minlength=BUCKETS).astype(np.int32)


def _script(
    texts: pa.Table, example: str, like: Sequence[str], new: Grams, persons: int, end: int
) -> Script:
    same = texts.filter(pc.is_in(texts["text"], pa.array(like)))
    return Script(
        at=end,
        example=example,
        phrases=phrases(example, new),
        persons=persons,
        senders=pc.count_distinct(same["sender"]).as_py(),
    )


def phrases(text: str, new: Grams, most: int = 5) -> tuple[str, ...]:
    """The longest stretches of a text that are made of new trigrams alone."""
    plain = "".join(letter for letter in text if not letter.isdigit())
    fresh = {int(place) for place in new}
    stretches, current = [], ""
    for piece, place in grams_in(plain):
        if place in fresh:
            current = current + piece[-1] if current else piece
        elif current:
            stretches.append(current)
            current = ""
    stretches.append(current)
    longest = sorted({stretch for stretch in stretches if stretch}, key=lambda found: -len(found))
    return tuple(longest[:most])

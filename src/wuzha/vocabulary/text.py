"""The one normal form of a text.

Fraud texts are disguised: digits in circles, letters of other scripts, invisible characters
between two visible ones. And engines differ: what is a digit, a space or a word's edge is not
the same to Python, RE2 and Java. Both end here, once, before any pattern is tried.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from wuzha.vocabulary.homoglyph import LATIN_LOOKALIKES

# Rows of these characters alone need no more than lower case, NFKC of a few and their spaces
# seen to: ASCII, common CJK with its punctuation, full-width ASCII, plain emoji.
_EASY = (
    r"^[\t\n\r\x20-\x7e\x{3000}-\x{3003}\x{3007}-\x{3011}\x{3014}-\x{301b}\x{3400}-\x{4dbf}"
    r"\x{4e00}-\x{9fff}\x{ff01}-\x{ff5e}\x{ffe5}\x{2018}-\x{201d}\x{2026}"
    r"\x{1f300}-\x{1f5ff}\x{1f600}-\x{1f64f}\x{1f680}-\x{1f6c5}]*$"
)
_COMPATIBLE = r"[\x{3000}\x{ff01}-\x{ffe5}\x{2026}]"
_LOOSE_SPACE = r"[\t\n\r]|  |^ | $"

# Letters of the scripts whose letters are mixed with Latin ones, and digits.
_RUN = re.compile(
    "[0-9A-Za-z\u00c0-\u02af\u0370-\u052f\u0531-\u0587\u13a0-\u167f\u1c80-\u1c8a\u1d00-\u1dbf"
    "\u1e00-\u1fff\u2c60-\u2cff\ua4d0-\ua4f7\ua640-\ua69f\ua720-\ua7ff\uab30-\uabbf]+"
)
_LATIN = re.compile("[A-Za-z]")
_DIGIT = re.compile("[0-9]")
_LOOKALIKE = re.compile(f"[{''.join(map(chr, LATIN_LOOKALIKES))}]")
_SPACES = re.compile(" {2,}")
# What NFKC could not join with its letter: strokes laid over text, keycaps.
_LOOSE_MARKS = re.compile("[\u0300-\u036f\u20d0-\u20ff]+")


def normal_form(text: str) -> str:
    """The text as rules, phrases and models see it; the normal form of a normal form is itself.

    1. Each character by itself: digits of any script, in circles or brackets, become ASCII
       digits, enclosed letters letters; white space becomes a space; controls, format and
       zero-width characters, variation selectors and blank fillers go.
    2. NFKC, which also makes full-width characters plain and joins letters with accents; marks
       that it could not join (overlaid strokes, keycaps) go.
    3. Look-alikes: a run of letters and digits that has a Latin letter, or a digit and nothing
       but look-alikes, is read as Latin where it can be (`wеixin`, `с138`). Words wholly in
       another script stay, and so do accents.
    4. Lower case, as Unicode has it.
    5. Runs of spaces become one, none at the ends.

    Steps may undo each other on rare characters, so they repeat until nothing changes.
    Traditional and simplified Chinese stay as they are.
    """
    while (folded := _folded(text)) != text:
        text = folded
    return text


def normal_forms(texts: pa.Array) -> pa.Array:
    """`normal_form` of each text of a string array, nulls kept.

    Ordinary rows stay in Arrow, each step done only where it changes something; the rest go
    one by one.
    """
    forms = pc.ascii_lower(texts)
    forms = _where(forms, pc.match_substring_regex(forms, _COMPATIBLE), _plain_characters)
    forms = _where(forms, pc.match_substring_regex(forms, _LOOSE_SPACE), _single_spaces)
    is_hard = pc.fill_null(pc.invert(pc.match_substring_regex(texts, _EASY)), False)
    hard = [normal_form(text) for text in texts.filter(is_hard).to_pylist()]
    return pc.replace_with_mask(forms, is_hard, pa.array(hard, type=texts.type))


def _where(texts: pa.Array, mask: pa.Array, change: Callable[[pa.Array], pa.Array]) -> pa.Array:
    if not pc.any(mask).as_py():
        return texts
    mask = pc.fill_null(mask, False)
    return pc.replace_with_mask(texts, mask, change(texts.filter(mask)))


def _plain_characters(texts: pa.Array) -> pa.Array:
    return pc.ascii_lower(pc.utf8_normalize(texts, "NFKC"))


def _single_spaces(texts: pa.Array) -> pa.Array:
    return pc.ascii_trim(pc.replace_substring_regex(texts, r"[\t\n\r ]+", " "), " ")


def _folded(text: str) -> str:
    text = unicodedata.normalize("NFKC", text.translate(_CHARACTERS))
    text = _LOOSE_MARKS.sub("", text)
    if _LOOKALIKE.search(text):
        text = _RUN.sub(_latin_run, text)
    return _SPACES.sub(" ", text.lower()).strip(" ")


def _latin_run(match: re.Match[str]) -> str:
    run = match[0]
    seen = run.translate(LATIN_LOOKALIKES)
    if _LATIN.search(run) or (_DIGIT.search(run) and seen.isascii()):
        return seen
    return run


class _Characters(dict[int, str]):
    """What step 1 makes of each code point, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _character(chr(code))
        return folded


_CHARACTERS = _Characters()

# Blank though letters, marks or symbols to Unicode (DerivedCoreProperties,
# Default_Ignorable_Code_Point, and the empty braille cell).
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_BLANK_RANGES = ((0x180B, 0x180F), (0xFE00, 0xFE0F), (0xE0000, 0xE0FFF))
_ENCLOSED_NUMBERS = ((0x2460, 0x249B), (0x24EA, 0x24FF), (0x2776, 0x2793), (0x3251, 0x32BF))
_ENCLOSED_LETTERS = ((0x1F150, 0x1F169), (0x1F170, 0x1F189))


def _character(char: str) -> str:
    category = unicodedata.category(char)
    if char.isspace() and not "\x1c" <= char <= "\x1f":
        return " "
    if category in ("Cc", "Cf", "Cs") or char in _BLANK or _within(char, _BLANK_RANGES):
        return ""
    number: Any = unicodedata.digit(char, None)
    if number is None and _within(char, _ENCLOSED_NUMBERS):
        number = unicodedata.numeric(char, None)
    if number is not None:
        return str(int(number))
    for start, end in _ENCLOSED_LETTERS:
        if start <= ord(char) <= end:
            return chr(ord("a") + ord(char) - start)
    return char


def _within(char: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(start <= ord(char) <= end for start, end in ranges)

"""Scalars of YAML: the value one stands for, and where its characters stand in the file."""

from __future__ import annotations

import re

_INTEGER = re.compile(r"[-+]?[0-9]{1,30}\Z")
_NUMBER = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.?[0-9]+)([eE][-+]?[0-9]{1,4})?\Z")
_CONSTANTS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}

Value = bool | int | float | str | None


def plain_value(text: str) -> Value:
    """What an unquoted scalar stands for, as YAML 1.2 has it.

    1.1 would read `NO` as false, `010` as eight and `1:30` as ninety: no author means that."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.match(text):
        return int(text)
    return float(text) if _NUMBER.match(text) else text


# One character of the value each; what gives none (line continuation) comes as "".
_DOUBLE = re.compile(
    r"\\(?P<hex>x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})|\\(?P<escape>.)|.", re.DOTALL
)
_SINGLE = re.compile(r"''|.", re.DOTALL)
_BLANK_ESCAPES = frozenset("tnvr _NLP\t\n")


def visible_places(raw: str, style: str | None) -> list[int]:
    """Where, in `raw`, each character of a scalar's value stands that is not white space.

    `raw` is the scalar as the file has it, without opening quote or block header. Line folding
    and indentation change white space only, so counting the rest finds every character."""
    if style == "'":
        return [m.start() for m in _SINGLE.finditer(raw) if not m[0].isspace()]
    if style == '"':
        return [m.start() for m in _DOUBLE.finditer(raw) if not _is_blank(m)]
    return [index for index, character in enumerate(raw) if not character.isspace()]


def _is_blank(match: re.Match[str]) -> bool:
    if match["hex"]:
        return chr(int(match["hex"][1:], 16)).isspace()
    if match["escape"]:
        return match["escape"] in _BLANK_ESCAPES
    return match[0].isspace()

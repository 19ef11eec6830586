"""Files of units: a tree in YAML, or a table in CSV with the columns code, level, zh, en."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from wuzha.vocabulary.errors import InputError

FIELDS = ("code", "level", "zh", "en")
BYTES_MAX = 32 << 20

UnitFields = tuple[str, str, str, str]


def read_units(path: Path) -> list[UnitFields]:
    """Code, level, Chinese and English name of each unit. InputError for a file that cannot be
    read, or with other fields; in YAML the field `units` holds what lies below."""
    try:
        if path.stat().st_size > BYTES_MAX:
            raise InputError(f"{path}: a file of units has at most {BYTES_MAX >> 20} MB")
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeError) as error:
        raise InputError(f"{path} cannot be read: {type(error).__name__}") from error
    if path.suffix.lower() == ".csv":
        return list(_table(path, text))
    try:
        content = yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise InputError(f"{path} is no YAML: {error}") from error
    return list(_tree(path, content))


def _table(path: Path, text: str) -> Iterator[UnitFields]:
    rows = csv.DictReader(text.splitlines())
    if not set(FIELDS) <= set(rows.fieldnames or ()):
        raise InputError(f"{path}: the first line must name {', '.join(FIELDS)}")
    for row in rows:
        yield _fields(f"{path}, line {rows.line_num}", row)


def _tree(path: Path, content: Any) -> Iterator[UnitFields]:
    if not isinstance(content, list):
        raise InputError(f"{path}: write a list of units, each with {', '.join(FIELDS)}")
    for place, node in enumerate(content, 1):
        if not isinstance(node, dict) or not node.keys() <= {*FIELDS, "units"}:
            raise InputError(f"{path}, unit {place}: give {', '.join(FIELDS)} and perhaps units")
        yield _fields(f"{path}, unit {place}", node)
        yield from _tree(path, node.get("units", []))


def _fields(place: str, row: dict[str, Any]) -> UnitFields:
    values = [row.get(name) for name in FIELDS]
    if not all(isinstance(value, str) and value for value in values):
        quoted = "; write codes in quotes" if isinstance(row.get("code"), int) else ""
        raise InputError(f"{place}: {', '.join(FIELDS)} must all be text{quoted}")
    code, level, zh, en = (str(value).strip() for value in values)
    return code, level, zh, en

"""Files of units."""

from __future__ import annotations

from pathlib import Path

import pytest

from wuzha.cli.unit_file import UnitFields, read_units
from wuzha.vocabulary.errors import InputError

TREE = """
- {code: "11", level: province, zh: 甲省, en: Province A, units: [
    {code: "1101", level: city, zh: 乙市, en: City B},
  ]}
- {code: "12", level: province, zh: 丙省, en: Province C}
"""
ROWS: list[UnitFields] = [
    ("11", "province", "甲省", "Province A"),
    ("1101", "city", "乙市", "City B"),
    ("12", "province", "丙省", "Province C"),
]


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_tree_and_a_table_say_the_same(tmp_path: Path) -> None:
    table = "code,level,zh,en,note\n" + "".join(f"{','.join(row)},x\n" for row in ROWS)
    assert read_units(written(tmp_path, "a.yaml", TREE)) == ROWS
    assert read_units(written(tmp_path, "a.csv", table)) == ROWS
    assert read_units(written(tmp_path, "b.csv", "\ufeff" + table)) == ROWS


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.csv", "code,level,zh\n1,city,a\n", "first line"),
        ("a.csv", "code,level,zh,en\n1,city,a,\n", "line 2"),
        ("a.yaml", "units: 1", "list"),
        ("a.yaml", "- 1", "unit 1"),
        ("a.yaml", "- {code: '1', level: city, zh: a, en: b, head: c}", "unit 1"),
        ("a.yaml", "- {code: 11, level: city, zh: a, en: b}", "quotes"),
        ("a.yaml", "- {code: '1', level: city, zh: a, en: b, units: no}", "list"),
        ("a.yaml", "- {code: '1'", "no YAML"),
        ("a.yaml", "- !!python/object:os.system {}", "no YAML"),
    ],
)
def test_a_bad_file_says_where_and_what(tmp_path: Path, name: str, text: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read_units(written(tmp_path, name, text))


def test_a_file_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="FileNotFoundError"):
        read_units(tmp_path / "none.yaml")
    (tmp_path / "b.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError):
        read_units(tmp_path / "b.yaml")

"""Every mistake in a mapping is told with file, line and what to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wuzha.screen.intake import parse_map, read_map
from wuzha.vocabulary.errors import InputError

TAIL = "\n  id: nr\n  at: ts\n"

MISTAKES = [
    ("", "m.yaml: the mapping is empty"),
    ("a: [", "m.yaml:1: not YAML"),
    ("[1, 2]", "m.yaml:1: names with values are needed here"),
    ("kind: call", "m.yaml:1: no `fields`"),
    ("kind: call\nfields:\n  colour: x", "m.yaml:3: unknown field `colour`"),
    ("kind: call\nfields: {id: nr}", "m.yaml:1: no source for `at`"),
    ("fields:" + TAIL, "m.yaml:1: no source for `kind`"),
    ("kind: fax\nfields:" + TAIL, "m.yaml:1: no kind `fax`"),
    ("kind: call\nkind: call\nfields:" + TAIL, "m.yaml:2: `kind` stands twice"),
    ("kind: call\nfilter: x\nfields:" + TAIL, "m.yaml:2: unknown key `filter`"),
    ("kind: call\nfields:" + TAIL + "  text: [a]", "m.yaml:5: names with values"),
    ("kind: call\nfields:" + TAIL + "  text: ''", "m.yaml:5: one word or number"),
    ("kind: call\nfields:" + TAIL + "  text: {}", "m.yaml:5: `text` needs exactly one of"),
    (
        "kind: call\nfields:" + TAIL + "  text: {column: a, value: b}",
        "m.yaml:5: `text` needs exactly one of",
    ),
    ("kind: call\nfields:" + TAIL + "  text: {value: null}", "m.yaml:5: `null` is not a value"),
    ("kind: call\nfields:" + TAIL + "  text: {value: !!int x}", "m.yaml:5: `x` is not a value"),
    ("kind: call\nfields:" + TAIL + "  text: {value: !!float x}", "m.yaml:5: `x` is not a value"),
    ("kind: call\nfields:" + TAIL + "  text: {row: x}", "m.yaml:5: unknown key `row`"),
    (
        "kind: call\nfields:" + TAIL + "  text: {column: a, values: {}}",
        "m.yaml:5: `values` needs entries",
    ),
    (
        "kind: call\nfields:" + TAIL + "  text: {column: a, values: {x: 1, y: z}}",
        "m.yaml:5: `values` needs entries",
    ),
    ("kind: call\nfields: {id: nr, at: {column: t, format: dmy}}", "no format `dmy`"),
    ("kind: call\nfields: {id: nr, at: {column: t, zone: Mars}}", "no time zone `Mars`"),
    ("kind: call\nfields: {id: nr, at: {column: t, zone: ../x}}", "no time zone"),
    ("kind: call\nfields: {id: nr, at: {column: t, unit: 1d}}", "`start` and `unit` go together"),
    ("kind: call\nfields: {id: nr, at: {row: noon}}", "`noon` is no instant"),
    ("kind: call\nfields: {id: nr, at: {row: 2024-01-01}}", "`2024-01-01` has no time zone"),
    (
        'kind: call\nfields: {id: nr, at: {row: "2024-01-01T00:00:00Z", step: 0s}}',
        "`0s` is no length of time",
    ),
    (
        'kind: call\nfields: {id: nr, at: {column: t, start: "2024-01-01T00:00:00Z", unit: 1w}}',
        "`1w` is no length of time",
    ),
    ("kind: call\nfields:" + TAIL + "  amount: {column: a, unit: major}", "with a `currency`"),
    (
        "kind: call\nfields:" + TAIL + "  amount: {column: a, unit: major, currency: ZZZ}",
        "no currency `ZZZ`",
    ),
    ("kind: call\nlabel: {positive: [a]}\nfields:" + TAIL, "`label` needs a `column`"),
    ("kind: call\nonly: zh\nfields:" + TAIL, "m.yaml:2: names with values"),
]


@pytest.mark.parametrize(("text", "message"), MISTAKES)
def test_mistakes(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_map(text, "m.yaml")
    assert message in str(caught.value)
    assert str(caught.value).startswith("m.yaml:")


def test_files_that_are_no_mapping(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_map(tmp_path / "absent.yaml")
    path = tmp_path / "m.yaml"
    path.write_bytes(b"\xff")
    with pytest.raises(InputError, match="UTF-8"):
        read_map(path)
    path.write_bytes(b"#" * (1 << 21))
    with pytest.raises(InputError, match="at most"):
        read_map(path)
    path.write_text("kind: call\nfields: {id: nr, at: ts}\nlabel: tag\n")
    mapping = read_map(path)
    assert mapping.wanted == {"nr", "ts", "tag"}


def test_deep_nesting_is_refused_in_words() -> None:
    with pytest.raises(InputError, match="not YAML"):
        parse_map("[" * 5000)


def test_the_example_of_the_reference_is_a_mapping() -> None:
    page = Path(__file__).parents[3] / "docs" / "reference" / "mapping.md"
    (example,) = re.findall(r"```yaml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    assert set(parse_map(example).sources) == {"kind", "id", "at", "text", "sender", "channel"}

"""Reading rules and their examples."""

from __future__ import annotations

from datetime import datetime

from wuzha.policy.document import Entry
from wuzha.policy.reading.draft import Draft
from wuzha.policy.scope import TYPE_WORDS, close_match
from wuzha.policy.sections import Section
from wuzha.policy.tree import Example, Rule, Words
from wuzha.vocabulary import limits
from wuzha.vocabulary.clock import INSTANT_MAX, INSTANT_MIN, instant_of
from wuzha.vocabulary.decision import STAGES
from wuzha.vocabulary.event import Kind, Type

Value = bool | int | float | str | None


def read_rule(draft: Draft, name: Entry, entry: Entry) -> Rule | None:
    keys = ["on", "when", "points", "type", "stage", "exempts", "say", "examples"]
    section = Section(entry, draft.report, keys)
    on = frozenset(Kind(kind) for kind in section.choices("on", [*Kind]))
    when = draft.expression(section, "when", draft.scope(), Type.BOOLEAN)
    exempts = section.flag("exempts")
    most = limits.POINTS_MAX
    points = section.whole("points", -most, most, 0 if exempts else None)
    say = draft.sentence(section, "rules", name.text)
    examples = _examples(draft, section)
    type_ = section.text("type", "") or None
    stage = section.choice("stage", STAGES)
    if not on or when is None or points is None or say is None:
        return None
    return Rule(name.text, on, when, points, type_, stage, exempts, say, examples, name.span)


def _examples(draft: Draft, section: Section) -> tuple[Example, ...]:
    entry = section.get("examples")
    if entry is None:
        return ()
    if entry.shape != "list":
        draft.report.shape(entry, "例子列表", "a list of examples")
        return ()
    parts = list(entry.elements())
    if len(parts) > limits.EXAMPLES_MAX:
        most = limits.EXAMPLES_MAX
        draft.report.add(
            "too_many",
            parts[most].span,
            Words(f"例子超过 {most} 个", f"there are more than {most} examples"),
            Words("留下说明问题的几个", "keep those that show something"),
        )
        return ()
    read = (_example(draft, part) for part in parts)
    return tuple(example for example in read if example is not None)


def _example(draft: Draft, entry: Entry) -> Example | None:
    section = Section(entry, draft.report, ("given", "fires"))
    given, fires = section.need("given"), section.need("fires")
    if given is None or fires is None:
        return None
    if given.shape != "mapping":
        draft.report.shape(given, "映射（名称: 值）", "a mapping of names to values")
        return None
    values: dict[str, Value] = {}
    for key, entry_ in given.items():
        type_ = draft.names.get(key.text)
        if type_ is None:
            if key.text not in draft.report.broken:
                message = Words(f"没有 `{key.text}`", f"nothing is called `{key.text}`")
                hint = close_match(key.text, draft.names)
                draft.report.add("unknown_name", key.span, message, hint)
            continue
        try:
            values[key.text] = _value(entry_, type_)
        except ValueError:
            words = TYPE_WORDS[type_]
            draft.report.shape(entry_, f"类型为“{words.zh}”的值", f"{words.en}, as `{key.text}` is")
    return Example(values, section.flag("fires"), entry.span)


def _value(entry: Entry, wanted: Type) -> Value:
    """The value of an example as the event or the feature would have it; ValueError if not."""
    value: object = entry.value if entry.shape == "scalar" else entry
    if value is None:
        return None
    if wanted is Type.TEXT and entry.shape == "scalar":
        return entry.text
    if wanted is Type.BOOLEAN or isinstance(value, bool):
        if wanted is Type.BOOLEAN and isinstance(value, bool):
            return value
    elif wanted is Type.TIME:
        return _instant(value)
    elif isinstance(value, int) and wanted is Type.INTEGER and abs(value) <= limits.INTEGER_MAX:
        return value
    elif (
        isinstance(value, int | float) and wanted is Type.NUMBER and abs(value) <= limits.NUMBER_MAX
    ):
        return float(value)
    raise ValueError


def _instant(value: object) -> int:
    """Microseconds, or ISO 8601 with a time zone."""
    instant = value if isinstance(value, int) else instant_of(datetime.fromisoformat(str(value)))
    if not INSTANT_MIN <= instant <= INSTANT_MAX:
        raise ValueError
    return instant

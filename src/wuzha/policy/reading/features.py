"""Reading what is computed before the rules: features and models."""

from __future__ import annotations

from wuzha.policy.document import Entry
from wuzha.policy.reading.draft import Draft
from wuzha.policy.scope import close_match
from wuzha.policy.sections import Section
from wuzha.policy.tree import Feature, Model, Name, Words
from wuzha.vocabulary import limits
from wuzha.vocabulary.event import FIELDS, Kind, Type

MODEL_FORMATS = ("lightgbm", "onnx")
_INPUT_TYPES = frozenset({Type.INTEGER, Type.NUMBER, Type.BOOLEAN})

KEYS = tuple(name for name, field in FIELDS.items() if field.type is not Type.NUMBER)
"""Fields that windows can be kept by: all whose equal values are plainly equal."""


def read_feature(draft: Draft, name: Entry, entry: Entry) -> Feature | None:
    keys = ["by", "over", "on", "compute", "where", "say"]
    section = Section(entry, draft.report, keys)
    is_taken = draft.is_taken(name)
    section.need("by")
    by = section.choice("by", KEYS)
    over = section.duration("over", limits.WINDOW_MAX)
    on = frozenset(Kind(kind) for kind in section.choices("on", [*Kind]))
    compute = draft.expression(section, "compute", draft.compute_scope())
    where = None
    if section.get("where"):
        where = draft.expression(section, "where", draft.field_scope(), Type.BOOLEAN)
        if where is None:
            return None
    say = section.words("say", required=False)
    if is_taken or by is None or over is None or not on or compute is None:
        return None
    assert compute.type is not None
    draft.names[name.text] = compute.type
    return Feature(name.text, by, over, on, compute, where, say, name.span)


def read_model(draft: Draft, name: Entry, entry: Entry) -> Model | None:
    section = Section(entry, draft.report, ("file", "format", "inputs", "on", "when"))
    is_taken = draft.is_taken(name)
    file = draft.file(section, "file")
    on = frozenset(Kind(kind) for kind in section.choices("on", [*Kind]))
    suffix = "onnx" if file is not None and file.suffix == ".onnx" else "lightgbm"
    form = section.choice("format", MODEL_FORMATS, suffix)
    inputs = _inputs(draft, section)
    when = None
    if section.get("when"):
        when = draft.expression(section, "when", draft.scope(), Type.BOOLEAN)
        if when is None:
            return None
    if is_taken or file is None or not on or form is None or not inputs:
        return None
    return Model(name.text, file, form, inputs, on, when, name.span)


def _inputs(draft: Draft, section: Section) -> tuple[Name, ...]:
    entry = section.need("inputs")
    if entry is None:
        return ()
    if entry.shape != "list" or not list(entry.elements()):
        draft.report.shape(entry, "名称列表", "a list of names")
        return ()
    read = [_input(draft, part) for part in entry.elements()]
    return tuple(name for name in read if name is not None)


def _input(draft: Draft, part: Entry) -> Name | None:
    kind = draft.names.get(part.text)
    if kind in _INPUT_TYPES:
        return Name(part.text, span=part.span, type=kind)
    if kind is not None or part.text not in draft.report.broken:
        draft.report.add(
            "model_input",
            part.span,
            Words(
                "模型只能输入数或是非类型的字段、特征",
                "a model takes fields and features that are numbers or booleans",
            ),
            close_match(part.text, [n for n, t in draft.names.items() if t in _INPUT_TYPES]),
        )
    return None

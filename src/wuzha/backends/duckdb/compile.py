"""A policy to SQL text: a pure function, without a database in sight.

The text reads relation `SOURCE`: the events in order, with a column `_place` that numbers them
from 0 and, unless the batch is plain, one `_reach_<over>` per length of window (windows.py). Names
that start with an underscore are ours; policy names never do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wuzha.backends.duckdb.expressions import LOOKUPS, SQL_TYPES, Renderer, identifier, text
from wuzha.backends.duckdb.sheet import Sheet
from wuzha.backends.duckdb.verdict import add_verdict
from wuzha.backends.duckdb.windows import Windows, reach
from wuzha.policy.tree import Aggregate, Call, Expr, Model, Policy
from wuzha.policy.uses import names, uses
from wuzha.policy.walk import walk
from wuzha.vocabulary.event import FIELDS, REQUIRED

SOURCE = "_events"
FEATURES = "_features"


@dataclass(frozen=True)
class Layout:
    """What the batch to come looks like: its fields, whether it is plain (windows.py), and
    whether it holds several streams, told apart by `stream`, that do not see each other."""

    present: frozenset[str]
    plain: bool
    streams: bool = False


@dataclass(frozen=True)
class Inputs:
    """What a model is asked: the column that says where, the table (place, value) that will hold
    its answers, and SQL for the places and its inputs there."""

    model: str
    asked: str
    table: str
    sql: str


@dataclass(frozen=True)
class Program:
    """A compiled policy.

    Without models `outcome` stands alone. With them the result of `features` is stored as
    FEATURES first, then each model's answers in its table, and `outcome` reads those. It gives
    `_place`, `id`, `at`, `kind` and then `columns`, in the order of `contract.values_schema`.
    """

    features: str
    models: tuple[Inputs, ...]
    outcome: str
    columns: tuple[str, ...]


def compile_policy(policy: Policy, layout: Layout) -> Program:
    """SQL for batches of this layout."""
    renderer = Renderer(policy.time_zone, {name: item.match for name, item in policy.lists.items()})
    base = _base(policy, layout)
    sheet = Sheet(SOURCE)
    sheet.select(", ".join(f"{sql} AS {name}" for name, sql in base.items()))
    _add_features(sheet, policy, layout, renderer)
    inputs = _add_questions(sheet, policy, renderer)
    features = ""
    if inputs:
        kept = [*base, *renderer.lookups.values(), *map(identifier, policy.features)]
        sheet.select(", ".join([*kept, *(question.asked for question in inputs)]))
        features = sheet.query()
        sheet = Sheet(FEATURES)
        sheet.select(*_joined(inputs))
    fired = _add_rules(sheet, policy, renderer)
    add_verdict(sheet, policy, fired)
    columns = (
        *map(identifier, [*policy.features, *policy.models]),
        *fired.values(),
        *("_score", "_level", "_type", "_stage", "_action"),
    )
    sheet.select(", ".join(["_place", *map(identifier, REQUIRED), *columns]))
    return Program(features, inputs, sheet.query(), columns)


def lengths(policy: Policy) -> list[int]:
    """The different lengths of the policy's windows, in microseconds."""
    return sorted({feature.over for feature in policy.features.values()})


def used_fields(policy: Policy) -> list[str]:
    """The fields that a run needs, in the order of the event schema."""
    used = {name.name for use in uses(policy) for name in names(use.expr)}
    used |= {feature.by for feature in policy.features.values()} | {*REQUIRED}
    return [name for name in FIELDS if name in used]


def _base(policy: Policy, layout: Layout) -> dict[str, str]:
    """The first columns: what the policy reads, of the right type, null if the batch lacks it."""
    columns = {"_place": "_place", "_as_of": "as_of", "_late": "late"}
    if layout.streams:
        columns["_stream"] = "stream"
    if not layout.plain:
        columns |= {reach(over): reach(over) for over in lengths(policy)}
    for name in used_fields(policy):
        value = identifier(name) if name in layout.present else "NULL"
        columns[identifier(name)] = f"CAST({value} AS {SQL_TYPES[FIELDS[name].type]})"
    return columns


def _add_features(sheet: Sheet, policy: Policy, layout: Layout, renderer: Renderer) -> None:
    _add_lookups(sheet, renderer, _before_windows(policy))
    windows = Windows(renderer, layout.plain, layout.streams)
    for feature in policy.features.values():
        windows.feature(feature)
    sheet.add(windows.masks.by_name())
    clauses = ", ".join(f"{name} AS {sql}" for name, sql in windows.clauses.by_name().items())
    sheet.add(windows.calls.by_name(), f"WINDOW {clauses}")
    _add_lookups(sheet, renderer, (feature.compute for feature in policy.features.values()))
    sheet.add(
        {
            identifier(name): f"CASE WHEN {identifier(feature.by)} IS NOT NULL"
            f" THEN {renderer.sql(feature.compute)} END"
            for name, feature in policy.features.items()
        }
    )


def _before_windows(policy: Policy) -> Iterator[Expr]:
    """What windows read of each event, and lookups that rules make of its fields alone: there
    they are computed before long texts are carried through the windows."""
    for feature in policy.features.values():
        if feature.where is not None:
            yield feature.where
        for node in walk(feature.compute):
            if isinstance(node, Aggregate) and node.arg is not None:
                yield node.arg
    conditions = [model.when for model in policy.models.values() if model.when is not None]
    conditions += [rule.when for rule in policy.rules.values()]
    for condition in conditions:
        for call in _lookups(condition):
            if all(name.name in FIELDS for name in names(call)):
                yield call


def _add_lookups(sheet: Sheet, renderer: Renderer, exprs: Iterable[Expr]) -> None:
    """Columns for all lookups in the expressions; one inside another's argument comes first."""
    levels: dict[str, int] = {}
    for expr in exprs:
        for call in _lookups(expr):
            sql = renderer.lookup(call)
            if sql in renderer.lookups:
                continue
            inside = [renderer.lookup(part) for part in _lookups(call.args[0])]
            levels[sql] = 1 + max((levels.get(part, 0) for part in inside), default=0)
            renderer.lookups[sql] = f"_l{len(renderer.lookups)}"
    for level in sorted({*levels.values()}):
        sheet.add({renderer.lookups[sql]: sql for sql, at in levels.items() if at == level})


def _lookups(expr: Expr) -> Iterator[Call]:
    """The calls that read a table, insides first."""
    for node in reversed([*walk(expr)]):
        if isinstance(node, Call) and node.function in LOOKUPS:
            yield node


def _add_questions(sheet: Sheet, policy: Policy, renderer: Renderer) -> tuple[Inputs, ...]:
    """Columns that say where each model is asked, and what it will be given there."""
    models = [*policy.models.values()]
    _add_lookups(sheet, renderer, (model.when for model in models if model.when is not None))
    inputs = tuple(_inputs(model, place) for place, model in enumerate(models))
    sheet.add(
        {
            question.asked: _holds(model.on, model.when, renderer)
            for model, question in zip(models, inputs, strict=True)
        }
    )
    return inputs


def _inputs(model: Model, place: int) -> Inputs:
    asked = f"_on{place}"
    values = ", ".join(f"CAST({identifier(name.name)} AS DOUBLE)" for name in model.inputs)
    sql = f"SELECT _place, {values} FROM {FEATURES} WHERE {asked} ORDER BY _place"
    return Inputs(model.name, asked, f"_model{place}", sql)


def _joined(inputs: Iterable[Inputs]) -> tuple[str, str]:
    columns, joins = [f"{FEATURES}.*"], []
    for question in inputs:
        table = question.table
        columns.append(f"{table}.value AS {identifier(question.model)}")
        joins.append(f"LEFT JOIN {table} ON {table}.place = {FEATURES}._place")
    return ", ".join(columns), " ".join(joins)


def _add_rules(sheet: Sheet, policy: Policy, renderer: Renderer) -> dict[str, str]:
    """One boolean column per rule, never null; gives them by rule."""
    rules = [*policy.rules.values()]
    _add_lookups(sheet, renderer, (rule.when for rule in rules))
    fired = {rule.name: f"_r{place}" for place, rule in enumerate(rules)}
    sheet.add({fired[rule.name]: _holds(rule.on, rule.when, renderer) for rule in rules})
    return fired


def _holds(on: Iterable[str], condition: Expr | None, renderer: Renderer) -> str:
    kinds = f"kind IN ({', '.join(text(kind) for kind in sorted(on))})"
    if condition is None:
        return kinds
    return f"coalesce({kinds} AND {renderer.sql(condition)}, FALSE)"

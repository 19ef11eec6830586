"""The kernels of a policy as one Python module: written, compiled, cached.

The source is a pure function of the policy. Compiled machine code is kept by numba beside the
source, under a name that covers everything it was made from, so a later start only loads it.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import numba

from wuzha.backends.embedded.decide import RULES_PER_WORD, DecisionTable
from wuzha.backends.embedded.emitter import Emitter
from wuzha.backends.embedded.layout import AS_OF, DOUBLE, KIND, LATE, Layout, flavour
from wuzha.backends.embedded.plan import Plan, Predicate, WindowTable
from wuzha.backends.embedded.windows import window_kernel
from wuzha.backends.embedded.writing import Writer
from wuzha.backends.embedded.zones import zone_offsets
from wuzha.policy.tree import Aggregate, Expr, Feature, Model, Name, Policy, Rule
from wuzha.vocabulary.event import Kind

Kernel = Callable[..., None]
_Item = TypeVar("_Item")

KIND_BITS = {kind: 1 << number for number, kind in enumerate(Kind)}
_HEADER = """\
import numpy as np
from wuzha.backends.embedded.block import (
    ask_for_index, ask_for_pairs, ask_for_state, find_slots, forget_pair, leave_queue, move_pairs,
)
from wuzha.backends.embedded.decide import decide
from wuzha.backends.embedded.operators import (
    NAN, NULL, ceil_of, divide, finite, floor_of, greatest, hour_of, least,
    round_of, to_number, weekday_of,
)
from wuzha.backends.embedded.slots import HEAD, TAILS, bury_all, give_up
from wuzha.backends.embedded.table import ask
"""
_UNSIGNED = "from numpy import uint64 as unsigned\n"
_PIECE = 31
"""Features or rules per kernel: smaller functions compile faster than one large one."""


@dataclass
class Kernels:
    """The callables of one policy; each works on the first n cells of the matrix."""

    prepare: list[Kernel]
    windows: list[Kernel]
    finish: list[Kernel]
    filters: list[Kernel]
    """One per model: whether it runs, into the model's filter column."""
    judge: Kernel
    """Sets the bits of the rules that fire in `fired`, and the verdicts in `out`."""


def filter_column(layout: Layout, model: Model) -> int:
    """The column that says whether a model runs."""
    return layout.column(f"filter of {model.name}")


def source(policy: Policy, made: Plan) -> tuple[str, Layout]:
    """The module's text, and the layout with every column that it uses."""
    layout = made.layout
    layout.column(AS_OF)
    layout.column(LATE)
    layout.column(KIND)
    parts = [_HEADER, *_zone(policy.time_zone)]
    for table in made.tables:
        parts.append(_prepare(table, layout, f"prepare{table.number}"))
        parts.append(window_kernel(table, layout, f"windows{table.number}"))
    features = list(policy.features.values())
    for number, some in enumerate(_pieces(features)):
        parts.append(_finish(some, made, f"finish{number}"))
    for number, model in enumerate(policy.models.values()):
        parts.append(_filter(model, layout, f"filter{number}"))
    pieces = _pieces(list(policy.rules.values()))
    for number, rules in enumerate(pieces):
        parts.append(_rules(rules, number * _PIECE, layout, f"rules{number}"))
    parts += [DecisionTable(policy).source(), _judge(len(pieces), layout)]
    return "\n\n".join(parts), layout


def _pieces(items: list[_Item]) -> list[list[_Item]]:
    return [items[at : at + _PIECE] for at in range(0, len(items), _PIECE)]


def load(text: str, policy: Policy, made: Plan, *, compiled: bool, cache: Path | None) -> Kernels:
    """The kernels of a source; uncompiled ones run as plain Python, for tests."""
    module = _compiled_module(text, cache) if compiled else _plain_module(text)

    def some(name: str, count: int) -> list[Kernel]:
        return [getattr(module, f"{name}{number}") for number in range(count)]

    tables = len(made.tables)
    return Kernels(
        prepare=some("prepare", tables),
        windows=some("windows", tables),
        finish=some("finish", len(_pieces(list(policy.features)))),
        filters=some("filter", len(policy.models)),
        judge=module.judge,
    )


def _plain_module(text: str) -> Any:
    module = ModuleType("wuzha_kernels_plain")
    for name in ("kernel", "piece", "unsigned"):
        module.__dict__[name] = lambda given: given
    exec(compile(text, "<kernels>", "exec"), module.__dict__)
    return module


def default_cache() -> Path:
    """Where compiled kernels are kept: $WUZHA_CACHE, else the user's cache folder."""
    named = os.environ.get("WUZHA_CACHE")
    if named:
        return Path(named)
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "wuzha"


def _compiled_module(text: str, cache: Path | None) -> Any:
    folder = (cache or default_cache()) / "kernels"
    folder.mkdir(parents=True, exist_ok=True)
    decorated = (
        "from wuzha.backends.embedded.jit import part as piece, whole as kernel\n"
        + _UNSIGNED
        + text
    )
    name = f"kernels_{_fingerprint(decorated)}"
    path = folder / f"{name}.py"
    if not path.exists():
        # Written aside and renamed, so that two processes never see half a file.
        fresh = path.with_suffix(f".{os.getpid()}.tmp")
        fresh.write_text(decorated, encoding="utf-8")
        fresh.replace(path)
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # numba finds a function's module by name when it stores and loads machine code.
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _fingerprint(text: str) -> str:
    running = hashlib.sha256(text.encode())
    for part in (
        numba.__version__,
        platform.python_version(),
        os.environ.get("NUMBA_BOUNDSCHECK", ""),
    ):
        running.update(part.encode())
    here = Path(__file__).parent
    for file in (
        "block.py",
        "decide.py",
        "jit.py",
        "operators.py",
        "shape.py",
        "slots.py",
        "table.py",
    ):
        running.update((here / file).read_bytes())
    return running.hexdigest()[:24]


# -- sources


def _zone(name: str) -> list[str]:
    starts, offsets = zone_offsets(name)
    return [f"STARTS = np.array({starts!r})\nOFFSETS = np.array({offsets!r})"]


def _loop(
    name: str, emitter: Emitter, last: list[str], extra: str = "", decorator: str = "kernel"
) -> str:
    out = Writer()
    out.put(f"@{decorator}")
    out.open(f"def {name}(wholes, doubles, n{extra}):")
    out.open("for i in range(n):")
    out.put(*emitter.lines, *last)
    if not emitter.lines and not last:
        out.put("pass")
    return out.source()


def _on(emitter: Emitter, kinds: frozenset[Kind]) -> str:
    if kinds == frozenset(Kind):
        return "True"
    wanted = sum(KIND_BITS[kind] for kind in kinds)
    kind = emitter.cell(emitter.layout.column(KIND))
    return emitter.let(f"(({kind} & {wanted}) != 0)")


def _prepare(table: WindowTable, layout: Layout, name: str) -> str:
    emitter = Emitter(layout)
    late = emitter.cell(layout.column(LATE))
    key = emitter.cell(table.key)
    counts = emitter.let(f"(({late} == 0) & ({key} != 0))")
    bits = [
        f"({1 << number} if {_matches(emitter, predicate, counts)} else 0)"
        for number, predicate in enumerate(table.predicates)
    ]
    last = [f"wholes[{table.bits}, i] = {' | '.join(bits)}"]
    for arg, column in table.args.items():
        if arg is None:
            continue
        kept = layout.flavours[column]
        matrix = "doubles" if kept == DOUBLE else "wholes"
        last.append(f"{matrix}[{column}, i] = {emitter.as_kept(arg, kept)}")
    for (_, arg), column in table.pairs.items():
        # The value for now; hashed with the key before the windows run.
        last.append(f"wholes[{column}, i] = {emitter.whole(arg)}")
    return _loop(name, emitter, last)


def _matches(emitter: Emitter, predicate: Predicate, counts: str) -> str:
    tests = [counts, _on(emitter, predicate.on)]
    if predicate.where is not None:
        tests.append(emitter.true(predicate.where))
    if predicate.known is not None:
        tests.append(_known(emitter, predicate.known))
    return emitter.let(" & ".join(test for test in tests if test != "True"))


def _known(emitter: Emitter, arg: Expr) -> str:
    if arg.type is None:
        return "False"
    code = emitter.value(arg)
    test = f"{code} == {code}" if flavour(arg.type) == DOUBLE else f"{code} != NULL"
    return emitter.let(f"({test})")


def _finish(features: list[Feature], made: Plan, name: str) -> str:
    layout = made.layout
    aggregates: dict[Aggregate, int] = {}
    last: list[str] = []
    emitter = Emitter(layout)
    for feature in features:
        layout.name(Name(feature.by))
        if feature.name in layout.columns:
            continue  # it is what a window keeps
        parts = made.values[feature.name]
        aggregates = {}
        for aggregate, part in parts.items():
            if part.count is None:
                aggregates[aggregate] = part.first.out
            else:
                average = layout.column(f"avg of {part.first.out} over {part.count.out}", DOUBLE)
                total = emitter.let(f"to_number({emitter.cell(part.first.out)})")
                count = emitter.let(f"to_number({emitter.cell(part.count.out)})")
                code = emitter.let(f"divide({total}, {count})")
                emitter.lines.append(f"doubles[{average}, i] = {code}")
                aggregates[aggregate] = average
        emitter.aggregates = aggregates
        kept = flavour(feature.compute.type)
        column = layout.column(feature.name, kept)
        matrix = "doubles" if kept == DOUBLE else "wholes"
        key = emitter.cell(layout.column(f"key of {feature.by}"))
        null = "NAN" if kept == DOUBLE else "NULL"
        value = emitter.as_kept(feature.compute, kept)
        last.append(f"{matrix}[{column}, i] = {value} if {key} != 0 else {null}")
    return _loop(name, emitter, last)


def _filter(model: Model, layout: Layout, name: str) -> str:
    emitter = Emitter(layout)
    tests = [_on(emitter, model.on)]
    if model.when is not None:
        tests.append(emitter.true(model.when))
    layout.column(model.name, DOUBLE)
    for tree in model.inputs:
        layout.name(tree)
    column = filter_column(layout, model)
    return _loop(name, emitter, [f"wholes[{column}, i] = 1 if {' & '.join(tests)} else 0"])


def _rules(rules: list[Rule], first: int, layout: Layout, name: str) -> str:
    emitter = Emitter(layout)
    bits: list[str] = []
    for number, rule in enumerate(rules, start=first):
        fires = emitter.let(f"{emitter.true(rule.when)} & {_on(emitter, rule.on)}")
        bit = f"(np.int64({1 << number % RULES_PER_WORD}) if {fires} else np.int64(0))"
        bits.append(bit)
    # Two pieces share a word: the first one sets it.
    word, second = divmod(first, RULES_PER_WORD)
    last = [f"fired[{word}, i] {'|=' if second else '='} {' | '.join(bits)}"]
    return _loop(name, emitter, last, ", fired", decorator="piece")


def _judge(pieces: int, layout: Layout) -> str:
    out = Writer()
    out.put("@kernel")
    out.open("def judge(wholes, doubles, n, fired, out, by_type):")
    for number in range(pieces):
        out.put(f"rules{number}(wholes, doubles, n, fired)")
    kinds = f"wholes[{layout.column(KIND)}]"
    out.put(f"decide(fired, {kinds}, n, {DecisionTable.ARGUMENTS}, by_type, out)")
    return out.source()

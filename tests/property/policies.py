"""Random policies as text: every aggregate and function, nested, over several keys and windows.

All choices come from one `random.Random`: hypothesis supplies one whose choices it can shrink.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random

from property.pools import (
    CALLERS,
    DURATIONS,
    ENTRIES,
    LATENESSES,
    MATCHES,
    PATTERNS,
    PHRASES,
    PIECES,
    TEXTS,
    ZONES,
)
from wuzha.policy.parse import unchecked_policy
from wuzha.policy.tree import Policy
from wuzha.vocabulary.decision import ACTIONS, LEVELS, STAGES
from wuzha.vocabulary.event import Kind

FOLDER = Path(__file__).parent

FIELDS = {
    "boolean": ("answered", "foreign_trunk", "first_time_payee"),
    "integer": ("caller", "callee", "duration_s", "amount"),
    "number": ("score",),
    "text": ("text", "domain", "currency", "payee", "id", "kind"),
    "time": ("at",),
}
"""Fields that generated expressions read, by type; streams fill these and the keys."""

KEYS = ("person", "caller", "payee", "device", "domain", "answered")
MODEL_INPUTS = ("answered", "duration_s", "amount", "score")


class Writer:
    """Writes expressions of a wanted type over the names of one scope."""

    def __init__(self, random: Random, leaves: dict[str, tuple[str, ...]]) -> None:
        self.random = random
        self.leaves = leaves

    def leaf(self, kind: str) -> str:
        names = self.leaves.get(kind, ())
        if names and self.random.random() < 0.8:
            return self.random.choice(names)
        return self.constant(kind)

    def constant(self, kind: str) -> str:
        if kind == "time":  # there are no constants of time
            return self.random.choice(self.leaves["time"])
        return self.random.choice(CONSTANTS[kind])

    def over_text(self, kind: str, form: str) -> str:
        """`form` about a text field; outside aggregates there is none."""
        names = self.leaves.get("text")
        return form.replace("#", self.random.choice(names)) if names else self.leaf(kind)

    def some(self, kind: str, depth: int) -> str:
        """An expression of type `kind`, at most `depth` operations deep."""
        if depth <= 0:
            return self.leaf(kind)
        return self.random.choice(FORMS[kind])(self, depth - 1)

    def numeric(self, depth: int) -> str:
        return self.some(self.random.choice(("integer", "number")), depth)

    def any(self, depth: int) -> str:
        kinds = [kind for kind in FORMS if kind in self.leaves or kind != "time"]
        return self.some(self.random.choice(kinds), depth)

    def case(self, kinds: tuple[str, ...], depth: int) -> str:
        branches = [
            f"when {self.some('boolean', depth)} then {self.some(self.random.choice(kinds), depth)}"
            for _ in range(self.random.randint(1, 2))
        ]
        default = self.random.choice(("", f" else {self.some(kinds[-1], depth)}", " else null"))
        return f"case {' '.join(branches)}{default} end"

    def several(self, kinds: tuple[str, ...], depth: int) -> str:
        count = self.random.randint(2, 3)
        return ", ".join(self.some(self.random.choice(kinds), depth) for _ in range(count))

    def compare(self, depth: int) -> str:
        equal = self.random.choice(("=", "!="))
        any_ = self.random.choice(("=", "!=", "<", "<=", ">", ">="))
        choices = [
            lambda: f"({self.numeric(depth)} {any_} {self.numeric(depth)})",
            lambda: f"({self.some('text', depth)} {equal} {self.some('text', depth)})",
            lambda: f"({self.some('boolean', depth)} {equal} {self.some('boolean', depth)})",
        ]
        if "time" in self.leaves:
            choices.append(
                lambda: f"({self.some('time', depth)} {any_} {self.some('time', depth)})"
            )
        return self.random.choice(choices)()

    def between(self, depth: int) -> str:
        word = self.random.choice(("between", "not between"))
        return f"({self.numeric(depth)} {word} {self.numeric(depth)} and {self.numeric(depth)})"

    def within(self, depth: int) -> str:
        kind, constants = self.random.choice(
            (("integer", "integer"), ("integer", "number"), ("number", "integer"), ("text", "text"))
        )
        values = ", ".join(self.random.choice(CONSTANTS[constants]) for _ in range(3))
        word = self.random.choice(("in", "not in"))
        return f"({self.some(kind, depth)} {word} ({values}))"

    def is_null(self, depth: int) -> str:
        return f"({self.any(depth)} is {self.random.choice(('', 'not '))}null)"

    def text_test(self, depth: int) -> str:
        function = self.random.choice(("contains", "starts_with", "ends_with"))
        return self.over_text("boolean", f"{function}(#, '{self.random.choice(PIECES)}')")

    def matches(self, depth: int) -> str:
        return self.over_text("boolean", f"matches(#, '{self.random.choice(PATTERNS)}')")

    def listed(self, depth: int) -> str:
        name = self.random.choice([*ENTRIES])
        kind = "integer" if name in ("ranges", "numbers") else "text"
        known = [leaf for leaf in self.leaves.get(kind, ()) if leaf in FIELDS[kind]]
        if not known:
            return self.leaf("boolean")
        subject = self.random.choice(known)
        return f"listed({subject}, {name})"

    def phrases(self, depth: int) -> str:
        return self.over_text("integer", f"phrases(#, {self.random.choice([*PHRASES])})")

    def rounded(self, depth: int) -> str:
        function = self.random.choice(("round", "floor", "ceil"))
        scale = self.random.choice(("* 100", "/ 8", "* 0.5", "+ 0.5", "- 0.49999999999999994"))
        if self.random.random() < 0.5:
            return f"{function}({self.numeric(depth)})"
        return f"{function}({self.leaf(self.random.choice(('integer', 'number')))} {scale})"

    def binary(self, depth: int) -> str:
        operator = self.random.choice("+-*/")
        right = self.numeric(depth)
        if operator == "/" and self.random.random() < 0.5:
            right = self.random.choice(("0", "0.0", f"({right} - {right})", "1e-300"))
        return f"({self.numeric(depth)} {operator} {right})"

    def clock(self, depth: int) -> str:
        if "time" not in self.leaves:
            return self.leaf("integer")
        return f"{self.random.choice(('hour', 'weekday'))}({self.some('time', depth)})"

    def since(self, depth: int) -> str:
        if "time" not in self.leaves:
            return self.leaf("number")
        return f"seconds_since({self.some('time', depth)})"


CONSTANTS = {
    "boolean": ("true", "false"),
    "integer": (
        "0",
        "1",
        "3",
        "-2",
        "60",
        "5000",
        str(CALLERS[1]),
        "9999999999999",
    ),
    "number": ("0.5", "0.1", "-2.5", "0.3", "1e3", "0.30000000000000004", "2.0", "0.0", "1e15"),
    "text": ("''", "'abc'", "'bad.com'", "'acc-2'", "'call'", "'" + TEXTS[2] + "'", "'it''s'"),
}

Form = Callable[[Writer, int], str]


def _call(function: str, kinds: tuple[str, ...]) -> Form:
    return lambda w, depth: f"{function}({w.several(kinds, depth)})"


def _numeric_forms(kind: str) -> list[Form]:
    kinds = (kind,) if kind == "integer" else ("integer", "number")
    return [
        lambda w, depth: f"abs({w.some(kind, depth)})",
        *(_call(function, kinds) for function in ("least", "greatest", "coalesce")),
        lambda w, depth: w.case(kinds[::-1] if kind == "integer" else ("integer", "number"), depth),
    ]


FORMS: dict[str, list[Form]] = {
    "boolean": [
        lambda w, depth: w.leaf("boolean"),
        Writer.compare,
        Writer.compare,
        Writer.compare,
        Writer.between,
        Writer.within,
        Writer.is_null,
        Writer.text_test,
        Writer.matches,
        Writer.listed,
        lambda w, depth: f"(not {w.some('boolean', depth)})",
        lambda w, depth: f"({w.some('boolean', depth)} and {w.some('boolean', depth)})",
        lambda w, depth: f"({w.some('boolean', depth)} or {w.some('boolean', depth)})",
        lambda w, depth: w.case(("boolean",), depth),
    ],
    "integer": [
        lambda w, depth: w.leaf("integer"),
        lambda w, depth: w.over_text("integer", "length(#)"),
        Writer.phrases,
        Writer.rounded,
        Writer.clock,
        *_numeric_forms("integer"),
    ],
    "number": [
        lambda w, depth: w.leaf("number"),
        Writer.binary,
        Writer.binary,
        lambda w, depth: f"(-{w.numeric(depth)})",
        Writer.since,
        *_numeric_forms("number"),
    ],
    "text": [
        lambda w, depth: w.leaf("text"),
        _call("coalesce", ("text",)),
        lambda w, depth: w.case(("text",), depth),
    ],
    "time": [
        lambda w, depth: w.leaf("time"),
        _call("coalesce", ("time",)),
        lambda w, depth: w.case(("time",), depth),
    ],
}


def policy_text(random: Random, *, features: int = 6, rules: int = 4, models: bool = True) -> str:
    """The YAML of a policy with up to so many features and rules, and perhaps a model."""
    names = {kind: list(fields) for kind, fields in FIELDS.items()}
    lines = _head(random)
    lines.append("features:")
    for place in range(random.randint(1, features)):
        kind, line = _feature(random, f"f{place}")
        lines.append(line)
        names[kind].append(f"f{place}")
    scope = {kind: tuple(found) for kind, found in names.items()}
    if models and random.random() < 0.3:
        lines += ["models:", _model(random, Writer(random, scope))]
        scope["number"] += ("odds",)
    lines.append("rules:")
    count = random.randint(1, rules)
    lines += [_rule(random, f"r{place}", Writer(random, scope)) for place in range(count)]
    return "\n".join([*lines, *_levels_and_actions(random)]) + "\n"


def policy(random: Random, **sizes: int) -> Policy:
    """A policy that engines can run, though good sense would often object."""
    return unchecked_policy(policy_text(random, **sizes), folder=FOLDER)


def _head(random: Random) -> list[str]:
    forms = {"hosts": "domain", "ranges": "phone", "numbers": "phone", "payees": "account"}
    lines = [
        "policy: generated",
        "version: '1'",
        "title: {zh: 生成, en: generated}",
        f"time_zone: {random.choice(ZONES)}",
        f"lateness: {random.choice(LATENESSES)}",
        "lists:",
    ]
    for name, entries in ENTRIES.items():
        texts = ", ".join(f"'{entry}'" for entry in entries)
        match = MATCHES.get(name, "exact")
        of = forms.get(name, "account")
        lines.append(f"  {name}: {{of: {of}, match: {match}, entries: [{texts}]}}")
    lines.append("lexicons:")
    for name, phrases in PHRASES.items():
        texts = ", ".join('"' + phrase + '"' for phrase in phrases)
        lines.append(f"  {name}: {{phrases: [{texts}]}}")
    return lines


def _kinds(random: Random) -> str:
    kinds = [kind.value for kind in Kind if random.random() < 0.6]
    return "[" + ", ".join(kinds or ["call"]) + "]"


def _quoted(expression: str) -> str:
    """An expression as a YAML scalar that nothing in it can end."""
    return '"' + expression.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _feature(random: Random, name: str) -> tuple[str, str]:
    event = Writer(random, FIELDS)
    kind = random.choice(("integer", "integer", "number", "number", "time", "boolean"))
    computed = Writer(random, _aggregates(event))
    compute = computed.some(kind, random.choice((0, 0, 1, 2)))
    if kind == "boolean" and "(" not in compute:
        compute = "count(*) > 1"
    where = f", where: {_quoted(event.some('boolean', 2))}" if random.random() < 0.5 else ""
    over = random.choice([*DURATIONS])
    line = f"{{by: {random.choice(KEYS)}, over: {over}, on: {_kinds(random)}"
    return kind, f"  {name}: {line}, compute: {_quoted(compute)}{where}}}"


def _aggregates(event: Writer) -> dict[str, tuple[str, ...]]:
    """What stands where names stand inside a `compute`, by type."""
    whole = event.some(event.random.choice(("integer", "boolean")), event.random.choice((0, 1)))
    integer, number = event.some("integer", 1), event.some("number", 1)
    distinct = event.some(event.random.choice(("boolean", "integer", "text", "time")), 1)
    return {
        "integer": (
            "count(*)",
            f"count({event.any(1)})",
            f"count(distinct {distinct})",
            f"sum({_small(event)})",
            f"{event.random.choice(('min', 'max'))}({integer})",
        ),
        "number": (f"avg({whole})", f"{event.random.choice(('min', 'max'))}({number})"),
        "time": ("first_seen()", "last_seen()", "min(at)"),
    }


def _small(event: Writer) -> str:
    """A whole number or boolean whose sums stay far inside 64 bits."""
    return event.random.choice(
        ("amount", "answered", "duration_s", "round(score * 100)", event.some("boolean", 1))
    )


def _model(random: Random, writer: Writer) -> str:
    inputs = ", ".join(random.sample(MODEL_INPUTS, random.randint(1, 3)))
    when = f", when: {_quoted(writer.some('boolean', 2))}" if random.random() < 0.5 else ""
    return f"  odds: {{file: model.txt, inputs: [{inputs}], on: {_kinds(random)}{when}}}"


def _rule(random: Random, name: str, writer: Writer) -> str:
    words = "say: {zh: 规则, en: a rule}"
    line = (
        f"on: {_kinds(random)}, when: {_quoted(writer.some('boolean', random.choice((1, 2, 3))))}"
    )
    if random.random() < 0.1:
        return f"  {name}: {{{line}, exempts: true, {words}}}"
    line += f", points: {random.choice((60, 30, 20, 30, -20, 5))}"
    if random.random() < 0.8:
        line += f", type: {random.choice(('loan', 'rebate'))}"
    if random.random() < 0.8:
        line += f", stage: {random.choice(_values(STAGES))}"
    return f"  {name}: {{{line}, {words}}}"


def _levels_and_actions(random: Random) -> list[str]:
    raised = _values(LEVELS[1:])
    levels = dict(zip(raised, (5, 25, 55, 90), strict=True))
    chosen = [level for level in raised if random.random() < 0.8] or ["low"]
    lines = ["levels: {" + ", ".join(f"{level}: {levels[level]}" for level in chosen) + "}"]
    lines.append("actions:")
    for kind in ("call", "message", "transfer"):
        named = [level for level in raised if random.random() < 0.6] or ["high"]
        acts = ", ".join(f"{level}: {random.choice(_values(ACTIONS))}" for level in named)
        lines.append(f"  {kind}: {{{acts}}}")
    return lines


def _values(words: Iterable[str]) -> list[str]:
    return [str(word) for word in words]

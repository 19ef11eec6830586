"""Decisions in SQL, from one boolean column per rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from wuzha.backends.duckdb.expressions import text
from wuzha.backends.duckdb.sheet import Sheet
from wuzha.policy.tree import Policy, Rule
from wuzha.vocabulary.decision import LEVELS, SCORE_MAX, STAGES, STOPPING, Action, Level


def add_verdict(sheet: Sheet, policy: Policy, fired: Mapping[str, str]) -> None:
    """Adds `_score _level _type _stage _action`; `fired` gives each rule's column by name."""
    rules = [*policy.rules.values()]
    adding = [rule for rule in rules if rule.points > 0]
    typed = [(rule, rule.type) for rule in adding if rule.type is not None]
    totals = {name: f"_t{place}" for place, name in enumerate(dict.fromkeys(t for _, t in typed))}
    # 1. sums
    score = f"CAST(least({SCORE_MAX}, greatest(0, {_points(rules, fired)})) AS SMALLINT)"
    sums = {"_score": score, "_adding": _sum([f"CAST({fired[r.name]} AS INT)" for r in adding])}
    for name, total in totals.items():
        sums[total] = _points([rule for rule, of in typed if of == name], fired)
    sheet.add(sums)
    # 2. what the sums reach
    most = f"greatest({', '.join(totals.values())})" if totals else "0"
    sheet.add({"_level": _level(policy), "_most": most})
    # 3. the words
    sheet.add(
        {
            "_type": _case((f"{fired[r.name]} AND {totals[t]} = _most", t) for r, t in typed),
            "_stage": _stage(adding, fired),
            "_planned": _planned(policy),
        }
    )
    sheet.add({"_action": _action(rules, fired)})


def _points(rules: Sequence[Rule], fired: Mapping[str, str]) -> str:
    return _sum([f"CASE WHEN {fired[rule.name]} THEN {rule.points} ELSE 0 END" for rule in rules])


def _sum(terms: Sequence[str]) -> str:
    """A sum as a balanced tree: a plain chain of thousands is too deep for DuckDB's parser."""
    if len(terms) < 2:
        return terms[0] if terms else "0"
    half = len(terms) // 2
    return f"({_sum(terms[:half])} + {_sum(terms[half:])})"


def _case(whens: Iterable[tuple[str, str]], otherwise: str | None = None) -> str:
    """The word beside the first condition that holds."""
    default = "CAST(NULL AS VARCHAR)" if otherwise is None else text(otherwise)
    branches = " ".join(f"WHEN {condition} THEN {text(word)}" for condition, word in whens)
    return f"CASE {branches} ELSE {default} END" if branches else default


def _level(policy: Policy) -> str:
    falling = [level for level in reversed(LEVELS) if level in policy.levels]
    whens = ((f"_score >= {policy.levels[level]}", str(level)) for level in falling)
    return _case(whens, Level.NONE)


def _stage(adding: Sequence[Rule], fired: Mapping[str, str]) -> str:
    falling = [(stage, [r for r in adding if r.stage == stage]) for stage in reversed(STAGES)]
    return _case(
        (" OR ".join(fired[rule.name] for rule in rules), str(stage))
        for stage, rules in falling
        if rules
    )


def _planned(policy: Policy) -> str:
    """What the policy wants done with this kind at this level, or at the nearest lower one."""
    whens = []
    for kind, named in policy.actions.items():
        action = str(Action.ALLOW)
        for level in LEVELS[1:]:
            action = named.get(level, action)
            whens.append((f"kind = {text(kind)} AND _level = {text(level)}", str(action)))
    return _case(whens, Action.ALLOW)


def _action(rules: Sequence[Rule], fired: Mapping[str, str]) -> str:
    exempt = " OR ".join(fired[rule.name] for rule in rules if rule.exempts) or "FALSE"
    stopping = ", ".join(text(action) for action in sorted(STOPPING))
    return (
        f"CASE WHEN {exempt} THEN {text(Action.ALLOW)}"
        f" WHEN _planned IN ({stopping}) AND _adding < 2 THEN {text(Action.CHALLENGE)}"
        " ELSE _planned END"
    )

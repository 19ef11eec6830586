"""`wuzha policy`: check, explain, compare and try policies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wuzha.cli.exits import Exit
from wuzha.cli.options import LANGUAGE, Json, Lang, PackName, PolicyFiles, argument
from wuzha.cli.terminal import Terminal, run
from wuzha.cli.words import say

if TYPE_CHECKING:
    from wuzha.packs import Pack
    from wuzha.policy.examples import ExampleResult
    from wuzha.policy.findings import BadPolicy
    from wuzha.policy.tree import Policy, Words

app = typer.Typer(help=say(LANGUAGE, "help.policy"), no_args_is_help=True)


@app.command(help=say(LANGUAGE, "help.policy.check"))
def check(
    policies: PolicyFiles, pack: PackName = "cn", lang: Lang = LANGUAGE, as_json: Json = False
) -> None:
    terminal = Terminal(lang, as_json)
    run(terminal, lambda: _check(terminal, policies, pack))


@app.command(help=say(LANGUAGE, "help.policy.explain"))
def explain(
    policies: PolicyFiles, pack: PackName = "cn", lang: Lang = LANGUAGE, as_json: Json = False
) -> None:
    terminal = Terminal(lang, as_json)
    run(terminal, lambda: _explain(terminal, policies, pack))


@app.command(help=say(LANGUAGE, "help.policy.diff"))
def diff(
    old: Annotated[Path, argument("old")],
    new: Annotated[Path, argument("new")],
    pack: PackName = "cn",
    lang: Lang = LANGUAGE,
    as_json: Json = False,
) -> None:
    terminal = Terminal(lang, as_json)
    run(terminal, lambda: _diff(terminal, old, new, pack))


@app.command("test", help=say(LANGUAGE, "help.policy.test"))
def run_examples_of(
    policies: PolicyFiles, pack: PackName = "cn", lang: Lang = LANGUAGE, as_json: Json = False
) -> None:
    terminal = Terminal(lang, as_json)
    run(terminal, lambda: _test(terminal, policies, pack))


def _check(terminal: Terminal, paths: Sequence[Path], pack: str) -> Exit:
    from wuzha.policy.findings import BadPolicy, render

    answers: list[dict[str, Any]] = []
    lines: list[str] = []
    for path in paths:
        try:
            policy = _policy(path, pack)
        except BadPolicy as error:
            answers.append({"path": str(path), "findings": list(_findings(error))})
            lines.append(render(error.path, error.source, error.findings, terminal.language))
        else:
            answers.append({"path": str(path), "findings": []})
            lines.append(_said_good(terminal, path, policy))
    bad = sum(bool(answer["findings"]) for answer in answers)
    if bad:
        lines.append(terminal.say("bad_policies", count=bad))
    terminal.answer({"policies": answers}, lambda: terminal.out.print("\n".join(lines)))
    return Exit.FINDINGS if bad else Exit.OK


def _said_good(terminal: Terminal, path: Path, policy: Policy) -> str:
    return terminal.say("good_policy", path=path, name=policy.name, version=policy.version)


def _findings(error: BadPolicy) -> Iterator[dict[str, Any]]:
    for finding in error.findings:
        yield {
            "code": finding.code,
            "line": finding.span.line,
            "column": finding.span.column,
            "length": finding.span.length,
            "message": {"zh": finding.message.zh, "en": finding.message.en},
            "hint": {"zh": finding.hint.zh, "en": finding.hint.en},
        }


def _explain(terminal: Terminal, paths: Sequence[Path], pack: str) -> Exit:
    from wuzha.packs import pack as pack_of
    from wuzha.policy.explain import explain

    types = _type_names(pack_of(pack))
    texts = {str(path): explain(_policy(path, pack), terminal.language, types) for path in paths}
    answer = {"policies": [{"path": path, "text": text} for path, text in texts.items()]}
    terminal.answer(answer, lambda: terminal.out.print("\n".join(texts.values()), end=""))
    return Exit.OK


def _type_names(pack: Pack) -> dict[str, Words]:
    from wuzha.policy.tree import Words

    return {code: Words(entry.zh, entry.en) for code, entry in pack.taxonomy.types.items()}


def _diff(terminal: Terminal, old: Path, new: Path, pack: str) -> Exit:
    from wuzha.policy.diff import as_json, diff, render_difference

    difference = diff(_policy(old, pack), _policy(new, pack))
    terminal.answer(
        as_json(difference),
        lambda: terminal.out.print(render_difference(difference, terminal.language), end=""),
    )
    return Exit.FINDINGS if difference.changes else Exit.OK


def _test(terminal: Terminal, paths: Sequence[Path], pack: str) -> Exit:
    answers: list[dict[str, Any]] = []
    texts: list[str] = []
    has_failed = False
    for path in paths:
        policy = _policy(path, pack)
        results = _results(policy, pack)
        has_failed |= not all(result.passed for result in results)
        answers.append({"path": str(path), "examples": [*map(_example, results)]})
        texts.append(_rendered(terminal, path, results))
    terminal.answer({"policies": answers}, lambda: terminal.out.print("\n".join(texts)))
    return Exit.FINDINGS if has_failed else Exit.OK


def _results(policy: Policy, pack: str) -> list[ExampleResult]:
    """Examples run by the meaning, on the policy's own lists and models."""
    import numpy as np

    from wuzha.backends import resources
    from wuzha.packs import pack as pack_of
    from wuzha.policy.examples import run_examples

    loaded = resources.load(policy, pack_of(pack).home)
    lists = {name: found.contains_one for name, found in loaded.lists.items()}
    models = {
        name: lambda row, model=model: float(model.predict(np.array([row]))[0])
        for name, model in loaded.models.items()
    }
    return run_examples(policy, lists, models)


def _example(result: ExampleResult) -> dict[str, Any]:
    return {
        "rule": result.rule,
        "line": result.span.line,
        "expected": result.expected,
        "fired": result.fired,
        "passed": result.passed,
        "values": dict(result.values),
    }


def _rendered(terminal: Terminal, path: Path, results: Sequence[ExampleResult]) -> str:
    from wuzha.policy.examples import render_examples

    source = path.read_text(encoding="utf-8-sig")
    return render_examples(results, str(path), source, terminal.language)


def _policy(path: Path, pack: str) -> Policy:
    from wuzha.packs import pack as pack_of
    from wuzha.policy.parse import policy_from_file

    return policy_from_file(path, pack_of(pack).taxonomy.types)

"""The results of a screening run as tables for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.table import Table

from wuzha.cli.screening import RAISED
from wuzha.cli.terminal import Terminal
from wuzha.policy.tree import Words
from wuzha.policy.wording import ACTIONS, KINDS, LEVELS
from wuzha.screen.dead_letters import REASONS

RULES_SHOWN = 10
_SHARES = ("precision", "recall", "f1", "false_alarms")


def show_summary(terminal: Terminal, summary: Mapping[str, Any], title: str | None = None) -> None:
    """Counts, scores if there are labels, the rules that fired most, examples in words."""
    terminal.out.print(_counts(terminal, summary, title))
    if summary["scores"]:
        terminal.out.print(_scores(terminal, summary["scores"]))
    fired = {name: count for name, count in summary["rules"].items() if count}
    if fired:
        terminal.out.print(_rules(terminal, fired))
    _show_samples(terminal, summary["samples"])
    for key in ("unknown_columns", "dropped_values"):
        if summary[key]:
            terminal.out.print(terminal.say(key, names=", ".join(summary[key])))


def show_brief(terminal: Terminal, summary: Mapping[str, Any], title: str) -> None:
    """One table for one set of events, with the scores at the lowest level, and examples."""
    table = _counts(terminal, summary, title)
    for score in list((summary["scores"] or {}).values())[:1]:
        table.add_section()
        for name in _SHARES:
            table.add_row(terminal.say(name), _share(score[name]))
    terminal.out.print(table)
    _show_samples(terminal, summary["samples"])
    terminal.out.print()


def figures(title: str | None, *headings: str) -> Table:
    """A plain table: names on the left, numbers to the right."""
    table = Table(title=title, title_justify="left", show_header=any(headings), pad_edge=False)
    for number, heading in enumerate(headings):
        table.add_column(heading, justify="right" if number else "left")
    return table


def _counts(terminal: Terminal, summary: Mapping[str, Any], title: str | None) -> Table:
    table = figures(title, "", "")
    table.add_row(terminal.say("accepted"), f"{summary['events']:,}")
    table.add_row("  " + terminal.say("passed"), f"{summary['passed']:,}")
    table.add_row("  " + terminal.say("flagged"), f"{summary['flagged']:,}")
    for level in RAISED:
        if summary["levels"][level]:
            name = _word(terminal, LEVELS[level])
            table.add_row(f"    {name}", f"{summary['levels'][level]:,}")
    if summary["late"]:
        table.add_row("  " + terminal.say("late"), f"{summary['late']:,}")
    if summary["left_out"]:
        table.add_row(terminal.say("left_out"), f"{summary['left_out']:,}")
    table.add_row(terminal.say("dead_letters"), f"{sum(summary['dead_letters'].values()):,}")
    for code, count in summary["dead_letters"].items():
        table.add_row(f"  {_reason(terminal, code)}", f"{count:,}")
    rate = terminal.say(
        "rate_value",
        rate=f"{summary['records_per_second']:,}",
        seconds=f"{summary['seconds']:.1f}",
    )
    table.add_row(terminal.say("rate"), rate)
    return table


def _reason(terminal: Terminal, code: str) -> str:
    """A reason for dead letters, whatever the field."""
    zh, en = REASONS[code]
    return (zh if terminal.language == "zh" else en).format(field="…").rstrip("。.")


def _word(terminal: Terminal, words: Words) -> str:
    return words.in_language(terminal.language)


def _scores(terminal: Terminal, scores: Mapping[str, Mapping[str, Any]]) -> Table:
    headings = [terminal.say("at_least"), *(terminal.say(name) for name in _SHARES)]
    table = figures(terminal.say("scores"), *headings)
    for level, score in scores.items():
        table.add_row(_word(terminal, LEVELS[level]), *(_share(score[name]) for name in _SHARES))
    return table


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _rules(terminal: Terminal, fired: Mapping[str, int]) -> Table:
    table = figures(terminal.say("rules"), terminal.say("rule"), terminal.say("events"))
    for name, count in sorted(fired.items(), key=lambda item: -item[1])[:RULES_SHOWN]:
        table.add_row(name, f"{count:,}")
    return table


def _show_samples(terminal: Terminal, samples: list[dict[str, Any]]) -> None:
    if not samples:
        return
    terminal.out.print(terminal.say("samples"), style="italic")
    for sample in samples:
        head = terminal.say(
            "sample_head",
            kind=_word(terminal, KINDS[sample["kind"]]),
            score=sample["score"],
            level=_word(terminal, LEVELS[sample["level"]]),
            action=_word(terminal, ACTIONS[sample["action"]]),
        )
        terminal.out.print(f"- {head}")
        for reason in sample["reasons"]:
            terminal.out.print(f"    {reason['points']:+d}  {reason[terminal.language]}")

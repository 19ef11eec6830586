"""The commands of `wuzha`. What a command needs is imported when it runs, so help is quick."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wuzha.cli import centre_commands, demo_commands, lab_commands, policy_commands
from wuzha.cli.exits import Exit
from wuzha.cli.options import LANGUAGE, Json, Lang, PackName, PolicyFile, argument, option
from wuzha.cli.terminal import Terminal, run
from wuzha.cli.words import say

if TYPE_CHECKING:
    from wuzha.cli.screening import Job

app = typer.Typer(
    help=say(LANGUAGE, "help"),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(policy_commands.app, name="policy")
lab_commands.add_to(app)
demo_commands.add_to(app)
centre_commands.add_to(app)


@app.callback()
def every_command(lang: Lang = LANGUAGE) -> None:
    """`--lang` may also stand before the command."""


BATCH_ROWS = 16_384
BAD_SHARE_MAX = 0.2

_DURATION = re.compile(r"([0-9]{1,9})(ms|s|m|h|d)")
_UNITS = {"ms": 1_000, "s": 1_000_000, "m": 60_000_000, "h": 3_600_000_000, "d": 86_400_000_000}


class LogFormat(StrEnum):
    PARQUET = "parquet"
    NDJSON = "ndjson"


class InputFormat(StrEnum):
    NDJSON = "ndjson"
    CSV = "csv"
    PARQUET = "parquet"
    ARROW = "arrow"


@app.command(help=say(LANGUAGE, "help.screen"))
def screen(
    inputs: Annotated[list[Path], argument("inputs")],
    policy: PolicyFile,
    out: Annotated[Path, option("--out", "-o", key="out")],
    map: Annotated[Path | None, option("--map", "-m", key="map")] = None,
    format: Annotated[LogFormat, option("--format", key="format")] = LogFormat.PARQUET,
    input_format: Annotated[
        InputFormat | None, option("--input-format", key="input_format")
    ] = None,
    encoding: Annotated[str, option("--encoding", key="encoding")] = "utf-8",
    delimiter: Annotated[str, option("--delimiter", key="delimiter")] = ",",
    lateness: Annotated[str | None, option("--lateness", key="lateness")] = None,
    batch: Annotated[int, option("--batch", key="batch", min=1, max=1 << 20)] = BATCH_ROWS,
    max_bad_share: Annotated[
        float, option("--max-bad-share", key="bad_share", min=0, max=1)
    ] = BAD_SHARE_MAX,
    pack: PackName = "cn",
    lang: Lang = LANGUAGE,
    as_json: Json = False,
    force: Annotated[bool, option("--force", key="force")] = False,
) -> None:
    terminal = Terminal(lang, as_json)
    waits = None if lateness is None else _duration(terminal, lateness)

    def job() -> Job:
        from wuzha.cli.screening import Job
        from wuzha.screen.intake import Source

        sources = [
            Source(path, input_format, encoding, delimiter, chunk_rows=batch) for path in inputs
        ]
        return Job(sources, policy, out, map, waits, batch, max_bad_share, format)

    def work() -> Exit:
        from wuzha.cli.screening import run_job
        from wuzha.cli.tables import show_summary
        from wuzha.packs import pack as pack_of

        _refuse_finished(terminal, out, force)
        summary = run_job(job(), pack_of(pack), terminal)
        terminal.answer(summary, lambda: show_summary(terminal, summary))
        if not as_json:
            terminal.out.print(terminal.say("written", folder=out))
        return Exit.OK

    run(terminal, work)


def _duration(terminal: Terminal, text: str) -> int:
    """Microseconds of `30s`, `10m`, `1h`."""
    from wuzha.vocabulary.limits import LATENESS_MAX

    match = _DURATION.fullmatch(text)
    if match is None:
        raise typer.BadParameter(terminal.say("error.bad_duration", text=text))
    length = int(match[1]) * _UNITS[match[2]]
    if length > LATENESS_MAX:
        hours = LATENESS_MAX // _UNITS["h"]
        raise typer.BadParameter(terminal.say("error.lateness_max", hours=hours))
    return length


def _refuse_finished(terminal: Terminal, out: Path, force: bool) -> None:
    from wuzha.screen.decision_log import is_finished

    if is_finished(out) and not force:
        raise typer.BadParameter(terminal.say("error.finished", folder=out))


@app.command(help=say(LANGUAGE, "help.backtest"))
def backtest(
    histories: Annotated[list[Path], argument("histories")],
    policy: PolicyFile,
    out: Annotated[Path | None, option("--out", "-o", key="backtest_out")] = None,
    threads: Annotated[int, option("--threads", key="threads", min=1, max=256)] = 2,
    pack: PackName = "cn",
    lang: Lang = LANGUAGE,
    as_json: Json = False,
) -> None:
    terminal = Terminal(lang, as_json)

    def work() -> Exit:
        from wuzha.cli.history import run_backtest

        return run_backtest(terminal, histories, policy, out, threads, pack)

    run(terminal, work)


@app.command(help=say(LANGUAGE, "help.examples"))
def examples(
    data: Annotated[Path | None, option("--data", key="data", envvar="WUZHA_DATA")] = None,
    out: Annotated[Path | None, option("--out", "-o", key="examples_out")] = None,
    pack: PackName = "cn",
    lang: Lang = LANGUAGE,
    as_json: Json = False,
) -> None:
    terminal = Terminal(lang, as_json)

    def work() -> Exit:
        from wuzha.cli.examples import run_examples

        return run_examples(terminal, data, out, pack)

    run(terminal, work)


@app.command(help=say(LANGUAGE, "help.bench"))
def bench(
    name: Annotated[str, argument("bench_name")],
    quick: Annotated[bool, option("--quick", key="quick")] = False,
    record: Annotated[bool, option("--record", key="record")] = False,
    lang: Lang = LANGUAGE,
    as_json: Json = False,
) -> None:
    terminal = Terminal(lang, as_json)

    def work() -> Exit:
        from wuzha.cli.bench import run_bench

        return run_bench(terminal, name, quick, record)

    run(terminal, work)


@app.command(help=say(LANGUAGE, "help.version"))
def version(as_json: Json = False) -> None:
    from wuzha import __version__

    terminal = Terminal(LANGUAGE, as_json)
    terminal.answer({"version": __version__}, lambda: terminal.out.print(__version__))

"""The commands of the centre: `wuzha centre ...` and `wuzha audit ...`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wuzha.cli.exits import Exit
from wuzha.cli.options import LANGUAGE, Json, Lang, argument, option
from wuzha.cli.terminal import Terminal, run
from wuzha.cli.words import say

if TYPE_CHECKING:
    from wuzha.cli.accounts import NewUser

centre = typer.Typer(help=say(LANGUAGE, "help.centre"), no_args_is_help=True)
user = typer.Typer(help=say(LANGUAGE, "help.centre.user"), no_args_is_help=True)
units = typer.Typer(help=say(LANGUAGE, "help.centre.units"), no_args_is_help=True)
audit = typer.Typer(help=say(LANGUAGE, "help.audit"), no_args_is_help=True)
centre.add_typer(user, name="user")
centre.add_typer(units, name="units")

UserName = Annotated[str, argument("user_name")]
TypePassword = Annotated[bool, option("--type-password", key="type_password")]

_WITNESS = re.compile(r"([0-9]{1,18}):([0-9a-f]{64})")


def add_to(app: typer.Typer) -> None:
    """Puts the centre's commands beside the others."""
    app.add_typer(centre, name="centre")
    app.add_typer(audit, name="audit")


@centre.command(help=say(LANGUAGE, "help.centre.init"))
def init(
    username: Annotated[str, option("--username", key="first_user")] = "admin",
    name: Annotated[str, option("--name", key="real_name")] = "Administrator",
    level: Annotated[str, option("--level", key="root_level")] = "ministry",
    zh: Annotated[str, option("--zh", key="root_zh")] = "反诈中心",
    en: Annotated[str, option("--en", key="root_en")] = "Anti-fraud centre",
    type_password: TypePassword = False,
    lang: Lang = LANGUAGE,
    as_json: Json = False,
) -> None:
    terminal = Terminal(lang, as_json)

    def work() -> Exit:
        from wuzha.cli.accounts import NewUser, run_init

        first = NewUser(username, name, roles=("administrator",), language=_pages(lang))
        return run_init(terminal, first, (level, zh, en), type_password)

    run(terminal, work)


@user.command("add", help=say(LANGUAGE, "help.centre.user.add"))
def add_user(
    username: UserName,
    name: Annotated[str, option("--name", key="real_name")],
    unit: Annotated[str, option("--unit", key="unit_code")] = "",
    role: Annotated[list[str] | None, option("--role", key="role")] = None,
    badge: Annotated[str, option("--badge", key="badge")] = "",
    email: Annotated[str, option("--email", key="email")] = "",
    single_sign_on: Annotated[bool, option("--single-sign-on", key="single_sign_on")] = False,
    type_password: TypePassword = False,
    lang: Lang = LANGUAGE,
    as_json: Json = False,
) -> None:
    terminal = Terminal(lang, as_json)

    def new() -> NewUser:
        from wuzha.cli.accounts import NewUser

        return NewUser(username, name, unit, badge, email, tuple(role or ()), _pages(lang))

    def work() -> Exit:
        from wuzha.cli.accounts import run_add

        return run_add(terminal, new(), single_sign_on, type_password)

    run(terminal, work)


@user.command("list", help=say(LANGUAGE, "help.centre.user.list"))
def list_users(lang: Lang = LANGUAGE, as_json: Json = False) -> None:
    terminal = Terminal(lang, as_json)

    def work() -> Exit:
        from wuzha.cli.accounts import run_list

        return run_list(terminal)

    run(terminal, work)


@user.command("password", help=say(LANGUAGE, "help.centre.user.password"))
def password(
    username: UserName,
    type_password: TypePassword = False,
    lang: Lang = LANGUAGE,
    as_json: Json = False,
) -> None:
    terminal = Terminal(lang, as_json)

    def work() -> Exit:
        from wuzha.cli.accounts import run_password

        return run_password(terminal, username, type_password)

    run(terminal, work)


@units.command("load", help=say(LANGUAGE, "help.centre.units.load"))
def load(
    file: Annotated[Path, argument("unit_file")],
    lang: Lang = LANGUAGE,
    as_json: Json = False,
) -> None:
    terminal = Terminal(lang, as_json)

    def work() -> Exit:
        from wuzha.cli.accounts import run_load

        return run_load(terminal, file)

    run(terminal, work)


@centre.command(help=say(LANGUAGE, "help.centre.serve"))
def serve(
    host: Annotated[str, option("--host", key="host")] = "127.0.0.1",
    port: Annotated[int, option("--port", key="port", min=1, max=65535)] = 8096,
    workers: Annotated[int, option("--workers", key="web_workers", min=1, max=64)] = 1,
    pages_only: Annotated[bool, option("--pages-only", key="pages_only")] = False,
    lang: Lang = LANGUAGE,
) -> None:
    terminal = Terminal(lang, as_json=False)

    def job() -> Exit:
        from wuzha.cli.serving import run_serve

        return run_serve(terminal, host, port, workers, pages_only)

    run(terminal, job)


@centre.command(help=say(LANGUAGE, "help.centre.work"))
def work(lang: Lang = LANGUAGE) -> None:
    terminal = Terminal(lang, as_json=False)

    def job() -> Exit:
        from wuzha.cli.serving import run_work

        return run_work(terminal)

    run(terminal, job)


@centre.command(help=say(LANGUAGE, "help.centre.receive"))
def receive(
    source: Annotated[Path, argument("decisions")],
    batch: Annotated[int, option("--batch", key="batch", min=1, max=5_000)] = 200,
    lang: Lang = LANGUAGE,
    as_json: Json = False,
) -> None:
    terminal = Terminal(lang, as_json)

    def job() -> Exit:
        from wuzha.cli.serving import run_receive

        return run_receive(terminal, source, batch)

    run(terminal, job)


@centre.command(help=say(LANGUAGE, "help.centre.retry"))
def retry(lang: Lang = LANGUAGE, as_json: Json = False) -> None:
    terminal = Terminal(lang, as_json)

    def work() -> Exit:
        from wuzha.cli.records import run_retry

        return run_retry(terminal)

    run(terminal, work)


@centre.command(help=say(LANGUAGE, "help.centre.labels"))
def labels(
    out: Annotated[Path, option("--out", "-o", key="labels_out")],
    since: Annotated[str, option("--since", key="since", metavar="YYYY-MM-DD")] = "1970-01-01",
    until: Annotated[str, option("--until", key="until", metavar="YYYY-MM-DD")] = "2099-12-31",
    lang: Lang = LANGUAGE,
    as_json: Json = False,
) -> None:
    terminal = Terminal(lang, as_json)
    first, last = _day(terminal, since), _day(terminal, until)

    def work() -> Exit:
        from wuzha.cli.records import run_labels

        return run_labels(terminal, out, first, last)

    run(terminal, work)


@audit.command(help=say(LANGUAGE, "help.audit.verify"))
def verify(
    witness: Annotated[str | None, option("--witness", key="witness", metavar="N:HEX")] = None,
    lang: Lang = LANGUAGE,
    as_json: Json = False,
) -> None:
    terminal = Terminal(lang, as_json)
    seen = None if witness is None else _head(terminal, witness)

    def work() -> Exit:
        from wuzha.cli.records import run_verify

        return run_verify(terminal, seen)

    run(terminal, work)


@audit.command(help=say(LANGUAGE, "help.audit.head"))
def head(lang: Lang = LANGUAGE, as_json: Json = False) -> None:
    terminal = Terminal(lang, as_json)

    def work() -> Exit:
        from wuzha.cli.records import run_head

        return run_head(terminal)

    run(terminal, work)


def _head(terminal: Terminal, text: str) -> tuple[int, bytes]:
    match = _WITNESS.fullmatch(text)
    if match is None:
        raise typer.BadParameter(terminal.say("error.witness"))
    return int(match[1]), bytes.fromhex(match[2])


def _day(terminal: Terminal, text: str) -> int:
    """The instant at which a day begins, in UTC."""
    import datetime

    from wuzha.vocabulary.clock import instant_of

    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(terminal.say("error.day", text=text)) from None
    return instant_of(datetime.datetime.combine(day, datetime.time(), datetime.UTC))


def _pages(lang: str) -> str:
    """The language of pages for the language of the command line."""
    return "zh-hans" if lang == "zh" else "en"

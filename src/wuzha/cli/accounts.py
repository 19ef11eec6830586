"""`wuzha centre init`, `user` and `units`: the first steps of an installation.

Modules that need Django's apps are imported after `set_up`.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from wuzha.cli.exits import Exit
from wuzha.cli.installed import BY, set_up
from wuzha.cli.tables import figures
from wuzha.cli.terminal import Terminal
from wuzha.cli.unit_file import read_units
from wuzha.processes.installation import installation, make_keys
from wuzha.vocabulary.clock import Instant, system_clock
from wuzha.vocabulary.errors import BadValue, NotThere

if TYPE_CHECKING:
    from wuzha.centre.units.models import User

_GENERATED_BYTES = 12


@dataclass(frozen=True)
class NewUser:
    username: str
    name: str
    unit: str = ""
    badge: str = ""
    email: str = ""
    roles: tuple[str, ...] = ()
    language: str = "zh-hans"


def run_init(
    terminal: Terminal, first: NewUser, root: tuple[str, str, str], type_password: bool
) -> Exit:
    """Folder, keys, tables, the root unit and its first administrator. What is there is kept."""
    home = installation().home
    make_keys(home)
    set_up()
    from django.core.management import call_command

    from wuzha.centre.change import change
    from wuzha.centre.units.actions import make_root
    from wuzha.centre.units.queries import everybody

    with terminal.waiting("centre.migrating"):
        call_command("migrate", verbosity=0, interactive=False)
    told: dict[str, Any] = {"home": str(home), "username": None, "password": None}
    if not everybody():
        password, shown = _password(terminal, type_password)
        at = system_clock()
        with change(BY, at):
            make_root(*root, by=BY, at=at)
            _make(first, password, at)
        told |= {"username": first.username, "password": shown}
    terminal.answer(told, lambda: _show_init(terminal, told))
    return Exit.OK


def run_add(terminal: Terminal, new: NewUser, single_sign_on: bool, type_password: bool) -> Exit:
    set_up()
    from wuzha.centre.change import change

    password, shown = (None, None) if single_sign_on else _password(terminal, type_password)
    at = system_clock()
    with change(BY, at):
        user = _make(new, password, at)
    told = {"number": user.pk, "username": user.username, "password": shown}
    terminal.answer(told, lambda: _show_password(terminal, "centre.user_made", told))
    return Exit.OK


def run_password(terminal: Terminal, username: str, type_password: bool) -> Exit:
    set_up()
    from wuzha.centre.units.access import user_named
    from wuzha.centre.units.actions import set_password

    user = user_named(username)
    if user is None:
        raise NotThere("no_user", "nobody who is active has this user name")
    password, shown = _password(terminal, type_password)
    set_password(user.pk, password, by=BY, at=system_clock())
    told = {"username": username, "password": shown}
    terminal.answer(told, lambda: _show_password(terminal, "centre.password_set", told))
    return Exit.OK


def run_list(terminal: Terminal) -> Exit:
    set_up()
    from wuzha.centre.units.queries import everybody

    users = [
        {
            "username": user.username,
            "name": user.name,
            "unit": user.unit.code,
            "roles": sorted(given.role for given in user.grants.all()),
            "badge": user.badge,
            "active": user.is_active,
            "on_duty": user.on_duty,
        }
        for user in everybody()
    ]
    terminal.answer({"users": users}, lambda: _show_users(terminal, users))
    return Exit.OK


def run_load(terminal: Terminal, file: Path) -> Exit:
    set_up()
    from wuzha.centre.units.actions import UnitRow, load_units

    rows = [UnitRow(*row) for row in read_units(file)]
    loaded = load_units(rows, by=BY, at=system_clock())
    told = {"made": loaded.made, "renamed": loaded.renamed, "same": loaded.same}
    terminal.answer(told, lambda: terminal.out.print(terminal.say("centre.loaded", **told)))
    return Exit.OK


def _make(new: NewUser, password: str | None, at: Instant) -> User:
    from wuzha.centre.units.actions import grant, make_user
    from wuzha.centre.units.roles import Role

    unknown = [role for role in new.roles if role not in set(Role)]
    if unknown:
        raise BadValue("role", f"a role is one of {', '.join(Role)}")
    user = make_user(
        new.username,
        name=new.name,
        unit=new.unit,
        badge=new.badge,
        email=new.email,
        language=new.language,
        password=password,
        by=BY,
        at=at,
    )
    for role in new.roles:
        grant(user.pk, Role(role), by=BY, at=at)
    return user


def _password(terminal: Terminal, typed: bool) -> tuple[str, str | None]:
    """The password, and what to show of it: one that somebody typed is not shown."""
    if not typed:
        made = secrets.token_urlsafe(_GENERATED_BYTES)
        return made, made
    ask = terminal.say("centre.type_password")
    again = terminal.say("centre.type_again")
    return typer.prompt(ask, hide_input=True, confirmation_prompt=again, err=True), None


def _show_init(terminal: Terminal, told: dict[str, Any]) -> None:
    terminal.out.print(terminal.say("centre.ready", home=told["home"]))
    if told["username"] is None:
        terminal.out.print(terminal.say("centre.users_kept"))
    else:
        _show_password(terminal, "centre.first_user", told)
    terminal.out.print(terminal.say("centre.keep_keys"))


def _show_password(terminal: Terminal, key: str, told: dict[str, Any]) -> None:
    terminal.out.print(terminal.say(key, username=told["username"]))
    if told["password"]:
        terminal.out.print(terminal.say("centre.shown_once", password=told["password"]))


def _show_users(terminal: Terminal, users: list[dict[str, Any]]) -> None:
    columns = ("username", "name", "unit", "roles", "badge", "state")
    table = figures(None, *(terminal.say(f"centre.column.{name}") for name in columns))
    for row in users:
        state = "on_duty" if row["on_duty"] else "active" if row["active"] else "left"
        table.add_row(
            row["username"],
            row["name"],
            row["unit"] or "-",
            ", ".join(row["roles"]) or "-",
            row["badge"] or "-",
            terminal.say(f"centre.state.{state}"),
        )
    terminal.out.print(table)

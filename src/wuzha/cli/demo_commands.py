"""The commands `wuzha demo`, `wuzha demo speed` and `wuzha city`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wuzha.cli.exits import Exit
from wuzha.cli.lab_commands import Days, People, Seed
from wuzha.cli.options import LANGUAGE, Json, Lang, PackName, argument, option
from wuzha.cli.terminal import Terminal, run
from wuzha.cli.words import say

SPEED = 120.0
VICTIMS_PER_DAY = 0.004
"""Five times what statistics say, so that there is something to see at every desk."""
PORT = 8096

Speed = Annotated[float, option("--speed", key="demo_speed", min=1, max=3_600)]

demo = typer.Typer(invoke_without_command=True)


def add_to(app: typer.Typer) -> None:
    """Puts the demo's commands beside the others."""
    app.add_typer(demo, name="demo", help=say(LANGUAGE, "help.demo"))
    app.command(help=say(LANGUAGE, "help.city"))(city)


@demo.callback()
def show(
    context: typer.Context,
    people: People = 20_000,
    days: Annotated[int, option("--days", key="demo_days", min=1, max=30)] = 3,
    speed: Speed = SPEED,
    port: Annotated[int, option("--port", key="demo_port", min=1, max=65_535)] = PORT,
    seed: Seed = 1,
    home: Annotated[Path | None, option("--home", key="demo_home")] = None,
    seconds: Annotated[float | None, option("--for", key="demo_for", min=0)] = None,
    officers: Annotated[bool, option("--officers/--no-officers", key="demo_officers")] = True,
    pack: PackName = "cn",
    lang: Lang = LANGUAGE,
    as_json: Json = False,
) -> None:
    if context.invoked_subcommand is not None:
        return
    terminal = Terminal(lang, as_json)

    def work() -> Exit:
        from wuzha.cli.demo import Wanted, run_demo
        from wuzha.simulate.plan import CityPlan

        plan = CityPlan(people=people, days=days, seed=seed, victims_per_day=VICTIMS_PER_DAY)
        wanted = Wanted(speed, port, home, seconds, officers)
        return run_demo(terminal, plan, pack, wanted)

    run(terminal, work)


@demo.command("speed", help=say(LANGUAGE, "help.demo.speed"))
def change_speed(
    speed: Annotated[float, argument("demo_speed")],
    home: Annotated[Path, option("--home", key="demo_of_home")],
    lang: Lang = LANGUAGE,
    as_json: Json = False,
) -> None:
    terminal = Terminal(lang, as_json)

    def work() -> Exit:
        from wuzha.cli.demo import run_speed

        return run_speed(terminal, home, speed)

    run(terminal, work)


def city(
    people: People = 20_000,
    days: Days = 3,
    seed: Seed = 1,
    pack: PackName = "cn",
    lang: Lang = LANGUAGE,
    as_json: Json = False,
) -> None:
    terminal = Terminal(lang, as_json)

    def work() -> Exit:
        from wuzha.cli.city_story import run_city
        from wuzha.simulate.plan import CityPlan

        return run_city(terminal, CityPlan(people=people, days=days, seed=seed), pack)

    run(terminal, work)

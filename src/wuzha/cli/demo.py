"""`wuzha demo`: a city lives under a centre, and the centre's pages are open."""

from __future__ import annotations

import secrets
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Table

from wuzha.cli.exits import Exit
from wuzha.cli.screening import load_policy, ready_engine
from wuzha.cli.terminal import Terminal
from wuzha.cli.trial import policy_or_centre
from wuzha.packs import Pack
from wuzha.packs import pack as pack_of
from wuzha.processes.demo.house import environment, make_house
from wuzha.processes.demo.pace import go
from wuzha.processes.serving import check_free, serving
from wuzha.screen.naming import naming_of
from wuzha.simulate.city import build_city
from wuzha.simulate.plan import CityPlan
from wuzha.simulate.sheets import sheet
from wuzha.vocabulary.clock import DAY, HOUR, SECOND, Clock, Instant, system_clock

if TYPE_CHECKING:
    from wuzha.processes.demo.opening import Demo
    from wuzha.processes.demo.run import State

PAST_DAYS = 5
"""Days that are over when the console opens: they fill the windows of the policy."""

OPENS_AT = 9 * HOUR
"""After local midnight."""

LINE_EVERY_SECONDS = 60.0
"""How often the state is told where nobody watches a line change."""


@dataclass(frozen=True)
class Wanted:
    """What a demo is to be like. `seconds`: of the machine's time; None until it is stopped."""

    speed: float = 120.0
    port: int = 8096
    home: Path | None = None
    seconds: float | None = None
    officers: bool = True


def run_demo(
    terminal: Terminal,
    plan: CityPlan,
    pack_name: str,
    wanted: Wanted | None = None,
    machine: Clock = system_clock,
) -> Exit:
    """Everything that a demo needs is made, served, and taken away at the end. `plan.days` are
    those that are shown."""
    wish = wanted or Wanted()
    pack = pack_of(pack_name)
    folder = nullcontext(str(wish.home)) if wish.home else tempfile.TemporaryDirectory("-wuzha")
    with folder as name:
        _live(terminal, plan, pack, wish, Path(name).resolve(), machine)
    return Exit.OK


def run_speed(terminal: Terminal, home: Path, speed: float, machine: Clock = system_clock) -> Exit:
    """Another speed for a demo that runs."""
    go(home.resolve(), speed, machine)
    terminal.answer(
        {"speed": speed},
        lambda: terminal.out.print(terminal.say("demo.speed_set", speed=f"{speed:g}")),
    )
    return Exit.OK


def _live(
    terminal: Terminal, plan: CityPlan, pack: Pack, wanted: Wanted, home: Path, machine: Clock
) -> None:
    check_free(wanted.port)
    password = f"wz-{secrets.token_hex(4)}"
    with _telling(terminal) as tell:
        tell("engine")
        with policy_or_centre(None, pack) as path:
            engine = ready_engine(load_policy(path, pack), pack)
            naming = naming_of(path)
        today = midnight(machine(), pack)
        tell("house")
        make_house(home, today + OPENS_AT)
        from wuzha.processes.demo.opening import Wish, open_centre
        from wuzha.processes.demo.run import Run
        from wuzha.processes.receiving import Screen

        tell("making_city", people=f"{plan.people:,}")
        city = build_city(_from_today(plan, today), pack)
        wish = Wish(str(terminal.language), wanted.officers, password, plan.seed)
        demo = open_centre(
            city,
            Screen(engine, naming),
            home,
            today + OPENS_AT,
            wish,
            lambda what, share: tell(what, share=round(100 * min(1.0, share))),
        )
        tell("console")
    try:
        with serving(home / "console.log", wanted.port, environment(home)) as address:
            _show_logins(terminal, demo, address, password, home)
            go(home, wanted.speed, machine)
            run = Run(demo, home, machine)
            _go_on(terminal, run, wanted.seconds, pack)
            _show_end(terminal, run.state(), address)
    finally:
        demo.living.stream.close()


def midnight(now: Instant, pack: Pack) -> Instant:
    """When the local day of `now` began."""
    offset: Instant = sheet(pack, "city/calendar.yaml")["utc_offset_hours"] * HOUR
    return now - (now + offset) % DAY


def _from_today(plan: CityPlan, today: Instant) -> CityPlan:
    return replace(plan, days=PAST_DAYS + plan.days, start=today - PAST_DAYS * DAY)


def _go_on(terminal: Terminal, run: Any, seconds: float | None, pack: Pack) -> None:
    from wuzha.processes.demo.keyboard import keyboard

    ends = float("inf") if seconds is None else time.monotonic() + seconds
    offset = timedelta(hours=sheet(pack, "city/calendar.yaml")["utc_offset_hours"])
    with keyboard() as keys, _stopped() as stopped, _line(terminal) as line:
        run.go_on(
            lambda: stopped() or time.monotonic() >= ends,
            keys,
            lambda state: line(state_text(terminal, state, offset)),
        )


def state_text(terminal: Terminal, state: State, offset: timedelta) -> str:
    """The state of a demo in one line."""
    shown = datetime.fromtimestamp(state.at / SECOND, UTC) + offset
    text = terminal.say(
        "demo.state",
        at=shown.strftime("%m-%d %H:%M"),
        speed=f"{state.speed:g}",
        events=f"{state.events:,}",
        issued=f"{state.issued:,}",
        open=f"{state.open:,}",
        ended=f"{state.ended:,}",
        avoided=_yuan(state.avoided),
    )
    text += terminal.say("demo.waits") if state.waits else ""
    return text + (terminal.say("demo.over") if state.over else "")


@contextmanager
def _telling(terminal: Terminal) -> Iterator[Callable[..., None]]:
    """Says what is being done: one line that changes, or a line for each thing."""
    said: set[str] = set()

    def tell(what: str, **values: object) -> None:
        if status is not None:
            status.update(terminal.say(f"demo.{what}", **values))
        elif what not in said:
            said.add(what)
            terminal.err.print(terminal.say(f"demo.{what}", **values))

    if terminal.err.is_terminal:
        with terminal.err.status("") as status:
            yield tell
    else:
        status = None
        yield tell


@contextmanager
def _line(terminal: Terminal) -> Iterator[Callable[[str], None]]:
    """A line that changes where somebody watches it; else one a minute."""
    if terminal.err.is_terminal:
        with terminal.err.status("") as status:
            yield status.update
        return
    told_at = float("-inf")

    def tell(text: str) -> None:
        nonlocal told_at
        if time.monotonic() - told_at >= LINE_EVERY_SECONDS:
            told_at = time.monotonic()
            terminal.err.print(text)

    yield tell


@contextmanager
def _stopped() -> Iterator[Callable[[], bool]]:
    """Whether somebody asked to end. The turn that goes on is finished first."""
    asked = False

    def ask(*_: object) -> None:
        nonlocal asked
        asked = True

    before = {name: signal.signal(name, ask) for name in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: asked
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


def _show_logins(terminal: Terminal, demo: Demo, address: str, password: str, home: Path) -> None:
    if terminal.as_json:
        return
    words = [terminal.say(f"demo.{key}") for key in ("login", "unit", "sees")]
    table = Table(*words, pad_edge=False)
    for login in demo.staff.logins:
        unit = demo.staff.users[login.username].unit
        name = unit.zh if terminal.language == "zh" else unit.en
        table.add_row(login.username, name, terminal.say(f"demo.role.{login.role}"))
    terminal.out.print(table)
    terminal.out.print(terminal.say("demo.open", address=address), style="bold")
    terminal.out.print(terminal.say("demo.password", password=password))
    terminal.out.print(terminal.say("demo.keys", home=home))


def _show_end(terminal: Terminal, state: State, address: str) -> None:
    counts = {
        name: f"{getattr(state, name):,}" for name in ("events", "issued", "ended", "victims")
    }
    terminal.answer(
        {"address": address, **asdict(state)},
        lambda: terminal.out.print(
            terminal.say("demo.ended", **counts, avoided=_yuan(state.avoided))
        ),
    )


def _yuan(minor: int) -> str:
    return f"{minor / 100:,.0f}"

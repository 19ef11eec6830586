"""What people do on their phones: installs and what they allow, meetings, VPNs, new phones."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wuzha.simulate.callers import first_device
from wuzha.simulate.draws import Draws
from wuzha.simulate.life.habits import Routine
from wuzha.simulate.life.lottery import Choice, Lottery, Rows, crowd, divided, together
from wuzha.simulate.people import JOBS
from wuzha.simulate.plan import MINUTE, SECOND
from wuzha.simulate.pool import NONE, Codes
from wuzha.simulate.populate import devices
from wuzha.simulate.strip import Column, Strip
from wuzha.vocabulary.event import Kind

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]


def apps(routine: Routine, day: int) -> tuple[list[Strip], tuple[Rows, Whole]]:
    """The app actions of a day, and who does something when while on the telephone."""
    rng = routine.setting.draws("apps", day)
    people = routine.setting.people
    rates = people.surfs * (routine.data["apps_per_visit"] * routine.rhythm.factor("visits", day))
    strips: list[Strip] = []
    called = []
    for action, rows in divided(rng, crowd(rng, rates), routine.data["apps"]).items():
        if action == "forward_calls":
            allowed = np.isin(JOBS, routine.data["forwarders"])[people.job]
            rows = rows[allowed[rows]]
        hours = "business" if action in ("share_screen", "forward_calls") else "visits"
        at = routine.rhythm.times(hours, day, len(rows), rng)
        on_call = rng.random(len(rows)) < routine.data["app_on_call"]
        if action == "install":
            installed, on_call = _installs(routine, rng, rows, at, on_call)
            strips += installed
        else:
            strips.append(_action(routine, rng, action, rows, at, on_call))
        called.append((rows[on_call], at[on_call]))
    return strips, together(called)


def _strip(
    routine: Routine, action: str, rows: Rows, at: Whole, package: Codes, **more: Column
) -> Strip:
    people, world = routine.setting.people, routine.setting.world
    columns: dict[str, Column] = {
        "person": people.token[rows],
        "device": people.device[rows],
        "app_action": routine.word(action),
        "package": package,
        "sideloaded": False,
        "remote_control": np.isin(package, world.remote_tool),
        "on_call": False,
    }
    return Strip(Kind.APP, at, columns | more)


def _action(
    routine: Routine, rng: Draws, action: str, rows: Rows, at: Whole, on_call: Flags
) -> Strip:
    packages = _packages(routine, rng, len(rows))
    more: dict[str, Column] = {"on_call": on_call}
    if action == "open":
        packages = _opened(routine, rng, rows, packages)
    elif action == "share_screen":
        packages = _shared(routine, rng, rows)
        more["remote_control"] = True
    elif action == "grant":
        more["permission"] = _permissions(routine, rng, len(rows))
    elif action in ("new_device", "forward_calls"):
        packages = np.full(len(rows), NONE, np.int32)
    if action == "new_device":
        more["device"] = _other_devices(routine, rng, rows)
    if action in ("open", "grant", "share_screen"):
        more["sideloaded"] = _from_page(routine, rng, packages)
    return _strip(routine, action, rows, at, packages, **more)


def _other_devices(routine: Routine, rng: Draws, rows: Rows) -> Codes:
    """The second device of those who have one, a new one of the others."""
    setting = routine.setting
    second = routine.callers.second[rows]
    place = first_device(setting, "others") + rng.integers(0, 10**7, len(rows))
    new = devices(setting.pool, place, setting.plan.seed)
    return np.where(second != setting.people.device[rows], second, new).astype(np.int32)


def _from_page(routine: Routine, rng: Draws, packages: Codes) -> Flags:
    """Apps that did not come from a shop; rare ones more often."""
    world, data = routine.setting.world, routine.data
    rare = np.isin(packages, np.append(world.rare_chat, world.remote_tool))
    share = np.where(rare, data["rare_from_page"], data["opened_from_page"])
    found: Flags = rng.random(len(packages), np.float32) < share
    return found


def _packages(routine: Routine, rng: Draws, size: int) -> Codes:
    package = routine.setting.world.package
    weights = np.arange(1, len(package) + 1, dtype=np.float64) ** -0.7
    return package[Lottery(weights).draw(rng, size)]


def _opened(routine: Routine, rng: Draws, rows: Rows, packages: Codes) -> Codes:
    """Those who use a rare meeting or chat app open it often."""
    world, mine = routine.setting.world, routine.habits.rare_app[rows]
    opens = (mine >= 0) & (rng.random(len(rows)) < 0.6)
    return np.where(opens, world.rare_chat[mine], packages).astype(np.int32)


def _shared(routine: Routine, rng: Draws, rows: Rows) -> Codes:
    """Screens are shown in meetings and, less often, to somebody who repairs the computer."""
    world = routine.setting.world
    usual = world.rare_chat[rng.integers(0, len(world.rare_chat), len(rows))]
    tool = world.remote_tool[rng.integers(0, len(world.remote_tool), len(rows))]
    repair = rng.random(len(rows), np.float32) < 0.12
    return np.where(repair, tool, usual).astype(np.int32)


def _permissions(routine: Routine, rng: Draws, size: int) -> Codes:
    words = routine.data["permissions"]
    return Choice(words, routine.setting.pool.codes(list(words))).draw(rng, size)


def _installs(
    routine: Routine, rng: Draws, rows: Rows, at: Whole, on_call: Flags
) -> tuple[list[Strip], Flags]:
    """New apps and what they are allowed a moment later; which were installed during a call.

    Some rare and remote ones are explained on the telephone.
    """
    packages, few = _new_packages(routine, rng, len(rows))
    channel = _sources(routine, rng, few)
    explained = few & (rng.random(len(rows), np.float32) < routine.data["rare_on_call"])
    on_call = on_call | explained
    sideloaded = channel != routine.word("shop")
    allows = rng.random(len(rows)) < routine.data["installs"]["granted"]
    later = at[allows] + rng.integers(10 * SECOND, 4 * MINUTE, int(allows.sum()))
    permission = _permissions(routine, rng, int(allows.sum()))
    strips = [
        _strip(
            routine, "install", rows, at, packages,
            channel=channel, sideloaded=sideloaded, on_call=on_call,
        ),
        _strip(
            routine, "grant", rows[allows], later, packages[allows],
            permission=permission, sideloaded=sideloaded[allows],
        ),
    ]  # fmt: skip
    return strips, on_call


def _new_packages(routine: Routine, rng: Draws, size: int) -> tuple[Codes, Flags]:
    """Apps that are installed, and which of them are rare or remote ones."""
    world, rule = routine.setting.world, routine.data["installs"]
    packages, draw = _packages(routine, rng, size), rng.random(size)
    rare = draw < rule["rare"]
    remote = ~rare & (draw < rule["rare"] + rule["remote"])
    packages[rare] = world.rare_chat[rng.integers(0, len(world.rare_chat), int(rare.sum()))]
    packages[remote] = world.remote_tool[rng.integers(0, len(world.remote_tool), int(remote.sum()))]
    return packages, rare | remote


def _sources(routine: Routine, rng: Draws, few: Flags) -> Codes:
    """Where new apps come from; `few` are rare or remote ones."""
    rule = routine.data["installs"]
    words = {"shop": 1 - rule["page"] - rule["message"]}
    words |= {name: rule[name] for name in ("page", "message")}
    channel = Choice(words, routine.setting.pool.codes(list(words))).draw(rng, len(few))
    away = few & (rng.random(len(few), np.float32) < routine.data["rare_from_page"])
    channel[away] = routine.word("page")
    return channel

"""What the person's telephone does in an affair."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wuzha.simulate.callers import first_device
from wuzha.simulate.pool import NONE, Codes
from wuzha.simulate.populate import devices
from wuzha.simulate.twins.calls import talk
from wuzha.simulate.twins.kind import App
from wuzha.simulate.twins.scene import Scene
from wuzha.simulate.twins.shared import shared
from wuzha.simulate.twins.times import Rows
from wuzha.vocabulary.event import Kind


def app(scene: Scene, act: App) -> None:
    """One action of an app; in one affair the same app again if it is a rare or a remote one."""
    rows = scene.rows(act)
    world, people = scene.setting.world, scene.setting.people
    packages = {
        "shop": world.package,
        "rare": world.rare_chat,
        "remote": world.remote_tool,
    }[act.package]
    nameless = act.action in ("new_device", "forward_calls")
    chosen = scene.affairs.number[rows.of].astype(np.int64)
    if act.package == "shop":
        chosen = scene.rng.integers(0, len(packages), len(rows))
    scene.write(
        Kind.APP,
        rows,
        {
            "person": scene.people(people.token, rows),
            "channel": scene.word(act.channel) if act.action == "install" else NONE,
            "device": _device(scene, act, rows),
            "package": NONE if nameless else packages[chosen % len(packages)],
            "app_action": scene.word(act.action),
            "permission": scene.word(act.permission),
            "sideloaded": _sideloaded(scene, act, rows),
            "remote_control": act.package == "remote" or act.action == "share_screen",
            "on_call": talk(scene, rows, act.talk),
        },
    )


def _device(scene: Scene, act: App, rows: Rows) -> Codes:
    """The person's device, or the new one."""
    setting = scene.setting
    if act.action != "new_device":
        return setting.people.device[scene.affairs.row[rows.of]]
    number = first_device(setting, "others") + scene.affairs.number[rows.of].astype(np.int64)
    return devices(setting.pool, number, setting.plan.seed)


def _sideloaded(scene: Scene, act: App, rows: Rows) -> NDArray[np.bool_]:
    """What was installed from elsewhere; of other rare and remote apps as many as in daily life."""
    if act.channel != "shop":
        return np.ones(len(rows), np.bool_)
    if act.package == "shop" or act.action == "install":
        return np.zeros(len(rows), np.bool_)
    share = shared(scene.setting.pack, "life")["rare_from_page"]
    found: NDArray[np.bool_] = scene.affairs.number[rows.of] * 7 % 100 < 100 * share
    return found

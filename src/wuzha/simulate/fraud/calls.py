"""Calls between the gang and the victim."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from wuzha.simulate.callers import LIFE
from wuzha.simulate.fraud.gangs import Line
from wuzha.simulate.fraud.playbook import Act
from wuzha.simulate.fraud.scene import Scene
from wuzha.simulate.fraud.schedule import choose
from wuzha.simulate.plan import HOUR, MINUTE, SECOND
from wuzha.simulate.sheets import sheet
from wuzha.vocabulary.event import Kind

LONGEST_CALL = 6 * HOUR


def call(scene: Scene, act: Act) -> None:
    """A call to the victim, after one that was not answered in some cases, or one back."""
    back = bool(act.params.get("back", False))
    if scene.on_call:
        scene.at = scene.busy_until + round(scene.log_normal(2 * MINUTE, 0.8))
    line = scene.line(str(act.params.get("way", scene.case.way)))
    scene.seen["caller"] = line.phone
    if not back and scene.chance(0.25):
        _ring(scene, line_fields(scene, line), 0)
        scene.at += round(scene.log_normal(3 * MINUTE, 0.7))
    minutes = float(act.params.get("minutes", 6))
    length = min(round(scene.log_normal(minutes * MINUTE, 0.8)), LONGEST_CALL)
    seconds = max(length // SECOND, 2)
    if back:
        _ring(scene, _own_fields(scene, line), seconds)
    else:
        _ring(scene, line_fields(scene, line), seconds)
    scene.busy_until = scene.at + seconds * SECOND


def line_fields(scene: Scene, line: Line) -> dict[str, int | bool]:
    """What operators tell about a call from a gang's line to the victim."""
    return {
        "incoming": True,
        "caller": line.phone,
        "callee": scene.phone,
        "foreign_trunk": line.foreign_trunk,
        "origin_country": line.country,
        "attestation": line.attestation,
        "cell": line.cell,
        "device": line.device,
    }


def _own_fields(scene: Scene, line: Line) -> dict[str, int | bool]:
    """What operators tell about a call from the victim, as about any other of theirs."""
    cell, device = scene.stage.callers.resident(scene.rng, np.array([scene.case.resident]))
    attested = sheet(scene.stage.setting.pack, LIFE)["attestation"]["home"]
    return {
        "incoming": False,
        "caller": scene.phone,
        "callee": line.phone,
        "foreign_trunk": False,
        "attestation": scene.word(choose(attested, scene.rng)),
        "cell": int(cell[0]),
        "device": int(device[0]),
    }


def _ring(
    scene: Scene, fields: Mapping[str, int | bool], seconds: int, at: int | None = None
) -> None:
    scene.write(Kind.CALL, {**fields, "answered": seconds > 0, "duration_s": seconds}, at)


def call_around(scene: Scene) -> None:
    """A call that began some minutes ago and goes on while the victim pays."""
    line = scene.line(scene.case.way)
    scene.seen["caller"] = line.phone
    earliest = max(scene.case.contact_at, scene.busy_until)
    since = max(scene.at - round(scene.log_normal(6 * MINUTE, 0.9)), earliest)
    scene.busy_until = scene.at + round(scene.log_normal(4 * MINUTE, 0.8))
    seconds = (scene.busy_until - since) // SECOND
    _ring(scene, line_fields(scene, line), seconds, since)

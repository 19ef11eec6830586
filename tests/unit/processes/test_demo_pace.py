"""The clock of a demo, while its speed is changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wuzha.processes.demo.courtesy import IN_HAND, PATIENCE, Courtesy
from wuzha.processes.demo.house import make_house
from wuzha.processes.demo.pace import (
    SPEED_MAX,
    STEPS,
    faster,
    go,
    slower,
    speed_of,
    stand_still,
)
from wuzha.processes.house_clock import HouseClock
from wuzha.vocabulary.clock import SECOND
from wuzha.vocabulary.errors import InputError

SHOWN = 1_772_420_400 * SECOND


class Machine:
    """A machine's clock that is moved by hand."""

    def __init__(self) -> None:
        self.at = 1_700_000_000 * SECOND

    def __call__(self) -> int:
        return self.at


def test_the_clock_stands_until_the_demo_opens_and_then_goes(tmp_path: Path) -> None:
    machine = Machine()
    stand_still(tmp_path, SHOWN)
    clock = HouseClock(tmp_path / "clock.json", machine)
    machine.at += 100 * SECOND
    assert clock() == SHOWN
    go(tmp_path, 120, machine)
    machine.at += 10 * SECOND
    assert clock() == SHOWN + 1_200 * SECOND


@pytest.mark.parametrize(("before", "after"), [(120, 600), (600, 1), (1, 3_600), (60, 60)])
def test_the_clock_never_jumps_back_when_the_speed_changes(
    tmp_path: Path, before: float, after: float
) -> None:
    machine = Machine()
    stand_still(tmp_path, SHOWN)
    go(tmp_path, before, machine)
    clock = HouseClock(tmp_path / "clock.json", machine)
    seen = [clock()]
    for step in range(200):
        machine.at += SECOND // 20
        if step == 50:
            go(tmp_path, after, machine)
        seen.append(clock())
    assert seen == sorted(seen)


def test_a_speed_out_of_range_and_a_folder_without_a_demo_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no demo"):
        go(tmp_path, 60, Machine())
    stand_still(tmp_path, SHOWN)
    for speed in (0.0, SPEED_MAX * 2):
        with pytest.raises(InputError, match="speed"):
            go(tmp_path, speed, Machine())


def running(home: Path, speed: float, machine: Machine) -> Courtesy:
    stand_still(home, SHOWN)
    go(home, speed, machine)
    return Courtesy(home, machine)


def test_the_city_waits_while_somebody_has_a_step_in_hand(tmp_path: Path) -> None:
    machine = Machine()
    courtesy = running(tmp_path, 120, machine)
    courtesy.look(False)
    assert speed_of(tmp_path) == 120
    courtesy.look(True)
    assert (speed_of(tmp_path), courtesy.waits, courtesy.speed()) == (IN_HAND, True, 120)
    courtesy.look(False)
    assert (speed_of(tmp_path), courtesy.waits) == (120, False)


def test_the_city_does_not_wait_for_ever_and_not_twice(tmp_path: Path) -> None:
    machine = Machine()
    courtesy = running(tmp_path, 120, machine)
    courtesy.look(True)
    machine.at += PATIENCE
    courtesy.look(True)
    assert speed_of(tmp_path) == 120
    machine.at += PATIENCE
    courtesy.look(True)
    assert speed_of(tmp_path) == 120


def test_a_speed_that_somebody_chooses_meanwhile_stays(tmp_path: Path) -> None:
    machine = Machine()
    courtesy = running(tmp_path, 120, machine)
    courtesy.look(True)
    go(tmp_path, 60, machine)
    courtesy.look(True)
    courtesy.look(False)
    assert (speed_of(tmp_path), courtesy.waits) == (60, False)


def test_the_keys_go_through_all_speeds_and_stay_at_the_ends() -> None:
    speed, gone = STEPS[0], [STEPS[0]]
    while faster(speed) != speed:
        speed = faster(speed)
        gone.append(speed)
    assert tuple(gone) == STEPS
    while slower(speed) != speed:
        assert slower(speed) < speed
        speed = slower(speed)
    assert speed == STEPS[0]


def test_a_demo_never_moves_into_a_centre_that_is_there(tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps({"index": "kept"}))
    with pytest.raises(InputError, match="empty"):
        make_house(tmp_path, SHOWN)
    assert json.loads(keys.read_text()) == {"index": "kept"}

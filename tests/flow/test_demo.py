"""`wuzha demo` and `wuzha city` as a person runs them, in smaller cities."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from unit.cli.command import wuzha

CITY = ("city", "--people", "12000", "--days", "3")

LOOK = """
import json, os, sys
from pathlib import Path
from wuzha.processes.demo.house import environment
os.environ.update(environment(Path(sys.argv[1])))
import django
django.setup()
from wuzha.centre.audit.chain import verify
from wuzha.centre.dissuade.models import Attempt, Step
from wuzha.centre.outbox.models import Fact
from wuzha.centre.people.models import Person
from wuzha.centre.warn.models import Warning
print(json.dumps({
    "breaks": len(list(verify())),
    "people": Person.objects.count(),
    "parked": Fact.objects.filter(parked=True).count(),
    "levels": sorted(set(Warning.objects.values_list("level", flat=True))),
    "endings": sorted(set(Warning.objects.values_list("ending", flat=True))),
    "at_stake": sum(Warning.objects.values_list("at_stake", flat=True)),
    "delivered": Attempt.objects.filter(state="delivered").count(),
    "by_officers": Step.objects.filter(by_officer=True, officer__isnull=False).count(),
}))
"""
"""What is found in a demo's home when it is over."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def run(*command: str) -> subprocess.CompletedProcess[str]:
    # A process of its own, as a person starts it: its Django has another home than the tests'.
    mine = ("DJANGO_", "WUZHA_HOME", "WUZHA_DATABASE")
    apart = {name: value for name, value in os.environ.items() if not name.startswith(mine)}
    python = [sys.executable, *command]
    return subprocess.run(
        python, env=apart, capture_output=True, text=True, timeout=300, check=False
    )


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a short demo says at its end, and what is found in its home."""
    home = tmp_path_factory.mktemp("demo") / "home"
    asked = ("--people", "3000", "--seed", "2", "--speed", "3600", "--for", "15", "--json")
    where = ("--port", str(free_port()), "--home", str(home))
    ran = run("-m", "wuzha.cli", "demo", *asked, *where)
    assert ran.returncode == 0, ran.stderr
    looked = run("-c", LOOK, str(home))
    assert looked.returncode == 0, looked.stderr
    return json.loads(ran.stdout), json.loads(looked.stdout)


def test_the_demo_warns_serves_and_prevents(lived: tuple[dict[str, Any], dict[str, Any]]) -> None:
    said, found = lived
    assert said["address"].startswith("http://127.0.0.1:")
    assert said["events"] > 10_000
    assert said["issued"] > 0
    assert said["ended"] > 0
    assert said["avoided"] > 0
    assert found["people"] >= 3_000
    assert found["delivered"] > 0
    assert found["by_officers"] > 0
    assert {"dissuaded", "informed"} & set(found["endings"])


def test_the_demo_leaves_a_whole_audit_chain_and_no_parked_fact(
    lived: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    _, found = lived
    assert found["breaks"] == 0
    assert found["parked"] == 0


def test_a_demo_says_when_its_port_is_taken(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ran = run(
            *("-m", "wuzha.cli", "demo", "--people", "1000", "--for", "1", "--lang", "en"),
            *("--port", str(port), "--home", str(tmp_path / "home")),
        )
    assert ran.returncode == 3
    assert "--port" in ran.stderr


def test_the_speed_of_no_demo_cannot_be_changed(tmp_path: Path) -> None:
    ran = wuzha("demo", "speed", "600", "--home", tmp_path, "--lang", "en")
    assert ran.code == 3
    assert "no demo" in ran.err


def test_the_city_says_whom_the_policy_warned_and_tells_one_story() -> None:
    ran = wuzha(*CITY, "--json")
    assert ran.code == 0, ran.err
    assert ran.json["people_days"] == 36_000
    assert ran.json["events_per_second"] > 0
    figures = {one["name"]: one["mean"] for one in ran.json["figures"] if "mean" in one}
    assert figures["episodes_warned_before_last_payment"] is not None
    story = ran.json["story"]
    assert story is not None
    assert story["decisions"]
    first = min(payment["at"] for payment in story["payments"])
    assert story["contact_at"] < first
    warned = [one for one in story["decisions"] if one["level"] not in ("none", "low")]
    assert min(one["at"] for one in warned) <= first
    assert all(reason["zh"] and reason["en"] for one in warned for reason in one["reasons"])


def test_the_city_speaks_chinese() -> None:
    ran = wuzha(*CITY, "--lang", "zh")
    assert ran.code == 0, ran.err
    assert "首次接触" in ran.out
    assert "每百万人每天的误报人数" in ran.out

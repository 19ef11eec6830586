"""The centre's commands: what they answer, and how they end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pyarrow.parquet as pq
import pytest
import typer
from typer.testing import CliRunner

from unit.cli.command import Ran
from wuzha.centre.audit.chain import head
from wuzha.centre.audit.models import Entry
from wuzha.centre.outbox.models import Fact
from wuzha.centre.units.models import Unit, User
from wuzha.cli import centre_commands
from wuzha.cli.centre_words import CENTRE_WORDS
from wuzha.cli.exits import Exit

pytestmark = pytest.mark.django_db

app = typer.Typer()
centre_commands.add_to(app)


def wuzha(*arguments: object, typed: str = "") -> Ran:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], input=typed)
    return Ran(result.exit_code, result.stdout, result.stderr)


class Ready(NamedTuple):
    username: str
    password: str


@pytest.fixture
def ready() -> Ready:
    told = wuzha("centre", "init", "--json").json
    return Ready(told["username"], told["password"])


def test_init_makes_the_root_and_one_administrator_and_only_once(ready: Ready) -> None:
    user = User.objects.get()
    assert user.check_password(ready.password)
    assert [given.role for given in user.grants.all()] == ["administrator"]
    assert Unit.objects.get().level == "ministry"
    again = wuzha("centre", "init", "--json")
    assert (again.code, again.json["password"]) == (Exit.OK, None)
    assert User.objects.count() == Unit.objects.count() == 1


def test_a_password_that_is_made_is_shown_once_and_one_that_is_typed_never() -> None:
    shown = wuzha("centre", "init", "--lang", "zh")
    assert "只显示这一次" in shown.out
    typed = wuzha(
        *("centre", "user", "password", "admin", "--type-password"),
        typed="a-long-one-93\na-long-one-93\n",
    )
    assert typed.code == Exit.OK
    assert "a-long-one-93" not in typed.out + typed.err
    assert User.objects.get().check_password("a-long-one-93")
    assert wuzha("centre", "user", "password", "nobody").code == Exit.FINDINGS


@pytest.mark.usefixtures("ready")
def test_users_are_added_and_listed() -> None:
    added = wuzha(
        *("centre", "user", "add", "li.wei", "--name", "李伟", "--badge", "B1007", "--json"),
        *("--role", "operator", "--role", "dispatcher"),
    )
    assert User.objects.get(pk=added.json["number"]).check_password(added.json["password"])
    row = wuzha("centre", "user", "list", "--json").json["users"][1]
    assert row == {
        "username": "li.wei",
        "name": "李伟",
        "unit": "",
        "roles": ["dispatcher", "operator"],
        "badge": "B1007",
        "active": True,
        "on_duty": False,
    }
    assert "李伟" in wuzha("centre", "user", "list").out


@pytest.mark.usefixtures("ready")
def test_who_signs_in_elsewhere_gets_no_password() -> None:
    told = wuzha("centre", "user", "add", "wang", "--name", "W", "--single-sign-on", "--json").json
    assert told["password"] is None
    assert not User.objects.get(username="wang").has_usable_password()


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("Li", "--name", "Li"), Exit.INPUT),
        (("li", "--name", "Li", "--role", "king"), Exit.INPUT),
        (("li", "--name", "Li", "--unit", "99"), Exit.FINDINGS),
        (("admin", "--name", "Li"), Exit.FINDINGS),
        (("li", "--name", "Li", "--role", "auditor", "--role", "analyst"), Exit.FINDINGS),
    ],
)
def test_a_user_who_cannot_be_is_not_made_by_half(arguments: tuple[str, ...], code: Exit) -> None:
    before = head()
    ran = wuzha("centre", "user", "add", *arguments)
    assert ran.code == code
    assert ran.err.startswith("error: ")
    assert (User.objects.count(), head()) == (1, before)


@pytest.mark.usefixtures("ready")
def test_when_there_are_two_administrators_one_alone_makes_no_third() -> None:
    words = ("--name", "X", "--role", "administrator")
    assert wuzha("centre", "user", "add", "second", *words).code == Exit.OK
    refused = wuzha("centre", "user", "add", "third", *words)
    assert (refused.code, "second_person" in refused.err) == (Exit.FINDINGS, True)
    assert not User.objects.filter(username="third").exists()


@pytest.mark.usefixtures("ready")
def test_a_tree_of_units_is_loaded(tmp_path: Path) -> None:
    file = tmp_path / "units.csv"
    file.write_text("code,level,zh,en\n11,province,甲省,Province A\n1101,city,乙市,City B\n")
    told = wuzha("centre", "units", "load", file, "--json").json
    assert told == {"made": 2, "renamed": 0, "same": 0}
    assert wuzha("centre", "units", "load", file, "--json").json["same"] == 2
    assert Unit.objects.select_related("parent").get(code="1101").parent.code == "11"  # type: ignore[union-attr]  # it has one
    assert wuzha("centre", "units", "load", tmp_path / "none.csv").code == Exit.INPUT


@pytest.mark.usefixtures("ready")
def test_a_chain_that_holds() -> None:
    text = wuzha("audit", "head").out.strip()
    number, hash_ = head()
    assert text == f"{number}:{hash_.hex()}"
    ran = wuzha("audit", "verify", "--witness", text, "--json")
    assert (ran.code, ran.json) == (Exit.OK, {"holds": True, "head": text, "breaks": []})


@pytest.mark.usefixtures("ready")
def test_a_chain_that_does_not_hold_says_where_and_ends_with_1() -> None:
    Entry.objects.filter(number=2).update(actor="nobody")
    ran = wuzha("audit", "verify", "--json")
    assert (ran.code, ran.json["holds"]) == (Exit.FINDINGS, False)
    assert ran.json["breaks"] == [{"number": 2, "why": "changed"}]
    assert "这条记录被改动" in wuzha("audit", "verify", "--lang", "zh").out
    unseen = wuzha("audit", "verify", "--witness", f"9:{'0' * 64}", "--json").json["breaks"]
    assert unseen[-1] == {"number": 9, "why": "not_witnessed"}


@pytest.mark.parametrize("witness", ["9", "9:abc", "x:" + "0" * 64, "9:" + "G" * 64])
def test_a_witness_is_what_head_shows(witness: str) -> None:
    assert wuzha("audit", "verify", "--witness", witness).code == Exit.USAGE


def test_every_kind_of_break_has_its_words() -> None:
    for why in ("gap", "changed", "cut", "added", "not_witnessed"):
        assert f"audit.{why}" in CENTRE_WORDS


@pytest.mark.usefixtures("ready")
def test_parked_facts_are_tried_again() -> None:
    Fact.objects.create(at=1, name="a", thing_id=1, parked=True, tries=8)
    assert wuzha("centre", "retry", "--json").json == {"retried": 1}
    assert not Fact.objects.get().parked


@pytest.mark.usefixtures("ready")
def test_labels_are_a_table_even_when_nothing_has_ended(tmp_path: Path) -> None:
    out = tmp_path / "labels.parquet"
    ran = wuzha("centre", "labels", "--out", out, "--since", "2026-03-01", "--json")
    assert (ran.code, ran.json["labels"]) == (Exit.OK, 0)
    assert pq.read_table(out).column_names[:3] == ["warning", "event", "source"]
    assert wuzha("centre", "labels", "--out", out, "--since", "March").code == Exit.USAGE


RUN = (
    "import typer; from wuzha.cli import centre_commands as c; a = typer.Typer(); c.add_to(a); a()"
)


def machine(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command on a machine of its own, with nothing set but where its home is."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", RUN, *arguments],
        env={**kept, "WUZHA_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_from_nothing_to_a_centre(tmp_path: Path) -> None:
    home = tmp_path / "home"
    before = machine(home, "audit", "head")
    assert (before.returncode, "wuzha centre init" in before.stderr) == (Exit.INPUT, True)
    made = machine(home, "centre", "init", "--json")
    assert json.loads(made.stdout)["username"] == "admin"
    assert (home / "keys.json").stat().st_mode & 0o077 == 0
    assert (home / "centre.sqlite3").is_file()

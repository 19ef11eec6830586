"""Each check is a file whose name is the rule, and none objects to good policies."""

from __future__ import annotations

from pathlib import Path

import pytest

from wuzha.policy import checks
from wuzha.policy.normal import normal_piece, normal_text
from wuzha.policy.parse import policy_from_file, policy_from_text
from wuzha.vocabulary.event import Form

GOOD = Path(__file__).parents[2] / "golden" / "policy" / "good"


@pytest.mark.parametrize("file", sorted(GOOD.glob("*.yaml")), ids=lambda file: file.stem)
def test_good_policies_pass(file: Path) -> None:
    assert policy_from_file(file, {"customer_service", "loan"}).rules


def test_checks_are_found_and_say_their_rule() -> None:
    found = checks.all_checks()
    files = Path(checks.__file__).parent.glob("*.py")
    assert len(found) == len([file for file in files if file.stem != "__init__"])
    assert all(check.__module__.rpartition(".")[2].count("_") >= 2 for check in found)


@pytest.mark.parametrize("zone", ["UTC", "Etc/GMT+8", "America/Argentina/Ushuaia", "Asia/Shanghai"])
def test_real_time_zones_pass(zone: str) -> None:
    assert policy_from_text(_zoned(zone)).time_zone == zone


@pytest.mark.parametrize(
    "zone",
    ["Asia", "posix/UTC", "right/UTC", "localtime", "../UTC", "+08:00", "Factory", "Asia/\u200b"],
)
def test_other_time_zones_are_refused(zone: str) -> None:
    with pytest.raises(Exception, match="unknown_time_zone"):
        policy_from_text(_zoned(zone))


def _zoned(zone: str) -> str:
    small = (GOOD / "small.yaml").read_text(encoding="utf-8")
    return small.replace("rules:", f"time_zone: {zone!r}\nrules:", 1)


@pytest.mark.parametrize(
    ("form", "text", "normal"),
    [
        (Form.PROSE, " 转账 ", " 转账 "),
        (Form.PROSE, "\u200b", ""),
        (Form.PROSE, " ", " "),
        (Form.DOMAIN, "Pay", "pay"),
        (Form.SENDER, "bank", "BANK"),
        (Form.CODE, "aB", "aB"),
    ],
)
def test_pieces_keep_their_edges(form: Form, text: str, normal: str) -> None:
    assert normal_piece(form, text) == normal


def test_the_normal_form_of_other_texts_is_themselves() -> None:
    assert normal_text(Form.CODE, "CN") == "CN"
    assert normal_text(Form.PERSON, "p_1") == "p_1"

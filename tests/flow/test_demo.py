"""`wuzha demo` as a person runs it, in a smaller city."""

from __future__ import annotations

from unit.cli.command import wuzha

CITY = ("demo", "--people", "12000", "--days", "3")


def test_the_demo_says_whom_the_policy_warned_and_tells_one_story() -> None:
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


def test_the_demo_speaks_chinese() -> None:
    ran = wuzha(*CITY, "--lang", "zh")
    assert ran.code == 0, ran.err
    assert "首次接触" in ran.out
    assert "每百万人每天的误报人数" in ran.out

"""The wordings of frauds: complete, in normal form, drifting, and of no real place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, cast

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from wuzha.packs import pack
from wuzha.simulate.fraud.scripts import INJECTED, STAGES, Facts, Scripts
from wuzha.simulate.plan import HOUR, START, CityPlan
from wuzha.simulate.pool import Pool
from wuzha.simulate.setting import Setting
from wuzha.vocabulary.errors import InputError
from wuzha.vocabulary.text import normal_form

PLAYBOOKS = tuple(yaml.safe_load(pack("cn").text("playbooks.yaml"))["playbooks"])
SECTIONS = (*STAGES, "link")
ADDRESS = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}")
PHONE = re.compile(r"(?<![0-9])(?:1[3-9]\d{9}|0\d{9,11}|[48]00\d{7}|96110|95\d{3}|100\d{2})(?!\d)")


@cache
def wording(name: str) -> dict[str, Any]:
    return cast(dict[str, Any], yaml.safe_load(pack("cn").text(f"scripts/{name}.yaml")))


def fresh(seed: int = 1) -> tuple[Scripts, Setting]:
    """Scripts of a city without people: wordings need none."""
    nothing = cast(Any, None)
    setting = Setting(CityPlan(seed=seed), pack("cn"), Pool(), nothing, nothing, nothing)
    return Scripts(setting), setting


known_city = cache(fresh)  # the same script speaks alike whoever asked before


def texts(script: str, stage: str, seed: int = 1) -> set[str]:
    """What a gang says in a stage, heard often enough to have it all."""
    scripts, setting = known_city(seed)
    rng = setting.draws("ear")
    playbook = script.split("/")[0]
    if stage == "link":
        codes = {scripts.link_message(playbook, script, "qk3.test", rng) for _ in range(40)}
    else:
        codes = {scripts.message(playbook, stage, script, rng) for _ in range(120)}
    return {setting.pool.text(code) for code in codes}


def facts(playbook: str, number: int = 3, **other: Any) -> Facts:
    known: dict[str, Any] = {
        "playbook": playbook,
        "leaf": next(iter(wording(playbook)["causes"])),
        "amount": 1_234_500,
        "at": START + 20 * HOUR,
        "channel": "mobile",
        "payee_tail": "0017",
        "script": f"{playbook}/w01/2",
        "number": number,
    }
    return Facts(**(known | other))


def templates(name: str) -> Iterator[str]:
    for stage in SECTIONS:
        yield from wording(name)[stage]
    for stage in STAGES:
        yield from (told for part in wording(name)["story"][stage] for told in part.values())


@pytest.mark.parametrize("playbook", PLAYBOOKS)
def test_every_playbook_speaks_in_every_stage(playbook: str) -> None:
    for stage in SECTIONS:
        for said in texts(f"{playbook}/w01/2", stage):
            assert len(said) > 5
            assert said == normal_form(said)
            assert not re.search(r"[{}\[\]|]", said), said
            assert ("qk3.test" in said) == (stage == "link")


@pytest.mark.parametrize("playbook", PLAYBOOKS)
def test_every_wording_is_varied(playbook: str) -> None:
    every = [text for stage in STAGES for text in wording(playbook)[stage]]
    assert len(set(every)) == len(every) >= 10
    story = wording(playbook)["story"]
    assert len(story["contact"]) * len(story["trust"]) * len(story["payment"]) >= 8


def test_every_slot_of_every_wording_has_a_word() -> None:
    shared = wording("shared")
    for playbook in (*PLAYBOOKS, INJECTED):
        own = {*shared["words"], *wording(playbook)["words"]}
        for stage in SECTIONS:
            for text in wording(playbook)[stage]:
                assert set(re.findall(r"\{(\w+)\}", text)) <= own | {*shared["numbers"], "link"}
        for told in list(templates(playbook))[-18:]:
            assert set(re.findall(r"\{(\w+)\}", told)) <= own | {"cause"}


def test_what_nobody_wrote_is_refused() -> None:
    scripts, setting = known_city()
    with pytest.raises(InputError, match="no file"):
        scripts.message("pigeons", "contact", "pigeons/w00/1", setting.draws())
    with pytest.raises(InputError, match="channel"):
        scripts.statement(facts("phishing", channel="pigeon"))


def test_a_gang_keeps_its_words_for_a_week() -> None:
    script = "rebate_tasks/w03/5"
    again, setting = fresh()
    rng = setting.draws("another ear")
    heard = {
        setting.pool.text(again.message("rebate_tasks", "trust", script, rng)) for _ in range(120)
    }
    assert texts(script, "trust") == heard
    assert texts(script, "trust") != texts(script, "trust", seed=2)


@pytest.mark.parametrize("playbook", PLAYBOOKS)
def test_weeks_and_gangs_differ(playbook: str) -> None:
    def said(tail: str) -> set[str]:
        return {text for stage in STAGES for text in texts(f"{playbook}/{tail}", stage)}

    here = said("w01/5")
    assert len(here & said("w02/5")) < len(here) / 2
    assert len(here & said("w01/6")) < len(here) / 2


def test_newer_wordings_come_with_the_weeks() -> None:
    marks = ["请把短信里的", "业务由"]  # of the last two: how they begin
    assert all(
        text.startswith(mark)
        for text, mark in zip(wording("refund_service")["trust"][-2:], marks, strict=True)
    )

    def heard(week: int) -> list[str]:
        scripts = [f"refund_service/w{week:02d}/{gang}" for gang in range(12)]
        said = [text for script in scripts for text in texts(script, "trust")]
        return [mark for mark in marks if any(text.startswith(mark) for text in said)]

    assert [heard(week) for week in (0, 1, 2, 3, 9)] == [[], [], marks[:1], marks, marks]


@pytest.mark.parametrize("playbook", PLAYBOOKS)
def test_statements_tell_the_facts_in_both_languages(playbook: str) -> None:
    scripts, _ = known_city()
    told = [scripts.statement(facts(playbook, number)) for number in range(30)]
    assert len({zh for zh, _ in told}) >= 20
    for zh, en in told:
        assert "12,345元" in zh
        assert "CNY 12,345" in en
        assert "0017" in zh
        assert "0017" in en
        assert "2024年3月4日" in zh
        assert "4 March 2024" in en
        assert not re.search(r"[{}|]", zh + en)
        assert re.search("[\u4e00-\u9fff]", en) is None
        assert en[0].isupper()
        assert en.endswith(".")


def test_every_type_of_a_playbook_has_its_cause() -> None:
    books = yaml.safe_load(pack("cn").text("playbooks.yaml"))["playbooks"]
    for playbook in PLAYBOOKS:
        assert set(books[playbook]["leaves"]) <= set(wording(playbook)["causes"]), playbook


SECOND = fresh()


@given(
    playbook=st.sampled_from(PLAYBOOKS),
    amount=st.integers(1, 10**12),
    number=st.integers(0, 10**6),
)
def test_a_statement_depends_on_its_facts_alone(playbook: str, amount: int, number: int) -> None:
    known = facts(playbook, number, amount=amount)
    first = known_city()[0].statement(known)
    scripts, setting = SECOND
    scripts.message(playbook, "trust", known.script, setting.draws("before"))
    assert scripts.statement(known) == first
    shown = f"{amount / 100:,.2f}".removesuffix(".00")
    assert all(shown in told for told in first)


@pytest.mark.parametrize("channel", wording("shared")["channels"])
def test_a_statement_says_how_the_money_went(channel: str) -> None:
    words = wording("shared")["channels"][channel]
    zh, en = known_city()[0].statement(facts("phishing", channel=channel))
    assert words["zh"] in zh
    assert words["en"] in en


def test_names_in_a_statement_are_those_of_the_messages() -> None:
    script = "rebate_tasks/w01/4"
    pairs = wording("rebate_tasks")["words"]["platform"] + wording("shared")["words"]["chat"]
    scripts, _ = known_city()
    told = {scripts.statement(facts("rebate_tasks", number, script=script)) for number in range(60)}
    zh = {pair[0] for pair in pairs if any(pair[0] in text for text, _ in told)}
    en = {pair[0] for pair in pairs if any(pair[1] in text for _, text in told)}
    assert len(zh) == 2
    assert zh == en


def test_the_injected_lure_has_words_of_its_own() -> None:
    vocabulary = wording(INJECTED)["vocabulary"]
    honest = yaml.safe_load(pack("cn").text("city/messages.yaml"))
    others = [text for playbook in PLAYBOOKS for text in templates(playbook)]
    others += [text for part in ("codes", "notices", "chats", "adverts") for text in honest[part]]
    assert not [text for text in others if any(word in text for word in vocabulary)]
    scripts, setting = known_city()
    rng = setting.draws("ear")
    for stage in STAGES:
        said = {setting.pool.text(scripts.injected(stage, rng)) for _ in range(60)}
        assert len(said) >= 5
        assert all(any(word in text for word in vocabulary) for text in said)


def test_an_injected_script_is_told_as_itself() -> None:
    scripts, setting = known_city()
    rng = setting.draws("ear")
    code = scripts.link_message("refund_service", "injected/1", "qk3.test", rng)
    assert any(word in setting.pool.text(code) for word in wording(INJECTED)["vocabulary"])
    zh, en = scripts.statement(facts("refund_service", script="injected/1"))
    assert any(word in zh for word in ("薪火", "颐养", "承养券", "传承"))
    assert "CNY 12,345" in en


@pytest.mark.parametrize("name", [*PLAYBOOKS, INJECTED, "shared"])
def test_no_address_or_telephone_of_the_real_world(name: str) -> None:
    told = {part: found for part, found in wording(name).items() if part != "numbers"}
    source = yaml.dump(told, allow_unicode=True)
    assert not ADDRESS.findall(source.lower())
    assert not PHONE.findall(source)


def test_honest_links_are_invented_and_no_telephone_is_real() -> None:
    source = pack("cn").text("city/messages.yaml")
    assert all(host.endswith((".example", ".test")) for host in ADDRESS.findall(source))
    assert not PHONE.findall(source)


def test_honest_slots_have_words() -> None:
    honest = yaml.safe_load(pack("cn").text("city/messages.yaml"))
    for part, least in (("codes", 40), ("notices", 40), ("chats", 120), ("adverts", 60)):
        assert len(set(honest[part])) == len(honest[part]) >= least
        for text in honest[part]:
            known = {*honest["names"], "code", "amount", "tail"}
            assert set(re.findall(r"\{(\w+)\}", text)) <= known


def test_fraudsters_use_the_names_of_the_city() -> None:
    honest = yaml.safe_load(pack("cn").text("city/messages.yaml"))["names"]
    for slot in ("bank", "shop", "wallet", "courier", "airline"):
        assert {pair[0] for pair in wording("shared")["words"][slot]} <= set(honest[slot])

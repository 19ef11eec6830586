"""Every class of fraud has something to say to the person, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from wuzha.packs import pack
from wuzha.packs.bilingual import Bilingual
from wuzha.packs.talks import GENERAL, Talk, parse_talks
from wuzha.vocabulary.errors import InputError

PACK = pack("cn")
TALKS = PACK.talks.talks
CLASSES = [entry.code for entry in PACK.taxonomy.classes]
LISTS = ("prove", "open", "facts", "cover_story", "never", "way_out", "close", "if_paid", "crisis")
HAN = re.compile("[\u4e00-\u9fff]")


def texts(talk: Talk) -> Iterator[Bilingual]:
    yield talk.title
    for name in (*LISTS, "under_18", "abroad"):
        yield from getattr(talk, name)
    for question in talk.questions:
        yield from (question.ask, question.tells)


@pytest.mark.parametrize("code", CLASSES)
def test_every_class_has_its_own_talk(code: str) -> None:
    assert PACK.talks.of(code, PACK.taxonomy).code == code


@pytest.mark.parametrize("code", TALKS)
def test_a_talk_is_whole(code: str) -> None:
    talk = TALKS[code]
    assert len(talk.questions) >= 4
    assert all(getattr(talk, name) for name in LISTS)
    for text in texts(talk):
        assert HAN.search(text.zh)
        assert text.en.isascii()
        assert re.search("[a-z]", text.en)


@pytest.mark.parametrize("code", TALKS)
def test_who_calls_can_be_checked_by_hanging_up(code: str) -> None:
    proof = " ".join(text.zh for text in TALKS[code].prove)
    assert "挂断" in proof
    assert "核验码" in proof
    assert PACK.words.hotlines["anti_fraud"].number in proof


@pytest.mark.parametrize("code", TALKS)
def test_who_has_paid_acts_at_once(code: str) -> None:
    steps = TALKS[code].if_paid
    assert any("止付" in text.zh or "冻结" in text.zh for text in steps)
    assert any(PACK.words.hotlines["police"].number in text.zh for text in steps)


@pytest.mark.parametrize("code", TALKS)
def test_only_hotlines_are_named(code: str) -> None:
    known = {line.number for line in PACK.words.hotlines.values()}
    for text in texts(TALKS[code]):
        numbers = [set(re.findall("[0-9]{3,}", text.of(language))) for language in ("zh", "en")]
        assert numbers[0] == numbers[1]
        assert numbers[0] <= known


@pytest.mark.parametrize("code", TALKS)
def test_sentences_are_short_enough_to_say(code: str) -> None:
    for text in texts(TALKS[code]):
        assert max(map(len, re.split("[。！？；]", text.zh))) <= 60
        assert len(text.zh) <= 120


def test_nobody_is_blamed() -> None:
    blame = ("怎么会信", "你怎么", "太贪", "活该", "不听劝", "早就告诉")
    spoken = ("prove", "open", "facts", "way_out", "close", "if_paid")
    for talk in TALKS.values():
        said = [text.zh for name in spoken for text in getattr(talk, name)]
        said += [question.ask.zh for question in talk.questions]
        assert not [line for line in said for word in blame if word in line]


def test_a_leaf_falls_back_to_its_class_and_then_to_the_general_talk() -> None:
    find = PACK.talks.of
    assert find("pig_butchering", PACK.taxonomy).code == "pig_butchering"
    assert find("stock_tutor", PACK.taxonomy).code == "investment"
    for unknown in (None, "", "nothing_like_it", "rebate"):
        assert find(unknown, PACK.taxonomy).code == GENERAL
    assert all(find(leaf.code, PACK.taxonomy) for leaf in PACK.taxonomy.leaves)


@pytest.mark.parametrize("code", ["sextortion", "minor_unlock", "game_trade"])
def test_a_child_has_a_way_through_a_grown_up(code: str) -> None:
    assert TALKS[code].under_18


def test_a_blackmailed_child_may_choose_whom_to_tell() -> None:
    assert any("孩子选" in text.zh for text in TALKS["sextortion"].under_18)


def test_a_crisis_is_met_with_people_and_the_crisis_line() -> None:
    words = " ".join(text.zh for text in TALKS[GENERAL].crisis)
    for name in ("crisis", "police", "medical"):
        assert PACK.words.hotlines[name].number in words
    assert all(talk.crisis for talk in TALKS.values())


SOME = "  {name}:\n    - zh: 话\n      en: words\n"
WHOLE = (
    "  title:\n    zh: 名\n    en: name\n"
    + "".join(
        SOME.format(name=name)
        for name in ("open", "facts", "cover_story", "way_out", "close", "if_paid")
    )
    + "  questions:\n"
    + "    - ask: {zh: 问, en: ask}\n      tells: {zh: 说, en: say}\n" * 4
)
SHARED = "".join(SOME.format(name=name) for name in ("prove", "never", "crisis"))
ALL = "general:\n" + WHOLE + SHARED + "".join(f"{code}:\n{WHOLE}" for code in CLASSES)


def test_a_talk_takes_from_the_general_one_what_it_does_not_say() -> None:
    talks = parse_talks({"all.yaml": ALL}, PACK.taxonomy).talks
    assert talks["romance"].prove == talks[GENERAL].prove
    assert talks["romance"].under_18 == ()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("romance:\n", "romantic:\n", "no talk for `romance`"),
        ("romance:\n", "romantic:\n", "`romantic` is neither a leaf nor a class"),
        ("general:\n", "common:\n", "no talk for `general`"),
        ("  crisis:\n", "  crises:\n", "`crisis` is missing"),
        ("      tells: {zh: 说, en: say}\n", "", "`tells` is missing"),
        ("    - ask: {zh: 问, en: ask}\n      tells: {zh: 说, en: say}\n", "", "at least 4"),
        ("      en: words\n", "", "`en` is missing"),
        ("      en: words\n", "      en: ''\n", "a word or text is needed"),
    ],
)
def test_what_is_wrong_is_said(old: str, new: str, words: str) -> None:
    with pytest.raises(InputError, match=re.escape(words)) as error:
        parse_talks({"all.yaml": ALL.replace(old, new, 1)}, PACK.taxonomy)
    assert all(re.match(r"all\.yaml:\d+: ", line) for line in str(error.value).splitlines())


def test_a_talk_stands_in_one_file_only() -> None:
    again = "romance:\n" + WHOLE
    with pytest.raises(InputError, match=r"more\.yaml:1: `romance` also stands in all\.yaml"):
        parse_talks({"all.yaml": ALL, "more.yaml": again}, PACK.taxonomy)

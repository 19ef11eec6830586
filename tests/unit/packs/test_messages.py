"""What a person is sent: of their type, short enough, with nothing to tap, ring or answer."""

from __future__ import annotations

import re

import pytest

from wuzha.packs import pack
from wuzha.packs.messages import LENGTH_MAX, faults, parse_messages
from wuzha.vocabulary.errors import InputError
from wuzha.vocabulary.notice import BY_CARRIER, Channel

PACK = pack("cn")
MESSAGES = PACK.messages
SOURCE = PACK.text("dissuasion/messages.yaml")
CODES = ["general", *PACK.taxonomy.types]
PHONE = "8613800004321"


@pytest.mark.parametrize("channel", sorted(BY_CARRIER))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_type_has_a_text_that_fits(channel: Channel, language: str) -> None:
    for code in CODES:
        for counterparty in (PHONE, None):
            text = MESSAGES.compose(channel, code, language, counterparty)
            assert 20 <= len(text.encode("utf-16-le")) // 2 <= LENGTH_MAX[channel]
            assert faults(text) == []
            assert ("4321" in text) == (counterparty is not None)
            assert bool(re.search("[\u4e00-\u9fff]", text)) == (language == "zh")


@pytest.mark.parametrize("channel", sorted(BY_CARRIER))
def test_classes_have_different_texts(channel: Channel) -> None:
    classes = [entry.code for entry in PACK.taxonomy.classes]
    for language in ("zh", "en"):
        assert len({MESSAGES.compose(channel, code, language, None) for code in classes}) == 12


def test_a_leaf_falls_back_to_its_class_and_then_to_the_general_text() -> None:
    def text(code: str | None) -> str:
        return MESSAGES.compose(Channel.FLASH, code, "zh", None)

    assert text("stock_tutor") == text("investment") != text("pig_butchering")
    assert text(None) == text("nothing_like_it") == text("rebate") == text("general")


def test_a_language_tag_counts_by_its_language() -> None:
    def text(language: str) -> str:
        return MESSAGES.compose(Channel.FLASH, "prize", language, None)

    assert text("zh-hans") == text("zh_Hans") == text("zh")
    assert text("en-GB") == text("en")
    with pytest.raises(InputError, match="choose of zh, en"):
        text("fr")


@pytest.mark.parametrize("channel", sorted(set(Channel) - BY_CARRIER))
def test_where_officers_speak_there_is_no_text(channel: Channel) -> None:
    with pytest.raises(InputError, match="officers speak there"):
        MESSAGES.compose(channel, None, "zh", None)


@pytest.mark.parametrize(
    "counterparty",
    ["", "110", "123456", "evil.example", "6222020000000004321", "+86 138 4321", "138\u0661234321"],
)
def test_what_is_no_phone_leaves_no_trace(counterparty: str) -> None:
    for channel in BY_CARRIER:
        plain = MESSAGES.compose(channel, "prize", "zh", None)
        assert MESSAGES.compose(channel, "prize", "zh", counterparty) == plain


@pytest.mark.parametrize("word", ["裸", "招嫖", "sex", "escort"])
def test_a_private_matter_is_not_named_on_a_screen(word: str) -> None:
    for code in ("sextortion", "escort", "escort_task"):
        for language in ("zh", "en"):
            for channel in BY_CARRIER:
                assert word not in MESSAGES.compose(channel, code, language, PHONE)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("see http://bad.example now", "link"),
        ("打开 bad.example", "link"),
        ("打开 ｂａｄ．ｅｘａｍｐｌｅ", "link"),
        ("打开 bad。example", "link"),
        ("打开 bad[.]example", "link"),
        ("打开 bad dot example", "link"),
        ("打开 坏人.公司", "link"),
        ("write to me@host", "link"),
        ("拨打 96110", "number"),
        ("拨打 110", "number"),
        ("拨打 ９６１１０", "number"),
        ("拨打 九六一一零", "number"),
        ("拨打 幺三八 幺二三四", "number"),
        ("拨打 9-6.1 1 0", "number"),
        ("拨打 ①②⓪", "number"),
        ("尾号4321和5678", "number"),
        ("尾号４３２１", "number"),
        ("ring one one zero", "number"),
        ("回复 T", "reply"),
        ("回T退订", "reply"),
        ("按1转人工", "reply"),
        ("reply to this", "reply"),
        ("text stop", "reply"),
        ("请勿\u200b转账", "invisible"),
        ("请勿\u202e转账", "invisible"),
        ("请勿\u3164转账", "invisible"),
        ("请勿\x00转账", "invisible"),
    ],
)
def test_a_fault_is_found(text: str, fault: str) -> None:
    assert fault in faults(text)


@pytest.mark.parametrize(
    "text",
    [
        "反诈预警（尾号4321）：别转账。拿不准，就和家人商量。",
        "Fraud alert (ends 4321): send no money. Ask your family.",
        "做三件事：不转账；不说验证码。\n第一，先停下。",
        "Stop first; it is one call to one person you trust.",
    ],
)
def test_an_honest_text_has_no_fault(text: str) -> None:
    assert faults(text) == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("  prize:\n", "  prices:\n", "`prices` is neither a leaf nor a class"),
        ("  romance:\n", "  romances:\n", "no text for `romance`"),
        ("没参加的抽奖不会中奖", "打九六一一零", "number"),
        ("没参加的抽奖不会中奖", "没参加的抽奖不会中奖" * 8, "at most 70 fit"),
        ("{short}", "{phone}", "`{phone}` is not filled in"),
        ("  flash:\n", "  flush:\n", "`flash` is missing"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(old: str, new: str, words: str) -> None:
    assert old in SOURCE
    with pytest.raises(InputError, match=re.escape(words)) as error:
        parse_messages(SOURCE.replace(old, new, 1), PACK.taxonomy)
    assert all(re.match(r"messages\.yaml:\d+: ", line) for line in str(error.value).splitlines())

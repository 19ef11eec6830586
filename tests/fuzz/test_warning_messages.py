"""Ten thousand warnings against hostile counterparties: no link, no number, nothing to answer.

The judge here knows nothing of the code under test: it allows a few characters and forms and
refuses the rest, where that looks for what is forbidden.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest

from wuzha.packs import pack
from wuzha.packs.messages import LENGTH_MAX, faults
from wuzha.vocabulary.notice import BY_CARRIER, Channel

PACK = pack("cn")
CODES = [None, "", "no_such_type", "general", *PACK.taxonomy.types]
ROUNDS = 10_000

PUNCTUATION = set(" \n,.;:?!'()") | set("，。；：？！、“”（）")
FORBIDDEN_WORDS = (
    *("http", "www", "dotcom", "reply", "unsubscribe", "text back", "click", "press", "dial"),
    *("回复", "回覆", "退订", "点击", "拨打", "致电", "热线", "按键", "扫码", "网址"),
)
HOSTILE = [
    "https://bad.example/pay",
    "bad.example",
    "bad。example",
    "http:\\\\bad.example",
    "回复1退订",
    "reply YES to 10690000",
    "96110",
    "12381",
    "{tail}{long}{short}{digits}",
    "\\1\\g<0>%s%(x)s",
    "８６１３８００００４３２１",
    "١٢٣٤٥٦٧٨٩",
    "一三八零零零零四三二一",
    "138\u200b0000\u200b4321",
    "+86 138 0000 4321",
    "8613800004321\n",
    "8613800004321 bad.example",
    "62220200000043210000",
    "\u202e1234567890",
    "【反诈中心】点击链接",
    "<a href='x'>1234567</a>",
    "\x00\x1b[2J",
    "8" * 5_000,
]


def is_phone(counterparty: str | None) -> bool:
    """Digits with or without a plus, long enough that four give nothing away."""
    if counterparty is None:
        return False
    digits = counterparty[1:] if counterparty[:1] == "+" else counterparty
    return 7 <= len(digits) <= 15 and set(digits) <= set("0123456789")


def judged(text: str, counterparty: str | None) -> list[str]:
    """What a strict reader would object to."""
    objections = []
    if is_phone(counterparty):
        assert counterparty is not None
        tail = counterparty[-4:]
        if text.count(tail) == 1:
            before, after = text.split(tail)
            is_marked = before.endswith(("尾号", "(ends ")) and after.startswith(("）", ")"))
            text = before + after if is_marked else text
        else:
            objections.append("the tail is not there once")
    for character in text:
        is_han = "\u4e00" <= character <= "\u9fff"
        is_latin = character.isascii() and character.isalpha()
        if not (is_han or is_latin or character in PUNCTUATION):
            objections.append(f"U+{ord(character):04X}")
        elif not is_han and unicodedata.numeric(character, None) is not None:
            objections.append("a digit")
    for left, right in pairwise(text):
        if left == "." and right not in " \n":
            objections.append("a dot inside a word")
    objections += [word for word in FORBIDDEN_WORDS if word in text.lower().replace(" ", "")]
    return objections


def counterparties(generator: np.random.Generator) -> Iterator[str | None]:
    """Phones, hostile texts, and hostile texts put together or cut."""
    while True:
        kind = generator.integers(6)
        digits = "".join(map(str, generator.integers(0, 10, generator.integers(1, 22))))
        first, second = (HOSTILE[i] for i in generator.integers(0, len(HOSTILE), 2))
        cut = int(generator.integers(0, 12))
        noise = "".join(map(chr, generator.integers(1, 0x3000, cut)))
        yield [None, digits, "+" + digits, first, first[:cut] + second, digits + noise][kind]


def test_ten_thousand_messages() -> None:
    generator = np.random.default_rng(20_260_101)
    hostile = counterparties(generator)
    channels = sorted(BY_CARRIER)
    with_tail = 0
    for round_ in range(ROUNDS):
        channel: Channel = channels[round_ % len(channels)]
        code = CODES[int(generator.integers(len(CODES)))]
        language = ("zh", "en")[int(generator.integers(2))]
        counterparty = next(hostile)
        text = PACK.messages.compose(channel, code, language, counterparty)
        assert judged(text, counterparty) == [], (channel, code, language)
        assert faults(text) == []
        assert len(text.encode("utf-16-le")) // 2 <= LENGTH_MAX[channel]
        with_tail += is_phone(counterparty)
    assert ROUNDS // 10 < with_tail < ROUNDS // 2


@pytest.mark.parametrize(
    ("text", "counterparty"),
    [
        ("请打开bad.example", None),
        ("请拨九六一一零，9", None),
        ("请打开／", None),
        ("（尾号4321）4321", "8613800004321"),
        ("（尾号43210）", "8613800004321"),
        ("没有尾号", "8613800004321"),
        ("请回复我们", None),
        ("请\u200b停", None),
    ],
)
def test_the_judge_objects(text: str, counterparty: str | None) -> None:
    assert judged(text, counterparty)


@pytest.mark.parametrize("text", ["请停下（尾号4321）：别转账。", "Stop (ends 4321): pay nothing."])
def test_the_judge_lets_an_honest_text_pass(text: str) -> None:
    assert judged(text, "8613800004321") == []
    assert judged(text, "+8613800004321") == []

"""The one normal form of texts, one by one and in columns."""

from __future__ import annotations

import sys
import unicodedata

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuzha.vocabulary.text import normal_form, normal_forms


@pytest.mark.parametrize(
    ("disguised", "plain"),
    [
        ("请加微信，谢谢", "请加微信,谢谢"),
        ("１３８　ＡＢ", "138 ab"),
        ("加V：①③⑧❶➀⑴⒈⓪⓿", "加v:138111100"),
        ("⑩⑾⒓⓭❿㉑㊿", "10111213102150"),
        ("1️⃣2️⃣3️⃣", "123"),
        ("١٣٨ १२३", "138 123"),
        ("🅰🅱🅒", "abc"),
        ("贷\u200b款\u00ad额\ufeff度\u2060", "贷款额度"),
        ("贷\u0336款\u0336", "贷款"),
        ("a\u3164b\u2800c", "abc"),
        ("加wеiхin", "加weixin"),
        ("QQ с138", "qq c138"),
        ("ΗELLO", "hello"),
        ("ᴠɪᴘ8", "vip8"),
        ("привет мир", "привет мир"),
        ("привет2", "привет2"),
        ("café cafe\u0301", "café café"),
        ("STRASSE Straße", "strasse straße"),
        ("İstanbul", "istanbul"),
        ("  一\t二\r\n三\u2028四  ", "一 二 三 四"),
        ("安全帳戶", "安全帳戶"),
        ("a\x00b\x1cc\ud800", "abc"),
        ("", ""),
    ],
)
def test_disguises_come_off(disguised: str, plain: str) -> None:
    assert normal_form(disguised) == plain


def test_no_control_format_or_surrogate_is_left() -> None:
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    unwanted = [c for c in everything if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")]

    assert normal_form("".join(unwanted)) == ""


# Text as it is written, and characters that undo each other's steps.
CHARACTERS = st.one_of(
    st.characters(exclude_categories=["Cs"]),
    st.sampled_from(
        "aAzZ09 \t\n，。！？：；（）１Ａａ　…“”《》￥安全账户贷款加微信①❶⒈⑴еАсΗηςΣϹ"
        "\u0301\u0336\u0308\u20e3\u200b\u00ad\ufe0f\u3164İıſßﬁŉΐ😀🅰½\u1e9b\u0345\u0344\ufdfa\u2126\u212a\u03f4"
    ),
)
# A list joined, because an alphabet for `text` would lose the weight of the second half.
TEXTS = st.lists(CHARACTERS, max_size=40).map("".join)


def test_ordinary_columns_are_brought_to_normal_form_in_arrow() -> None:
    texts = ["１３８，Ａ", None, "Ｂ…\u3000x", "  a\n b ", "", "贷款"]

    assert normal_forms(pa.array(texts)).to_pylist() == ["138,a", None, "b... x", "a b", "", "贷款"]
    assert normal_forms(pa.array(["Ａ "], pa.large_string())).to_pylist() == ["a"]
    assert normal_forms(pa.array([], pa.string())).to_pylist() == []


@given(TEXTS)
def test_a_normal_form_is_its_own(text: str) -> None:
    normal = normal_form(text)

    assert normal_form(normal) == normal


@given(st.lists(st.none() | TEXTS, max_size=20), st.integers(0, 3))
def test_columns_and_single_texts_agree(texts: list[str | None], start: int) -> None:
    array = pa.array(texts, pa.string()).slice(start)

    forms = normal_forms(array)

    assert forms.type == pa.string()
    assert forms.to_pylist() == [
        None if text is None else normal_form(text) for text in texts[start:]
    ]


@given(st.text(max_size=20), st.sampled_from("\u200b\u00ad\u2060\ufe0f\u2062\x07"), st.data())
def test_an_invisible_character_changes_nothing(
    text: str, hidden: str, data: st.DataObject
) -> None:
    plain = normal_form(text)
    place = data.draw(st.integers(0, len(plain)))

    assert normal_form(plain[:place] + hidden + plain[place:]) == plain

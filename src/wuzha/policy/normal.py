"""The normal form that a text of a policy must have so that it can equal an event's."""

from __future__ import annotations

import re
import unicodedata

from wuzha.policy.tree import Words
from wuzha.vocabulary.account import account
from wuzha.vocabulary.device import device
from wuzha.vocabulary.domain import domain
from wuzha.vocabulary.errors import BadValue
from wuzha.vocabulary.event import Form
from wuzha.vocabulary.text import normal_form
from wuzha.vocabulary.wallet import wallet

_PHONE = re.compile(r"[1-9][0-9]{2,14}\Z")
_PHONE_PREFIX = re.compile(r"[1-9][0-9]{0,14}\Z")


def normal_text(form: str, text: str) -> str:
    """The text in the normal form of a field or a list; BadValue if it has none.

    Phones and senders are checked for what can be known without a country's numbers."""
    if form == Form.PHONE:
        return _digits(text, _PHONE)
    if form == Form.PROSE:
        return normal_form(text)
    if form == Form.ACCOUNT:
        return account(text)
    if form == Form.DOMAIN:
        return domain(text)
    if form == Form.DEVICE:
        return device(text)
    if form == Form.WALLET:
        return wallet(text)
    if form == Form.SENDER:
        return " ".join(unicodedata.normalize("NFKC", text).upper().split())
    return text.strip()


def normal_prefix(text: str) -> str:
    """The normal form of the beginning of a phone number: digits from the country code on."""
    return _digits(text, _PHONE_PREFIX)


def _digits(text: str, shape: re.Pattern[str]) -> str:
    digits = re.sub(r"[+ ()-]", "", text)
    if not shape.match(digits):
        raise BadValue(
            "phone_characters", "a phone is its digits with the country code, no 0 first"
        )
    return digits


def normal_piece(form: str, text: str) -> str:
    """The normal form of a part of a text: as that of the whole, but its ends stay spaces."""
    if form == Form.PROSE:
        inner = normal_form(text)
        before = " " * text.startswith(" ")
        after = " " * text.endswith(" ") if inner else ""
        return f"{before}{inner}{after}"
    if form == Form.DOMAIN:
        return text.lower()
    return text.upper() if form in (Form.ACCOUNT, Form.SENDER) else text


def not_normal(text: str, wanted: str) -> tuple[Words, Words]:
    """What to say of a text that is not in its normal form `wanted`."""
    message = Words(
        f"`{text}` 不是规范形式，永远匹配不上",
        f"`{text}` is not in normal form, so it never matches",
    )
    if not wanted.strip():
        return message, Words("删去它：里面没有可见字符", "remove it: nothing in it can be seen")
    return message, Words(f"写 `{wanted}`", f"write `{wanted}`")

"""What the closed words of policies are called in Chinese and English sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable

from wuzha.policy.tree import Words
from wuzha.vocabulary import clock
from wuzha.vocabulary.event import Kind

KINDS = {
    Kind.CALL: Words("通话", "call"),
    Kind.MESSAGE: Words("消息", "message"),
    Kind.VISIT: Words("网页访问", "visit"),
    Kind.TRANSFER: Words("转账", "transfer"),
    Kind.APP: Words("应用行为", "app action"),
    Kind.REPORT: Words("举报", "report"),
}
FORMS = {
    "phone": Words("电话号码", "phones"),
    "account": Words("账户", "accounts"),
    "domain": Words("域名", "domains"),
    "device": Words("设备", "devices"),
    "sender": Words("发送方", "senders"),
    "wallet": Words("虚拟币钱包", "wallets"),
    "person": Words("受保护人代号", "persons"),
    "code": Words("代码", "codes"),
}
LEVELS = {
    "none": Words("无", "none"),
    "low": Words("低", "low"),
    "medium": Words("中", "medium"),
    "high": Words("高", "high"),
    "critical": Words("严重", "critical"),
}
STAGES = {
    "contact": Words("接触", "contact"),
    "trust": Words("取信", "trust"),
    "payment": Words("付款", "payment"),
}
ACTIONS = {
    "allow": Words("放行", "allow"),
    "label": Words("标记", "label"),
    "challenge": Words("核验", "challenge"),
    "delay": Words("延迟", "delay"),
    "hold": Words("暂缓", "hold"),
    "block": Words("拦截", "block"),
}
CLAUSES = {
    "answered": (
        Words("已接通", "the call was answered"),
        Words("未接通", "the call was not answered"),
    ),
    "foreign_trunk": (
        Words("来自境外入口", "the call came in from abroad"),
        Words("并非来自境外入口", "the call did not come in from abroad"),
    ),
    "offers_app": (
        Words("页面提供应用下载", "the page offers an app"),
        Words("页面不提供应用下载", "the page offers no app"),
    ),
    "first_time_payee": (
        Words("首次向此收款方付款", "this is the first payment to the payee"),
        Words("曾向此收款方付款", "the payee has been paid before"),
    ),
    "payee_name_matches": (
        Words("户名相符", "the payee's name fits the account"),
        Words("户名不符", "the payee's name does not fit the account"),
    ),
    "on_call": (
        Words("正在通话", "the person is on a call"),
        Words("不在通话", "the person is not on a call"),
    ),
    "overseas": (
        Words("跨境", "the money leaves the country"),
        Words("不跨境", "the money stays in the country"),
    ),
    "sideloaded": (
        Words("非商店安装", "the app is not from an app shop"),
        Words("从商店安装", "the app is from an app shop"),
    ),
    "remote_control": (
        Words("可远程控制", "the app can share or control the screen"),
        Words("不可远程控制", "the app cannot share or control the screen"),
    ),
}
"""A boolean field that holds and one that does not, as clauses."""

_UNITS = (
    (clock.DAY, Words("天", "day")),
    (clock.HOUR, Words("小时", "hour")),
    (clock.MINUTE, Words("分钟", "minute")),
    (clock.SECOND, Words("秒", "second")),
    (1000, Words("毫秒", "millisecond")),
    (1, Words("微秒", "microsecond")),
)
_SPACED = re.compile(
    r"(?<=[\u4e00-\u9fff])(?=[A-Za-z0-9_+−-])|(?<=[A-Za-z0-9_])(?=[\u4e00-\u9fff])"
)


def duration(microseconds: int, language: str) -> str:
    """`1 hour`, `90 minutes`: the largest unit that leaves no rest."""
    unit, words = next(pair for pair in _UNITS if microseconds % pair[0] == 0)
    count = microseconds // unit
    if language == "zh":
        return f"{count} {words.zh}"
    return f"{count} {words.en}" if count == 1 else f"{count} {words.en}s"


def kinds(on: Iterable[Kind], language: str, plural: bool = True) -> str:
    """`calls and messages`, in the order of the vocabulary."""
    words = [KINDS[kind] for kind in Kind if kind in frozenset(on)]
    if language == "zh":
        return "、".join(word.zh for word in words)
    return enumerated([word.en + "s" * plural for word in words], "and" if plural else "or")


def enumerated(parts: list[str], word: str) -> str:
    """`a, b and c`."""
    return f" {word} ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def spaced(text: str) -> str:
    """Chinese text with a space between Chinese characters and Latin words or digits.

    What stands in “ ” was written by somebody else and stays as it is."""
    pieces = re.split("(“[^”]*”)", text)
    pieces[::2] = [_SPACED.sub(" ", piece) for piece in pieces[::2]]
    return "".join(pieces)

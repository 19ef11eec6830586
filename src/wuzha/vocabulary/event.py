"""Events: what happened, in one flat shape for all kinds.

A batch of events is an Arrow table with the columns of `FIELDS` that are present;
a column that is absent means null in every row. Engines take *ordered* batches,
which carry three more columns (`ORDER_COLUMNS`) put there by the intake.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import pyarrow as pa


class Kind(StrEnum):
    """What an event is."""

    CALL = "call"
    MESSAGE = "message"
    VISIT = "visit"
    TRANSFER = "transfer"
    APP = "app"
    REPORT = "report"


class Type(StrEnum):
    """What an expression over events can be."""

    BOOLEAN = "boolean"
    INTEGER = "integer"
    NUMBER = "number"
    TEXT = "text"
    TIME = "time"


class Form(StrEnum):
    """Which normal form a field's values are brought to at intake."""

    PLAIN = "plain"
    PROSE = "prose"
    CODE = "code"
    PHONE = "phone"
    ACCOUNT = "account"
    DOMAIN = "domain"
    DEVICE = "device"
    SENDER = "sender"
    WALLET = "wallet"
    PERSON = "person"
    MONEY = "money"


@dataclass(frozen=True)
class Field:
    """One field of an event: its type, normal form, the kinds that have it, its meaning."""

    name: str
    type: Type
    form: Form
    kinds: frozenset[Kind]
    en: str
    zh: str

    @property
    def arrow(self) -> pa.DataType:
        return ARROW_TYPES[self.type]


ARROW_TYPES = {
    Type.BOOLEAN: pa.bool_(),
    Type.INTEGER: pa.int64(),
    Type.NUMBER: pa.float64(),
    Type.TEXT: pa.string(),
    Type.TIME: pa.int64(),
}
"""A time is int64 microseconds since 1970 UTC; an integer never leaves ±INTEGER_MAX."""

ALL = frozenset(Kind)


def _field(name: str, type_: Type, form: Form, kinds: str, en: str, zh: str) -> Field:
    named = ALL if kinds == "all" else frozenset(Kind(kind) for kind in kinds.split())
    return Field(name, type_, form, named, en, zh)


_T = Type
_F = Form
_FIELDS = (
    _field("id", _T.TEXT, _F.CODE, "all", "event id, from its source", "事件编号"),
    _field("at", _T.TIME, _F.PLAIN, "all", "when it happened", "发生时间"),
    _field("kind", _T.TEXT, _F.CODE, "all", "kind of event", "事件种类"),
    _field("source", _T.TEXT, _F.CODE, "all", "who told us", "来源"),
    _field("person", _T.TEXT, _F.PERSON, "all", "token of the person to protect", "受保护人代号"),
    _field(
        "incoming",
        _T.BOOLEAN,
        _F.PLAIN,
        "call message transfer",
        "the person receives it",
        "本人为接收方",
    ),
    _field("caller", _T.INTEGER, _F.PHONE, "call report", "calling number", "主叫号码"),
    _field("callee", _T.INTEGER, _F.PHONE, "call", "called number", "被叫号码"),
    _field("answered", _T.BOOLEAN, _F.PLAIN, "call", "the call was answered", "已接通"),
    _field("duration_s", _T.INTEGER, _F.PLAIN, "call", "length in seconds", "通话时长（秒）"),
    _field("foreign_trunk", _T.BOOLEAN, _F.PLAIN, "call", "came in from abroad", "境外入口"),
    _field("origin_country", _T.TEXT, _F.CODE, "call", "country it came from", "来源国家"),
    _field("attestation", _T.TEXT, _F.CODE, "call", "caller attestation A, B or C", "主叫认证等级"),
    _field("cell", _T.TEXT, _F.CODE, "call", "cell of the caller", "主叫基站"),
    _field("sender", _T.TEXT, _F.SENDER, "message report", "sender id", "发送方"),
    _field("receiver", _T.INTEGER, _F.PHONE, "message", "receiving number", "接收号码"),
    _field("text", _T.TEXT, _F.PROSE, "message report", "what it says", "文本内容"),
    _field("domain", _T.TEXT, _F.DOMAIN, "message visit report", "host name", "域名"),
    _field("site", _T.TEXT, _F.DOMAIN, "message visit report", "registered domain", "注册域名"),
    _field(
        "domain_age_days", _T.INTEGER, _F.PLAIN, "visit", "age of the domain in days", "域名天数"
    ),
    _field("page_kind", _T.TEXT, _F.CODE, "visit", "what the page is for", "页面类型"),
    _field("referral", _T.TEXT, _F.CODE, "visit", "what led to the page", "来路"),
    _field("offers_app", _T.BOOLEAN, _F.PLAIN, "visit", "page offers an app", "页面提供应用下载"),
    _field("payer", _T.TEXT, _F.ACCOUNT, "transfer", "paying account", "付款账户"),
    _field("payee", _T.TEXT, _F.ACCOUNT, "transfer report", "receiving account", "收款账户"),
    _field(
        "amount",
        _T.INTEGER,
        _F.MONEY,
        "transfer report",
        "amount in minor units",
        "金额（最小货币单位）",
    ),
    _field("balance_after", _T.INTEGER, _F.MONEY, "transfer", "balance afterwards", "转后余额"),
    _field("currency", _T.TEXT, _F.CODE, "transfer report", "currency code", "币种"),
    _field("channel", _T.TEXT, _F.CODE, "message transfer app", "channel used", "渠道"),
    _field("payer_kind", _T.TEXT, _F.CODE, "transfer", "what the payer is", "付款方类型"),
    _field("payee_kind", _T.TEXT, _F.CODE, "transfer", "what the payee is", "收款方类型"),
    _field(
        "first_time_payee",
        _T.BOOLEAN,
        _F.PLAIN,
        "transfer",
        "first payment to this payee",
        "首次收款方",
    ),
    _field(
        "payee_name_matches",
        _T.BOOLEAN,
        _F.PLAIN,
        "transfer",
        "payee name fits account",
        "户名相符",
    ),
    _field("on_call", _T.BOOLEAN, _F.PLAIN, "transfer app", "the person is on a call", "通话中"),
    _field("overseas", _T.BOOLEAN, _F.PLAIN, "transfer", "leaves the country", "跨境"),
    _field("wallet", _T.TEXT, _F.WALLET, "transfer report", "crypto wallet", "虚拟币钱包"),
    _field("device", _T.TEXT, _F.DEVICE, "call visit transfer app", "device", "设备"),
    _field("package", _T.TEXT, _F.CODE, "app", "app package", "应用包名"),
    _field("app_action", _T.TEXT, _F.CODE, "app", "install, open, grant ...", "应用动作"),
    _field("permission", _T.TEXT, _F.CODE, "app", "permission granted", "授予权限"),
    _field("sideloaded", _T.BOOLEAN, _F.PLAIN, "app", "not from an app shop", "非商店安装"),
    _field(
        "remote_control",
        _T.BOOLEAN,
        _F.PLAIN,
        "app",
        "can share or control the screen",
        "可远程控制",
    ),
    _field("score", _T.NUMBER, _F.PLAIN, "all", "a score given by the source", "来源评分"),
)

FIELDS: dict[str, Field] = {field.name: field for field in _FIELDS}
"""All fields by name, in the order of the event schema."""

SCHEMA = pa.schema([(field.name, field.arrow) for field in _FIELDS])

REQUIRED = ("id", "at", "kind")
"""A record without these is a dead letter."""

ORDER_COLUMNS = pa.schema([("seq", pa.int64()), ("as_of", pa.int64()), ("late", pa.bool_())])
"""What the intake adds to an ordered batch.

`seq` counts rows in processing order, strictly increasing across batches. `as_of` is the
instant whose window the row reads: `at`, or the watermark when the row is `late`; it never
decreases from row to row. A late row reads windows and adds to none.
"""

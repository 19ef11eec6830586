"""A small world for the browser: a morning in one city, with warnings of every level and stage
and steps in every state.

`world()` builds it at NOW. `warnings` and `people` are named by what happens to them:

critical   a parcel that was never lost: calls, message, site, app, and now the transfer; the flash
           message arrived, the first call was not answered
high       an online lover with a platform: the operator has the call in hand
overdue    a false police call: nobody has taken it up in time
medium     a share tip: the message arrived, the call is to be made; met critical's caller too
low        paid likes: the message is on its way
dissuaded  an ended one of critical's person, with a report of grade A
paid       ended too late
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import centre_cast as cast
from wuzha.centre.dissuade.actions import Miss, due_notices, missed, record, take, take_receipts
from wuzha.centre.dissuade.models import Step
from wuzha.centre.dissuade.report import Report
from wuzha.centre.flow import FLOW
from wuzha.centre.outbox.delivery import deliver
from wuzha.centre.people.actions import add_contact
from wuzha.centre.people.models import Person
from wuzha.centre.units.models import Unit, User
from wuzha.centre.units.roles import Role
from wuzha.centre.warn.actions import acknowledge, receive
from wuzha.centre.warn.decision import Decision, Reason
from wuzha.centre.warn.models import Warning
from wuzha.vocabulary.clock import DAY, HOUR, MINUTE, SECOND, Instant
from wuzha.vocabulary.decision import Action, Level, Stage
from wuzha.vocabulary.event import Form, Kind
from wuzha.vocabulary.notice import CHANNELS, Receipt, ReceiptState
from wuzha.vocabulary.result import Result

NOW: Instant = cast.AT
"""The clock of the pages: Monday 2 March 2026, 11:00 in China."""

PLACES = {
    "": ("全国反诈中心", "National Centre"),
    "11": ("青岚省反诈中心", "Qinglan Centre"),
    "1101": ("望川市反诈中心", "Wangchuan Centre"),
    "110101": ("东渡区反诈中心", "Dongdu Centre"),
    "110101001": ("东渡区码头派出所", "Dongdu Quay Station"),
    "110101002": ("东渡区桥头派出所", "Dongdu Bridge Station"),
    "110102": ("竹亭区反诈中心", "Zhuting Centre"),
    "1102": ("澄湖市反诈中心", "Chenghu Centre"),
    "12": ("朔溪省反诈中心", "Shuoxi Centre"),
}

CALLER = "+8617000001234"
"""Who rang the person of `critical`, and that of `medium`."""


@dataclass(frozen=True)
class World:
    units: Mapping[str, Unit]
    users: Mapping[Role, User]
    people: Mapping[str, Person]
    warnings: Mapping[str, Warning]

    def step(self, warning: str, rung: str) -> Step:
        """A step of a warning at its highest level."""
        steps = Step.objects.filter(warning=self.warnings[warning], rung=rung)
        return steps.latest("level")


def world() -> World:
    """Everything in a second; the same each time but for keys and counters."""
    units = cast.tree()
    for code, (zh, en) in PLACES.items():
        Unit.objects.filter(code=code).update(zh=zh, en=en)
    units = {unit.code: unit for unit in Unit.objects.all()}
    users = _users(units)
    people = {
        name: cast.person(cast.STATION, token=f"browser-{name}")
        for name in ("critical", "high", "overdue", "medium", "low", "paid")
    }
    people["dissuaded"] = people["critical"]
    _days_before(people, users)
    _this_morning(people, users)
    newest = Warning.objects.select_related("person", "unit")
    warnings = {name: newest.filter(person=who).latest("pk") for name, who in people.items()}
    warnings["dissuaded"] = newest.filter(person=people["dissuaded"]).earliest("pk")
    return World(units, users, people, warnings)


def _users(units: Mapping[str, Unit]) -> dict[Role, User]:
    """One user of each role in the city, the field officer in the station, the ministry above."""
    where = {Role.FIELD: cast.STATION, Role.MINISTRY: cast.MINISTRY}
    users = {}
    for role in Role:
        unit = units[where.get(role, cast.CITY)]
        users[role] = cast.user(unit, role, name=role.value)
        users[role].name = NAMES.get(role, users[role].name)
        users[role].save(update_fields=["name"])
    return users


NAMES = {Role.DISPATCHER: "周一鸣", Role.OPERATOR: "林小舟", Role.FIELD: "何田"}


def _days_before(people: Mapping[str, Person], users: Mapping[Role, User]) -> None:
    at = NOW - 9 * DAY
    lure = _said(
        people["dissuaded"], Kind.MESSAGE, at, 64, Level.HIGH, Stage.TRUST, "order_brushing"
    )
    receive([lure], at, cast.BY)
    _carry(at)
    _report(
        people["dissuaded"],
        Report(Result.BELIEVED, True, True, at_stake=1_280_000, note="愿意报案；已退出任务群。"),
        users[Role.OPERATOR],
        at + 6 * MINUTE,
    )
    at = NOW - 2 * DAY
    loss = _said(people["paid"], Kind.TRANSFER, at, 88, Level.HIGH, Stage.PAYMENT, "stock_tutor")
    receive([loss], at, cast.BY)
    _carry(at)
    late = Report(Result.ALREADY_PAID, True, True, at_stake=5_000_000, paid=3_600_000)
    _report(people["paid"], late, users[Role.OPERATOR], at + 8 * MINUTE)


def _this_morning(people: Mapping[str, Person], users: Mapping[Role, User]) -> None:
    operator = users[Role.OPERATOR]
    add_contact(
        users[Role.INVESTIGATOR], people["critical"], "周明远", "+8613900007788", "son", True, NOW
    )
    for decision in _episode(people["critical"]):
        receive([decision], decision.at + 2 * SECOND, cast.BY)
        _carry(decision.at + 3 * SECOND)
    step = _call(people["critical"])
    take(step.pk, operator, NOW - 60 * SECOND)
    missed(step.pk, Miss.NO_ANSWER, operator, NOW - 40 * SECOND)

    lover = _said(
        people["high"], Kind.CALL, NOW - 6 * MINUTE, 74, Level.HIGH, Stage.TRUST, "pig_butchering"
    )
    receive([lover], lover.at, cast.BY)
    _carry(lover.at)
    take(_call(people["high"]).pk, operator, NOW - 2 * MINUTE)

    police = _said(
        people["overdue"],
        Kind.CALL,
        NOW - 12 * MINUTE,
        78,
        Level.HIGH,
        Stage.CONTACT,
        "money_laundering_case",
    )
    receive([police], police.at, cast.BY)
    _carry(police.at, ReceiptState.UNDELIVERED)

    tip = _said(
        people["medium"],
        Kind.CALL,
        NOW - 20 * MINUTE,
        52,
        Level.MEDIUM,
        Stage.CONTACT,
        "stock_tutor",
        counterparty=CALLER[1:],
    )
    receive([tip], tip.at, cast.BY)
    _carry(tip.at)
    acknowledge(_open(people["medium"]).pk, user=users[Role.DISPATCHER], at=NOW - 15 * MINUTE)

    likes = _said(
        people["low"], Kind.MESSAGE, NOW - HOUR, 34, Level.LOW, Stage.PAYMENT, "likes_follows"
    )
    receive([likes], likes.at, cast.BY)
    _follow(likes.at)


RANG = {"incoming": True, "answered": True, "duration_s": 1_460, "foreign_trunk": True}
SHARED_SCREEN = {
    "package": "test.huiyi.share",
    "app_action": "install",
    "sideloaded": True,
    "remote_control": True,
}


def _episode(who: Person) -> list[Decision]:
    """Contact, trust, payment: a courier's clerk who rings about a parcel that nobody lost."""
    return [
        _said(who, kind, when, score, level, stage, "lost_parcel", **more)
        for kind, when, score, level, stage, more in _acts()
    ]


def _acts() -> list[tuple[Kind, Instant, int, Level, Stage, dict[str, Any]]]:
    """What the clerk does, in order."""
    at = NOW - 42 * MINUTE
    call = {"counterparty": CALLER[1:], "counterparty_form": Form.PHONE}
    site = {"counterparty": "peifu-kuaidi.example", "counterparty_form": Form.DOMAIN}
    payee = {"counterparty": "6222000011112222", "counterparty_form": Form.ACCOUNT}
    text = (
        "【速达快运】您的包裹在运输途中遗失，客服将按货值三倍理赔，请保持电话畅通，按客服指引办理。"
    )
    return [
        (
            Kind.CALL,
            at,
            44,
            Level.MEDIUM,
            Stage.CONTACT,
            call | {"facts": RANG},
        ),
        (
            Kind.MESSAGE,
            at + 9 * MINUTE,
            38,
            Level.LOW,
            Stage.TRUST,
            {
                "counterparty": None,
                "counterparty_form": None,
                "facts": {"incoming": True, "text": text},
            },
        ),
        (
            Kind.VISIT,
            at + 27 * MINUTE,
            58,
            Level.MEDIUM,
            Stage.TRUST,
            site | {"facts": {"page_kind": "download", "domain_age_days": 4, "offers_app": True}},
        ),
        (
            Kind.APP,
            at + 33 * MINUTE,
            72,
            Level.HIGH,
            Stage.TRUST,
            {
                "counterparty": None,
                "counterparty_form": None,
                "facts": SHARED_SCREEN,
            },
        ),
        (
            Kind.TRANSFER,
            NOW - 90 * SECOND,
            93,
            Level.CRITICAL,
            Stage.PAYMENT,
            payee
            | {
                "amount": 4_998_000,
                "action": Action.HOLD,
                "facts": {"first_time_payee": True, "on_call": True},
            },
        ),
    ]


WORDS = {
    Kind.CALL: (
        "主叫来自境外入口却显示国内号码",
        "The call entered from abroad and showed a domestic number",
    ),
    Kind.MESSAGE: (
        "短信冒充快递客服谈理赔，并催促保持通话",
        "The message poses as a courier's service, speaks of damages and urges to stay on the line",
    ),
    Kind.VISIT: (
        "页面域名注册仅四天，提供应用下载",
        "The page's domain is four days old and offers an app",
    ),
    Kind.APP: (
        "安装了非商店来源、可远程控制屏幕的应用",
        "An app from outside the shop that can control the screen was installed",
    ),
    Kind.TRANSFER: (
        "通话中向首次收款方大额转账，收款账户两小时内收到七人汇款",
        "On a call, a large sum to a first-time payee whom seven people paid within two hours",
    ),
}


def _said(
    who: Person,
    kind: Kind,
    at: Instant,
    score: int,
    level: Level,
    stage: Stage,
    type_: str,
    **more: Any,
) -> Decision:
    zh, en = WORDS[kind]
    reasons = (
        Reason(f"{kind}_pattern", score - 12, zh, en, type_),
        Reason("known_script", 12, "与已知剧本相符", "It follows a known script", type_),
    )
    said: dict[str, Any] = {"at": at, "score": score, "level": level, "stage": stage}
    said |= {"type": type_, "kind": kind, "reasons": reasons, "policy": "centre@3#4f0c2a"}
    said |= {"counterparty": f"86170000{score:05}"}
    if kind is not Kind.CALL:
        said |= {"facts": {}}
    return cast.decision(who, **said | more)


def _open(who: Person) -> Warning:
    return Warning.objects.get(person=who, ended_at=None)


def _call(who: Person) -> Step:
    return Step.objects.exclude(state="ended").get(warning=_open(who), channel="call")


def _report(who: Person, report: Report, officer: User, at: Instant) -> None:
    step = _call(who)
    take(step.pk, officer, at - 4 * MINUTE)
    record(step.pk, report, officer, at)
    _follow(at)


def _follow(at: Instant) -> None:
    while deliver(FLOW, at):
        pass


def _carry(at: Instant, state: ReceiptState = ReceiptState.DELIVERED) -> None:
    """Lets what must follow follow, and the carriers answer."""
    _follow(at)
    notices = due_notices(CHANNELS, at)
    take_receipts(
        [Receipt(notice.key, state, at + 2 * SECOND) for notice in notices], at + 2 * SECOND
    )
    _follow(at + 3 * SECOND)

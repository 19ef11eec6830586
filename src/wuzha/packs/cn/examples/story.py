"""One day in a small town as events: everybody's own affairs, and one fraud from end to end.

Nobody stands behind them: phones begin with 129, which no Chinese mobile does, or are numbers
reserved for fiction; hosts end in .example or .test; people are numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from wuzha.packs.cn.examples.texts import CODES, HONEST, SCRIPTS

PEOPLE = 40
START = datetime(2024, 3, 4, tzinfo=UTC)

Event = dict[str, Any]


def phone(number: int) -> str:
    return f"+86129{number:08d}"


def at(minute: float) -> str:
    moment = START + timedelta(seconds=round(minute * 60))
    return moment.isoformat().replace("+00:00", "Z")


def event(kind: str, minute: float, person: int, fraud: bool = False, **fields: Any) -> Event:
    return {"at": at(minute), "kind": kind, "person": f"p-{person:04d}", **fields, "fraud": fraud}


def ordinary_day(rng: np.random.Generator, person: int) -> Iterator[Event]:
    """What happens to everybody: calls, messages, pages, a transfer, an app."""
    minutes = np.sort(rng.uniform(0, 720, 8))
    friend = int(rng.integers(PEOPLE))
    own = phone(person)
    yield event(
        "call",
        minutes[0],
        person,
        caller=phone(friend),
        callee=own,
        answered=True,
        duration_s=int(rng.integers(20, 1200)),
        foreign_trunk=False,
    )
    yield event(
        "message",
        minutes[1],
        person,
        sender=phone(friend),
        receiver=own,
        channel="sms",
        text=HONEST[int(rng.integers(len(HONEST)))],
    )
    yield event(
        "message",
        minutes[2],
        person,
        sender="106900000001",
        receiver=own,
        channel="sms",
        text=CODES.format(bank="城市银行", code=f"{int(rng.integers(10**6)):06d}"),
    )
    for minute in minutes[3:6]:
        host = f"{['news', 'school', 'library', 'market'][int(rng.integers(4))]}.example"
        yield event(
            "visit", minute, person, domain=host, domain_age_days=int(rng.integers(900, 9000))
        )
    amount = int(rng.integers(10, 3000)) * 100
    yield transfer(
        minutes[6], person, f"B{friend:04d}", amount, first_time_payee=bool(friend % 9 == 0)
    )
    yield event(
        "app",
        minutes[7],
        person,
        package="weather.example",
        app_action="open",
        sideloaded=False,
        remote_control=False,
        on_call=False,
    )


def transfer(minute: float, person: int, payee: str, amount: int, **fields: Any) -> Event:
    usual: Event = {"balance_after": amount * 4, "first_time_payee": False, "on_call": False}
    paid: Event = {"payer": f"A{person:04d}", "payee": payee, "amount": amount, "channel": "app"}
    return event("transfer", minute, person, **paid, **{**usual, **fields})


def machine_calls() -> Iterator[Event]:
    """A SIM box rings everybody within half an hour; hardly anybody answers."""
    for person in range(PEOPLE):
        yield event(
            "call",
            300 + person * 0.7,
            person,
            fraud=person >= 19,
            caller=phone(77_000_001),
            callee=phone(person),
            answered=person % 13 == 0,
            duration_s=int(person % 13 == 0) * 30,
            foreign_trunk=False,
        )


def script_messages() -> Iterator[Event]:
    """One sender, the same story for many."""
    for person in range(0, PEOPLE, 2):
        yield event(
            "message",
            330 + person * 0.5,
            person,
            fraud=person >= 18,
            sender="106900000077",
            receiver=phone(person),
            channel="sms",
            text=SCRIPTS[person // 2 % len(SCRIPTS)],
        )


def deceived(person: int, start: float, payee: str) -> Iterator[Event]:
    """A false agent's call, a shared screen, a page, an app, codes, and the transfer."""
    yield event(
        "call",
        start,
        person,
        True,
        caller=phone(88_000_000 + person),
        callee=phone(person),
        answered=True,
        duration_s=1500,
        foreign_trunk=True,
        origin_country="XX",
    )
    yield event(
        "app",
        start + 6,
        person,
        True,
        package="meeting.example",
        app_action="open",
        sideloaded=False,
        remote_control=True,
        on_call=True,
    )
    yield event(
        "visit",
        start + 11,
        person,
        True,
        domain=f"refund-{person}.test",
        domain_age_days=4,
        offers_app=True,
    )
    yield event(
        "app",
        start + 14,
        person,
        True,
        package="refund.test",
        app_action="install",
        sideloaded=True,
        remote_control=False,
        on_call=True,
    )
    for number, bank in enumerate(("一号贷款", "二号贷款", "三号贷款", "四号贷款")):
        yield event(
            "message",
            start + 18 + number,
            person,
            number >= 2,
            sender=f"10690000000{number}",
            receiver=phone(person),
            channel="sms",
            text=CODES.format(bank=bank, code="000000"),
        )
    paid = transfer(
        start + 26,
        person,
        payee,
        5_000_000,
        balance_after=1_200,
        first_time_payee=True,
        on_call=True,
    )
    yield {**paid, "fraud": True}


def honest_twins() -> Iterator[Event]:
    """What looks like fraud and is none: tuition with the last money, a long call from abroad."""
    yield transfer(500, 31, "TUITION0001", 4_800_000, balance_after=900, first_time_payee=True)
    yield event(
        "call",
        90,
        32,
        caller="+442079460123",
        callee=phone(32),
        answered=True,
        duration_s=4200,
        foreign_trunk=True,
        origin_country="GB",
    )
    yield event(
        "report", 480, 33, payee="M0001", amount=300_000, text="刷单返利，先垫付再返佣，被骗了"
    )


def story(rng: np.random.Generator) -> list[Event]:
    """All events in order, with ids; two come out of order, one of them far too late."""
    events = [one for person in range(PEOPLE) for one in ordinary_day(rng, person)]
    events += [*machine_calls(), *script_messages(), *honest_twins()]
    for person, start in ((3, 420.0), (17, 450.0), (25, 500.0)):
        events += deceived(person, start, "M0001")
    events.sort(key=lambda one: str(one["at"]))
    events = [{"id": f"e-{number:05d}", **one} for number, one in enumerate(events)]
    events[100], events[101] = events[101], events[100]
    events.insert(400, events.pop(50))
    return events

"""Foreseeing: warnings of what no screening has seen, because the centre knows more.

Who pays, or paid, into an account that fraud money went to is warned of it. Who was deceived is
told of those who will come and promise the money back. Both are decisions of the centre's own, and
take the way of all others.
"""

from __future__ import annotations

from django.db.models import F

from wuzha.centre.actor import Actor, process
from wuzha.centre.change import change
from wuzha.centre.people.identifiers import index_of, normal
from wuzha.centre.people.models import Person
from wuzha.centre.warn.actions.receiving import Received, receive
from wuzha.centre.warn.decision import Decision, Reason
from wuzha.centre.warn.judging import AFTERCARE, PAYEE, RAISED_TO, campaign_of
from wuzha.centre.warn.ladders import in_force
from wuzha.centre.warn.models import Evidence, Tainted
from wuzha.vocabulary.clock import DAY, Instant
from wuzha.vocabulary.decision import Level, Stage
from wuzha.vocabulary.event import Form, Kind
from wuzha.vocabulary.result import Ending

SOURCE = "centre"

PAYERS_SINCE = 30 * DAY
"""How far back those who paid into an account are looked for."""

PAYMENTS_MAX = 5_000

_WARNED_SCORE = 40
_CARE = Reason(
    "aftercare", 10, "受害后常有人冒充追款", "After a loss others come and promise the money back"
)


def taint(account: str, source: str, until: Instant, *, by: Actor, at: Instant) -> Received:
    """Fraud money went to `account`: whoever paid into it lately is warned now, whoever pays into
    it before `until` as soon as that is seen. `source` says who knows (a case, a bank).

    Nothing is done to the account. BadValue if it is none.
    """
    index = index_of(Form.ACCOUNT, normal(Form.ACCOUNT, account))
    with change(by, at) as done:
        tainted, new = Tainted.objects.select_for_update().get_or_create(
            account=index, defaults={"since": at, "until": until, "source": source}
        )
        if not new and until > tainted.until:
            tainted.until = until
            tainted.save(update_fields=["until"])
        done.entry("account.tainted", tainted, until=tainted.until, source=source)
        return receive(_payers(index, at), at, by)


def _payers(index: bytes, at: Instant) -> list[Decision]:
    """One decision about each person who was seen paying into the account. Who has reported the
    loss knows."""
    payments = Evidence.objects.filter(
        counterparty=index, kind=Kind.TRANSFER, at__gt=at - PAYERS_SINCE, told__isnull=False
    ).exclude(warning__ending=Ending.ALREADY_PAID)
    newest = payments.annotate(token=F("person__token")).order_by("-at")
    paid: dict[str, tuple[Instant, int]] = {}
    for payment in newest.only("at", "amount", "told")[:PAYMENTS_MAX]:
        if payment.told["facts"].get("incoming") is not True:
            last, total = paid.get(payment.token, (payment.at, 0))
            paid[payment.token] = last, total + (payment.amount or 0)
    return [_paid(index, token, last, total, at) for token, (last, total) in paid.items()]


def _paid(index: bytes, token: str, last: Instant, total: int, at: Instant) -> Decision:
    return Decision(
        event=f"{campaign_of(index)}:{token}",
        source=SOURCE,
        at=at,
        kind=Kind.TRANSFER,
        person=token,
        score=_WARNED_SCORE,
        level=RAISED_TO,
        stage=Stage.PAYMENT,
        reasons=(PAYEE,),
        amount=total,
        facts={"paid_at": last},
        policy="",
        campaign=campaign_of(index),
    )


def aftercare(at: Instant, limit: int = 200) -> Received:
    """Tells those who were deceived a while ago to beware of offers to get the money back."""
    with change(process("timers"), at) as done:
        care = in_force(at).aftercare
        due = Person.objects.select_for_update(skip_locked=True).filter(aftercare_at__lte=at)
        persons = list(due.defer("name", "address").order_by("aftercare_at")[:limit])
        Person.objects.filter(pk__in=[each.pk for each in persons]).update(aftercare_at=None)
        for person in persons:
            done.entry("person.cared_for", person, person=person)
        told = [each for each in persons if at - care.until <= (each.victim_at or 0)]
        return receive([_care_for(each, care.type, at) for each in told], at, process("timers"))


def _care_for(person: Person, type_: str, at: Instant) -> Decision:
    return Decision(
        event=f"{AFTERCARE}:{person.token}:{person.victim_at}",
        source=SOURCE,
        at=at,
        kind=Kind.REPORT,
        person=person.token,
        score=_CARE.points,
        level=Level.LOW,
        type=type_,
        stage=Stage.CONTACT,
        reasons=(_CARE,),
        policy="",
        campaign=AFTERCARE,
    )

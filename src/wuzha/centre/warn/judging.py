"""Judging: what the centre knows about a decision beyond what screening could.

An account that fraud money went to: whoever pays it is warned, also where screening saw nothing. A
known victim whom somebody approaches with the money back is warned in earnest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wuzha.centre.people.identifiers import index_of
from wuzha.centre.people.models import Person
from wuzha.centre.warn.decision import Decision, Reason
from wuzha.centre.warn.models import EPISODE, Tainted
from wuzha.packs.ladder import Ladder
from wuzha.vocabulary.clock import Instant
from wuzha.vocabulary.decision import LEVELS, Level, Stage
from wuzha.vocabulary.event import Form, Kind

RAISED_TO = Level.MEDIUM

TAINTED = "tainted:"
"""Campaigns of payers into one account begin with this."""

AFTERCARE = "aftercare"
"""The campaign of what victims are told beforehand."""

PAYEE = Reason(
    "tainted_payee",
    0,
    "收款账户曾收到诈骗资金",
    "Money from fraud went to the account paid",
)
VICTIM = Reason(
    "known_victim",
    0,
    "本人此前受害，谨防“追回损失”骗局",
    "Was deceived before: whoever offers to get the money back is next",
)


def judged(decisions: Sequence[Decision], ladder: Ladder, at: Instant) -> list[Decision]:
    """The same decisions, raised where the centre knows more. Two queries at most."""
    tainted, victims = _tainted(decisions, at), _victims(decisions, ladder, at)
    return [_judge(each, tainted, victims, ladder) for each in decisions]


def campaign_of(account: bytes) -> str:
    """The campaign of those who pay into an account, by its index."""
    return TAINTED + account.hex()


def payee_index(decision: Decision) -> bytes | None:
    """The index of the account that the person pays into; None for any other decision."""
    if decision.kind is not Kind.TRANSFER or decision.counterparty_form is not Form.ACCOUNT:
        return None
    if decision.counterparty is None or decision.facts.get("incoming") is True:
        return None
    return index_of(Form.ACCOUNT, decision.counterparty)


def _tainted(decisions: Sequence[Decision], at: Instant) -> set[bytes]:
    indexes = {index for each in decisions if (index := payee_index(each)) is not None}
    if not indexes:
        return set()
    found = Tainted.objects.filter(account__in=indexes, until__gt=at)
    return {bytes(account) for account in found.values_list("account", flat=True)}


def _victims(decisions: Sequence[Decision], ladder: Ladder, at: Instant) -> set[str]:
    care = ladder.aftercare
    tokens = {each.person for each in decisions if each.type == care.type}
    if not tokens:
        return set()
    found = Person.objects.filter(token__in=tokens, victim_at__gt=at - care.until)
    return set(found.values_list("token", flat=True))


def _judge(decision: Decision, tainted: set[bytes], victims: set[str], ladder: Ladder) -> Decision:
    index = payee_index(decision) if tainted else None
    if index in tainted:
        campaign = campaign_of(index) if decision.campaign == EPISODE else decision.campaign
        return replace(_raised(decision, PAYEE), stage=Stage.PAYMENT, campaign=campaign)
    seen = decision.level is not Level.NONE and decision.campaign != AFTERCARE
    again = seen and decision.type == ladder.aftercare.type and decision.person in victims
    return _raised(decision, VICTIM) if again else decision


def _raised(decision: Decision, why: Reason) -> Decision:
    level = max(decision.level, RAISED_TO, key=LEVELS.index)
    return replace(decision, level=level, reasons=(*decision.reasons, why))

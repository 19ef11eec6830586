"""Proposals: made by one person, decided by another, carried out by what follows (flow.py)."""

from __future__ import annotations

from collections.abc import Mapping

from wuzha.centre.actor import Actor
from wuzha.centre.approve.access import digest_of, proposal_for
from wuzha.centre.approve.kinds import ProposalKind, kind_named
from wuzha.centre.approve.models import Proposal
from wuzha.centre.change import change
from wuzha.centre.units.access import actor_of, require, user_for
from wuzha.centre.units.models import User
from wuzha.centre.units.roles import Permission
from wuzha.vocabulary.clock import Instant
from wuzha.vocabulary.errors import BadValue, NotAllowed, WrongState

BODY_CHARACTERS_MAX = 200_000
REASON_CHARACTERS = (4, 300)


def propose(
    kind: str,
    body: Mapping[str, object],
    reason: str,
    *,
    user: User,
    at: Instant,
    key: str = "",
    lasts: int | None = None,
) -> Proposal:
    """Something that a second person must agree to; plain data in `body`.

    NotAllowed without the kind's permission or about oneself; NotThere about somebody who is not
    below one's unit; BadValue for an unknown kind, another body, or no reason.
    """
    what = kind_named(kind)
    require(user, what.needed)
    what.check(body)
    _checked_text(reason)
    if sum(len(str(value)) for value in body.values()) > BODY_CHARACTERS_MAX:
        raise BadValue("proposal_body", f"a proposal has at most {BODY_CHARACTERS_MAX} characters")
    place = _place(what, body, user)
    with change(actor_of(user), at, key, ["proposal.made", kind, dict(body), reason]) as done:
        if done.repeated:
            return Proposal.objects.filter(proposed_by=user, kind=kind, body=body).latest("pk")
        proposal = Proposal.objects.create(
            kind=kind,
            body=dict(body),
            digest=digest_of(kind, body, place),
            place=place,
            reason=reason.strip(),
            proposed_by=user,
            proposed_at=at,
            expires_at=at + (what.lasts if lasts is None else lasts),
        )
        done.entry("proposal.made", proposal, kind=kind, digest=proposal.digest)
    return proposal


def decide(
    number: int, approve: bool, answer: str, *, user: User, at: Instant, key: str = ""
) -> Proposal:
    """Agrees or refuses. What is decided is the body as it was proposed.

    NotThere outside one's places; NotAllowed without DECIDE, for who proposed it and for whom it is
    about; WrongState if it is decided, has run out, was changed, or its proposer has left. A
    refusal needs an answer.
    """
    require(user, Permission.DECIDE)
    if not approve:
        _checked_text(answer)
    verb = "proposal.approved" if approve else "proposal.refused"
    with change(actor_of(user), at, key, [verb, number, answer]) as done:
        proposal = _locked(proposal_for(user, number))
        if done.repeated:
            return proposal
        _check_second(proposal, user)
        _check_waiting(proposal, at)
        _settle(proposal, "approved" if approve else "refused", answer, user, at)
        done.entry(verb, proposal, kind=proposal.kind, digest=proposal.digest)
        if approve:
            done.fact("proposal.approved", proposal, kind=proposal.kind)
    return proposal


def withdraw(number: int, *, user: User, at: Instant, key: str = "") -> Proposal:
    """Taken back by who made it. NotAllowed for anybody else."""
    with change(actor_of(user), at, key, ["proposal.withdrawn", number]) as done:
        proposal = _locked(proposal_for(user, number))
        if done.repeated:
            return proposal
        if proposal.proposed_by_id != user.pk:
            raise NotAllowed("not_yours", "only who proposed it can withdraw it; you may refuse it")
        if proposal.state != "pending":
            raise WrongState("proposal_decided", "this proposal has been decided on")
        _settle(proposal, "withdrawn", "", user, at)
        done.entry("proposal.withdrawn", proposal, kind=proposal.kind)
    return proposal


def expire(by: Actor, at: Instant, limit: int = 200) -> int:
    """Ends proposals that nobody decided on in time; how many."""
    with change(by, at) as done:
        waiting = Proposal.objects.filter(state="pending", expires_at__lte=at)
        found = list(waiting.select_for_update(skip_locked=True).order_by("expires_at")[:limit])
        Proposal.objects.filter(pk__in=[row.pk for row in found]).update(state="expired")
        for proposal in found:
            done.entry("proposal.expired", proposal, kind=proposal.kind)
    return len(found)


def _place(kind: ProposalKind, body: Mapping[str, object], user: User) -> str:
    if not kind.subject:
        return ""
    subject = user_for(user, int(str(body[kind.subject])))
    if subject.pk == user.pk:
        raise NotAllowed("own_roles", "nobody proposes things for themselves: ask somebody else")
    return subject.unit.code


def _check_second(proposal: Proposal, user: User) -> None:
    subject = kind_named(proposal.kind).subject
    if proposal.proposed_by_id == user.pk:
        raise NotAllowed("second_person", "you proposed this: somebody else decides")
    if subject and proposal.body[subject] == user.pk:
        raise NotAllowed("own_roles", "this is about you: somebody else decides")


def _check_waiting(proposal: Proposal, at: Instant) -> None:
    if proposal.state != "pending":
        raise WrongState("proposal_decided", "this proposal has been decided on")
    if at >= proposal.expires_at:
        raise WrongState("proposal_expired", "this proposal has run out: propose it again")
    if not proposal.proposed_by.is_active:
        raise WrongState("proposer_left", "who proposed this has left: propose it again")
    if proposal.digest != digest_of(proposal.kind, proposal.body, proposal.place):
        raise WrongState("proposal_changed", "this is not what was proposed: tell your auditor")


def _settle(proposal: Proposal, state: str, answer: str, user: User, at: Instant) -> None:
    proposal.state, proposal.answer = state, answer.strip()
    proposal.decided_by, proposal.decided_at = user, at
    proposal.save(update_fields=["state", "answer", "decided_by", "decided_at"])


def _locked(proposal: Proposal) -> Proposal:
    rows = Proposal.objects.select_for_update(of=("self",)).select_related("proposed_by")
    return rows.get(pk=proposal.pk)


def _checked_text(text: str) -> None:
    least, most = REASON_CHARACTERS
    if not least <= len(text.strip()) <= most:
        raise BadValue("reason", f"say why in {least} to {most} characters")

"""The door to proposals."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from wuzha.centre.approve.models import Proposal
from wuzha.centre.units.access import may, sees
from wuzha.centre.units.models import User
from wuzha.centre.units.roles import Permission
from wuzha.vocabulary.errors import NotThere, WrongState


def proposal_for(user: User, number: int) -> Proposal:
    """One's own proposal, or one that one may decide on. NotThere otherwise."""
    rows = Proposal.objects.select_related("proposed_by__unit", "decided_by")
    proposal = rows.filter(pk=number).first()
    if proposal is None or not can_see(user, proposal):
        raise NotThere("no_proposal", "there is no such proposal for you")
    return proposal


def can_see(user: User, proposal: Proposal) -> bool:
    own = proposal.proposed_by_id == user.pk
    return own or (may(user, Permission.DECIDE) and sees(user, proposal.place))


def approved(number: int) -> Proposal:
    """A proposal to be carried out, exactly as it was agreed to; WrongState if it is not."""
    rows = Proposal.objects.select_related("proposed_by__unit", "decided_by__unit")
    proposal = rows.filter(pk=number).first()
    if proposal is None or proposal.state != "approved":
        raise WrongState("not_approved", "this proposal has not been agreed to")
    if proposal.digest != digest_of(proposal.kind, proposal.body, proposal.place):
        raise WrongState("proposal_changed", "this is not what was proposed: tell your auditor")
    return proposal


def digest_of(kind: str, body: Mapping[str, object], place: str) -> str:
    """SHA-256 of what is proposed, as JSON in a fixed order."""
    text = json.dumps([kind, dict(body), place], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()

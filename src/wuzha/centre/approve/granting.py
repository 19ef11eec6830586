"""Carries out an agreed proposal of kind `user.grant`."""

from __future__ import annotations

from wuzha.centre.approve.access import approved
from wuzha.centre.approve.kinds import USER_GRANT
from wuzha.centre.outbox.models import Fact
from wuzha.centre.units.actions import grant_seconded
from wuzha.centre.units.roles import Role
from wuzha.vocabulary.clock import Instant
from wuzha.vocabulary.errors import WrongState


def grant_role(fact: Fact, at: Instant) -> None:
    """A reaction to `proposal.approved`."""
    if fact.body["kind"] != USER_GRANT.name:
        return
    proposal = approved(fact.thing_id)
    if proposal.decided_by is None:
        raise WrongState("not_approved", "this proposal has not been agreed to")
    grant_seconded(
        proposal.body["user"],
        Role(proposal.body["role"]),
        first=proposal.proposed_by,
        second=proposal.decided_by,
        proposal=proposal.pk,
        at=at,
    )

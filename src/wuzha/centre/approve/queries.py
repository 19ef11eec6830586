"""Proposals as lists."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from wuzha.centre.approve.models import Proposal
from wuzha.centre.units.access import may
from wuzha.centre.units.models import User
from wuzha.centre.units.roles import Permission
from wuzha.vocabulary.clock import Instant


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """The newest first; `older` is where the next page begins, 0 if there is none."""

    rows: list[Proposal]
    older: int


def to_decide(user: User, at: Instant, limit: int = 50) -> list[Proposal]:
    """What waits for this user's decision: others' proposals in sight, the most urgent first."""
    if not may(user, Permission.DECIDE):
        return []
    rows = _rows().filter(state="pending", expires_at__gt=at)
    rows = rows.filter(place__startswith=user.unit.code).exclude(proposed_by=user)
    return list(rows.order_by("expires_at", "pk")[:limit])


def proposals(user: User, before: int = 0, limit: int = 50) -> ProposalPage:
    """Everything that the user proposed or may see, whatever came of it."""
    in_sight = Q(proposed_by=user)
    if may(user, Permission.DECIDE):
        in_sight |= Q(place__startswith=user.unit.code)
    rows = _rows().filter(in_sight)
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: limit + 1])
    return ProposalPage(found[:limit], found[limit - 1].pk if len(found) > limit else 0)


def _rows() -> QuerySet[Proposal]:
    return Proposal.objects.select_related("proposed_by__unit", "decided_by")

"""Proposals."""

from __future__ import annotations

from django.db import models

from wuzha.centre.units.models import User


class Proposal(models.Model):
    """Something that needs a second person. What is decided is exactly `body`: `digest` is over it.

    `kind` names what happens on approval (flow.py). pending, then approved, refused, withdrawn or
    expired.
    """

    kind = models.CharField(max_length=40)
    body = models.JSONField()
    digest = models.CharField(max_length=64)
    place = models.CharField(max_length=16)
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=10, default="pending")
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.BigIntegerField()
    expires_at = models.BigIntegerField()
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.BigIntegerField(null=True)
    answer = models.CharField(max_length=300, default="")

    class Meta:
        indexes = [
            models.Index(
                fields=["expires_at"], name="proposal_waiting", condition=models.Q(state="pending")
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(decided_by=models.F("proposed_by"))
                | models.Q(decided_by__isnull=True)
                | models.Q(state="withdrawn"),
                name="proposal_needs_a_second_person",
            )
        ]

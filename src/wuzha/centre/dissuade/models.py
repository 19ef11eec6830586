"""Steps of the ladder, and their attempts."""

from __future__ import annotations

from django.db import models

from wuzha.centre.people.keys import INDEX_BYTES
from wuzha.centre.people.models import TrustedContact
from wuzha.centre.people.sealing import Sealed
from wuzha.centre.units.models import Unit, User
from wuzha.centre.warn.models import Warning
from wuzha.vocabulary.decision import LEVELS, Level

OPEN = models.Q(ended_at__isnull=True)
"""A step that goes on. Not by its states: SQLite takes no partial index for a list of values."""


class Step(models.Model):
    """One rung of the ladder, taken for one warning; its states are in `states.py`.

    `unit` and `place` are those of the unit whose officers do it; a carrier's step has the
    warning's. `officer` is who has it, or had it last.
    """

    warning = models.ForeignKey(
        Warning, on_delete=models.PROTECT, related_name="steps", db_index=False
    )
    level = models.SmallIntegerField()
    rung = models.CharField(max_length=30)
    channel = models.CharField(max_length=10)
    by_officer = models.BooleanField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    place = models.CharField(max_length=16)
    state = models.CharField(max_length=8)
    officer = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    contact = models.ForeignKey(TrustedContact, null=True, on_delete=models.PROTECT, db_index=False)
    basis = models.CharField(max_length=300, default="")
    """Why a contact was asked without consent."""
    created_at = models.BigIntegerField()
    wake_at = models.BigIntegerField()
    """A waiting step is ready from here on; a ready one of a carrier is tried from here on."""
    due_at = models.BigIntegerField()
    taken_at = models.BigIntegerField(null=True)
    ended_at = models.BigIntegerField(null=True)
    tries = models.SmallIntegerField(default=0)
    moves = models.SmallIntegerField(default=0)
    """How often it was moved to another unit."""
    result = models.CharField(max_length=12, default="")
    next_rung = models.CharField(max_length=30, default="")
    proof = models.BinaryField(max_length=INDEX_BYTES, null=True)
    """The index of the code by which the citizen knows that the officer is real."""
    note = Sealed(null=True)

    @property
    def level_code(self) -> Level:
        return LEVELS[self.level]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["warning", "level", "rung"], name="step_once_per_level_and_rung"
            )
        ]
        indexes = [
            models.Index(
                fields=["place", "-level", "due_at"],
                name="step_for_officers",
                condition=models.Q(by_officer=True, ended_at__isnull=True),
            ),
            models.Index(
                fields=["wake_at"],
                name="step_for_carriers",
                condition=models.Q(by_officer=False, state="ready"),
            ),
            models.Index(
                fields=["wake_at"], name="step_waiting", condition=models.Q(state="waiting")
            ),
            models.Index(fields=["due_at"], name="step_due", condition=OPEN),
            models.Index(
                fields=["proof"], name="step_proof", condition=models.Q(proof__isnull=False)
            ),
            models.Index(
                fields=["officer"],
                name="step_in_hand",
                condition=models.Q(by_officer=True, state="taken"),
            ),
            models.Index(
                fields=["officer", "ended_at"],
                name="step_done_by",
                condition=models.Q(by_officer=True, state="ended", officer__isnull=False),
            ),
            models.Index(
                fields=["ended_at", "place"],
                name="step_lapsed",
                condition=models.Q(by_officer=True, result="lapsed"),
            ),
            models.Index(
                fields=["contact"],
                name="step_of_contact",
                condition=models.Q(contact__isnull=False),
            ),
        ]


class Attempt(models.Model):
    """One try of a step: a notice that was given to a carrier, or a call or visit by an officer.

    pending, then accepted, and delivered, undelivered or refused; unreachable until the carrier
    answers again; an officer's try is reached or missed. The row is there before the notice goes
    out, so a crash between the two sends again rather than not at all.
    """

    step = models.ForeignKey(
        Step, on_delete=models.CASCADE, related_name="attempts", db_index=False
    )
    number = models.SmallIntegerField()
    key = models.CharField(max_length=40, unique=True)
    at = models.BigIntegerField()
    state = models.CharField(max_length=12, default="pending")
    officer = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    text = models.CharField(max_length=1_000, default="")
    reference = models.CharField(max_length=400, default="")
    code = models.CharField(max_length=40, default="")
    ended_at = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["step", "number"], name="attempt_number_once")
        ]
        indexes = [
            models.Index(fields=["at"], name="attempt_pending", condition=models.Q(state="pending"))
        ]

"""Warnings, the evidence that they stand on, and the ladders that were in force."""

from __future__ import annotations

from django.db import models

from wuzha.centre.people.keys import INDEX_BYTES
from wuzha.centre.people.models import Person
from wuzha.centre.people.sealing import SealedData
from wuzha.centre.units.models import Unit, User
from wuzha.vocabulary.decision import LEVELS, STAGES, Level, Stage

OPEN_STATES = ("issued", "acknowledged")

OPEN = models.Q(ended_at__isnull=True)
"""The condition of indexes on open warnings. It holds no value: SQLite uses a partial index only
when it finds the index's condition in the query itself, where values are not."""

EPISODE = "episode"
"""The campaign of a decision that names none: whatever is going on with this person."""


class Warning(models.Model):
    """An instruction about one person: issued, acknowledged by a unit, ended.

    Levels and stages are rows of vocabulary.decision.LEVELS and STAGES, so that they sort.
    `due_at` is the next clock that runs: until a unit has acknowledged, then until it expires.
    `type_share` is the share of the evidence's points that speak for `type`, in percent.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="warnings")
    campaign = models.CharField(max_length=60, default=EPISODE)
    source = models.CharField(max_length=40)
    policy = models.CharField(max_length=120)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    place = models.CharField(max_length=16)
    """The unit's code, kept beside it for the queue."""
    state = models.CharField(max_length=12, default="issued")
    level = models.SmallIntegerField()
    score = models.SmallIntegerField()
    type = models.CharField(max_length=40, default="")
    type_share = models.SmallIntegerField(default=0)
    points = models.JSONField(default=dict)
    """What speaks for each type: points of the evidence's reasons."""
    stage = models.SmallIntegerField(default=0)
    evidence_count = models.IntegerField(default=0)
    first_at = models.BigIntegerField()
    last_at = models.BigIntegerField()
    issued_at = models.BigIntegerField()
    risen_at = models.BigIntegerField(null=True)
    due_at = models.BigIntegerField()
    expires_at = models.BigIntegerField()
    escalations = models.SmallIntegerField(default=0)
    acknowledged_at = models.BigIntegerField(null=True)
    acknowledged_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    ended_at = models.BigIntegerField(null=True)
    ending = models.CharField(max_length=12, default="")
    grade = models.CharField(max_length=1, default="")
    true_type = models.CharField(max_length=40, default="")
    """What the officer found it to be."""
    at_stake = models.BigIntegerField(default=0)
    """What the person was about to pay, minor units."""
    paid = models.BigIntegerField(default=0)
    verify_at = models.BigIntegerField(null=True)
    verified = models.BooleanField(null=True)
    """Whether nothing was lost until `verify_at`."""

    @property
    def level_code(self) -> Level:
        return LEVELS[self.level]

    @property
    def stage_code(self) -> Stage:
        return STAGES[self.stage]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "campaign"],
                name="one_open_warning_per_person_and_campaign",
                condition=OPEN,
            )
        ]
        indexes = [
            models.Index(
                fields=["-level", "due_at", "id"],
                name="warning_queue",
                condition=OPEN,
            ),
            models.Index(
                fields=["place", "-level", "due_at", "id"],
                name="warning_queue_of_place",
                condition=OPEN,
            ),
            models.Index(
                fields=["type", "-level", "due_at", "id"],
                name="warning_queue_of_type",
                condition=OPEN,
            ),
            models.Index(
                fields=["acknowledged_by", "-level", "due_at", "id"],
                name="warning_in_hand",
                condition=OPEN & models.Q(acknowledged_by__isnull=False),
            ),
            models.Index(fields=["due_at"], name="warning_due", condition=OPEN),
            models.Index(
                fields=["verify_at"],
                name="warning_to_verify",
                condition=models.Q(verify_at__isnull=False, verified__isnull=True),
            ),
            models.Index(
                fields=["ended_at", "id"],
                name="warning_ended",
                condition=models.Q(ended_at__isnull=False),
            ),
            models.Index(fields=["-issued_at", "-id"], name="warning_newest"),
            models.Index(fields=["place", "-issued_at"], name="warning_newest_of_place"),
        ]


class Evidence(models.Model):
    """One decision about one person, with what it was about. Of no warning yet, or of one.

    `told` holds counterparty, text, facts and reasons, and is null once it is forgotten;
    `counterparty` is its index, by which others who met the same number, account or site are found.
    """

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="evidence", db_index=False
    )
    warning = models.ForeignKey(
        Warning, null=True, on_delete=models.PROTECT, related_name="evidence"
    )
    source = models.CharField(max_length=40)
    event = models.CharField(max_length=200)
    at = models.BigIntegerField()
    received_at = models.BigIntegerField()
    kind = models.CharField(max_length=10)
    score = models.SmallIntegerField()
    level = models.SmallIntegerField()
    type = models.CharField(max_length=40, default="")
    stage = models.SmallIntegerField(default=0)
    action = models.CharField(max_length=10)
    counterparty = models.BinaryField(max_length=INDEX_BYTES, null=True)
    amount = models.BigIntegerField(null=True)
    policy = models.CharField(max_length=120)
    told = SealedData(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "event"], name="evidence_once_per_event")
        ]
        indexes = [
            models.Index(fields=["person", "at"], name="evidence_of_person"),
            models.Index(
                fields=["counterparty", "at"],
                name="evidence_of_counterparty",
                condition=models.Q(counterparty__isnull=False),
            ),
            models.Index(
                fields=["received_at"],
                name="evidence_to_forget",
                condition=models.Q(told__isnull=False),
            ),
        ]


class Tainted(models.Model):
    """An account that fraud money went to: whoever pays it meanwhile is warned."""

    account = models.BinaryField(max_length=INDEX_BYTES, unique=True)
    since = models.BigIntegerField()
    until = models.BigIntegerField()
    source = models.CharField(max_length=40)


class LadderRelease(models.Model):
    """A ladder that two persons put into force; the newest counts, the pack's if there is none."""

    version = models.CharField(max_length=40, unique=True)
    text = models.TextField()
    released_at = models.BigIntegerField()
    proposal_id = models.BigIntegerField()


class Tally(models.Model):
    """What happened below one unit on one local day, added up as the day goes on.

    Pages about months read these: a row for each day, whatever number of warnings. `figures` are
    counts by path (warn/figures.py); the columns are what is compared between units.
    """

    place = models.CharField(max_length=16)
    day = models.BigIntegerField()
    """When the day began."""
    until = models.BigIntegerField()
    """Everything before this instant is in it; kept up to date in the root's row."""
    figures = models.JSONField(default=dict)
    issued = models.BigIntegerField(default=0)
    worked = models.BigIntegerField(default=0)
    """Ended after officers had steps to do; of these `reached` were spoken to."""
    reached = models.BigIntegerField(default=0)
    settled = models.BigIntegerField(default=0)
    """Ended by dissuasion, in vain or too late; of these `dissuaded` were dissuaded."""
    dissuaded = models.BigIntegerField(default=0)
    prevented = models.BigIntegerField(default=0)
    """Persons, of grades A and B."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "day"], name="tally_once_a_day")]

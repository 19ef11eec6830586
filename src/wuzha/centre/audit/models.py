"""Entries of the audit chain, and its head."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """Who did what to what, about whom, when and why. Never changed, never taken away.

    `number` counts without gaps; `hash` is over the hash before it and everything in the row.
    """

    number = models.BigIntegerField(unique=True)
    at = models.BigIntegerField()
    actor_kind = models.CharField(max_length=10)
    actor = models.CharField(max_length=60)
    place = models.CharField(max_length=16)
    verb = models.CharField(max_length=40)
    thing = models.CharField(max_length=40)
    thing_id = models.CharField(max_length=40)
    person_id = models.BigIntegerField(null=True)
    purpose = models.CharField(max_length=200)
    detail = models.JSONField(default=dict)
    key = models.CharField(max_length=80, null=True, unique=True)
    digest = models.CharField(max_length=64)
    hash = models.BinaryField(max_length=32)

    class Meta:
        indexes = [
            models.Index(fields=["thing", "thing_id", "number"], name="entry_of_thing"),
            models.Index(
                fields=["person_id", "number"],
                name="entry_of_person",
                condition=models.Q(person_id__isnull=False),
            ),
            models.Index(fields=["actor_kind", "actor", "number"], name="entry_of_actor"),
            models.Index(fields=["verb", "number"], name="entry_of_verb"),
            models.Index(fields=["at"], name="entry_by_time"),
        ]


class Head(models.Model):
    """The last entry's number and hash: one row, locked while entries are added."""

    number = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

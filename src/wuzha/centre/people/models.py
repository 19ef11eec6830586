"""Persons, what they are reached by, whom they trust, and who looked them up."""

from __future__ import annotations

from django.db import models

from wuzha.centre.people.keys import INDEX_BYTES
from wuzha.centre.people.sealing import Sealed
from wuzha.centre.units.models import User


class Person(models.Model):
    """Somebody whom we protect. The screening plane knows the `token` alone.

    `place` is the code of the station where the person lives, empty if nobody knows.
    """

    token = models.CharField(max_length=200, unique=True)
    place = models.CharField(max_length=16, default="")
    name = Sealed(null=True)
    address = Sealed(null=True)
    language = models.CharField(max_length=10, default="zh")
    minor = models.BooleanField(default=False)
    victim_at = models.BigIntegerField(null=True)
    """When the person was last known to have paid: fraudsters come back to them."""
    aftercare_at = models.BigIntegerField(null=True)
    """When the person is to be told of those who promise the money back."""
    enrolled_at = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(
                fields=["aftercare_at"],
                name="person_to_care_for",
                condition=models.Q(aftercare_at__isnull=False),
            )
        ]


class Identifier(models.Model):
    """What a person is reached by or known by; found by its index, never by its value."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="identifiers")
    kind = models.CharField(max_length=10)  # phone account device email
    value = Sealed()
    index = models.BinaryField(max_length=INDEX_BYTES)

    class Meta:
        indexes = [models.Index(fields=["index"], name="identifier_index")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "index"], name="identifier_once_per_person"
            )
        ]


class TrustedContact(models.Model):
    """Somebody whom the person wants to be told: asked only with consent that still stands."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contacts")
    name = Sealed()
    phone = Sealed()
    relation = models.CharField(max_length=20)
    consented_at = models.BigIntegerField(null=True)
    withdrawn_at = models.BigIntegerField(null=True)


class Opening(models.Model):
    """A user may read who a person is, for a purpose and a while."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    purpose = models.CharField(max_length=200)
    at = models.BigIntegerField()
    until = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["user", "person", "until"], name="opening_of_user")]

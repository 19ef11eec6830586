"""Facts and what followed them."""

from __future__ import annotations

from django.db import models


class Fact(models.Model):
    """Something that happened. `thing_id` is the row it is about, `name` says of which kind."""

    at = models.BigIntegerField()
    name = models.CharField(max_length=40)
    thing_id = models.BigIntegerField()
    body = models.JSONField(default=dict)
    delivered_at = models.BigIntegerField(null=True)
    tries = models.SmallIntegerField(default=0)
    next_try_at = models.BigIntegerField(default=0)
    error = models.CharField(max_length=200, default="")
    parked = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["id"],
                name="fact_waiting",
                condition=models.Q(delivered_at__isnull=True, parked=False),
            ),
            models.Index(fields=["id"], name="fact_parked", condition=models.Q(parked=True)),
        ]


class Reacted(models.Model):
    """A reaction that took effect: once for each fact."""

    fact = models.ForeignKey(Fact, on_delete=models.CASCADE)
    reaction = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fact", "reaction"], name="reaction_takes_effect_once")
        ]

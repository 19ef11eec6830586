"""Units, users and the roles that users were given."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models


class Unit(models.Model):
    """An office. Its `code` begins with its parent's code: what lies below it is what begins with
    it, and the root's code is empty."""

    code = models.CharField(max_length=16, unique=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    level = models.CharField(max_length=10)  # LEVELS
    zh = models.CharField(max_length=60)
    en = models.CharField(max_length=60)
    closed = models.BooleanField(default=False)

    LEVELS = ("ministry", "province", "city", "county", "station")

    class Meta:
        ordering = ("code",)


class UserManager(BaseUserManager["User"]):
    """Users are found by name as typed at sign-in."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=username)


class User(AbstractBaseUser):
    """Somebody who signs in. Belongs to one unit and sees it and what lies below it."""

    username = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    email = models.EmailField(blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="users")
    language = models.CharField(max_length=10, default="zh-hans")
    is_active = models.BooleanField(default=True)
    on_duty = models.BooleanField(default=False)
    badge = models.CharField(max_length=20, blank=True)
    """What the citizen may be told of an officer: a number, never the name."""

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        indexes = [
            models.Index(
                fields=["unit"],
                name="user_on_duty",
                condition=models.Q(on_duty=True, is_active=True),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["badge"], name="badge_once", condition=~models.Q(badge="")
            )
        ]


class Grant(models.Model):
    """A role that a user has, from whom and since when."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20)  # roles.Role
    since = models.BigIntegerField()
    given_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="role_once_per_user")]


class SavedFilter(models.Model):
    """A filter of the queue that a user named to come back to."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="filters")
    title = models.CharField(max_length=40)
    query = models.CharField(max_length=400)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "title"], name="filter_once_per_title")
        ]

"""The app's name and label."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "wuzha.centre.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

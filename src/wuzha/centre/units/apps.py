"""The app's name and label."""

from __future__ import annotations

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "wuzha.centre.units"
    label = "units"
    default_auto_field = "django.db.models.BigAutoField"

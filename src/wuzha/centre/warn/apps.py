"""The app's name and label."""

from __future__ import annotations

from django.apps import AppConfig


class WarnConfig(AppConfig):
    name = "wuzha.centre.warn"
    label = "warn"
    default_auto_field = "django.db.models.BigAutoField"

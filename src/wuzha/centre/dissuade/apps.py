"""The app's name and label."""

from __future__ import annotations

from django.apps import AppConfig


class DissuadeConfig(AppConfig):
    name = "wuzha.centre.dissuade"
    label = "dissuade"
    default_auto_field = "django.db.models.BigAutoField"

"""The app's name and label."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "wuzha.centre.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"

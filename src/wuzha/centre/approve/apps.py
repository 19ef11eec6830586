"""The app's name and label."""

from __future__ import annotations

from django.apps import AppConfig


class ApproveConfig(AppConfig):
    name = "wuzha.centre.approve"
    label = "approve"
    default_auto_field = "django.db.models.BigAutoField"

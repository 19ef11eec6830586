"""The pages as a Django app: templates, static files, words."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "wuzha.web"
    label = "web"

"""The auditor's pages beside one another."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from wuzha.web.console.audit.rows import address


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str
    here: bool


def tabs(here: str) -> list[Tab]:
    """`here` is one of audit, openings, alarms, chain."""
    pages = {
        "audit": (_("All entries"), reverse("audit")),
        "openings": (_("Who opened whom"), address(verb="person.opened")),
        "alarms": (_("Alarms"), reverse("audit_alarms")),
        "chain": (_("The chain"), reverse("audit_chain")),
    }
    return [Tab(label, url, name == here) for name, (label, url) in pages.items()]

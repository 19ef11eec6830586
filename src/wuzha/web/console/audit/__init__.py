"""The auditor's pages: the entries of the chain, who opened whom, alarms, and the chain itself."""

from __future__ import annotations

from django.urls import URLPattern, path

from wuzha.web.console.audit.alarms import alarms
from wuzha.web.console.audit.chain import chain
from wuzha.web.console.audit.page import audit

urls: list[URLPattern] = [
    path("audit/", audit, name="audit"),
    path("audit/alarms/", alarms, name="audit_alarms"),
    path("audit/chain/", chain, name="audit_chain"),
]

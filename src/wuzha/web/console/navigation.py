"""The rail of the console: where each role can go."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from wuzha.centre.units.access import may
from wuzha.centre.units.models import User
from wuzha.centre.units.roles import Permission
from wuzha.web.navigation import Allowed, Item


def _with(permission: Permission) -> Allowed:
    def allowed(request: HttpRequest) -> bool:
        return may(cast(User, request.user), permission)

    return allowed


ITEMS = (
    Item("desk", _("Desk"), "desk", "g d", _with(Permission.WORK_STEPS)),
    Item("queue", _("Warnings"), "queue", "g w", _with(Permission.SEE_WARNINGS)),
    Item("search", _("Search"), "search", "g s", _with(Permission.SEARCH)),
    Item("board", _("Board"), "board", "g b", _with(Permission.SEE_BOARD)),
    Item("overview", _("Overview"), "chart", "g o", _with(Permission.SEE_OVERVIEW)),
    Item("proposals", _("Approvals"), "check", "g p", _with(Permission.DECIDE)),
    Item("ladder", _("Ladder"), "ladder", "g l", _with(Permission.SEE_LADDER)),
    Item("users", _("Users"), "people", "g u", _with(Permission.MANAGE_USERS)),
    Item("units", _("Units"), "unit", "g t", _with(Permission.MANAGE_UNITS)),
    Item("audit", _("Audit"), "audit", "g a", _with(Permission.SEE_AUDIT)),
)

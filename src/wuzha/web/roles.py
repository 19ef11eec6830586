"""What roles are called."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wuzha.centre.units.roles import Role

ROLE_NAMES: dict[Role, str | Promise] = {
    Role.MINISTRY: _("Ministry"),
    Role.DISPATCHER: _("Dispatcher"),
    Role.OPERATOR: _("Hotline operator"),
    Role.FIELD: _("Field officer"),
    Role.INVESTIGATOR: _("Investigator"),
    Role.ANALYST: _("Analyst"),
    Role.SUPERVISOR: _("Supervisor"),
    Role.AUDITOR: _("Auditor"),
    Role.BANK: _("Partner: bank"),
    Role.TELECOM: _("Partner: telecom operator"),
    Role.INTERNET: _("Partner: internet company"),
    Role.ADMINISTRATOR: _("Administrator"),
}

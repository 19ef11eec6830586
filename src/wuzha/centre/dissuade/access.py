"""The door: the steps, and the warnings through their steps, that a user may see."""

from __future__ import annotations

from wuzha.centre.dissuade.models import OPEN, Step
from wuzha.centre.dissuade.states import TAKEN
from wuzha.centre.units.access import may, require, sees
from wuzha.centre.units.models import User
from wuzha.centre.units.roles import Permission
from wuzha.centre.warn import access as warn_access
from wuzha.centre.warn.models import Warning
from wuzha.vocabulary.errors import NotThere


def step_for(user: User, number: int) -> Step:
    """A step that lies, or whose warning lies, at or below the user's unit; NotThere otherwise."""
    require(user, Permission.SEE_WARNINGS)
    step = (
        Step.objects.filter(pk=number)
        .select_related("warning__person", "warning__unit", "unit", "officer", "contact")
        .first()
    )
    if step is None or not (sees(user, step.place) or sees(user, step.warning.place)):
        raise NotThere("no_step", "there is no such step below your unit")
    return step


def warning_for(user: User, number: int) -> Warning:
    """A warning at or below the user's unit, or with an open step there: a station that is to
    visit must read why. NotThere otherwise."""
    try:
        return warn_access.warning_for(user, number)
    except NotThere:
        found = Warning.objects.filter(pk=number).select_related("person", "unit").first()
        if found is None or not _works_on(user, found):
            raise
        return found


def may_put_back(user: User, step: Step) -> bool:
    """Whether the user may give the step back: who has it, or who assigns work there."""
    if step.state != TAKEN or not step.by_officer:
        return False
    return step.officer_id == user.pk or (sees(user, step.place) and may(user, Permission.ASSIGN))


def needs_basis(step: Step) -> bool:
    """Whether it must be said first why the contact is asked: they have not consented."""
    return step.contact is not None and step.contact.consented_at is None and not step.basis


def _works_on(user: User, warning: Warning) -> bool:
    steps = Step.objects.filter(
        OPEN, warning=warning, by_officer=True, place__startswith=user.unit.code
    )
    return steps.exists()

"""Roles and what each may do. Closed lists: a page asks for a permission, never for a role."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    MINISTRY = "ministry"
    DISPATCHER = "dispatcher"
    OPERATOR = "operator"
    """Hotline operator: the 96110 desk."""
    FIELD = "field"
    """Field officer: visits."""
    INVESTIGATOR = "investigator"
    ANALYST = "analyst"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    BANK = "bank"
    TELECOM = "telecom"
    INTERNET = "internet"
    ADMINISTRATOR = "administrator"


PARTNERS = frozenset({Role.BANK, Role.TELECOM, Role.INTERNET})


class Permission(StrEnum):
    SEE_WARNINGS = "see_warnings"
    """The queue, a warning and its steps, persons masked."""
    OPEN_PERSON = "open_person"
    """Read who a person is, with a purpose."""
    SEARCH = "search"
    """Find warnings by a phone, an account, a domain."""
    ACKNOWLEDGE = "acknowledge"
    HAND_OVER = "hand_over"
    WORK_STEPS = "work_steps"
    """Take the next call or visit and code its result."""
    CLOSE_WARNING = "close_warning"
    """End a warning without a step's result (a mistake, a double)."""
    SEE_BOARD = "see_board"
    ASSIGN = "assign"
    """Move steps between units, set who is on duty."""
    SEE_OVERVIEW = "see_overview"
    SEE_AUDIT = "see_audit"
    PROPOSE = "propose"
    DECIDE = "decide"
    """Decide what somebody else proposed."""
    MANAGE_USERS = "manage_users"
    MANAGE_UNITS = "manage_units"
    SEE_LADDER = "see_ladder"
    TAKE_PROOF = "take_proof"
    """Check at the hotline whether a call was really ours."""


_P = Permission
_WATCH = {_P.SEE_WARNINGS, _P.SEE_LADDER}

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.MINISTRY: frozenset(
        {*_WATCH, _P.SEE_BOARD, _P.SEE_OVERVIEW, _P.HAND_OVER, _P.ASSIGN, _P.PROPOSE, _P.DECIDE}
    ),
    Role.DISPATCHER: frozenset(
        {*_WATCH, _P.SEARCH, _P.ACKNOWLEDGE, _P.HAND_OVER, _P.SEE_BOARD, _P.ASSIGN}
        | {_P.OPEN_PERSON, _P.CLOSE_WARNING, _P.SEE_OVERVIEW}
    ),
    Role.OPERATOR: frozenset(
        {*_WATCH, _P.SEARCH, _P.ACKNOWLEDGE, _P.WORK_STEPS, _P.OPEN_PERSON, _P.TAKE_PROOF}
    ),
    Role.FIELD: frozenset({*_WATCH, _P.ACKNOWLEDGE, _P.WORK_STEPS, _P.OPEN_PERSON}),
    Role.INVESTIGATOR: frozenset({*_WATCH, _P.SEARCH, _P.OPEN_PERSON}),
    Role.ANALYST: frozenset({*_WATCH, _P.SEE_BOARD, _P.SEE_OVERVIEW, _P.PROPOSE}),
    Role.SUPERVISOR: frozenset(
        {*_WATCH, _P.SEARCH, _P.OPEN_PERSON, _P.ACKNOWLEDGE, _P.HAND_OVER, _P.CLOSE_WARNING}
        | {_P.SEE_BOARD, _P.ASSIGN, _P.SEE_OVERVIEW, _P.PROPOSE, _P.DECIDE}
    ),
    Role.AUDITOR: frozenset({_P.SEE_AUDIT, _P.SEE_OVERVIEW, _P.SEE_LADDER}),
    Role.BANK: frozenset(),
    Role.TELECOM: frozenset(),
    Role.INTERNET: frozenset(),
    Role.ADMINISTRATOR: frozenset(
        {_P.MANAGE_USERS, _P.MANAGE_UNITS, _P.SEE_LADDER, _P.PROPOSE, _P.DECIDE}
    ),
}
"""Who administers sees no warnings; who audits changes nothing."""


def permissions_of(roles: frozenset[Role]) -> frozenset[Permission]:
    return frozenset[Permission]().union(*(ROLE_PERMISSIONS[role] for role in roles))

"""Words that pages share: what a refusal means to the person in front of the screen."""

from __future__ import annotations

from django.utils.translation import gettext as _


def refusal_words(code: str) -> str:
    """What to do about a refusal, by its code."""
    known = {
        "step_ended": _("This step was ended meanwhile. Take the next one."),
        "step_taken": _("Somebody else took this step a moment ago. Take the next one."),
        "step_not_yours": _("This step is in somebody else's hands."),
        "warning_ended": _("This warning was ended meanwhile. Nothing more is to be done."),
        "already_acknowledged": _("This warning was acknowledged already."),
        "key_reused": _("This form was sent before with other content. Open it again."),
        "same_person": _("A second person has to decide: you proposed this yourself."),
        "proposal_decided": _("This proposal was decided meanwhile."),
        "proposal_expired": _("This proposal has run out. Propose it again."),
        "proposal_changed": _("This is not what was proposed. Tell your auditor."),
        "proposer_left": _("Who proposed this has left. Propose it again."),
        "second_person": _("A second person has to decide: you proposed this yourself."),
        "own_roles": _("Nobody gives roles to themselves, nor decides about themselves."),
        "own_account": _("Somebody else has to close your account."),
        "last_administrator": _("Somebody else has to be administrator before."),
        "roles_apart": _("These roles do not go together. Use another account."),
        "roles_stay": _("Take away the roles first that two persons gave."),
        "reason": _("Say why, in 4 to 300 characters."),
        "badge": _("A badge is 2 to 20 digits or capitals."),
        "badge_taken": _("Somebody else has this badge."),
        "no_badge": _("Who speaks to citizens needs a badge. Give one first."),
        "username": _("A sign-in name is 2 to 40 small letters, digits, dots and dashes."),
        "username_taken": _("Somebody else has this sign-in name."),
        "password": _("This password is too easy to guess. Take a longer one."),
        "unit_closed": _("This unit is closed. Choose another."),
        "unit_code": _(
            "A code begins with that of the unit above and has up to 16 digits or capitals."
        ),
        "unit_level": _("A unit of this level cannot stand there."),
        "unit_name": _("A unit has a name of 1 to 60 characters in both languages."),
        "unit_has_units": _("Close the units below it first."),
        "unit_has_users": _("Move its users to another unit first."),
        "parent_closed": _("Open the unit above it first."),
        "code_taken": _("There is a unit with this code already."),
        "same_unit": _("It is with this unit already."),
    }
    return known.get(code) or _("It has changed since you opened it. Look again and try once more.")

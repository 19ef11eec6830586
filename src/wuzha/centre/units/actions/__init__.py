"""Everything that changes units, users and roles.

`by` is a user, who needs the permission and the place in sight, or one of our own processes.
"""

from wuzha.centre.units.actions.accounts import (
    deactivate,
    make_user,
    move_user,
    reactivate,
    set_badge,
    set_duty,
    set_password,
)
from wuzha.centre.units.actions.granting import (
    GIVEN_BY_TWO,
    grant,
    grant_seconded,
    revoke,
)
from wuzha.centre.units.actions.loading import Loaded, UnitRow, load_units
from wuzha.centre.units.actions.offices import (
    close_unit,
    make_root,
    make_unit,
    rename_unit,
    reopen_unit,
)
from wuzha.centre.units.actions.preferences import delete_filter, save_filter, set_language

__all__ = [
    "GIVEN_BY_TWO",
    "Loaded",
    "UnitRow",
    "close_unit",
    "deactivate",
    "delete_filter",
    "grant",
    "grant_seconded",
    "load_units",
    "make_root",
    "make_unit",
    "make_user",
    "move_user",
    "reactivate",
    "rename_unit",
    "reopen_unit",
    "revoke",
    "save_filter",
    "set_badge",
    "set_duty",
    "set_language",
    "set_password",
]

"""What a proposal is about, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from wuzha.centre.approve.kinds import LADDER_RELEASE, USER_GRANT
from wuzha.centre.approve.models import Proposal
from wuzha.centre.units.queries import names_of
from wuzha.centre.units.roles import Role
from wuzha.packs.ladder import parse_ladder
from wuzha.vocabulary.errors import InputError
from wuzha.web.roles import ROLE_NAMES

TONES = {
    "pending": "info",
    "approved": "good",
    "refused": "bad",
    "withdrawn": "line",
    "expired": "line",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A proposal in a list: its sign and title, its state in words with a tone."""

    proposal: Proposal
    sign: str
    title: str
    state: str
    tone: str


def told(found: Iterable[Proposal]) -> list[Told]:
    """Proposals in words, with one query for all the users they are about."""
    rows = list(found)
    names = names_of(row.body["user"] for row in rows if row.kind == USER_GRANT.name)
    return [
        Told(
            row,
            "ladder" if row.kind == LADDER_RELEASE.name else "key",
            _title(row, names),
            state_name(row.state),
            TONES[row.state],
        )
        for row in rows
    ]


def state_name(state: str) -> str:
    return {
        "pending": _("Waiting"),
        "approved": _("Approved"),
        "refused": _("Refused"),
        "withdrawn": _("Withdrawn"),
        "expired": _("Run out"),
    }[state]


def _title(row: Proposal, names: dict[int, str]) -> str:
    if row.kind == USER_GRANT.name:
        role = ROLE_NAMES[Role(row.body["role"])]
        return _("%(name)s shall be: %(role)s") % {
            "name": names.get(row.body["user"], "–"),
            "role": role,
        }
    if row.kind == LADDER_RELEASE.name:
        try:
            version = parse_ladder(row.body["text"]).version
        except InputError:
            version = "–"
        return _("Ladder %(version)s") % {"version": version}
    return row.kind

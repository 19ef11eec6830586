"""What may be proposed: a closed list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from wuzha.centre.units.roles import Permission, Role
from wuzha.vocabulary.clock import DAY
from wuzha.vocabulary.errors import BadValue


@dataclass(frozen=True, slots=True)
class ProposalKind:
    """`needed` is what proposing takes; a proposal that nobody decides on ends after `lasts`.

    `fields` are those of its body. `subject` names the field that holds a user's number: that user
    neither proposes nor decides, and the proposal is about their place. Without one it is about
    the whole centre.
    """

    name: str
    needed: Permission
    lasts: int
    fields: Mapping[str, type]
    subject: str = ""

    def check(self, body: Mapping[str, object]) -> None:
        """BadValue if the body does not have exactly these fields."""
        if body.keys() != self.fields.keys():
            raise BadValue("proposal_body", f"{self.name} has the fields {', '.join(self.fields)}")
        for field, kind in self.fields.items():
            if not _fits(body[field], kind):
                raise BadValue("proposal_body", f"{field} of {self.name} is no {kind.__name__}")


USER_GRANT = ProposalKind(
    name="user.grant",
    needed=Permission.MANAGE_USERS,
    lasts=7 * DAY,
    fields={"user": int, "role": Role},
    subject="user",
)
LADDER_RELEASE = ProposalKind(
    name="ladder.release",
    needed=Permission.PROPOSE,
    lasts=7 * DAY,
    fields={"text": str},
)

KINDS = {kind.name: kind for kind in (USER_GRANT, LADDER_RELEASE)}


def kind_named(name: str) -> ProposalKind:
    if name not in KINDS:
        raise BadValue("proposal_kind", f"what can be proposed is {', '.join(KINDS)}")
    return KINDS[name]


def _fits(value: object, kind: type) -> bool:
    """Words of a closed list stand as plain text in a body."""
    return value in set(kind) if issubclass(kind, StrEnum) else type(value) is kind

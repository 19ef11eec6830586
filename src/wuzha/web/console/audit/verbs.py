"""The verbs of the audit chain in words: what somebody did, to read after their name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from wuzha.web.names import Choices

VERBS: Mapping[str, Promise] = {
    "warning.issued": _("issued a warning"),
    "warning.risen": _("raised a warning"),
    "warning.joined": _("added evidence to a warning"),
    "warning.acknowledged": _("took up a warning"),
    "warning.handed_over": _("handed a warning over"),
    "warning.escalated": _("passed a warning up, as nobody had taken it up"),
    "warning.closed": _("closed a warning"),
    "warning.ended": _("ended a warning"),
    "warning.verified": _("checked whether a warning held"),
    "warning.searched": _("searched warnings"),
    "step.started": _("started a step"),
    "step.raised": _("made a step more urgent"),
    "step.taken": _("took a step"),
    "step.sent": _("sent the notice of a step"),
    "step.delayed": _("put a step off until morning"),
    "step.woken": _("made a step ready again"),
    "step.missed": _("reached nobody with a step"),
    "step.justified": _("said why a contact is asked without consent"),
    "step.put_back": _("put a step back"),
    "step.moved": _("moved a step to another unit"),
    "step.ended": _("ended a step"),
    "proof.given": _("confirmed to a citizen that a call was ours"),
    "proof.refused": _("refused a code that was wrong"),
    "person.opened": _("opened who a person is"),
    "person.read": _("read who a person is"),
    "person.enrolled": _("entered a person"),
    "person.met": _("met a person for the first time"),
    "person.harmed": _("noted that a person has lost money"),
    "person.cared_for": _("warned a person of being defrauded again"),
    "contact.added": _("added a trusted contact"),
    "contact.withdrawn": _("took a trusted contact away"),
    "account.tainted": _("marked an account as used by fraudsters"),
    "evidence.forgotten": _("deleted old evidence"),
    "proposal.made": _("proposed something"),
    "proposal.approved": _("approved a proposal"),
    "proposal.refused": _("refused a proposal"),
    "proposal.withdrawn": _("withdrew a proposal"),
    "proposal.expired": _("let a proposal expire"),
    "ladder.released": _("released a ladder"),
    "user.made": _("made a user"),
    "user.moved": _("moved a user to another unit"),
    "user.granted": _("gave a role"),
    "user.revoked": _("took a role away"),
    "user.badge_set": _("set a badge"),
    "user.duty_set": _("set the duty of a user"),
    "user.password_set": _("set a password"),
    "user.language_set": _("chose a language"),
    "user.deactivated": _("deactivated a user"),
    "user.reactivated": _("let a user in again"),
    "filter.saved": _("kept a filter"),
    "filter.deleted": _("deleted a filter"),
    "unit.made": _("made a unit"),
    "unit.renamed": _("renamed a unit"),
    "unit.closed": _("closed a unit"),
    "unit.reopened": _("opened a unit again"),
    "fact.parked": _("put a fact aside that failed too often"),
    "fact.retried": _("tried a fact again"),
}

GROUPS: Mapping[str, Promise] = {
    "warning.": _("Warnings"),
    "step.": _("Steps"),
    "proof.": _("Proof of our calls"),
    "person.": _("Persons"),
    "contact.": _("Trusted contacts"),
    "proposal.": _("Approvals"),
    "ladder.": _("Ladder"),
    "user.": _("Users"),
    "unit.": _("Units"),
    "filter.": _("Filters"),
    "account.": _("Accounts"),
    "evidence.": _("Evidence"),
    "fact.": _("Facts"),
}
"""The beginnings of verbs: what was done to the same kind of thing."""


def verb_text(verb: str) -> str:
    """`took a step`; a verb that nobody has put into words as it stands in the chain."""
    return str(VERBS.get(verb, verb))


def verb_choices() -> list[tuple[str, Choices]]:
    """For a form: each group, all of it first."""
    return [(str(name), [(begin, _all(name)), *_of(begin)]) for begin, name in GROUPS.items()]


def _all(name: Promise) -> str:
    return str(_("%(name)s: all")) % {"name": name}


def _of(begin: str) -> Iterable[tuple[str, str]]:
    return [(verb, capfirst(str(text))) for verb, text in VERBS.items() if verb.startswith(begin)]

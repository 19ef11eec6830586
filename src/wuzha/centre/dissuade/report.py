"""Reports: what an officer codes after a call, a visit or a talk with a contact."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from wuzha.packs import pack
from wuzha.vocabulary.errors import BadValue
from wuzha.vocabulary.limits import INTEGER_MAX
from wuzha.vocabulary.result import CODED_BY_OFFICER, Grade, Result

NOTE_CHARACTERS_MAX = 4_000
BASIS_CHARACTERS_MIN = 4
BASIS_CHARACTERS_MAX = 300


@dataclass(frozen=True, slots=True)
class Report:
    """How a step came out.

    `confirmed`: the person admits the contact with the other side; `about_to_pay`: and was about
    to pay. `at_stake` and `paid` are minor units. `true_type`: the leaf or class of the taxonomy
    that it was found to be. `basis`: why a trusted contact was asked without consent.
    """

    result: Result
    confirmed: bool = False
    about_to_pay: bool = False
    at_stake: int = 0
    paid: int = 0
    true_type: str = ""
    note: str = ""
    basis: str = ""

    @property
    def grade(self) -> Grade:
        """How sure it is that something was prevented, if it was."""
        if not self.confirmed:
            return Grade.C
        return Grade.A if self.about_to_pay else Grade.B


def check(report: Report) -> None:
    """BadValue says what an officer must put right; nothing if the report holds together."""
    if report.result not in CODED_BY_OFFICER:
        raise BadValue("result", "choose how the talk came out")
    if report.about_to_pay and not report.confirmed:
        raise BadValue("about_to_pay", "who was about to pay has also confirmed the contact")
    if not 0 <= report.at_stake <= INTEGER_MAX or not 0 <= report.paid <= INTEGER_MAX:
        raise BadValue("amount", "an amount is a whole number of minor units, zero or more")
    if report.paid and report.result is not Result.ALREADY_PAID:
        raise BadValue("paid", "money that left goes with the result `already_paid`")
    if report.true_type and pack(settings.WUZHA_PACK).taxonomy.rollup(report.true_type) is None:
        raise BadValue("true_type", "choose a fraud type of the taxonomy")
    if len(report.note) > NOTE_CHARACTERS_MAX:
        raise BadValue("note", f"a note has at most {NOTE_CHARACTERS_MAX} characters")
    if report.basis:
        check_basis(report.basis)


def check_basis(basis: str) -> None:
    """BadValue unless the basis is a few words."""
    if not BASIS_CHARACTERS_MIN <= len(basis.strip()) <= BASIS_CHARACTERS_MAX:
        raise BadValue(
            "basis",
            f"say in {BASIS_CHARACTERS_MIN} to {BASIS_CHARACTERS_MAX} characters why",
        )

"""The forms of a step: how it came out, why a contact is asked, where it goes instead."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_symbol
from django import forms
from django.conf import settings
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from wuzha.centre.dissuade.report import (
    BASIS_CHARACTERS_MAX,
    BASIS_CHARACTERS_MIN,
    NOTE_CHARACTERS_MAX,
    Report,
)
from wuzha.centre.units.models import Unit
from wuzha.packs import pack
from wuzha.vocabulary.money import CURRENCIES
from wuzha.vocabulary.result import CODED_BY_OFFICER, Result
from wuzha.web.figures import locale_of
from wuzha.web.names import Choices, leaf_choices, unit_name

REASON_CHARACTERS_MAX = 200

MAJOR_DIGITS_MAX = 12
"""Digits of an amount before the point: what a person can lose, and no slip of a key."""


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _currency_symbol() -> str:
    return get_currency_symbol(settings.WUZHA_CURRENCY, locale=locale_of(_language()))


_symbol = lazy(_currency_symbol, str)


class AmountField(forms.DecimalField):
    """An amount as people write it, in the home currency; its value is in minor units."""

    def __init__(self, label: object) -> None:
        places = CURRENCIES[settings.WUZHA_CURRENCY].exponent
        super().__init__(
            label=format_lazy("{} ({})", label, _symbol()),
            required=False,
            min_value=0,
            max_digits=MAJOR_DIGITS_MAX + places,
            decimal_places=places,
        )

    def clean(self, value: Any) -> int:
        amount: Decimal | None = super().clean(value)
        return int((amount or Decimal()).scaleb(self.decimal_places or 0))


def result_choices() -> Choices:
    """What an officer can say of a talk, in the order of the keys 1 to 6."""
    words = pack(settings.WUZHA_PACK).words
    return [(each.value, words.of("result", each, _language())) for each in CODED_BY_OFFICER]


def type_choices() -> list[tuple[str, str | Choices]]:
    """All types below their classes, the warning's own word first."""
    return [("", gettext("As the warning says")), *leaf_choices()]


class ResultForm(forms.Form):
    """How the talk came out, as an officer says it."""

    result = forms.ChoiceField(
        label=_("How did it come out?"), choices=result_choices, widget=forms.RadioSelect
    )
    confirmed = forms.BooleanField(label=_("They confirm the contact"), required=False)
    about_to_pay = forms.BooleanField(label=_("They were about to pay"), required=False)
    at_stake = AmountField(_("At stake"))
    paid = AmountField(_("Paid"))
    true_type = forms.ChoiceField(
        label=_("What it really was"), choices=type_choices, required=False
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=NOTE_CHARACTERS_MAX,
        widget=forms.Textarea(attrs={"rows": 3, "data-key": "t"}),
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("paid") and said.get("result") != Result.ALREADY_PAID:
            self.add_error("paid", _("Money that left goes with the result “already paid”."))
        return said

    def report(self) -> Report:
        """What the officer said. Who was about to pay has confirmed the contact."""
        said = self.cleaned_data
        return Report(
            result=Result(said["result"]),
            confirmed=said["confirmed"] or said["about_to_pay"],
            about_to_pay=said["about_to_pay"],
            at_stake=said["at_stake"],
            paid=said["paid"],
            true_type=said["true_type"],
            note=said["note"],
        )


class BasisForm(forms.Form):
    """Why a trusted contact is asked who has not consented."""

    basis = forms.CharField(
        label=_("Why must they be asked now?"),
        min_length=BASIS_CHARACTERS_MIN,
        max_length=BASIS_CHARACTERS_MAX,
        help_text=_("For example: money is leaving now and nobody else reaches them."),
    )


class BackForm(forms.Form):
    """Why a step is given back untried."""

    reason = forms.CharField(label=_("Why?"), min_length=2, max_length=REASON_CHARACTERS_MAX)


class MoveForm(forms.Form):
    """Which unit does it instead, and why."""

    unit = forms.ChoiceField(label=_("Unit"))
    reason = forms.CharField(label=_("Why?"), min_length=2, max_length=REASON_CHARACTERS_MAX)

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(unit.code, unit_name(unit)) for unit in units]

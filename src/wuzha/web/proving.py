"""Proving: the form by which somebody asks whether an officer is real, and its answer."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from wuzha.centre.dissuade.proof import TAIL_DIGITS, Proof
from wuzha.web.names import hotlines

CODE_CHARACTERS_MAX = 12
"""A code with spaces or hyphens between its signs."""


class ProofForm(forms.Form):
    """The code as it was read out, and the end of the phone number that was rung."""

    code = forms.CharField(
        label=_("Check code"),
        max_length=CODE_CHARACTERS_MAX,
        help_text=_("Eight letters and digits."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "data-key": "/",
            }
        ),
    )
    tail = forms.RegexField(
        rf"\A[0-9]{{{TAIL_DIGITS}}}\Z",
        label=_("Last four digits of the phone that was rung"),
        max_length=TAIL_DIGITS,
        error_messages={"invalid": _("Four digits, please.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "inputmode": "numeric", "pattern": r"[0-9]{4}"}
        ),
    )


def answer(
    request: HttpRequest,
    template: str,
    form: ProofForm,
    *,
    status: int = 200,
    answered: bool = False,
    found: Proof | None = None,
    too_many: bool = False,
) -> HttpResponse:
    """The page with the form, and what was found if `answered`: never what was typed wrong."""
    shown = {
        "form": form,
        "answered": answered,
        "found": found,
        "unit": {"zh": found.unit_zh, "en": found.unit_en} if found else None,
        "too_many": too_many,
        "hotlines": hotlines(),
    }
    return render(request, template, shown, status=status)

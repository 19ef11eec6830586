"""The forms of a warning: where it goes, how it ends, why somebody has to know who it is about."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wuzha.centre.people.actions import PURPOSE_MAX, PURPOSE_MIN
from wuzha.centre.units.models import Unit
from wuzha.centre.warn.actions.working import CLOSABLE, REASON_MAX, REASON_MIN
from wuzha.web.names import Choices, unit_name, word_choices


class ReasonField(forms.CharField):
    """A few words that go on record."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Why?"),
            min_length=REASON_MIN,
            max_length=REASON_MAX,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )


class HandOverForm(forms.Form):
    """Which unit takes the warning, and why."""

    unit = forms.ChoiceField(
        label=_("To which unit?"), widget=forms.Select(attrs={"autofocus": True})
    )
    reason = ReasonField()

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = unit_choices(units)


class CloseForm(forms.Form):
    """How a warning ends without the result of a step."""

    ending = forms.ChoiceField(
        label=_("How does it end?"),
        choices=lambda: word_choices("ending", CLOSABLE),
        widget=forms.RadioSelect,
    )
    reason = ReasonField()


class PurposeForm(forms.Form):
    """What somebody needs to know for, who a person is."""

    purpose = forms.CharField(
        label=_("Purpose"),
        min_length=PURPOSE_MIN,
        max_length=PURPOSE_MAX,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
        help_text=_("For example: to tell the family, who asked where the money went."),
    )


def unit_choices(units: Iterable[Unit]) -> list[tuple[str, Choices]]:
    """Units below the name of their level, from the county outward."""
    levels = Unit.LEVELS[::-1]
    ordered = sorted(units, key=lambda unit: (levels.index(unit.level), unit.code))
    return [
        (word_choices("unit", [level])[0][1], [(unit.code, unit_name(unit)) for unit in group])
        for level, group in groupby(ordered, key=lambda unit: unit.level)
    ]

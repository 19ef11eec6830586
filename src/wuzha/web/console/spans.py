"""Spans: lengths of time in words, exact where they are round."""

from __future__ import annotations

from django.utils.translation import gettext as _

from wuzha.vocabulary.clock import DAY, HOUR, MINUTE, SECOND

FINE_MAX = 120
"""A length that is not round is said in the unit of which it has no more than so many."""


def span_text(length: float | None) -> str:
    """`5 min`, `24 h`, `7 days`; a dash for nothing. `length` is in microseconds."""
    if length is None:
        return "–"
    forms = (
        (SECOND, _("%(n)s s")),
        (MINUTE, _("%(n)s min")),
        (HOUR, _("%(n)s h")),
        (DAY, _("%(n)s days")),
    )
    size, form = next(
        (
            (size, form)
            for at, (size, form) in enumerate(forms)
            if at + 1 == len(forms) or not _better(length, size, forms[at + 1][0])
        ),
        forms[-1],
    )
    number = length / size
    return form % {"n": f"{number:.0f}" if number >= 10 or number.is_integer() else f"{number:.1f}"}


def _better(length: float, size: int, larger: int) -> bool:
    """Whether the larger unit says it better: exactly, or because the smaller has too many."""
    if length < larger * (2 if larger == DAY else 1):  # `24 h`, but `2 days`
        return False
    return length % larger == 0 or length / size > FINE_MAX

"""Keys of forms: made when a form is shown, so that sending it twice counts once."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

KEY_BYTES = 8
KEY_CHARACTERS_MAX = 40


def fresh_key() -> str:
    """For the hidden field `key` of a form."""
    return str(settings.WUZHA_CHANCE(KEY_BYTES).hex())


def key_of(request: HttpRequest) -> str:
    """The key that came with a form."""
    return request.POST.get("key", "")[:KEY_CHARACTERS_MAX]

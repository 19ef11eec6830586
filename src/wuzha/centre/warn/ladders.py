"""The ladder in force: the newest that was released, the country pack's before the first."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from wuzha.centre.warn.models import LadderRelease
from wuzha.packs import pack
from wuzha.packs.ladder import Ladder, parse_ladder
from wuzha.vocabulary.clock import Instant
from wuzha.vocabulary.errors import InputError

FIRST_FILE = "dissuasion/ladder.yaml"


def in_force(at: Instant) -> Ladder:
    """The ladder that counts at an instant."""
    newest = _newest(at)
    return pack(settings.WUZHA_PACK).ladder if newest is None else _parsed(newest)


def text_in_force(at: Instant) -> str:
    """The ladder that counts at an instant, as it was written."""
    newest = _newest(at)
    return pack(settings.WUZHA_PACK).text(FIRST_FILE) if newest is None else newest


def releases(limit: int = 50) -> list[LadderRelease]:
    """What was released, the newest first, without the texts."""
    return list(LadderRelease.objects.defer("text").order_by("-released_at", "-id")[:limit])


def checked_ladder(text: str) -> Ladder:
    """A ladder that could be released; InputError lists what is wrong with it, line by line. A
    version names one ladder for good: it cannot come again."""
    ladder = parse_ladder(text)
    first = pack(settings.WUZHA_PACK).ladder.version
    if ladder.version == first or LadderRelease.objects.filter(version=ladder.version).exists():
        line = 1 + next(
            (at for at, said in enumerate(text.splitlines()) if said.startswith("version")), 0
        )
        words = f"version `{ladder.version}` was in force before; give this ladder one of its own"
        raise InputError(f"ladder.yaml:{line}: {words}")
    return ladder


def _newest(at: Instant) -> str | None:
    released = LadderRelease.objects.filter(released_at__lte=at).order_by("-released_at", "-id")
    return released.values_list("text", flat=True).first()


@lru_cache(maxsize=8)
def _parsed(text: str) -> Ladder:
    return parse_ladder(text, "the released ladder")

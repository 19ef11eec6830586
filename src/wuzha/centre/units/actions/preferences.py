"""What a user arranges for themselves: language and saved filters."""

from __future__ import annotations

from django.conf import settings

from wuzha.centre.change import change
from wuzha.centre.units.access import actor_of
from wuzha.centre.units.models import SavedFilter, User
from wuzha.vocabulary.clock import Instant
from wuzha.vocabulary.errors import BadValue, NotThere, WrongState

FILTERS_MAX = 20
_TITLE_CHARACTERS_MAX = 40
_QUERY_CHARACTERS_MAX = 400


def set_language(language: str, *, user: User, at: Instant) -> None:
    """BadValue if pages do not speak it."""
    if language not in dict(settings.LANGUAGES):
        raise BadValue("language", "choose one of the languages that pages speak")
    with change(actor_of(user), at) as done:
        user.language = language
        user.save(update_fields=["language"])
        done.entry("user.language_set", user, language=language)


def save_filter(title: str, query: str, *, user: User, at: Instant, key: str = "") -> SavedFilter:
    """A filter of the queue under a title; the same title again replaces it."""
    title = title.strip()
    if not 0 < len(title) <= _TITLE_CHARACTERS_MAX:
        raise BadValue("filter_title", f"a title has 1 to {_TITLE_CHARACTERS_MAX} characters")
    if len(query) > _QUERY_CHARACTERS_MAX:
        raise BadValue("filter_query", "this filter is too long: choose fewer values")
    with change(actor_of(user), at, key, ["filter.saved", title, query]) as done:
        if done.repeated:
            return SavedFilter.objects.get(user=user, title=title)
        others = SavedFilter.objects.filter(user=user).exclude(title=title)
        if others.count() >= FILTERS_MAX:
            raise WrongState("filters_full", f"delete one first: {FILTERS_MAX} can be kept")
        saved, _ = SavedFilter.objects.update_or_create(
            user=user, title=title, defaults={"query": query}
        )
        done.entry("filter.saved", saved)
    return saved


def delete_filter(number: int, *, user: User, at: Instant, key: str = "") -> None:
    """NotThere if it is not the user's own."""
    with change(actor_of(user), at, key, ["filter.deleted", number]) as done:
        if done.repeated:
            return
        saved = SavedFilter.objects.filter(pk=number, user=user).first()
        if saved is None:
            raise NotThere("no_filter", "there is no such filter of yours")
        done.entry("filter.deleted", saved)
        saved.delete()

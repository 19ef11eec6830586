"""What users arrange for themselves."""

from __future__ import annotations

import pytest

from centre_cast import AT, tree, user
from wuzha.centre.audit.models import Entry
from wuzha.centre.units.actions import delete_filter, save_filter, set_language
from wuzha.centre.units.actions.preferences import FILTERS_MAX
from wuzha.centre.units.models import User
from wuzha.centre.units.queries import filters_of
from wuzha.vocabulary.errors import BadValue, NotThere, WrongState

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> User:
    return user(tree()[""])


def test_the_language_is_one_that_pages_speak(clerk: User) -> None:
    set_language("en", user=clerk, at=AT)
    assert User.objects.get(pk=clerk.pk).language == "en"
    with pytest.raises(BadValue):
        set_language("xx", user=clerk, at=AT)


def test_a_title_stands_for_one_filter(clerk: User) -> None:
    save_filter("Mine", "level=high", user=clerk, at=AT)
    save_filter(" Mine ", "level=critical", user=clerk, at=AT)
    assert [(saved.title, saved.query) for saved in filters_of(clerk)] == [
        ("Mine", "level=critical")
    ]


def test_filters_are_ones_own(clerk: User) -> None:
    saved = save_filter("Mine", "level=high", user=clerk, at=AT)
    other = user(clerk.unit)
    with pytest.raises(NotThere):
        delete_filter(saved.pk, user=other, at=AT)
    assert filters_of(other) == []
    delete_filter(saved.pk, user=clerk, at=AT)
    assert filters_of(clerk) == []
    assert list(Entry.objects.order_by("number").values_list("verb", flat=True)) == [
        "filter.saved",
        "filter.deleted",
    ]


def test_there_is_an_end_to_filters(clerk: User) -> None:
    for number in range(FILTERS_MAX):
        save_filter(str(number), "", user=clerk, at=AT)
    with pytest.raises(WrongState, match="filters_full"):
        save_filter("one more", "", user=clerk, at=AT)
    save_filter("0", "level=low", user=clerk, at=AT)
    with pytest.raises(BadValue):
        save_filter("0", "x" * 401, user=clerk, at=AT)

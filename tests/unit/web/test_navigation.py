"""The rail shows what one may follow, and where one is."""

from __future__ import annotations

from django.test import RequestFactory

from wuzha.web.navigation import Item, Link, links

LOGIN, THEME = "account_login", "theme"


def rail(path: str, *items: Item) -> list[Link]:
    return links(items, RequestFactory().get(path))


def item(route: str, allowed: bool = True, count: int | None = None) -> Item:
    counted = None if count is None else lambda request: count
    return Item(route, route, "queue", "g q", lambda request: allowed, counted)


def test_only_what_is_allowed_and_there_is_shown() -> None:
    shown = rail("/", item(LOGIN), item(THEME, allowed=False), item("no_such_route"))
    assert [link.label for link in shown] == [LOGIN]


def test_the_page_below_an_entry_is_that_entry() -> None:
    assert [link.here for link in rail("/theme/a/b/", item(LOGIN), item(THEME))] == [False, True]
    assert [link.here for link in rail("/elsewhere/", item(LOGIN), item(THEME))] == [False, False]


def test_the_nearest_entry_is_where_one_is() -> None:
    shown = rail("/account/login/", item("account_login"), item("account_change_password"))
    assert [link.here for link in shown] == [True, False]


def test_a_count_is_asked_for_only_where_it_is_allowed() -> None:
    def explode(request: object) -> int:
        raise AssertionError("asked")

    shut = Item(LOGIN, "x", "queue", "", lambda request: False, explode)
    assert [link.count for link in rail("/", shut, item(THEME, count=3))] == [3]

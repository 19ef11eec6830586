"""Who may go where: every route, every role, own and foreign. A route without a row fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, reverse

import centre_cast
from centre_cast import AT, BY
from wuzha.centre.approve.actions import propose
from wuzha.centre.dissuade.models import Step
from wuzha.centre.flow import FLOW
from wuzha.centre.outbox.delivery import deliver
from wuzha.centre.units.models import User
from wuzha.centre.units.roles import ROLE_PERMISSIONS, Permission, Role
from wuzha.centre.warn.actions import receive
from wuzha.centre.warn.models import Warning
from wuzha.vocabulary.decision import Level
from wuzha.web.urls import urlpatterns

ROWS: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "access.yaml").read_text(encoding="utf-8")
)
DONE = {200, 302, 400, 409, 422}
"""What a page answers to somebody who may: a page, onward, or what is wrong with the form."""


def routes() -> Iterator[URLPattern]:
    """Our own routes; those of the sign-in library have tests of their own."""
    for pattern in urlpatterns:
        if isinstance(pattern, URLPattern):
            yield pattern


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    named = {str(route.name) for route in routes()}
    assert named == set(ROWS)


@pytest.mark.parametrize("route", list(routes()), ids=lambda route: str(route.name))
def test_a_row_says_what_the_door_says(route: URLPattern) -> None:
    row, door = ROWS[str(route.name)], route.callback.door  # type: ignore[attr-defined]
    assert set(row["methods"]) == set(door.methods)
    assert door.public == (row["roles"] == ["anybody"])
    if door.permission is not None:
        may = {role.value for role, has in ROLE_PERMISSIONS.items() if door.permission in has}
        assert set(row["roles"]) == may


class World:
    """A warning with a call for a person of one station, and users of two provinces."""

    def __init__(self) -> None:
        self.units = centre_cast.tree()
        person = centre_cast.person(centre_cast.STATION)
        receive([centre_cast.decision(person, level=Level.HIGH)], at=AT, by=BY)
        deliver(FLOW, AT)
        city = self.units[centre_cast.CITY]
        proposer = centre_cast.user(city, Role.SUPERVISOR)
        proposal = propose("ladder.release", {"text": "x"}, "to try it", user=proposer, at=AT)
        somebody = centre_cast.user(self.units[centre_cast.COUNTY], Role.FIELD)
        self.numbers = {
            "warning": Warning.objects.get().pk,
            "step": Step.objects.filter(by_officer=True).earliest("pk").pk,
            "user": somebody.pk,
            "proposal": proposal.pk,
        }
        self.here = city
        self.elsewhere = self.units[centre_cast.OTHER_PROVINCE]

    def address(self, name: str) -> str:
        """A route's address, for the thing that its row names."""
        thing = ROWS[name]["object"]
        what = [centre_cast.COUNTY if thing == "unit" else self.numbers.get(thing or "", 1)]
        if name == "user_change":
            return reverse(name, args=[*what, "badge"])
        if name == "unit_change":
            return reverse(name, args=[*what, "rename"])
        takes_one = thing is not None or name.endswith("filter_delete")
        return reverse(name, args=what if takes_one else [])


@pytest.fixture(name="world")
def _world(db: None, settings: Any) -> World:
    settings.WUZHA_SECOND_FACTOR = False
    settings.WUZHA_CLOCK = lambda: AT
    return World()


def asked(method: str, address: str, user: User | None) -> HttpResponseBase:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client.get(address) if method == "GET" else client.post(address)


def names() -> list[str]:
    # The stream of news never ends; its door is looked at above.
    return sorted(set(ROWS) - {"live"})


@pytest.mark.parametrize("name", names())
def test_who_may_go_where(world: World, name: str) -> None:
    row, address = ROWS[name], world.address(name)
    for method in row["methods"]:
        for role in Role:
            # A proposal about the whole centre is decided where the whole centre is seen.
            where = world.units[""] if row["object"] == "proposal" else world.here
            user = centre_cast.user(where, role)
            status = asked(method, address, user).status_code
            if not set(row["roles"]) & {role.value, "signed_in", "anybody"}:
                assert status == 403, f"{role} {method} {address}"
            elif name == "proposal_withdraw":
                assert status in (403, 404), f"{role} {method} {address}"  # not who made it
            elif hidden(row, name, role):
                assert status == 404, f"{role} {method} {address}"
            else:
                assert status in DONE, f"{role} {method} {address}"


@pytest.mark.parametrize("name", [name for name in names() if ROWS[name]["object"]])
def test_foreign_things_are_not_there(world: World, name: str) -> None:
    row, address = ROWS[name], world.address(name)
    roles = set(Role) if "signed_in" in row["roles"] else {Role(role) for role in row["roles"]}
    for method in row["methods"]:
        for role in sorted(roles):
            user = centre_cast.user(world.elsewhere, role)
            assert asked(method, address, user).status_code == 404, f"{role} {method} {address}"


@pytest.mark.parametrize("name", names())
def test_nobody_else_comes_in(world: World, name: str) -> None:
    row, address = ROWS[name], world.address(name)
    left = centre_cast.user(world.here, *(Role(r) for r in Role if r.value in row["roles"]))
    left.is_active = False
    left.save()
    for method in row["methods"]:
        for user in (None, left):
            answer = asked(method, address, user)
            if row["roles"] == ["anybody"]:
                assert answer.status_code in DONE
            else:
                assert answer.status_code == 302
                assert answer.headers["Location"].startswith("/account/login/")


@pytest.mark.parametrize("name", names())
def test_another_method_is_refused(world: World, name: str) -> None:
    row = ROWS[name]
    roles = [role for role in Role if {role.value, "signed_in", "anybody"} & set(row["roles"])]
    for method in {"GET", "POST"} - set(row["methods"]):
        user = centre_cast.user(world.here, roles[0])
        assert asked(method, world.address(name), user).status_code == 405


def hidden(row: dict[str, Any], name: str, role: Role) -> bool:
    """What even who may ask is not given here."""
    if name in ("me_filter_delete", "queue_filter_delete", "step_open", "board_move"):
        return True  # not one's own filter, not in one's hand, no unit named
    return row["object"] == "proposal" and Permission.DECIDE not in ROLE_PERMISSIONS[role]

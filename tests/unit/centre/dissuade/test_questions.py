"""Questions: none that is asked all day reads a whole table, which has millions of rows."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

import centre_cast
from unit.centre.dissuade.cast import AT, warned
from wuzha.centre.dissuade import actions, queries
from wuzha.centre.units.models import User
from wuzha.centre.units.roles import Role
from wuzha.vocabulary.notice import Channel

pytestmark = pytest.mark.django_db

ASKED: dict[str, Callable[[User], object]] = {
    "take_next": lambda user: actions.take_next(user, AT),
    "due_notices": lambda user: actions.due_notices(set(Channel), AT),
    "due_notices_again": lambda user: actions.due_notices(set(Channel), AT + 10**9),
    "wake": lambda user: actions.wake(AT),
    "lapse": lambda user: actions.lapse(AT + 10**10),
    "balance": lambda user: actions.balance(AT),
    "board": lambda user: queries.board(user, AT),
    "desk": lambda user: queries.desk(user, AT),
}

LARGE = ("dissuade_step", "dissuade_attempt", "warn_warning", "warn_evidence")


@pytest.mark.parametrize("name", ASKED)
def test_every_question_is_served_by_an_index(name: str) -> None:
    units = centre_cast.tree()
    user = centre_cast.user(units[centre_cast.CITY], Role.OPERATOR)
    warned(centre_cast.person())
    asked: list[tuple[str, Any]] = []

    def listen(execute, sql, params, many, context):  # type: ignore[no-untyped-def] # Django's hook
        if sql.startswith("SELECT"):
            asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        ASKED[name](user)

    assert asked
    with connection.cursor() as cursor:
        for sql, params in asked:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            plan = [row[3] for row in cursor.fetchall()]
            scanned = [line for line in plan if line.startswith(tuple(f"SCAN {t}" for t in LARGE))]
            assert all("USING" in line for line in scanned), (sql, plan)

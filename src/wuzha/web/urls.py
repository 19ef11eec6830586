"""Every address of the house. A page that is not below a door (door.py) is shut."""

from __future__ import annotations

from django.urls import include, path

from wuzha.web import live, look
from wuzha.web.citizen import verify
from wuzha.web.console import (
    audit,
    board,
    desk,
    home,
    ladder,
    me,
    overview,
    proof,
    proposals,
    queue,
    search,
    step,
    units,
    users,
    warning,
)
from wuzha.web.door import public

urlpatterns = [
    path("account/", include("wuzha.web.account")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("theme/", public(("POST",))(look.choose_theme), name="theme"),
    path("live/", live.live, name="live"),
    *desk.urls,
    *step.urls,
    *proof.urls,
    *verify.urls,
    *me.urls,
    *home.urls,
    *queue.urls,
    *search.urls,
    *warning.urls,
    *board.urls,
    *overview.urls,
    *ladder.urls,
    *proposals.urls,
    *users.urls,
    *units.urls,
    *audit.urls,
]

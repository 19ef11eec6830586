"""The first page: wherever one's own work begins."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path

from wuzha.web.console.navigation import ITEMS
from wuzha.web.door import Request, page
from wuzha.web.navigation import links


@page()
def home(request: Request) -> HttpResponseBase:
    """GET /: the first page of the rail that is open to the user; who has none sees their own."""
    return redirect(next((link.url for link in links(ITEMS, request)), "me"))


urls: list[URLPattern] = [path("", home, name="home")]

"""The overview: what warnings came to, below one unit, in the last days."""

from django.urls import URLPattern, path

from wuzha.web.console.overview.page import overview

urls: list[URLPattern] = [path("overview/", overview, name="overview")]

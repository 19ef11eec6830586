"""The ladder: what is in force, and proposing another."""

from django.urls import URLPattern, path

from wuzha.web.console.ladder.page import ladder
from wuzha.web.console.ladder.proposing import propose_ladder

urls: list[URLPattern] = [
    path("ladder/", ladder, name="ladder"),
    path("ladder/propose/", propose_ladder, name="ladder_propose"),
]

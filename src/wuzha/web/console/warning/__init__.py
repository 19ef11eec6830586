"""A warning: its page, and what one does with it there."""

from django.urls import URLPattern, path

from wuzha.web.console.warning.acts import acknowledge_it, close_it, hand_it_over, open_its_person
from wuzha.web.console.warning.page import warning

urls: list[URLPattern] = [
    path("warnings/<int:number>/", warning, name="warning"),
    path("warnings/<int:number>/acknowledge/", acknowledge_it, name="warning_acknowledge"),
    path("warnings/<int:number>/hand-over/", hand_it_over, name="warning_hand_over"),
    path("warnings/<int:number>/close/", close_it, name="warning_close"),
    path("warnings/<int:number>/open/", open_its_person, name="warning_open"),
]

"""The workplace of one step: what to say beside what came of it."""

from __future__ import annotations

from django.urls import URLPattern, path

from wuzha.web.console.step import acts, page, report

urls: list[URLPattern] = [
    path("steps/<int:number>/", page.step, name="step"),
    path("steps/<int:number>/take/", acts.take_this, name="step_take"),
    path("steps/<int:number>/open/", acts.open_again, name="step_open"),
    path("steps/<int:number>/basis/", acts.basis, name="step_basis"),
    path("steps/<int:number>/missed/", report.missed_try, name="step_missed"),
    path("steps/<int:number>/record/", report.record_result, name="step_record"),
    path("steps/<int:number>/back/", acts.give_back, name="step_back"),
    path("steps/<int:number>/move/", acts.move_on, name="step_move"),
]

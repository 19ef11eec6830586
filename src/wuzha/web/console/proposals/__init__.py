"""Approvals: what waits for a second person, and what was decided."""

from django.urls import URLPattern, path

from wuzha.web.console.proposals.listing import proposals
from wuzha.web.console.proposals.page import decide_it, proposal, withdraw_it

urls: list[URLPattern] = [
    path("approvals/", proposals, name="proposals"),
    path("approvals/<int:number>/", proposal, name="proposal"),
    path("approvals/<int:number>/decide/", decide_it, name="proposal_decide"),
    path("approvals/<int:number>/withdraw/", withdraw_it, name="proposal_withdraw"),
]

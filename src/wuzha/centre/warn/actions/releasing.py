"""Carries out an agreed proposal of kind `ladder.release`."""

from __future__ import annotations

from wuzha.centre.actor import process
from wuzha.centre.approve.access import approved
from wuzha.centre.approve.kinds import LADDER_RELEASE
from wuzha.centre.change import change
from wuzha.centre.outbox.models import Fact
from wuzha.centre.warn.models import LadderRelease
from wuzha.packs.ladder import parse_ladder
from wuzha.vocabulary.clock import Instant


def release_ladder(fact: Fact, at: Instant) -> None:
    """A reaction to `proposal.approved`: the ladder is in force from now on.

    Steps that were begun end by the ladder that began them; the next rung is the new one's."""
    if fact.body["kind"] != LADDER_RELEASE.name:
        return
    proposal = approved(fact.thing_id)
    ladder = parse_ladder(proposal.body["text"])
    with change(process("delivery"), at) as done:
        row = LadderRelease.objects.create(
            version=ladder.version,
            text=proposal.body["text"],
            released_at=at,
            proposal_id=proposal.pk,
        )
        done.entry("ladder.released", row, version=ladder.version, proposal=proposal.pk)

"""The ladder and approvals: one proposes a text, another decides on exactly that text."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import translation

import centre_cast
from unit.centre.dissuade.cast import AT, follow_up
from unit.web.test_board import entered
from wuzha.centre.approve.actions import propose
from wuzha.centre.approve.models import Proposal
from wuzha.centre.units.models import Unit
from wuzha.centre.units.roles import Role
from wuzha.centre.warn.ladders import in_force, text_in_force
from wuzha.packs import pack
from wuzha.packs.ladder import parse_ladder
from wuzha.vocabulary.clock import DAY
from wuzha.web.console.ladder.changes import changes
from wuzha.web.console.ladder.picture import levels_shown

pytestmark = pytest.mark.django_db

REASON = "too slow last month"


@pytest.fixture(name="units")
def _units(settings: object) -> dict[str, Unit]:
    settings.WUZHA_CLOCK = lambda: AT  # type: ignore[attr-defined]  # pytest-django's settings
    settings.WUZHA_SECOND_FACTOR = False  # type: ignore[attr-defined]
    return dict(centre_cast.tree())


@pytest.fixture(name="analyst")
def _analyst(units: dict[str, Unit]) -> Client:
    return entered(centre_cast.user(units[""], Role.ANALYST))


@pytest.fixture(name="ministry")
def _ministry(units: dict[str, Unit]) -> Client:
    return entered(centre_cast.user(units[""], Role.MINISTRY))


def another(version: str = "cn-2") -> str:
    text = pack("cn").text("dissuasion/ladder.yaml")
    return text.replace("version: cn-1", f"version: {version}").replace(
        "deadline: 20m", "deadline: 10m"
    )


def sent(client: Client, text: str, do: str, reason: str = "") -> str:
    form = {"text": text, "do": do, "reason": reason, "key": "k"}
    return client.post("/ladder/propose/", form).content.decode()


def test_the_picture_has_every_rung_once_and_none_before_what_leads_to_it() -> None:
    ladder = pack("cn").ladder
    with translation.override("en"):
        for shown in levels_shown(ladder):
            names = [rung.name for column in shown.columns for rung in column]
            assert len(names) == len(set(names)) == len(ladder.levels[shown.level].rungs)
            first = {rung.name for rung in shown.columns[0]}
            column_of = {
                rung.name: at for at, column in enumerate(shown.columns) for rung in column
            }
            for column in shown.columns:
                for rung in column:
                    for _results, target in rung.then:
                        assert target in first or column_of[target] > column_of[rung.name]


def test_a_ladder_has_no_changes_against_itself_and_says_the_ones_it_has() -> None:
    now, then = pack("cn").ladder, parse_ladder(another())
    with translation.override("en"):
        assert changes(now, now) == []
        found = {change.name: (change.before, change.after) for change in changes(now, then)}
    assert found == {
        "Version": ("cn-1", "cn-2"),
        "Critical · Visit · Deadline": ("20 min", "10 min"),
    }


def test_the_page_shows_what_is_in_force(analyst: Client) -> None:
    shown = analyst.get("/ladder/").content.decode()
    assert "Version cn-1 is in force." in shown
    assert "3 tries, every 4 min" in shown
    assert "version: cn-1" in shown


def test_what_is_wrong_is_told_with_its_line_and_nothing_is_proposed(analyst: Client) -> None:
    shown = sent(analyst, another().replace("deadline: 10m", "deadline: soon"), "propose", REASON)
    assert "1 thing is wrong" in shown
    assert "deadline: soon" in shown
    assert not Proposal.objects.exists()


def test_a_version_that_was_in_force_cannot_come_again(analyst: Client) -> None:
    shown = sent(analyst, another("cn-1"), "check")
    assert "version `cn-1` was in force before" in shown


def test_checking_shows_the_changes_and_proposing_needs_a_reason(analyst: Client) -> None:
    assert "Critical · Visit · Deadline" in sent(analyst, another(), "check")
    assert "This field is required" in sent(analyst, another(), "propose")
    assert not Proposal.objects.exists()


def test_one_proposes_another_approves_and_it_is_in_force(
    analyst: Client, ministry: Client
) -> None:
    form = {"text": another().replace("\n", "\r\n"), "do": "propose", "reason": REASON, "key": "k"}
    response = analyst.post("/ladder/propose/", form)
    proposal = Proposal.objects.get()
    assert response.headers["Location"] == f"/approvals/{proposal.pk}/"
    assert proposal.body == {"text": another()}
    own = analyst.get(f"/approvals/{proposal.pk}/").content.decode()
    assert "somebody else decides" in own
    assert 'value="approve"' not in own
    listed = ministry.get("/approvals/").content.decode()
    assert "Waiting for your decision" in listed
    assert "Ladder cn-2" in listed
    page = ministry.get(f"/approvals/{proposal.pk}/").content.decode()
    assert "Critical · Visit · Deadline" in page
    assert REASON in page
    ministry.post(f"/approvals/{proposal.pk}/decide/", {"decision": "approve", "key": "d"})
    follow_up(AT + 1)
    assert in_force(AT + 1).version == "cn-2"
    assert text_in_force(AT + 1) == another()


def test_who_proposes_does_not_approve(units: dict[str, Unit]) -> None:
    head = centre_cast.user(units[""], Role.MINISTRY)
    proposal = propose("ladder.release", {"text": another()}, REASON, user=head, at=AT)
    client = entered(head)
    client.post(f"/approvals/{proposal.pk}/decide/", {"decision": "approve", "key": "d"})
    proposal.refresh_from_db()
    assert proposal.state == "pending"
    assert "somebody else decides" in client.get(f"/approvals/{proposal.pk}/").content.decode()
    client.post(f"/approvals/{proposal.pk}/withdraw/", {"key": "w"})
    proposal.refresh_from_db()
    assert proposal.state == "withdrawn"


def test_a_refusal_says_why(units: dict[str, Unit], ministry: Client) -> None:
    first = centre_cast.user(units[""], Role.ANALYST)
    proposal = propose("ladder.release", {"text": another()}, REASON, user=first, at=AT)
    where = f"/approvals/{proposal.pk}/decide/"
    response = ministry.post(where, {"decision": "refuse", "answer": "", "key": "a"})
    assert response.status_code == 422
    assert "Say why in a few words" in response.content.decode()
    ministry.post(where, {"decision": "refuse", "answer": "no case for it", "key": "b"})
    proposal.refresh_from_db()
    assert (proposal.state, proposal.answer) == ("refused", "no case for it")
    assert "no case for it" in ministry.get(f"/approvals/{proposal.pk}/").content.decode()


def test_what_was_released_meanwhile_cannot_be_approved_again(
    units: dict[str, Unit], ministry: Client
) -> None:
    first = centre_cast.user(units[""], Role.ANALYST)
    two = [
        propose("ladder.release", {"text": another()}, f"{REASON} {n}", user=first, at=AT)
        for n in (1, 2)
    ]
    ministry.post(f"/approvals/{two[0].pk}/decide/", {"decision": "approve", "key": "a"})
    follow_up(AT)
    page = ministry.get(f"/approvals/{two[1].pk}/").content.decode()
    assert "It cannot be released as it is" in page
    assert 'value="approve"' not in page
    ministry.post(f"/approvals/{two[1].pk}/decide/", {"decision": "approve", "key": "b"})
    two[1].refresh_from_db()
    assert two[1].state == "pending"


def test_a_role_is_shown_with_who_shall_get_it(units: dict[str, Unit]) -> None:
    admin = centre_cast.user(units[""], Role.ADMINISTRATOR)
    subject = centre_cast.user(units[centre_cast.CITY], Role.DISPATCHER)
    body = {"user": subject.pk, "role": "supervisor"}
    proposal = propose("user.grant", body, "leads the desk now", user=admin, at=AT)
    second = entered(centre_cast.user(units[""], Role.ADMINISTRATOR))
    page = second.get(f"/approvals/{proposal.pk}/").content.decode()
    assert subject.name in page
    assert "Supervisor" in page
    assert "Dispatcher" in page
    assert subject.name in second.get("/approvals/").content.decode()


def test_a_proposal_runs_out(units: dict[str, Unit], ministry: Client, settings: object) -> None:
    first = centre_cast.user(units[""], Role.ANALYST)
    proposal = propose("ladder.release", {"text": another()}, REASON, user=first, at=AT)
    settings.WUZHA_CLOCK = lambda: AT + 8 * DAY  # type: ignore[attr-defined]
    page = ministry.get(f"/approvals/{proposal.pk}/").content.decode()
    assert "Its time is over" in page
    assert 'value="approve"' not in page


def test_foreign_proposals_are_not_there(units: dict[str, Unit]) -> None:
    first = centre_cast.user(units[""], Role.ANALYST)
    proposal = propose("ladder.release", {"text": another()}, REASON, user=first, at=AT)
    city = entered(centre_cast.user(units[centre_cast.CITY], Role.SUPERVISOR))
    assert city.get(f"/approvals/{proposal.pk}/").status_code == 404
    assert city.post(f"/approvals/{proposal.pk}/withdraw/").status_code == 404
    operator = entered(centre_cast.user(units[centre_cast.CITY], Role.OPERATOR))
    assert operator.get("/approvals/").status_code == 403


def test_the_list_goes_on(units: dict[str, Unit], ministry: Client) -> None:
    first = centre_cast.user(units[""], Role.ANALYST)
    for number in range(33):
        proposal = propose(
            "ladder.release", {"text": another()}, f"reason {number}", user=first, at=AT
        )
        Proposal.objects.filter(pk=proposal.pk).update(state="expired")
    shown = ministry.get("/approvals/").content.decode()
    older = shown.split('rel="next" href="')[1].split('"')[0]
    assert "reason 32" in shown
    assert "reason 0" not in shown
    assert "reason 0" in ministry.get(older).content.decode()

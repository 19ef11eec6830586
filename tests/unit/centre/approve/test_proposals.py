"""Proposals: two persons, one content, an end in time."""

from __future__ import annotations

import pytest

from centre_cast import AT, BY, CITY, OTHER_PROVINCE, PROVINCE, tree, user
from wuzha.centre.approve.access import approved
from wuzha.centre.approve.actions import decide, expire, propose, withdraw
from wuzha.centre.approve.granting import grant_role
from wuzha.centre.approve.kinds import USER_GRANT
from wuzha.centre.approve.models import Proposal
from wuzha.centre.approve.queries import proposals, to_decide
from wuzha.centre.audit.models import Entry
from wuzha.centre.outbox.delivery import deliver
from wuzha.centre.outbox.models import Fact
from wuzha.centre.units.access import roles_of
from wuzha.centre.units.models import User
from wuzha.centre.units.roles import Role
from wuzha.vocabulary.errors import BadValue, KeyReused, NotAllowed, NotThere, WrongState

pytestmark = pytest.mark.django_db

FLOW = {"proposal.approved": (grant_role,)}


class World:
    """Two administrators, a supervisor in each province, and a clerk who is to become one."""

    def __init__(self) -> None:
        units = tree()
        self.first = user(units[""], Role.ADMINISTRATOR)
        self.second = user(units[""], Role.ADMINISTRATOR)
        self.near = user(units[PROVINCE], Role.SUPERVISOR)
        self.far = user(units[OTHER_PROVINCE], Role.SUPERVISOR)
        self.clerk = user(units[CITY])

    def propose(self, **changes: object) -> Proposal:
        body = {"user": self.clerk.pk, "role": "supervisor"} | changes
        return propose("user.grant", body, "she leads the desk", user=self.first, at=AT)


@pytest.fixture
def world() -> World:
    return World()


def test_what_two_agree_on_takes_effect_once(world: World) -> None:
    proposal = world.propose()
    decide(proposal.pk, True, "", user=world.second, at=AT + 1)
    assert roles_of(world.clerk) == frozenset()
    for _ in range(2):
        deliver(FLOW, AT + 2)
    assert roles_of(world.clerk) == {Role.SUPERVISOR}
    verbs = list(Entry.objects.order_by("number").values_list("verb", flat=True))
    assert verbs == ["proposal.made", "proposal.approved", "user.granted"]


def test_the_first_is_never_the_second(world: World) -> None:
    proposal = world.propose()
    with pytest.raises(NotAllowed, match="second_person"):
        decide(proposal.pk, True, "", user=world.first, at=AT)
    assert Proposal.objects.get().state == "pending"


def test_nobody_decides_about_themselves(world: World) -> None:
    proposal = propose(
        "user.grant",
        {"user": world.near.pk, "role": "ministry"},
        "moves up",
        user=world.first,
        at=AT,
    )
    with pytest.raises(NotAllowed, match="own_roles"):
        decide(proposal.pk, True, "", user=world.near, at=AT)
    with pytest.raises(NotAllowed, match="own_roles"):
        propose(
            "user.grant",
            {"user": world.first.pk, "role": "auditor"},
            "for me",
            user=world.first,
            at=AT,
        )


def test_who_cannot_see_the_place_finds_nothing(world: World) -> None:
    proposal = world.propose()
    with pytest.raises(NotThere):
        decide(proposal.pk, True, "", user=world.far, at=AT)
    assert to_decide(world.far, AT) == []
    assert proposals(world.far).rows == []
    assert [row.pk for row in to_decide(world.near, AT)] == [proposal.pk]
    assert to_decide(world.first, AT) == []
    assert [row.pk for row in proposals(world.first).rows] == [proposal.pk]
    with pytest.raises(NotAllowed):
        decide(proposal.pk, True, "", user=world.clerk, at=AT)


def test_a_local_administrator_proposes_nobody_elsewhere(world: World) -> None:
    local = user(world.far.unit, Role.ADMINISTRATOR)
    with pytest.raises(NotThere):
        propose(
            "user.grant",
            {"user": world.clerk.pk, "role": "auditor"},
            "one of ours",
            user=local,
            at=AT,
        )


def test_what_concerns_the_whole_centre_is_decided_at_its_root(world: World) -> None:
    analyst = user(world.near.unit, Role.ANALYST)
    proposal = propose("ladder.release", {"text": "..."}, "call sooner", user=analyst, at=AT)
    with pytest.raises(NotThere):
        decide(proposal.pk, True, "", user=world.near, at=AT)
    decide(proposal.pk, True, "", user=world.second, at=AT)
    fact = Fact.objects.get(name="proposal.approved")
    assert (fact.thing_id, fact.body) == (proposal.pk, {"kind": "ladder.release"})
    assert approved(proposal.pk).body == {"text": "..."}


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("user.delete", {"user": 1}),
        ("user.grant", {"user": 1}),
        ("user.grant", {"user": "1", "role": "auditor"}),
        ("user.grant", {"user": True, "role": "auditor"}),
        ("user.grant", {"user": 1, "role": "king"}),
        ("user.grant", {"user": 1, "role": "auditor", "more": 1}),
    ],
)
def test_only_known_things_are_proposed(world: World, kind: str, body: dict[str, object]) -> None:
    with pytest.raises(BadValue):
        propose(kind, body, "because of it", user=world.first, at=AT)


def test_a_proposal_and_a_refusal_say_why(world: World) -> None:
    with pytest.raises(BadValue, match="reason"):
        propose("ladder.release", {"text": "x"}, " ", user=world.first, at=AT)
    proposal = world.propose()
    with pytest.raises(BadValue, match="reason"):
        decide(proposal.pk, False, "no", user=world.second, at=AT)
    decide(proposal.pk, False, "not trained yet", user=world.second, at=AT)
    assert not Fact.objects.filter(name="proposal.approved").exists()
    with pytest.raises(WrongState, match="not_approved"):
        approved(proposal.pk)


def test_it_is_decided_once(world: World) -> None:
    proposal = world.propose()
    decide(proposal.pk, True, "", user=world.second, at=AT, key="form")
    decide(proposal.pk, True, "", user=world.second, at=AT, key="form")
    with pytest.raises(WrongState, match="proposal_decided"):
        decide(proposal.pk, False, "changed my mind", user=world.near, at=AT)
    with pytest.raises(KeyReused):
        decide(proposal.pk, False, "changed my mind", user=world.second, at=AT, key="form")
    assert Fact.objects.filter(name="proposal.approved").count() == 1


def test_it_runs_out(world: World) -> None:
    proposal = world.propose()
    end = AT + USER_GRANT.lasts
    assert proposal.expires_at == end
    assert expire(BY, end - 1) == 0
    with pytest.raises(WrongState, match="proposal_expired"):
        decide(proposal.pk, True, "", user=world.second, at=end)
    assert to_decide(world.second, end) == []
    assert expire(BY, end) == 1
    assert Proposal.objects.get().state == "expired"
    assert expire(BY, end) == 0


def test_its_maker_may_take_it_back(world: World) -> None:
    proposal = world.propose()
    with pytest.raises(NotAllowed, match="not_yours"):
        withdraw(proposal.pk, user=world.second, at=AT)
    withdraw(proposal.pk, user=world.first, at=AT)
    with pytest.raises(WrongState):
        decide(proposal.pk, True, "", user=world.second, at=AT)


@pytest.mark.parametrize("field", ["body", "place"])
def test_what_was_changed_behind_the_page_is_not_decided(world: World, field: str) -> None:
    proposal = world.propose()
    new = {"body": {"user": world.clerk.pk, "role": "administrator"}, "place": ""}
    Proposal.objects.filter(pk=proposal.pk).update(**{field: new[field]})
    with pytest.raises(WrongState, match="proposal_changed"):
        decide(proposal.pk, True, "", user=world.second, at=AT)
    Proposal.objects.filter(pk=proposal.pk).update(state="approved")
    with pytest.raises(WrongState, match="proposal_changed"):
        approved(proposal.pk)


def test_a_proposal_of_somebody_who_left_is_void(world: World) -> None:
    proposal = world.propose()
    User.objects.filter(pk=world.first.pk).update(is_active=False)
    with pytest.raises(WrongState, match="proposer_left"):
        decide(proposal.pk, True, "", user=world.second, at=AT)


def test_the_newest_come_first_in_pages(world: World) -> None:
    made = [world.propose().pk for _ in range(3)]
    first = proposals(world.first, limit=2)
    assert [row.pk for row in first.rows] == made[:0:-1]
    second = proposals(world.first, before=first.older, limit=2)
    assert ([row.pk for row in second.rows], second.older) == (made[:1], 0)

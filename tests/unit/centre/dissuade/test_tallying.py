"""Tallies: what happened is counted once, for every unit above it."""

from __future__ import annotations

import pytest

import centre_cast
from unit.centre.dissuade.cast import AT, follow_up, warned
from wuzha.centre.dissuade.actions import Report, record, take_next
from wuzha.centre.dissuade.figures import count
from wuzha.centre.dissuade.overview import overview
from wuzha.centre.dissuade.tallying import tally
from wuzha.centre.units.models import Unit, User
from wuzha.centre.units.roles import Role
from wuzha.centre.warn.actions import escalate, receive, verify
from wuzha.centre.warn.figures import Figures
from wuzha.centre.warn.models import Tally
from wuzha.vocabulary.clock import DAY, HOUR, MINUTE, SECOND
from wuzha.vocabulary.decision import Level
from wuzha.vocabulary.errors import NotAllowed, NotThere
from wuzha.vocabulary.result import Result

pytestmark = pytest.mark.django_db

LATER = AT + 20 * MINUTE


@pytest.fixture(name="units")
def _units() -> dict[str, Unit]:
    return dict(centre_cast.tree())


@pytest.fixture(name="operator")
def _operator(units: dict[str, Unit]) -> User:
    return centre_cast.user(units[centre_cast.CITY], Role.OPERATOR)


def figures(place: str = "") -> Figures:
    return Figures(Tally.objects.get(place=place).figures)


def told(operator: User, report: Report, after: int = 4 * MINUTE) -> None:
    assert take_next(operator, AT + after) is not None
    step = take_next(operator, AT + after)
    assert step is not None
    record(step.pk, report, operator, AT + after + MINUTE)
    follow_up(AT + after + MINUTE)


def test_every_unit_above_counts_what_happened_once(operator: User) -> None:
    warned(centre_cast.person(), Level.HIGH)
    warned(centre_cast.person("110102001"), Level.CRITICAL)
    assert tally(LATER) == 2
    issued = {row.place: row.issued for row in Tally.objects.all()}
    assert issued == {"": 2, "11": 2, "1101": 2, "110101": 1, "110102": 1}
    assert figures().split("issued") == {"high": 1, "critical": 1}
    assert figures().split("hour") == {"11": 2}


def test_counting_again_adds_only_what_is_new(operator: User) -> None:
    warned(centre_cast.person())
    tally(LATER)
    assert tally(LATER) == 0
    warned(centre_cast.person(), at=LATER)
    assert tally(LATER + MINUTE) == 0, "counted before it was five minutes old"
    assert tally(LATER + HOUR) == 1
    assert figures().total("issued") == 2


def test_a_new_day_has_rows_of_its_own(operator: User) -> None:
    warned(centre_cast.person())
    tally(AT + 23 * HOUR)
    days = Tally.objects.filter(place="").order_by("day")
    assert [row.issued for row in days] == [1, 0]
    assert days[1].day - days[0].day == DAY
    assert days[0].until == days[1].day


def test_a_limit_stops_and_the_next_call_goes_on(operator: User) -> None:
    warned(centre_cast.person())
    warned(centre_cast.person(), at=AT + 3 * HOUR)
    assert tally(AT + 6 * HOUR, limit=1) == 1
    assert tally(AT + 6 * HOUR, limit=1) == 1
    assert tally(AT + 6 * HOUR, limit=1) == 0
    assert figures().total("issued") == 2


def test_who_was_about_to_pay_and_did_not_is_prevented_with_the_money(operator: User) -> None:
    warned(centre_cast.person(), Level.HIGH)
    told(operator, Report(Result.BELIEVED, True, True, at_stake=5_000_00))
    tally(LATER)
    whole = figures()
    assert whole.below("prevented") == {"a": 1}
    assert whole.below("money") == {"kept": 5_000_00}
    assert whole.last("ended") == {"dissuaded": 1}
    assert whole.total("worked") == whole.total("reached") == whole.total("prompt") == 1
    seconds = whole.quantile(1.0, "contact", "high")
    assert seconds == pytest.approx(240, rel=0.2)


def test_a_person_counts_once_in_thirty_days(operator: User) -> None:
    person = centre_cast.person()
    prevented = []
    for day in (0, 3, 10, 41):
        at = AT + day * DAY
        warned(person, Level.HIGH, at)
        step = take_next(operator, at + MINUTE)
        assert step is not None
        record(step.pk, Report(Result.BELIEVED, True, day != 0), operator, at + MINUTE)
        follow_up(at + MINUTE)
        prevented.append(count(at, at + HOUR)[centre_cast.COUNTY].below("prevented"))
    # B at first; A is more certain; A again within thirty days is the same person.
    assert prevented == [{"b": 1}, {"a": 1}, {}, {"a": 1}]


def test_who_paid_is_not_prevented(operator: User) -> None:
    warned(centre_cast.person(), Level.HIGH)
    told(operator, Report(Result.ALREADY_PAID, True, True, at_stake=900, paid=700))
    tally(LATER)
    assert figures().below("prevented") == {}
    assert figures().below("money") == {"paid": 700}


def test_the_first_unit_was_in_time_or_late(operator: User) -> None:
    warned(centre_cast.person(), Level.HIGH)
    escalate(AT + 6 * MINUTE)
    told(operator, Report(Result.FALSE_ALARM), after=7 * MINUTE)
    tally(LATER)
    assert figures().below("taken") == {"high/late": 1}


def test_a_week_later_it_is_known_whether_it_held(operator: User) -> None:
    warned(centre_cast.person(), Level.HIGH)
    told(operator, Report(Result.BELIEVED, True, True))
    verify(AT + 7 * DAY + HOUR)
    tally(AT + 9 * DAY, limit=1_000_000)
    held = [Figures(row.figures).below("verified") for row in Tally.objects.filter(place="")]
    assert [each for each in held if each] == [{"held": 1}]


def test_the_delay_is_that_of_the_event_that_opened_the_warning(operator: User) -> None:
    person = centre_cast.person()
    said = [
        centre_cast.decision(person, at=AT - HOUR, level=Level.LOW, score=30, stage=None),
        centre_cast.decision(person, at=AT, level=Level.HIGH),
    ]
    receive(said[:1], AT - HOUR, centre_cast.BY)
    receive(said[1:], AT + 40 * SECOND, centre_cast.BY)
    tally(LATER)
    assert figures().quantile(0.95, "delay") == pytest.approx(40, rel=0.2)


def test_an_overview_adds_days_up_and_compares_the_units_below(
    units: dict[str, Unit], operator: User
) -> None:
    warned(centre_cast.person(), Level.HIGH)
    told(operator, Report(Result.BELIEVED, True, False))
    warned(centre_cast.person("110102001"), Level.MEDIUM, AT + 2 * DAY)
    tally(AT + 2 * DAY + HOUR, limit=1_000_000)
    head = centre_cast.user(units[centre_cast.CITY], Role.SUPERVISOR)
    shown = overview(head, AT + 2 * DAY + HOUR, days=7)
    assert len(shown.days) == 7
    assert [day.total("issued") for day in shown.days.values()][-3:] == [1, 0, 1]
    assert shown.whole.total("issued") == 2
    assert {row.unit.code: (row.issued, row.prevented) for row in shown.below} == {
        centre_cast.COUNTY: (1, 1),
        centre_cast.OTHER_COUNTY: (1, 0),
    }
    assert shown.open == 1
    assert shown.officers is not None
    (officer,) = shown.officers
    assert (officer.ended, officer.spoken) == (1, 1)
    assert overview(head, AT + 2 * DAY + HOUR, days=1).whole.total("issued") == 1


def test_an_overview_is_of_ones_own_units(units: dict[str, Unit], operator: User) -> None:
    head = centre_cast.user(units[centre_cast.CITY], Role.SUPERVISOR)
    with pytest.raises(NotThere):
        overview(head, AT, top="12")
    with pytest.raises(NotAllowed):
        overview(operator, AT)

"""Balancing: work goes where somebody is free; the lowest level gives way first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import centre_cast
from unit.centre.dissuade.cast import AT, released, results, steps, warned
from wuzha.centre.dissuade import queries
from wuzha.centre.dissuade.actions import balance, lapse
from wuzha.centre.dissuade.models import Step
from wuzha.centre.dissuade.spreading import Load, Office, spread, surplus
from wuzha.centre.units.models import Unit
from wuzha.centre.units.roles import Role
from wuzha.packs import pack
from wuzha.packs.ladder import Capacity
from wuzha.vocabulary.clock import HOUR, MINUTE
from wuzha.vocabulary.decision import LEVELS, Level
from wuzha.vocabulary.errors import NotThere
from wuzha.vocabulary.result import Result

CAPACITY = Capacity(steps_per_officer=2, shed=Level.LOW)
LOW, MEDIUM, HIGH = (LEVELS.index(level) for level in (Level.LOW, Level.MEDIUM, Level.HIGH))

LOW_CALLS = """
      call:
        {channel: call, at_once: true, deadline: 4h, unit: city, then: {lapsed: message}}
      message: {channel: message, deadline: 24h}
"""


@pytest.fixture(name="units")
def _units() -> dict[str, Unit]:
    return dict(centre_cast.tree())


def load(number: int, level: int = MEDIUM, place: str = "11", moves: int = 0) -> Load:
    return Load(number, place, level, due_at=number, moves=moves)


def test_a_full_office_gives_its_least_urgent_steps_away() -> None:
    office = Office("11", officers=1, load=4)
    ready = [load(1, LOW), load(2, HIGH), load(3, MEDIUM)]  # a fourth is in hand

    assert [step.number for step in surplus(office, ready, CAPACITY)] == [3, 1]


def test_an_office_with_nobody_gives_everything_away() -> None:
    assert len(surplus(Office("11", 0, 1), [load(1)], CAPACITY)) == 1


def test_a_step_goes_to_the_least_strained_sibling_else_up_else_it_is_shed() -> None:
    steps = [load(number, LOW) for number in range(1, 6)]
    offices = {
        "11": Office("11", 0, 5),
        "12": Office("12", 1, 1),
        "13": Office("13", 2, 1),
        "": Office("", 1, 1),
    }

    shifts = spread(steps, offices, {"11": [["12", "13"], [""]]}, CAPACITY)

    assert [shift.to for shift in shifts] == ["13", "12", "13", "13", ""]
    (shed,) = spread([load(6, LOW)], offices, {"11": [["12", "13"], [""]]}, CAPACITY)
    assert shed.to is None


def test_what_must_not_be_shed_joins_a_queue_where_nobody_is_at_home() -> None:
    offices = {"11": Office("11", 0, 1), "12": Office("12", 1, 9), "": Office("", 0, 0)}

    (shift,) = spread([load(1, HIGH)], offices, {"11": [["12"], [""]]}, CAPACITY)

    assert shift.to == "12"


def test_a_step_is_not_sent_round_and_round() -> None:
    offices = {"11": Office("11", 1, 3), "12": Office("12", 1, 0)}

    assert spread([load(1, HIGH, moves=3)], offices, {"11": [["12"]]}, CAPACITY) == []


@given(
    st.lists(st.integers(0, 3), min_size=3, max_size=3),
    st.lists(st.tuples(st.sampled_from([LOW, MEDIUM, HIGH]), st.integers(0, 4)), max_size=30),
)
def test_no_office_is_filled_beyond_its_room_and_only_the_low_level_is_shed(
    officers: list[int], wanted: list[tuple[int, int]]
) -> None:
    steps = [load(number, level, moves=moves) for number, (level, moves) in enumerate(wanted)]
    offices = {code: Office(code, number) for code, number in zip("abc", officers, strict=True)}
    offices["11"] = Office("11", 1, len(steps))

    shifts = spread(steps, offices, {"11": [["a", "b"], ["c"]]}, CAPACITY)

    assert all(offices[code].room(CAPACITY) >= 0 for code in "abc")
    levels = {step.number: step.level for step in steps}
    assert {levels[shift.number] for shift in shifts if shift.to is None} <= {LOW}
    assert len({shift.number for shift in shifts}) == len(shifts)


@pytest.mark.django_db
def test_calls_of_a_city_with_nobody_on_duty_go_to_the_next_city(units: dict[str, Unit]) -> None:
    centre_cast.user(units["1102"], Role.OPERATOR)
    off = centre_cast.user(units[centre_cast.CITY], Role.OPERATOR, on_duty=False)
    warning = warned(centre_cast.person())

    assert balance(AT) == 1

    assert steps(warning)["call"].place == "1102"
    assert off.unit.code == centre_cast.CITY
    assert balance(AT) == 0


@pytest.mark.django_db
def test_calls_go_up_when_no_city_beside_has_anybody(units: dict[str, Unit]) -> None:
    centre_cast.user(units["11"], Role.OPERATOR)
    warning = warned(centre_cast.person())

    balance(AT)

    assert steps(warning)["call"].place == "11"


@pytest.mark.django_db
def test_where_nobody_is_anywhere_steps_stay_and_lapse(units: object) -> None:
    warning = warned(centre_cast.person())

    assert balance(AT) == 0
    lapse(AT + 15 * MINUTE)
    assert results(warning)["call"] == Result.LAPSED


@pytest.mark.django_db
def test_low_calls_beyond_capacity_become_messages(units: dict[str, Unit]) -> None:
    text = pack("cn").text("dissuasion/ladder.yaml").replace("version: cn-1", "version: calls")
    released(
        text.replace(
            "\n      message: {channel: message, at_once: true, deadline: 24h}\n", LOW_CALLS, 1
        )
    )
    centre_cast.user(units[centre_cast.CITY], Role.OPERATOR)
    low = [warned(centre_cast.person(), Level.LOW) for _ in range(4)]
    high = warned(centre_cast.person(), Level.HIGH)

    assert balance(AT) == 1

    assert steps(high)["call"].state == "ready"
    assert [results(warning)["call"] for warning in low] == ["", "", "", Result.LAPSED]
    assert steps(low[3])["message"].state == "ready"


@pytest.mark.django_db
def test_at_night_nothing_is_moved_that_waits_for_the_morning(units: dict[str, Unit]) -> None:
    centre_cast.user(units["1102"], Role.OPERATOR)
    warned(centre_cast.person(), Level.MEDIUM)

    assert balance(AT + 12 * HOUR) == 0


@pytest.mark.django_db
def test_the_board_sums_up_what_lies_below(units: dict[str, Unit]) -> None:
    dispatcher = centre_cast.user(units["11"], Role.DISPATCHER)
    centre_cast.user(units[centre_cast.CITY], Role.OPERATOR)
    for _ in range(2):
        warned(centre_cast.person())
    warned(centre_cast.person(place="110201001"))
    lapse(AT + 15 * MINUTE, limit=2)  # one flash and one call, which becomes a visit
    Step.objects.filter(place="1102").update(due_at=AT)

    rows = {row.unit.code: row for row in queries.board(dispatcher, AT + 1)}

    assert list(rows) == ["11", "1101", "1102"]
    assert rows["11"].open == rows["1101"].open + rows["1102"].open == 3
    assert (rows["11"].on_duty, rows["1101"].on_duty, rows["1102"].on_duty) == (1, 1, 0)
    assert rows["1101"].capacity == 4
    assert (rows["1102"].overdue, rows["1101"].overdue) == (1, 0)
    assert sum(rows["11"].by_level.values()) == 3
    assert rows["1101"].below
    with pytest.raises(NotThere):
        queries.board(dispatcher, AT, "12")

"""The centre in a process of its own, on the database that the environment names.

`python postgres_life.py prepare|deliver|work` says `ready`, waits for a line, does it, and prints
what came of it as JSON. Django has one database a process, and the tests' own is another one.
"""

from __future__ import annotations

import json
import sys

import django
from django.core.management import call_command

django.setup()

from centre_cast import AT, BY, CITY, STATION, decision, person, tree, user  # noqa: E402
from wuzha.centre.audit.chain import verify  # noqa: E402
from wuzha.centre.dissuade.actions import Report, record, take_next  # noqa: E402
from wuzha.centre.dissuade.models import Step  # noqa: E402
from wuzha.centre.flow import FLOW  # noqa: E402
from wuzha.centre.outbox.delivery import deliver  # noqa: E402
from wuzha.centre.outbox.models import Fact, Reacted  # noqa: E402
from wuzha.centre.units.models import User  # noqa: E402
from wuzha.centre.units.roles import Role  # noqa: E402
from wuzha.centre.warn.actions import receive  # noqa: E402
from wuzha.centre.warn.models import Warning  # noqa: E402
from wuzha.vocabulary.clock import SECOND  # noqa: E402
from wuzha.vocabulary.result import Result  # noqa: E402

PEOPLE = 60


def prepare() -> dict[str, object]:
    """Migrations, a country, and a warning for each of some people."""
    call_command("migrate", verbosity=0)
    units = tree()
    user(units[CITY], Role.OPERATOR, name="operator")
    decisions = [decision(person(STATION)) for _ in range(PEOPLE)]
    received = receive(decisions, at=AT, by=BY)
    again = receive(decisions, at=AT, by=BY)
    return {"issued": received.issued, "repeated": again.repeated, "facts": Fact.objects.count()}


def follow_up() -> dict[str, object]:
    """Follows up facts, two at a time, until none waits."""
    handled = 0
    while found := deliver(FLOW, AT + SECOND, limit=2):
        handled += found
    return {"handled": handled}


def work() -> dict[str, object]:
    """An officer speaks to everybody, and what must follow follows."""
    officer = User.objects.get(username="operator")
    at = AT + 10 * SECOND
    while (step := take_next(officer, at)) is not None:
        record(step.pk, Report(Result.BELIEVED, confirmed=True, note="已劝阻"), officer, at)
        at += SECOND
    while deliver(FLOW, at):
        pass
    steps = Step.objects.values_list("warning", "level", "rung")
    return {
        "steps": len(steps),
        "steps_apart": len(set(steps)),
        "reactions": Reacted.objects.count(),
        "facts": Fact.objects.count(),
        "waiting": Fact.objects.filter(delivered_at=None).count(),
        "endings": sorted(set(Warning.objects.values_list("ending", flat=True))),
        "open_steps": Step.objects.exclude(state="ended").count(),
        "breaks": len([*verify()]),
        "note": Step.objects.exclude(note=None).first().note,  # type: ignore[union-attr]
    }


if __name__ == "__main__":
    what = {"prepare": prepare, "deliver": follow_up, "work": work}[sys.argv[1]]
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps(what()), flush=True)

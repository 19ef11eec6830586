"""Every engine runs every operation of the language, or lists it as a gap and refuses it."""

from __future__ import annotations

import pytest

from contract.harness import ENGINES, NO_RULE, event, policy_of
from wuzha.backends.contract import Gap, Gaps, Grade, operations, refuse_gaps
from wuzha.backends.duckdb.gaps import GAPS as DUCKDB_GAPS
from wuzha.backends.embedded.gaps import GAPS as EMBEDDED_GAPS
from wuzha.policy.meaning import order
from wuzha.policy.operations import AGGREGATES, FUNCTIONS
from wuzha.vocabulary.errors import Unsupported

GAPS: dict[str, Gaps] = {"duckdb": DUCKDB_GAPS, "embedded": EMBEDDED_GAPS}

USES = {
    "count": "count(*)",
    "count_distinct": "count(distinct callee)",
    "sum": "sum(amount)",
    "avg": "avg(amount)",
    "min": "min(amount)",
    "max": "max(amount)",
    "first_seen": "first_seen()",
    "last_seen": "last_seen()",
    "abs": "abs(sum(amount))",
    "round": "round(avg(amount))",
    "floor": "floor(avg(amount))",
    "ceil": "ceil(avg(amount))",
    "least": "least(sum(amount), 1)",
    "greatest": "greatest(sum(amount), 1)",
    "coalesce": "coalesce(min(amount), 1)",
    "length": "max(length(text))",
    "contains": "count(contains(text, 'a'))",
    "starts_with": "count(starts_with(text, 'a'))",
    "ends_with": "count(ends_with(text, 'a'))",
    "matches": "count(matches(text, 'a'))",
    "phrases": "max(phrases(text, scam))",
    "listed": "count(listed(domain, hosts))",
    "hour": "hour(last_seen())",
    "weekday": "weekday(last_seen())",
    "seconds_since": "seconds_since(first_seen())",
}
"""Each operation of the language in use."""


@pytest.mark.parametrize("engine", GAPS)
def test_an_operation_runs_or_is_a_gap(engine: str) -> None:
    ordered = order([event(person="p", text="abc", domain="bad.com", amount=2)], 0)
    assert {*USES} == {*FUNCTIONS, *AGGREGATES}
    for operation, compute in USES.items():
        line = f'value: {{by: person, over: 1h, on: call, compute: "{compute}"}}'
        policy = policy_of(features=[line])
        assert operation in operations(policy)
        if operation in GAPS[engine]:
            with pytest.raises(Unsupported, match=operation):
                ENGINES[engine](policy, ordered)
        else:
            assert ENGINES[engine](policy, ordered) == ENGINES["meaning"](policy, ordered)


def test_a_gap_is_refused_by_name() -> None:
    policy = policy_of(
        features=["f: {by: person, over: 1h, on: call, compute: sum(length(text))}"],
        rules=[NO_RULE],
    )
    assert operations(policy) == {"sum", "length"}
    gaps = {"length": Gap(Grade.NOT_YET, "count pieces instead"), "hour": Gap(Grade.NEVER, "-")}
    with pytest.raises(Unsupported, match=r"asked:\n  length \(not_yet\): count pieces instead\Z"):
        refuse_gaps(policy, "test", gaps)

"""Every engine runs every operation of the language, or lists it as a gap and refuses it."""

from __future__ import annotations

import pytest

from contract.harness import NO_RULE, policy_of
from wuzha.backends.contract import Gap, Gaps, Grade, operations, refuse_gaps
from wuzha.backends.duckdb import expressions, windows
from wuzha.backends.duckdb.gaps import GAPS as DUCKDB_GAPS
from wuzha.policy.operations import AGGREGATES, FUNCTIONS
from wuzha.vocabulary.errors import Unsupported

RUNS: dict[str, tuple[set[str], Gaps]] = {
    "duckdb": (
        {*expressions.FUNCTIONS, *expressions.LOOKUPS, *windows.AGGREGATES},
        DUCKDB_GAPS,
    ),
}


@pytest.mark.parametrize("engine", RUNS)
def test_an_operation_runs_or_is_a_gap(engine: str) -> None:
    runs, gaps = RUNS[engine]
    language = {*FUNCTIONS, *AGGREGATES}
    assert runs | {*gaps} == language
    assert runs & {*gaps} == set()


def test_a_gap_is_refused_by_name() -> None:
    policy = policy_of(
        features=["f: {by: person, over: 1h, on: call, compute: sum(length(text))}"],
        rules=[NO_RULE],
    )
    assert operations(policy) == {"sum", "length"}
    gaps = {"length": Gap(Grade.NOT_YET, "count pieces instead"), "hour": Gap(Grade.NEVER, "-")}
    with pytest.raises(Unsupported, match=r"asked:\n  length \(not_yet\): count pieces instead\Z"):
        refuse_gaps(policy, "test", gaps)

"""The outcome: the figures of one policy in one city. `reading` defines the words used here."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from math import nan

import numpy as np
import pyarrow as pa

from wuzha.lab.calibration import Calibration, brier, calibration_error, score_counts
from wuzha.lab.columns import Flag, Whole, table_of, whole, words
from wuzha.lab.groups import gap, group_counts
from wuzha.lab.lead_time import lead_times
from wuzha.lab.loss import loss_after_warning, loss_paid, loss_saved
from wuzha.lab.reading import Reading, read
from wuzha.lab.sightings import Sightings
from wuzha.lab.warning import Warnings, same_class, types_of, warning_table, warnings_of
from wuzha.simulate.plan import CityPlan
from wuzha.simulate.truth import Truth
from wuzha.vocabulary.decision import Level
from wuzha.vocabulary.fraud_type import Taxonomy

PEOPLE_DAYS = 1_000_000
MONTH_DAYS = 30

TWINS = pa.schema([("kind", pa.string()), ("twins", pa.int64()), ("warned", pa.int64())])
"""Honest affairs in the evaluated time, and those of which an event was warned about."""

REASONS = pa.schema(
    [("rule", pa.string()), ("wrong_person_days", pa.int64()), ("per_million", pa.float64())]
)
"""Rules that fired in wrong decisions, most first; a person-day counts for each of its rules."""


@dataclass(frozen=True)
class Outcome:
    """What a policy was worth in one city.

    `figures` by name: shares from 0 to 1 unless the name says otherwise, NaN where there was
    nothing to measure. `episodes` are those that count, `heldout_*` those of the playbooks held
    out. The tables are GROUPS, WARNINGS, LEAD_TIMES, TWINS and REASONS; `scores` are the counts
    that a calibration is fitted on.

    episodes_warned_before_last_payment
        the last payment comes after the first warning. A payment that was itself answered with
        challenge, delay, hold or block comes after it; `..._strict` leaves such payments out
    episodes_warned_before_first_payment
        the same for the first payment
    episodes_warned_by_own_events
        the same if only decisions on events of a fraud may warn, none that hit by accident
    loss_warned_before_last_payment
        loss of the episodes warned before their last payment, of the loss of all
    loss_after_warning
        of all that was paid, what was paid after the warning
    loss_saved
        of all loss, what the warnings would have saved given who heeds them (`loss.loss_saved`)
    wrong_per_million_people_days
        wrong person-days, of people x evaluated days, x 1,000,000
    heldout_types_warned_before_last_payment
        the first figure over the episodes of the playbooks held out
    calibration_error, brier
        of the calibration given; NaN without
    recall_gap_age, recall_gap_education
        see `groups.Gap`
    warning_precision
        warnings that were right, of all warnings
    type_accuracy
        episodes whose first warning, before the last payment, names a type of the class of theirs
    type_named, type_right
        of the warnings that came in an episode, those whose first decision names a type, and
        those whose type has the class of the episode's
    warnings_per_person_month
        warnings a person gets in 30 days, right ones too
    """

    seed: int
    policy: str
    warn_at: str
    people: int
    days: int
    events: int
    episodes: int
    heldout_episodes: int
    heldout_warned: int
    figures: dict[str, float]
    groups: pa.Table
    warnings: pa.Table
    lead_times: pa.Table
    twins: pa.Table
    reasons: pa.Table
    scores: Whole


def measure(
    sightings: Sightings,
    truth: Truth,
    plan: CityPlan,
    *,
    taxonomy: Taxonomy,
    warn_at: Level | int = Level.MEDIUM,
    warm_up_days: int = 0,
    held_out: Collection[str] = (),
    calibration: Calibration | None = None,
) -> Outcome:
    """The outcome of what a policy said in a city; errors as `reading.read`.

    `held_out` are codes of playbooks that were not used in writing or training the policy,
    `calibration` one that was fitted on other cities.
    """
    reading = read(sightings, truth, plan, warn_at=warn_at, warm_up_days=warm_up_days)
    groups = group_counts(reading, taxonomy)
    warnings, scores = warnings_of(reading), score_counts(reading)
    figures = _of_episodes(reading, taxonomy)
    figures |= _of_warnings(reading, warnings) | _of_types(reading, warnings, taxonomy)
    hidden = np.array([code in held_out for code in reading.counted.playbook], np.bool_)
    found = reading.warned.before_last & hidden
    figures["heldout_types_warned_before_last_payment"] = ratio(found.sum(), hidden.sum())
    figures["calibration_error"] = calibration_error(scores, calibration) if calibration else nan
    figures["brier"] = brier(scores, calibration) if calibration else nan
    figures["recall_gap_age"] = gap([groups], "age_band").value
    figures["recall_gap_education"] = gap([groups], "education").value
    return Outcome(
        seed=plan.seed,
        policy=sightings.policy,
        warn_at=str(warn_at),
        people=truth.people.num_rows,
        days=plan.days - warm_up_days,
        events=sightings.events,
        episodes=len(reading.counted),
        heldout_episodes=int(hidden.sum()),
        heldout_warned=int(found.sum()),
        figures=figures,
        groups=groups,
        warnings=warning_table(reading, warnings, taxonomy),
        lead_times=lead_times(reading.warned),
        twins=_twins(reading),
        reasons=_reasons(reading),
        scores=scores,
    )


def ratio(part: float, all_: float) -> float:
    """A share; NaN of nothing."""
    return float(part) / float(all_) if all_ else nan


def _of_episodes(reading: Reading, taxonomy: Taxonomy) -> dict[str, float]:
    counted, warned = reading.counted, reading.warned
    last, loss = warned.before_last, counted.loss.sum()
    own = reading.warned_if(reading.warns & (reading.sightings.episode >= 0))
    right = same_class(types_of(reading, warned.row[last]), counted.type[last], taxonomy)
    share: Callable[[Flag], float] = partial(_share, len(counted))
    return {
        "episodes_warned_before_last_payment": share(last),
        "episodes_warned_before_last_payment_strict": share(warned.before_last_strict),
        "episodes_warned_before_first_payment": share(warned.before_first),
        "episodes_warned_before_first_payment_strict": share(warned.before_first_strict),
        "episodes_warned_by_own_events": share(own.before_last),
        "loss_warned_before_last_payment": ratio(counted.loss[last].sum(), loss),
        "loss_after_warning": ratio(loss_after_warning(reading).sum(), loss_paid(reading).sum()),
        "loss_saved": ratio(loss_saved(reading).sum(), loss),
        "type_accuracy": ratio(right.sum(), last.sum()),
    }


def _share(size: int, which: Flag) -> float:
    return ratio(which.sum(), size)


def _of_warnings(reading: Reading, warnings: Warnings) -> dict[str, float]:
    wrong = len(reading.wrong_person_days()[0])
    return {
        "wrong_per_million_people_days": ratio(wrong, reading.people_days) * PEOPLE_DAYS,
        "warning_precision": ratio(warnings.right.sum(), len(warnings)),
        "warnings_per_person_month": ratio(len(warnings), reading.people_days) * MONTH_DAYS,
    }


def _of_types(reading: Reading, warnings: Warnings, taxonomy: Taxonomy) -> dict[str, float]:
    rows = warnings.first[warnings.episode >= 0]
    types = words(reading.truth.episodes, "type")
    truth = types[warnings.episode[warnings.episode >= 0]]
    said = types_of(reading, rows)
    right = same_class(said, truth, taxonomy)
    return {
        "type_named": ratio((said != "").sum(), len(rows)),
        "type_right": ratio(right.sum(), len(rows)),
    }


def _twins(reading: Reading) -> pa.Table:
    """How many of each kind of twin there were, and how many had a decision that warns."""
    seen, twins = reading.sightings, reading.truth.twins
    number = seen.twin[reading.warns & reading.evaluated & (seen.twin >= 0)]
    warned = np.zeros(twins.num_rows, np.bool_)
    warned[number] = True
    lived = (whole(twins, "to") >= reading.begins) & (whole(twins, "from") < reading.plan.end)
    kind = words(twins, "kind")
    rows = [
        {"kind": name, "twins": int(ours.sum()), "warned": int((ours & warned).sum())}
        for name in sorted({*kind})
        for ours in [lived & (kind == name)]
    ]
    return pa.Table.from_pylist(rows, schema=TWINS)


def _reasons(reading: Reading) -> pa.Table:
    """Wrong person-days by the rules that fired in their wrong decisions."""
    seen, rows = reading.sightings, []
    of_entry = seen.reason_rows()
    wrong = reading.wrong[of_entry]
    for rule in np.unique(seen.reasons[wrong]):
        some = np.zeros(len(seen), np.bool_)
        some[of_entry[wrong & (seen.reasons == rule)]] = True
        days = len(reading.wrong_person_days(some)[0])
        rows.append((seen.rules[rule], days, days / reading.people_days * PEOPLE_DAYS))
    rows.sort(key=lambda entry: (-entry[1], entry[0]))
    return table_of(rows, REASONS)

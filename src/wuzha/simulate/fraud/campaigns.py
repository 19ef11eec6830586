"""Campaigns: blasts of calls and messages to many residents, of whom few answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from wuzha.simulate.draws import Draws, weighted
from wuzha.simulate.fraud.gangs import Site
from wuzha.simulate.fraud.scene import Stage
from wuzha.simulate.fraud.schedule import choose, week
from wuzha.simulate.pages import classified
from wuzha.simulate.plan import DAY, HOUR, MINUTE
from wuzha.simulate.pool import NONE
from wuzha.simulate.strip import Column, Strip
from wuzha.simulate.truth import CAMPAIGNS
from wuzha.vocabulary.event import Kind

Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Blast:
    """One campaign; `at` has an instant and `row` a resident for each one reached."""

    number: int
    gang: int
    playbook: str
    script: str
    channel: str  # call or message
    at: Whole
    row: Whole


def plan_campaigns(stage: Stage) -> pa.Table:
    """Writes the campaigns of all days to the stage's book; their table (truth.CAMPAIGNS)."""
    blasts: list[Blast] = []
    for day in range(stage.setting.plan.days):
        rng = stage.setting.draws("campaigns", day)
        for size in _sizes(stage, rng):
            blast = _blast(stage, day, size, len(blasts), rng)
            if blast is None:
                break
            _write(stage, blast, rng)
            blasts.append(blast)
    return _table(blasts)


def _sizes(stage: Stage, rng: Draws) -> list[int]:
    """Residents reached by each of a day's blasts, until the day's share of all is reached."""
    numbers = stage.books.assumptions["campaigns"]
    people = stage.setting.plan.people
    low, high = (people * value / 1e6 for value in numbers["reached_per_million"])
    left = people * numbers["share_per_day"]
    sizes = []
    while left > 0:
        size = min(
            int(low * (high / low) ** rng.random() + rng.random()), len(stage.setting.people)
        )
        left -= max(size, low)
        if size:
            sizes.append(size)
    return sizes


def _blast(stage: Stage, day: int, size: int, number: int, rng: Draws) -> Blast | None:
    """None if no playbook of the city uses campaigns."""
    setting, books = stage.setting, stage.books
    loud = {
        code: book.share * sum(book.blasts.values())
        for code, book in books.by_code.items()
        if book.blasts
    }
    if not loud:
        return None
    book = books.by_code[choose(loud, rng)]
    channel = choose(book.blasts, rng)
    hour = weighted(rng, books.rhythm("blast"), 1)[0] + rng.random()
    start = setting.plan.start + day * DAY + round(hour * HOUR)
    length = max((0.5 + 4 * rng.random()) * HOUR, MINUTE)
    at = np.sort(start + (rng.random(size) * length).astype(np.int64))
    gang = stage.gangs.pick(book.code, start, rng)
    script = f"{book.code}/w{week(setting, start):02d}/{gang}"
    row = rng.choice(len(setting.people), size, replace=False)
    return Blast(number, gang, book.code, script, channel, at, row)


def _write(stage: Stage, blast: Blast, rng: Draws) -> None:
    if blast.channel == "call":
        columns = _calls(stage, blast, rng)
        _add(stage, Kind.CALL, blast.at, columns, blast)
        return
    site = stage.gangs.site(blast.gang, blast.playbook, int(blast.at[0]), rng)
    linked = rng.random(len(blast.at)) < stage.books.assumptions["campaigns"]["linked"]
    _add(stage, Kind.MESSAGE, blast.at, _messages(stage, blast, site, linked, rng), blast)
    opened = linked & (rng.random(len(linked)) < stage.books.assumptions["campaigns"]["opened"])
    delay = (np.exp(0.9 * rng.standard_normal(int(opened.sum()))) * 12 * MINUTE).astype(np.int64)
    at = blast.at[opened] + delay
    _add(stage, Kind.VISIT, at, _visits(stage, blast, site, opened, at), blast)


def _add(stage: Stage, kind: Kind, at: Whole, columns: Mapping[str, Column], blast: Blast) -> None:
    inside = (at >= stage.setting.plan.start) & (at < stage.setting.plan.end)
    some = {
        name: column[inside] if isinstance(column, np.ndarray) else column
        for name, column in columns.items()
    }
    stage.book.add(Strip(kind, at[inside], some, campaign=blast.number))


def _calls(stage: Stage, blast: Blast, rng: Draws) -> dict[str, Column]:
    """Calls of a few lines at once, each for a while; most are short or not answered."""
    people, size = stage.setting.people, len(blast.at)
    numbers = stage.books.assumptions["campaigns"]
    way = choose(stage.books.by_code[blast.playbook].ways, rng)
    count = 1 + size // int(numbers["calls_per_line"])
    lines = [
        stage.gangs.line(blast.gang, int(blast.at[size * place // count]), way, rng)
        for place in range(count)
    ]
    of = np.minimum(np.arange(size) * count // size + rng.integers(0, 2, size), count - 1)
    answered = rng.random(size) < numbers["answered"]
    seconds = np.exp(3.0 + 1.0 * rng.standard_normal(size)).astype(np.int64) + 2
    text = np.int32
    return {
        "person": people.token[blast.row],
        "incoming": True,
        "caller": np.array([line.phone for line in lines], np.int64)[of],
        "callee": people.phone[blast.row],
        "answered": answered,
        "duration_s": np.where(answered, seconds, 0),
        "foreign_trunk": np.array([line.foreign_trunk for line in lines], np.bool_)[of],
        "origin_country": np.array([line.country for line in lines], text)[of],
        "attestation": np.array([line.attestation for line in lines], text)[of],
        "cell": np.array([line.cell for line in lines], text)[of],
        "device": np.array([line.device for line in lines], text)[of],
    }


def _messages(
    stage: Stage, blast: Blast, site: Site, linked: NDArray[np.bool_], rng: Draws
) -> dict[str, Column]:
    people, scripts, size = stage.setting.people, stage.scripts, len(blast.at)
    numbers = stage.books.assumptions["campaigns"]
    count = 1 + size // int(numbers["messages_per_sender"])
    start = int(blast.at[0])
    senders = [stage.gangs.sender(blast.gang, start, rng) for _ in range(count)]
    wordings = range(int(numbers["wordings"]))
    plain = [scripts.message(blast.playbook, "contact", blast.script, rng) for _ in wordings]
    host = scripts.host(blast.script, stage.text(site.domain))
    links = [scripts.link_message(blast.playbook, blast.script, host, rng) for _ in wordings]
    pick = rng.integers(0, len(wordings), size)
    domain = np.where(linked, stage.setting.pool.code(host), NONE).astype(np.int32)
    return {
        "person": people.token[blast.row],
        "incoming": True,
        "sender": np.array(senders, np.int32)[rng.integers(0, count, size)],
        "receiver": people.phone[blast.row],
        "text": np.where(linked, np.array(links)[pick], np.array(plain)[pick]).astype(np.int32),
        "domain": domain,
        "site": np.where(linked, site.domain, NONE).astype(np.int32),
        "channel": stage.setting.pool.code("sms"),
    }


def _visits(
    stage: Stage, blast: Blast, site: Site, opened: NDArray[np.bool_], at: Whole
) -> dict[str, Column]:
    people, data = stage.setting.people, stage.pages.data
    row = blast.row[opened]
    ages = np.maximum((at - site.registered_at) // DAY, 0)
    kinds = np.full(len(at), site.kind, np.int32)
    return {
        "person": people.token[row],
        "domain": site.domain,
        "site": site.domain,
        "domain_age_days": np.where(site.age_unknown, NONE, ages),
        "page_kind": classified(stage.setting.draws("blast", blast.number), kinds, data),
        "referral": stage.setting.pool.code("message"),
        "offers_app": site.place < data["app_sites_young"],
        "device": people.device[row],
    }


def _table(blasts: list[Blast]) -> pa.Table:
    rows = [
        {
            "campaign": blast.number,
            "gang": blast.gang,
            "playbook": blast.playbook,
            "script": blast.script,
            "channel": blast.channel,
            "from": int(blast.at[0]),
            "to": int(blast.at[-1]),
            "reached": len(blast.at),
        }
        for blast in blasts
    ]
    return pa.Table.from_pylist(rows, schema=CAMPAIGNS)

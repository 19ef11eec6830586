"""What twins share with ordinary life: the same data, so that neither gives itself away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wuzha.packs import Pack
from wuzha.simulate.draws import Draws
from wuzha.simulate.phrases import link_host, phrases
from wuzha.simulate.pool import NONE, Codes, Pool
from wuzha.simulate.populate import phones
from wuzha.simulate.setting import Setting
from wuzha.simulate.sheets import sheet
from wuzha.vocabulary.domain import registered_domain

Whole = NDArray[np.int64]
_OFFICES = 10_000_000
"""Offices have the landlines from this one on; those before belong to call centres."""


def shared(pack: Pack, name: str) -> Any:
    """One of the pack's files on the city, such as `life`."""
    return sheet(pack, f"city/{name}.yaml")


def office_phones(setting: Setting, index: Whole) -> Whole:
    """A landline for each office: always the same for the same one."""
    series = shared(setting.pack, "world")["numbers"]["landline"]
    return phones(index + _OFFICES, series, setting.plan.seed)


def filled(
    setting: Setting,
    templates: Sequence[str],
    sums: Sequence[str],
    rng: Draws,
    count: int,
    host: str | None = None,
) -> Codes:
    """Texts of the twins' own with the names that all messages of the city use.

    `{sum}` is one of `sums`; links lead to `host`.
    """
    names = shared(setting.pack, "messages")["names"] | {"sum": sums}
    if host is not None:
        names |= {"link": [f"{host}/m", f"{host}/go"]}
    return setting.pool.codes(phrases(templates, names, (host or "",), count, rng))


def linked(pool: Pool, texts: Codes) -> tuple[Codes, Codes]:
    """Host and registered domain of each text's first link, NONE without a link."""
    distinct, place = np.unique(texts, return_inverse=True)
    hosts = [link_host(text) for text in pool.take(distinct.astype(np.int32)).to_pylist()]
    host = [NONE if name is None else pool.code(name) for name in hosts]
    site = [NONE if name is None else pool.code(registered_domain(name)) for name in hosts]
    return np.array(host, np.int32)[place], np.array(site, np.int32)[place]

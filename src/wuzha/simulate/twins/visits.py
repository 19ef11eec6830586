"""Visits of an affair."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wuzha.simulate.draws import weighted
from wuzha.simulate.pages import YOUNG_DAYS, classified
from wuzha.simulate.plan import DAY
from wuzha.simulate.pool import NONE
from wuzha.simulate.twins.affairs import DAYS_BEFORE
from wuzha.simulate.twins.kind import Visit
from wuzha.simulate.twins.scene import Scene
from wuzha.simulate.twins.times import Rows
from wuzha.vocabulary.event import Kind

Whole = NDArray[np.int64]


def visit(scene: Scene, act: Visit) -> None:
    """The person looks at a page; the same site again and again in one affair."""
    rows = scene.rows(act)
    world, people, plan = scene.setting.world, scene.setting.people, scene.setting.plan
    sites = sites_of(scene, rows, act.page, act.young, act.offers_app)
    age = np.maximum(world.site_age[sites] + (rows.at - plan.start) // DAY, 0)
    pages = scene.known.pages
    scene.write(
        Kind.VISIT,
        rows,
        {
            "person": scene.people(people.token, rows),
            "domain": world.site[sites],
            "site": world.site[sites],
            "domain_age_days": pages.ages(age, sites),
            "page_kind": classified(scene.rng, world.site_kind[sites], pages.data),
            "referral": scene.words(act.referral, len(rows)),
            "offers_app": pages.offers_app[sites],
            "device": scene.people(people.device, rows),
        },
    )


def sites_of(scene: Scene, rows: Rows, page: str, young: float, offers_app: float = 0.0) -> Whole:
    """Rows of the world's sites: one for each affair and kind of page."""
    affairs = scene.affairs
    if page not in affairs.sites:
        affairs.sites[page] = _choose(scene, page, young, offers_app)
    return affairs.sites[page][rows.of]


def _choose(scene: Scene, page: str, young: float, offers_app: float) -> Whole:
    """A known site of that kind for each affair, or with chance `young` one of the newest.

    With chance `offers_app` it is one that offers an app, if there is one.
    """
    world, rng = scene.setting.world, scene.rng
    begin = (scene.affairs.begin - scene.setting.plan.start) // DAY
    old = world.site_age >= YOUNG_DAYS + DAYS_BEFORE
    fits = world.site_kind == scene.word(page)
    weight = np.where(old & fits, world.site_weight, 0.0)
    usual = weighted(rng, weight if weight.any() else world.site_weight * old, len(begin))
    offers = scene.known.pages.offers_app
    with_app = rng.random(len(begin)) < offers_app
    weight = world.site_weight * (old & offers) * np.where(fits, 1.0, 0.02)
    if weight.any():
        usual[with_app] = weighted(rng, weight, int(with_app.sum()))
    new = np.flatnonzero(~old & (fits | (world.site_kind == NONE)))
    new = new[np.argsort(-world.site_age[new], kind="stable")]
    for wanted in (False, True):
        here = np.flatnonzero((rng.random(len(begin)) < young) & (with_app == wanted))
        some = new[offers[new] | (not wanted)]
        first, last = np.searchsorted(
            -world.site_age[some], [begin[here] - YOUNG_DAYS, begin[here]], "right"
        )
        place = first + (rng.random(len(here)) * (last - first)).astype(np.int64)
        found = first < last
        usual[here[found]] = some[place[found]]
    return usual

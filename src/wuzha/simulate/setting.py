"""What every part of the simulation is given."""

from __future__ import annotations

from dataclasses import dataclass

from wuzha.packs import Pack
from wuzha.simulate.draws import Draws, draws
from wuzha.simulate.people import People, Places
from wuzha.simulate.plan import CityPlan
from wuzha.simulate.pool import Pool
from wuzha.simulate.world import World


@dataclass(frozen=True)
class Setting:
    """The stage before anything happens: the plan, the texts, who is there and what is there."""

    plan: CityPlan
    pack: Pack
    pool: Pool
    places: Places
    people: People
    world: World

    def draws(self, *subject: str | int) -> Draws:
        """See `draws.draws`."""
        return draws(self.plan.seed, *subject)

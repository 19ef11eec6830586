"""A scene: one episode while it is being played, and the means that its acts use."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wuzha.simulate.book import Book, Value
from wuzha.simulate.callers import Callers, make_callers
from wuzha.simulate.draws import Draws
from wuzha.simulate.firms import Firms, make_firms
from wuzha.simulate.fraud.gangs import Gangs, Line, Site
from wuzha.simulate.fraud.payment import Mule, Payment
from wuzha.simulate.fraud.playbook import FITTED, LONGEST, Playbook, Playbooks
from wuzha.simulate.fraud.schedule import Case
from wuzha.simulate.fraud.scripts import Scripts
from wuzha.simulate.pages import Pages, make_pages
from wuzha.simulate.plan import DAY, HOUR
from wuzha.simulate.pool import NONE
from wuzha.simulate.setting import Setting
from wuzha.vocabulary.event import Kind


@dataclass(frozen=True)
class Stage:
    """Where episodes are played."""

    setting: Setting
    books: Playbooks
    gangs: Gangs
    scripts: Scripts
    book: Book
    _texts: dict[int, str] = field(default_factory=dict, repr=False)
    _sites: dict[int, tuple[NDArray[np.int64], NDArray[np.float64]]] = field(
        default_factory=dict, repr=False
    )

    @cached_property
    def callers(self) -> Callers:
        return make_callers(self.setting)

    @cached_property
    def firms(self) -> Firms:
        return make_firms(self.setting)

    @cached_property
    def pages(self) -> Pages:
        return make_pages(self.setting)

    def honest_site(self, kind: int, rng: Draws) -> int:
        """Row of a site of a kind of page, as often as people visit it; of any if there is none."""
        if kind not in self._sites:
            world = self.setting.world
            rows = np.flatnonzero((world.site_kind == kind) & (world.site_age >= 0))
            rows = rows if len(rows) else np.flatnonzero(world.site_age >= 0)
            self._sites[kind] = rows, np.cumsum(world.site_weight[rows])
        rows, edges = self._sites[kind]
        return int(rows[np.searchsorted(edges, rng.random() * edges[-1], side="right")])

    def text(self, code: int) -> str:
        """A text of the pool; looked up once, as the pool grows all the time."""
        if code not in self._texts:
            self._texts[code] = self.setting.pool.text(code)
        return self._texts[code]


class Scene:
    """What has happened so far in one episode.

    Time only goes forward (`wait`). Events outside of the city's days are not written, but count
    for everything else.
    """

    def __init__(self, stage: Stage, case: Case, rng: Draws) -> None:
        setting, row = stage.setting, case.resident
        self.stage = stage
        self.case = case
        self.playbook: Playbook = stage.books.by_code[case.playbook]
        self.rng = rng
        self.at = case.contact_at
        self.last_at = case.contact_at
        self.part = "contact"
        self.person = int(setting.people.token[row])
        self.phone = int(setting.people.phone[row])
        self.account = int(setting.people.account[row])
        self.savings = int(setting.people.savings[row])
        self.device = int(setting.people.device[row])
        self.balance = round(int(setting.people.balance[row]) * math.exp(0.5 * rng.normal()))
        self.bank_device = self.device  # on which the bank sees the payments
        self.busy_until = 0  # end of the latest call
        self.paid_back = 0
        self.employer = int(stage.firms.account[row])
        self.firm_balance = int(stage.firms.balance[row])
        self.currency = self.word(str(stage.books.assumptions["currency"]))
        self.ladder: list[float] = []  # shares of the payments to come
        self.payments: list[Payment] = []
        self.payees: set[int] = set()
        self.seen: dict[str, int] = {}  # what a report can name: caller, sender, domain, wallet
        self.app_from_page = self.chance(0.3)  # rare chat apps come from a page, else a shop
        self._lines: dict[str, Line] = {}
        self._site: Site | None = None
        self._chat: int | None = None
        self._apps: dict[str, int] = {}

    def word(self, text: str) -> int:
        return self.stage.setting.pool.code(text)

    def wait(self, median: int, spread: float) -> None:
        """Log-normal; after hours of waiting things go on at the playbook's time of day."""
        if median <= 0:
            return
        delay = median * math.exp(spread * self.rng.normal())
        self.at += round(min(delay, LONGEST * median))
        if median > FITTED:
            self._fit()

    def _fit(self) -> None:
        weights = self.stage.books.rhythm(self.playbook.rhythm)
        midnight = self.at - (self.at - self.stage.setting.plan.start) % DAY
        if weights[self.hour] > 0:
            return
        point = self.rng.random() * weights.sum()
        hour = int((weights.cumsum() <= point).sum())
        fitting = midnight + hour * HOUR + int(self.rng.random() * HOUR)
        self.at = fitting if fitting > self.at else fitting + DAY

    def write(self, kind: Kind, fields: Mapping[str, Value], at: int | None = None) -> None:
        """An event of this episode, now or at another instant."""
        at = self.at if at is None else at
        self.last_at = max(self.last_at, at)
        plan = self.stage.setting.plan
        if plan.start <= at < plan.end:
            whole = {"person": self.person, **fields}
            self.stage.book.write(kind, at, whole, episode=self.case.number)

    @property
    def hour(self) -> int:
        """Of the local day."""
        return (self.at - self.stage.setting.plan.start) % DAY // HOUR

    @property
    def on_call(self) -> bool:
        return self.at < self.busy_until

    def chance(self, probability: float) -> bool:
        return bool(self.rng.random() < probability)

    def log_normal(self, median: float, spread: float) -> float:
        return median * math.exp(spread * float(self.rng.normal()))

    def any_of(self, codes: NDArray[Any]) -> int:
        """One of some codes or numbers; NONE if there are none."""
        size = len(codes)
        return int(codes[int(self.rng.random() * size)]) if size else NONE

    def line(self, way: str) -> Line:
        """The number that calls: mostly the one of before, as gangs change them within days."""
        if way not in self._lines or self.chance(0.3):
            self._lines[way] = self.stage.gangs.line(self.case.gang, self.at, way, self.rng)
        return self._lines[way]

    def site(self) -> Site:
        if self._site is None or self.chance(0.1):
            self._site = self.stage.gangs.site(
                self.case.gang, self.case.playbook, self.at, self.rng
            )
            self.seen["domain"] = self._site.domain
        return self._site

    def chat(self) -> int:
        """Who writes in a chat: one and the same to the end."""
        if self._chat is None:
            line = self.stage.gangs.line(self.case.gang, self.at, "local", self.rng)
            self._chat = self.word(f"+{line.phone}")
        return self._chat

    def app(self, which: str) -> int:
        """The gang's own app, or an honest one that frauds use: `rare_chat`, `remote_tool`."""
        if which not in self._apps:
            world = self.stage.setting.world
            if which == "gang":
                code = self.stage.gangs.app(self.case.gang, self.case.playbook, self.at, self.rng)
            else:
                code = self.any_of(world.rare_chat if which == "rare_chat" else world.remote_tool)
            self._apps[which] = code
        return self._apps[which]

    def mule(self, amount: int, *, firm: bool = False) -> Mule:
        """An account in use now."""
        return self.stage.gangs.mule(self.case.gang, self.at, amount, self.rng, firm=firm)

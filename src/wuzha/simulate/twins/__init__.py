"""Honest affairs that look like fraud: without them no figure about wrong warnings means anything.

sheet       the kinds of affairs as data: acts, delays, chances, sums    kind.py
affairs     to whom they happen and when they begin                      affairs.py, parties.py
acts        calls, messages and visits, apps, money                      calls.py ... money.py
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from wuzha.simulate.book import Book
from wuzha.simulate.callers import make_callers
from wuzha.simulate.firms import make_firms
from wuzha.simulate.pages import make_pages
from wuzha.simulate.senders import make_senders
from wuzha.simulate.setting import Setting
from wuzha.simulate.truth import TWINS
from wuzha.simulate.twins.affairs import Affairs, begin_affairs
from wuzha.simulate.twins.apps import app
from wuzha.simulate.twins.calls import call
from wuzha.simulate.twins.kind import KINDS, Act, App, Call, Message, Pay, Receive, read_sheet
from wuzha.simulate.twins.messages import message
from wuzha.simulate.twins.money import pay, receive
from wuzha.simulate.twins.scene import Known, Scene
from wuzha.simulate.twins.visits import visit

__all__ = ["KINDS", "Twins", "plan_twins"]


@dataclass(frozen=True)
class Twins:
    """The events of all affairs (a closed book) and the affairs, in the schema truth.TWINS."""

    book: Book
    table: pa.Table


def plan_twins(setting: Setting) -> Twins:
    """All affairs that begin between 30 days before the city's first day and its end.

    Only events in the time of the city are written; the table has the true spans.
    """
    sheet = read_sheet(setting.pack)
    known = Known(
        make_callers(setting), make_pages(setting), make_firms(setting), make_senders(setting)
    )
    book = Book()
    parts: list[pa.Table] = []
    first = 0
    for name, kind in sheet.kinds.items():
        rng = setting.draws("twins", name)
        affairs = begin_affairs(setting, sheet, kind, rng, first)
        scene = Scene(setting, sheet, known, affairs, kind.hours, book, rng)
        for act in kind.acts:
            _perform(scene, act)
        parts.append(_table(setting, name, affairs))
        first += len(affairs)
    book.close()
    return Twins(book, pa.concat_tables(parts))


def _perform(scene: Scene, act: Act) -> None:
    match act:
        case Call():
            call(scene, act)
        case Message():
            message(scene, act)
        case App():
            app(scene, act)
        case Pay():
            pay(scene, act)
        case Receive():
            receive(scene, act)
        case _:
            visit(scene, act)


def _table(setting: Setting, name: str, affairs: Affairs) -> pa.Table:
    columns = [
        pa.array(affairs.number),
        setting.pool.take(setting.people.token[affairs.row]),
        pa.repeat(name, len(affairs)),
        pa.array(affairs.begin),
        pa.array(affairs.last),
    ]
    return pa.table(columns, schema=TWINS)

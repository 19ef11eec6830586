"""What an event looks like from outside: whose side it is on in truth, and shapes without words.

Sides: fraud (episodes and campaigns), twins, ordinary life. The cities here have many times the
frauds of a usual one, so that there is enough to compare.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import yaml
from numpy.typing import NDArray

from wuzha.packs import pack
from wuzha.simulate.city import build_city
from wuzha.simulate.furnish import register
from wuzha.simulate.plan import CityPlan
from wuzha.vocabulary.event import FIELDS, Kind

LIFE, TWIN, FRAUD = range(3)
USUAL = CityPlan().victims_per_day
DENSE = 15 * USUAL
CN = pack("cn")
SENDERS = frozenset(register(CN, "senders.txt"))
SITES = pa.array(register(CN, "sites.txt"))
RARE = frozenset(register(CN, "rare_chat_apps.txt"))
REMOTE = frozenset(yaml.safe_load(CN.text("city/world.yaml"))["remote_tools"])
IDENTIFIERS = [
    "caller",
    "callee",
    "sender",
    "receiver",
    "domain",
    "payer",
    "payee",
    "wallet",
    "device",
    "package",
    "cell",
    "person",
]


@cache
def lived(seed: int, people: int = 2_000, days: int = 9, fraud: float = DENSE) -> pa.Table:
    """All events of a city with `side`, and `hop`: a mule moves money on."""
    plan = CityPlan(people=people, days=days, seed=seed, victims_per_day=fraud, fraud=fraud > 0)
    city = build_city(plan, CN)
    made = list(city.days())
    table = pa.concat_tables([day.events for day in made], promote_options="default")
    episode, twin, campaign = (
        np.concatenate([day.origins[name].to_numpy() for day in made])
        for name in ("episode", "twin", "campaign")
    )
    side = np.where((episode >= 0) | (campaign >= 0), FRAUD, np.where(twin >= 0, TWIN, LIFE))
    persons = city.truth.episodes["person"].combine_chunks()
    victim = persons.take(pa.array(episode, mask=episode < 0))
    hop = pc.fill_null(pc.not_equal(victim, table["person"].combine_chunks()), False)
    return table.append_column("side", pa.array(side)).append_column("hop", hop)


def of_kind(table: pa.Table, kind: Kind) -> pa.Table:
    return table.filter(pc.equal(table["kind"], kind.value)).combine_chunks()


def cells(table: pa.Table, kind: Kind) -> NDArray[np.str_]:
    """The circumstances of each event that may well differ between fraud and life."""
    parts: dict[Kind, list[str | pa.Array]] = {
        Kind.CALL: ["incoming", "answered", "foreign_trunk", phones(table["caller"])],
        Kind.MESSAGE: ["channel", senders(table["sender"]), table["domain"].is_null()],
        Kind.VISIT: [pc.is_in(table["domain"], SITES)],
        Kind.TRANSFER: ["channel", "payee_kind", "payer_kind", "incoming", "overseas"],
        Kind.APP: ["app_action", packages(table["package"]), "sideloaded"],
    }
    columns = [table[part] if isinstance(part, str) else part for part in parts[kind]]
    texts = [column.cast(pa.string()).fill_null("-") for column in columns]
    whole = [text.combine_chunks() if isinstance(text, pa.ChunkedArray) else text for text in texts]
    return np.array(pc.binary_join_element_wise(*whole, "|").to_pylist())


def decades(table: pa.Table) -> NDArray[np.int64]:
    """How many digits an amount has: large sums and small ones are named in different ways."""
    amount = table["amount"].to_numpy()
    return np.floor(np.log10(np.maximum(amount, 1))).astype(np.int64)


def texts(column: pa.ChunkedArray) -> list[str | None]:
    found: list[str | None] = column.cast(pa.string()).to_pylist()
    return found


def phones(column: pa.ChunkedArray) -> pa.Array:
    """The series of numbers: residents, other mobiles, landlines, short ones, abroad."""

    def series(text: str | None) -> str:
        if text is None:
            return "-"
        if not text.startswith("86"):
            return "abroad"
        return text[:5] if text.startswith("8612") and len(text) == 13 else "short"

    return pa.array([series(text) for text in texts(column)])


def senders(column: pa.ChunkedArray) -> pa.Array:
    """Registered, port, mobile by series, from abroad, mailbox, name."""

    def sort(text: str | None) -> str:
        if text is None or text in SENDERS:
            return "-" if text is None else "registered"
        if "@" in text:
            return "mail"
        if text.startswith("+"):
            return text[:6] if text.startswith("+8612") else "abroad"
        return "port" if text.isdigit() else "name"

    return pa.array([sort(text) for text in texts(column)])


def packages(column: pa.ChunkedArray) -> pa.Array:
    """Apps that few use for chats, those that show the screen, all others."""

    def sort(text: str | None) -> str:
        if text is None:
            return "-"
        return "rare" if text in RARE else "remote" if text in REMOTE else "app"

    return pa.array([sort(text) for text in texts(column)])


def fields(kind: Kind) -> list[str]:
    """The fields of a kind but for its id."""
    return [name for name, field in FIELDS.items() if kind in field.kinds and name != "id"]


def silent(table: pa.Table, name: str) -> NDArray[np.bool_]:
    """Where a field is null."""
    if name not in table.column_names:
        return np.ones(len(table), np.bool_)
    found: NDArray[np.bool_] = table[name].is_null().to_numpy().astype(np.bool_)
    return found


def form(text: str) -> str:
    """Digits as 9, letters as a or A; of long addresses how they begin and how long they are."""
    if len(text) > 30 and text.isalnum():
        return f"{text[:2] if text.startswith('0x') else text[0]}{len(text)}"
    return "".join(_SIGNS[c.isdigit(), c.isupper(), c.isalpha()] or c for c in text)


_SIGNS = {
    (True, False, False): "9",
    (False, True, True): "A",
    (False, False, True): "a",
    (False, False, False): "",
}

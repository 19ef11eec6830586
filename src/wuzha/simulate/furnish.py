"""The world around the residents, drawn from the country pack's names, counts and registers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wuzha.packs import Pack
from wuzha.simulate.draws import Draws, draws, weighted
from wuzha.simulate.phrases import phrases
from wuzha.simulate.plan import CityPlan
from wuzha.simulate.pool import NONE, Codes, Pool
from wuzha.simulate.populate import ACCOUNTS_EACH, Data, accounts, phones, scattered
from wuzha.simulate.sheets import sheet
from wuzha.simulate.world import World

Whole = NDArray[np.int64]
Weights = NDArray[np.float64]


def furnish(plan: CityPlan, pack: Pack, pool: Pool) -> World:
    """Shops, firms, strangers, senders, texts, sites and apps, as many as the residents need."""
    data, texts = sheet(pack, "city/world.yaml"), sheet(pack, "city/messages.yaml")
    rng = draws(plan.seed, "world")
    count = {name: _count(rule, plan.people) for name, rule in data["counts"].items()}
    sites = _sites(rng, pack, pool, data, count["sites"])
    hosts: list[str] = pool.take(sites["site"]).to_pylist()

    def some(name: str, key: str) -> Codes:
        return pool.add(phrases(texts[key], texts["names"], hosts, count[name], rng))

    senders = register(pack, "senders.txt")
    return World(
        **_accounts(plan, pack, pool, data, count),
        merchant_weight=_popular(rng, count["merchants"], data["popularity"]["merchants"]),
        sender=pool.codes(senders),
        sender_weight=_popular(rng, len(senders), data["popularity"]["senders"]),
        code_text=some("codes", "codes"),
        chat_text=some("chats", "chats"),
        advert_text=some("adverts", "adverts"),
        **_phones(rng, plan, pack, data["numbers"], count, data["mobile_centers"]),
        **sites,
        package=_packages(rng, pool, data, count["packages"]),
        rare_chat=pool.codes(register(pack, "rare_chat_apps.txt")),
        remote_tool=pool.codes(data["remote_tools"]),
    )


def register(pack: Pack, file: str) -> list[str]:
    """The entries of one of the pack's registers, in their order."""
    lines = pack.text(f"policies/registers/{file}").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def cells(plan: CityPlan, pack: Pack, pool: Pool) -> Codes:
    """Radio cells: the first quarter serves the residents in their order, the rest lie elsewhere.

    The same codes whenever they are asked for.
    """
    data = sheet(pack, "city/world.yaml")
    count = 4 * _count(data["counts"]["cells"], plan.people)
    numbers = scattered(np.arange(count), 7, plan.seed, "c-")
    return pool.codes([f"c-{number:07d}" for number in numbers.tolist()])


def _count(rule: Data, people: int) -> int:
    return max(int(rule["per_thousand"] * people / 1000), int(rule["least"]))


def _popular(rng: Draws, count: int, exponent: float) -> Weights:
    """Zipf weights, summing to 1, in random order."""
    weights = np.arange(1, count + 1, dtype=np.float64) ** -exponent
    return rng.permutation(weights / weights.sum())


def _accounts(
    plan: CityPlan, pack: Pack, pool: Pool, data: Data, count: Mapping[str, int]
) -> dict[str, Any]:
    series, seed = data["accounts"], plan.seed
    firms = np.arange(count["employers"] + count["companies"] + count["exchanges"])
    company = accounts(pool, firms, series["company"], seed)
    first, second = count["employers"], count["employers"] + count["companies"]
    strangers = plan.people * ACCOUNTS_EACH + np.arange(count["strangers"])
    return {
        "merchant": accounts(pool, np.arange(count["merchants"]), series["merchant"], seed),
        "employer": company[:first],
        "company": company[first:second],
        "exchange": company[second:],
        "public": pool.codes(register(pack, "public_payees.txt")),
        "stranger": accounts(pool, strangers, series["personal"], seed),
        "stranger_token": pool.numbered(
            "x-", scattered(np.arange(count["strangers"]), 7, seed, "x-"), 7
        ),
    }


def _phones(
    rng: Draws,
    plan: CityPlan,
    pack: Pack,
    series: Mapping[str, Any],
    count: Mapping[str, int],
    mobile_centers: float,
) -> dict[str, Any]:
    strangers, couriers, centers = count["strangers"], count["couriers"], count["centers"]
    mobiles = phones(np.arange(strangers + couriers + centers), series["stranger"], plan.seed)
    landlines = phones(np.arange(centers), series["landline"], plan.seed)
    from_mobile = rng.random(centers) < mobile_centers
    return {
        "stranger_phone": mobiles[:strangers],
        "courier_phone": mobiles[strangers : strangers + couriers],
        "center_phone": np.where(from_mobile, mobiles[strangers + couriers :], landlines),
        "service_line": np.array(register(pack, "service_lines.txt"), np.int64),
        "overseas_phone": _overseas(rng, series["abroad"], count["overseas"]),
    }


def _overseas(rng: Draws, ranges: Sequence[Data], count: int) -> Whole:
    """Numbers abroad out of the ranges kept for fiction; families may share one."""
    row = weighted(rng, np.array([row["weight"] for row in ranges], np.float64), count)
    size = np.array([10 ** row["digits"] for row in ranges])[row]
    prefix = np.array([int(row["prefix"]) for row in ranges])[row]
    number: Whole = prefix * size + (rng.random(count) * size).astype(np.int64)
    return number


def _sites(rng: Draws, pack: Pack, pool: Pool, data: Data, count: int) -> dict[str, Any]:
    """Sites of the register first and most visited, then `count` others, old and young."""
    kind_of = {
        f"{word}.example": kind for kind, words in data["known_sites"].items() for word in words
    }
    entries = register(pack, "sites.txt")
    fame = np.array([data["known_fame"].get(kind_of[host], 1.0) for host in entries])
    order = np.argsort(rng.exponential(1.0, len(entries)) / fame)
    known = [entries[place] for place in order]
    branches = _branches(rng, known, data["site_names"], int(data["site_branches"] * count))
    taken = {*known, *branches}
    hosts = _hosts(rng, data["site_names"], count - len(branches), taken) + branches
    hosts = known + [hosts[place] for place in rng.permutation(len(hosts))]
    weights = data["site_kinds"]
    kinds = pool.codes(list(weights))
    kind = kinds[weighted(rng, np.array(list(weights.values()), np.float64), len(hosts))]
    kind[rng.random(len(hosts)) < data["site_kind_unknown"]] = NONE
    kind[: len(known)] = pool.codes([kind_of[host] for host in known])
    ages = data["site_ages"]
    age = rng.lognormal(np.log(ages["old_median"]), ages["old_spread"], len(hosts)) + 40
    young = rng.random(len(hosts)) < ages["young"]
    young[: len(known)] = False
    age[young] = rng.integers(ages["young_from"], ages["young_to"], int(young.sum()))
    popular = np.arange(1, len(hosts) + 1, dtype=np.float64) ** -data["popularity"]["sites"]
    return {
        "site": pool.add(hosts),
        "site_weight": popular / popular.sum(),
        "site_age": age.astype(np.int64),
        "site_kind": kind,
    }


def _branches(rng: Draws, known: Sequence[str], names: Data, count: int) -> list[str]:
    """Hosts that honest dealers and branches of known sites name after them."""
    found: dict[str, None] = {}
    for _ in range(count):
        label, _, ending = known[int(rng.integers(len(known)))].rpartition(".")
        word = names["added"][int(rng.integers(len(names["added"])))]
        first = rng.random() < 0.5
        found[f"{word}-{label}.{ending}" if first else f"{label}-{word}.{ending}"] = None
    return [host for host in found if host not in known]


def _hosts(rng: Draws, names: Data, count: int, taken: set[str]) -> list[str]:
    """Different registered domains of invented words."""
    hosts: dict[str, None] = {}
    while len(hosts) < count:
        size = count - len(hosts)
        picks = {
            name: np.array(names[name])[rng.integers(len(names[name]), size=size)]
            for name in ("first", "second", "word", "ending")
        }
        middle = np.array(names["second"])[rng.integers(len(names["second"]), size=size)]
        number = np.where(rng.random(size) < 0.15, rng.integers(1, 1000, size), -1)
        for first, second, third, word, digits, ending in zip(
            picks["first"], picks["second"], middle, picks["word"], number, picks["ending"],
            strict=True,
        ):  # fmt: skip
            tail = third if word == "" else f"-{word}" if len(word) > 3 else word
            hosts[f"{first}{second}{tail}{digits if digits >= 0 else ''}.{ending}"] = None
        for host in taken & hosts.keys():
            del hosts[host]
    return list(hosts)


def _packages(rng: Draws, pool: Pool, data: Data, count: int) -> Codes:
    """Apps of the shops; the first ones are the popular ones."""
    texts: dict[str, None] = {}
    while len(texts) < count:
        texts[package_name(rng, data)] = None
    return pool.codes(list(texts))


def package_name(rng: Draws, data: Data) -> str:
    """The name of some app, of the words of `city/world.yaml`."""
    names, hosts = data["package_names"], data["site_names"]

    def one(words: Sequence[str]) -> str:
        return words[int(rng.random() * len(words))]

    number = str(rng.integers(1, 1000)) if rng.random() < names["numbered"] else ""
    firm = one(hosts["first"]) + one(hosts["second"])
    return f"{one(names['first'])}.{firm}.{one(names['third'])}{number}"

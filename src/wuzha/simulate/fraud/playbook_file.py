"""Reads the playbooks of a country pack and says what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from wuzha.packs import Pack
from wuzha.simulate.fraud.playbook import LADDERS, WAYS, Act, Payments, Playbook, Playbooks
from wuzha.simulate.people import AGE_BANDS, JOBS
from wuzha.simulate.plan import DAY, HOUR, MINUTE, SECOND
from wuzha.vocabulary.errors import InputError

GROUPS = frozenset((*JOBS, "abroad", "single"))
PARAMETERS: Mapping[str, frozenset[str]] = {
    "call": frozenset({"minutes", "way", "back"}),
    "message": frozenset({"channel", "sender", "link", "stage"}),
    "visit": frozenset({"page", "referral", "offers_app", "honest"}),
    "install": frozenset({"app", "channel"}),
    "open": frozenset({"app"}),
    "share_screen": frozenset({"app"}),
    "grant": frozenset({"app", "permission"}),
    "forward_calls": frozenset(),
    "vpn_on": frozenset(),
    "new_device": frozenset(),
    "codes": frozenset({"count"}),
    "payback": frozenset({"amount", "channel"}),
    "raise_money": frozenset({"source"}),
    "pass_on": frozenset({"amount"}),
    "silence": frozenset(),
}
"""The acts and what each can be told."""

_UNITS = {"s": SECOND, "m": MINUTE, "h": HOUR, "d": DAY}
_SPAN = re.compile(r"(\d+(?:\.\d+)?)([smhd])")
_ROUNDS = 64


def read_playbooks(pack: Pack) -> Playbooks:
    """The pack's `playbooks.yaml`; see `parse_playbooks`."""
    return parse_playbooks(pack.text("playbooks.yaml"))


def parse_playbooks(source: str) -> Playbooks:
    """Playbooks from YAML; InputError says which one is wrong and how.

    The weights of the age bands are balanced over all playbooks, so that victims together have
    the ages of `assumptions.ages` whatever the shares are (iterative proportional fitting).
    """
    data = yaml.load(source, Loader=_LOADER)
    books = {code: _playbook(code, entry) for code, entry in data["playbooks"].items()}
    target = np.array([data["assumptions"]["ages"][band] for band in AGE_BANDS], np.float64)
    total = sum(book.share for book in books.values())
    shares = np.array([book.share / total for book in books.values()])
    ages = _balanced(np.array([book.ages for book in books.values()]), shares, target)
    by_code = {
        code: replace(book, share=float(share), ages=tuple(row.tolist()))
        for (code, book), share, row in zip(books.items(), shares, ages, strict=True)
    }
    return Playbooks(data["assumptions"], by_code)


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _balanced(
    ages: NDArray[np.float64], shares: NDArray[np.float64], target: NDArray[np.float64]
) -> NDArray[np.float64]:
    for _ in range(_ROUNDS):
        ages = ages / ages.sum(axis=1, keepdims=True)
        ages = ages * (target / np.maximum(shares @ ages, 1e-12))
    found: NDArray[np.float64] = ages / ages.sum(axis=1, keepdims=True)
    return found


def _playbook(code: str, entry: Mapping[str, Any]) -> Playbook:
    try:
        _check_words(entry)
        return Playbook(
            code=code,
            number=int(entry["number"]),
            zh=str(entry["zh"]),
            en=str(entry["en"]),
            share=float(entry["share"]),
            leaves=entry["leaves"],
            loss_median=round(entry["loss"]["median"] * 100),
            loss_p95=round(entry["loss"]["p95"] * 100),
            ages=tuple(float(entry["ages"].get(band, 0)) for band in AGE_BANDS),
            groups=entry.get("groups", {}),
            only=entry.get("only"),
            prior=bool(entry.get("prior", False)),
            online=float(entry.get("online", 1)),
            foreign=float(entry.get("foreign", 0.6)),
            ways=entry["ways"],
            rhythm=str(entry["rhythm"]),
            pays=float(entry.get("pays", 1)),
            blasts=entry.get("blasts", {}),
            contact=_acts(entry["contact"]),
            trust=_acts(entry["trust"]),
            payment=_acts(entry["payment"]),
            payments=_payments(entry["payments"]),
        )
    except (KeyError, TypeError, ValueError) as problem:
        raise InputError(f"playbooks.yaml, playbook `{code}`: {problem}") from problem


def _check_words(entry: Mapping[str, Any]) -> None:
    groups = {*entry.get("groups", {}), *([entry["only"]] if "only" in entry else [])}
    for words, allowed in (
        (groups, GROUPS),
        (entry["ways"], WAYS),
        (entry["ages"], AGE_BANDS),
        ([entry["payments"].get("ladder", "equal")], LADDERS),
    ):
        for word in words:
            if word not in allowed:
                raise ValueError(f"`{word}` is not one of {', '.join(sorted(allowed))}")


def _acts(entries: list[Mapping[str, Any]] | None) -> tuple[Act, ...]:
    return tuple(_act(entry) for entry in entries or [])


def _act(entry: Mapping[str, Any]) -> Act:
    rest = dict(entry)
    kind = rest.pop("act")
    if kind not in PARAMETERS:
        raise ValueError(f"there is no act `{kind}`; choose of {', '.join(PARAMETERS)}")
    act = Act(
        kind=kind,
        after=_span(rest.pop("after", "10m")),
        spread=float(rest.pop("spread", 0.8)),
        chance=float(rest.pop("chance", 1)),
        times=_range(rest.pop("times", 1)),
        params=rest,
    )
    unknown = set(rest) - PARAMETERS[kind]
    if unknown:
        raise ValueError(f"act `{kind}` cannot be told `{', '.join(sorted(unknown))}`")
    return act


def _payments(entry: Mapping[str, Any]) -> Payments:
    return Payments(
        times=_range(entry["times"]),
        ladder=str(entry.get("ladder", "equal")),
        after=_span(entry.get("after", "10m")),
        every=_span(entry.get("every", "1h")),
        spread=float(entry.get("spread", 0.8)),
        channels=entry.get("channels", {"mobile": 1}),
        payees=entry.get("payees", {}),
        on_call=float(entry.get("on_call", 0)),
        overseas=float(entry.get("overseas", 0)),
        split=float(entry.get("split", 0.1)),
        empties=float(entry.get("empties", 0.2)),
        own_money=bool(entry.get("own_money", True)),
        between=_acts(entry.get("between")),
    )


def _range(value: int | list[int]) -> tuple[int, int]:
    low, high = value if isinstance(value, list) else (value, value)
    if not 1 <= low <= high:
        raise ValueError(f"{value} is no range of times from 1 on")
    return low, high


def _span(text: str) -> int:
    found = _SPAN.fullmatch(str(text))
    if not found:
        raise ValueError(f"`{text}` is no time such as 10m, 2h or 3d")
    return round(float(found[1]) * _UNITS[found[2]])

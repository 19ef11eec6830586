"""Honest texts: templates of the country pack filled with names, amounts, codes and links."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from wuzha.simulate.draws import Draws
from wuzha.vocabulary.text import normal_form

_SLOT = re.compile(r"\{([a-z_]+)\}")
_LINK = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+(?=/)")
_PARTS = ("m.", "h5.", "t.", "go.", "w.", "s.")
"""What links put before the domain."""
_PATH = "abcdefghjkmnpqrstuvwxyz23456789"


def phrases(
    templates: Sequence[str],
    names: Mapping[str, Sequence[str]],
    hosts: Sequence[str],
    count: int,
    rng: Draws,
) -> list[str]:
    """`count` texts in normal form, each template about as often as any other.

    `hosts` may stand in for the pack's own links, so that links lead to many sites.
    """
    makers = _makers(names, hosts, rng)
    order = rng.permutation(count) % len(templates)
    return [
        normal_form(_SLOT.sub(lambda slot: makers[slot[1]](), templates[number]))
        for number in order
    ]


def link_host(text: str) -> str | None:
    """The host of the first link of a text in normal form."""
    found = _LINK.search(text)
    return found[0] if found else None


def _makers(
    names: Mapping[str, Sequence[str]], hosts: Sequence[str], rng: Draws
) -> dict[str, Callable[[], str]]:
    def one_of(words: Sequence[str]) -> Callable[[], str]:
        return lambda: str(words[int(rng.integers(len(words)))])

    def digits(count: int) -> Callable[[], str]:
        return lambda: f"{int(rng.integers(10**count)):0{count}d}"

    def amount() -> str:
        value = float(rng.lognormal(5.0, 1.6))
        return f"{value:.2f}" if rng.random() < 0.4 else str(max(int(value), 1))

    def link() -> str:
        if rng.random() < 0.2:
            return str(names["link"][int(rng.integers(len(names["link"])))])
        path = "".join(_PATH[int(place)] for place in rng.integers(len(_PATH), size=4))
        part = _PARTS[int(rng.integers(len(_PARTS)))] if rng.random() < 0.35 else ""
        return f"{part}{hosts[int(rng.integers(len(hosts)))]}/{path}"

    slots: dict[str, Callable[[], str]] = {slot: one_of(words) for slot, words in names.items()}
    return slots | {"code": digits(6), "tail": digits(4), "amount": amount, "link": link}

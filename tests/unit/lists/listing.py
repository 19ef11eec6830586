"""The policy's words for a list."""

from __future__ import annotations

from pathlib import Path

from wuzha.packs import pack
from wuzha.policy.tree import NOWHERE, NamedList
from wuzha.screen.lists import EntrySet, load_list


def named(
    of: str, file: Path | None = None, entries: tuple[str, ...] = (), match: str = "exact"
) -> NamedList:
    return NamedList("known", of, file, entries, match, NOWHERE)


def load(
    of: str, file: Path | None = None, entries: tuple[str, ...] = (), match: str = "exact"
) -> EntrySet:
    return load_list(named(of, file, entries, match), pack("cn").home)

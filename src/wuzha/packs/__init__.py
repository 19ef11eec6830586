"""Country packs: what differs from country to country, as data beside this file.

A pack is a folder: `numbers.yaml` (how numbers are dialled and written), `taxonomy.yaml` (the
fraud types), and `dissuasion/` (the ladder, what officers say, what persons are sent, and the words
on pages). Adding a country means adding a folder, not code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import yaml

from wuzha.packs.ladder import Ladder, parse_ladder
from wuzha.packs.messages import Messages, parse_messages
from wuzha.packs.talks import Talks, parse_talks
from wuzha.packs.words import Words, parse_words
from wuzha.vocabulary.errors import InputError
from wuzha.vocabulary.fraud_type import Taxonomy, parse_taxonomy
from wuzha.vocabulary.home import Home, parse_home

_NAME = re.compile(r"[a-z]{2,16}")


@dataclass(frozen=True)
class Country:
    """What there is one of: IANA time zone, ISO 4217 currency, languages of pages, first first."""

    time_zone: str
    currency: str
    languages: tuple[str, ...]


@dataclass(frozen=True)
class Pack:
    """One country's data, each part read when it is first asked for."""

    name: str

    @cached_property
    def country(self) -> Country:
        data = self._data("country.yaml")
        return Country(data["time_zone"], data["currency"], tuple(data["languages"]))

    @cached_property
    def home(self) -> Home:
        return parse_home(self._data("numbers.yaml"))

    @cached_property
    def taxonomy(self) -> Taxonomy:
        return parse_taxonomy(self._data("taxonomy.yaml"))

    @cached_property
    def ladder(self) -> Ladder:
        return parse_ladder(self.text("dissuasion/ladder.yaml"))

    @cached_property
    def talks(self) -> Talks:
        with self.folder("dissuasion/talks") as folder:
            files = {path.name: path.read_text("utf-8") for path in folder.glob("*.yaml")}
        return parse_talks(files, self.taxonomy)

    @cached_property
    def messages(self) -> Messages:
        return parse_messages(self.text("dissuasion/messages.yaml"), self.taxonomy)

    @cached_property
    def words(self) -> Words:
        return parse_words(self.text("dissuasion/words.yaml"))

    def text(self, file: str) -> str:
        """The content of one of the pack's files; InputError if it has no such file."""
        path = files(__name__) / self.name / file
        if not path.is_file():
            raise InputError(f"the country pack `{self.name}` has no file `{file}`")
        return path.read_text(encoding="utf-8")

    @contextmanager
    def folder(self, name: str) -> Iterator[Path]:
        """One of the pack's folders as a real one, however the package is installed.

        InputError if it has no such folder."""
        packed = files(__name__) / self.name / name
        if not packed.is_dir():
            raise InputError(f"the country pack `{self.name}` has no folder `{name}`")
        with as_file(packed) as path:
            yield path

    def _data(self, file: str) -> Any:
        return yaml.safe_load(self.text(file))


@cache
def pack(name: str) -> Pack:
    """The pack of that name; InputError lists those there are."""
    if name not in pack_names():
        raise InputError(f"there is no country pack `{name}`; choose of {', '.join(pack_names())}")
    return Pack(name)


@cache
def pack_names() -> tuple[str, ...]:
    """The names of all packs, sorted."""
    folders = (entry.name for entry in files(__name__).iterdir() if entry.is_dir())
    return tuple(sorted(name for name in folders if _NAME.fullmatch(name)))

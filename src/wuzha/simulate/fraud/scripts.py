"""What fraudsters write and what victims tell: wordings of the pack, put together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from wuzha.simulate.draws import Draws
from wuzha.simulate.setting import Setting
from wuzha.simulate.sheets import sheet
from wuzha.vocabulary.errors import InputError
from wuzha.vocabulary.text import normal_form

STAGES = ("contact", "trust", "payment")
INJECTED = "injected"
"""In the id of a script that no gang has used before."""

VARIANTS = 10
LINK_VARIANTS = 3
NEW_FROM_WEEK = 2
"""Texts of one stage that a script has; of one link; the week of the first newer wording."""

_CHOICE = re.compile(r"\[([^\]]*\|[^\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")
_WEEK = re.compile(r"/w(\d+)(?:/|$)")
_LOCAL = timedelta(hours=8)


@dataclass(frozen=True)
class Facts:
    """What a statement is about.

    `amount` is the whole loss in minor units, `at` the first contact (microseconds since 1970),
    `channel` that of the last payment and `payee_tail` the last digits of its account; `number`
    (not negative, e.g. the episode's) chooses the phrasing.
    """

    playbook: str
    leaf: str
    amount: int
    at: int
    channel: str
    payee_tail: str
    script: str
    number: int


class Scripts:
    """The wordings of one city.

    A script such as `refund_service/w03/5` is how gang 5 speaks in week 3: some of the playbook's
    phrasings, with alternatives and names that stay the same. All texts are in normal form.
    """

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._shared = _read(setting, "shared")
        self._files: dict[str, Mapping[str, Any]] = {}
        self._texts: dict[tuple[str, ...], list[int]] = {}

    def message(self, playbook: str, stage: str, script: str, rng: Draws) -> int:
        """A message of that stage (contact, trust or payment), as its code in the pool."""
        key = (playbook, stage, script)
        codes = self._texts.get(key)
        if codes is None:
            codes = self._texts[key] = self._written(*key, VARIANTS, {})
        return codes[int(rng.random() * len(codes))]

    def link_message(self, playbook: str, script: str, domain_text: str, rng: Draws) -> int:
        """A message with a link to that host."""
        key = (playbook, "link", script, domain_text)
        codes = self._texts.get(key)
        if codes is None:
            slots = {"link": self._link(script, domain_text)}
            codes = self._texts[key] = self._written(*key[:3], LINK_VARIANTS, slots)
        return codes[int(rng.random() * len(codes))]

    def host(self, script: str, domain_text: str) -> str:
        """Where links of a script lead to: the domain itself or a part of it."""
        rng = self._setting.draws("host", script, domain_text)
        part = str(_one(self._shared["parts"], rng))
        return f"{part}.{domain_text}" if part else domain_text

    def injected(self, stage: str, rng: Draws) -> int:
        """A message of the lure that exists nowhere else."""
        return self.message(INJECTED, stage, INJECTED, rng)

    def statement(self, facts: Facts) -> tuple[str, str]:
        """What the victim tells the police, in Chinese and in English.

        The same facts make the same words. Names of apps and sites are those of the script.
        """
        wording = self._wording(facts.playbook, facts.script)
        rng = self._setting.draws("statement", facts.script, facts.number)
        shared, story = self._shared, wording["story"]
        parts = [_one(shared["openings"], rng)]
        parts += [_one(story[stage], rng) for stage in STAGES]
        parts.append(_one(shared["closings"], rng))
        words = self._words(wording, self._setting.draws("words", facts.script))
        words["relation"] = _one(shared["words"]["relation"], rng)
        return (
            "".join(self._told(parts, "zh", facts, words)),
            _sentences(self._told(parts, "en", facts, words)),
        )

    def _told(
        self,
        parts: Sequence[Mapping[str, str]],
        language: str,
        facts: Facts,
        words: Mapping[str, Sequence[str]],
    ) -> list[str]:
        """The parts of a statement in one language, their slots filled."""
        slots = {slot: pair[language == "en"] for slot, pair in words.items()}
        slots |= self._circumstances(facts, language)
        return [_filled(part[language], slots) for part in parts]

    def _circumstances(self, facts: Facts, language: str) -> dict[str, str]:
        at = datetime.fromtimestamp(facts.at / 1e6, UTC) + _LOCAL
        channel = self._shared["channels"].get(facts.channel)
        if channel is None:
            raise InputError(f"no words for the channel `{facts.channel}` in scripts/shared.yaml")
        month = self._shared["months"][at.month - 1]
        zh = language == "zh"
        return {
            "amount": f"{facts.amount / 100:,.2f}".removesuffix(".00"),
            "date": f"{at.year}年{at.month}月{at.day}日" if zh else f"{at.day} {month} {at.year}",
            "hour": f"{at.hour}时" if zh else f"{at.hour}:00",
            "how": channel[language],
            "tail": facts.payee_tail,
            "cause": self._cause(facts, language),
        }

    def _cause(self, facts: Facts, language: str) -> str:
        """The reason that was given to the victim; where none is told, the name of the fraud."""
        causes = self._wording(facts.playbook, facts.script)["causes"]
        if facts.leaf in causes:
            return str(causes[facts.leaf][language])
        leaf = self._setting.pack.taxonomy.get(facts.leaf)
        if leaf is None:
            raise InputError(f"the taxonomy has no type `{facts.leaf}`")
        return leaf.zh if language == "zh" else leaf.en.lower()

    def _written(
        self, playbook: str, stage: str, script: str, count: int, slots: Mapping[str, str]
    ) -> list[int]:
        """Pool codes of `count` texts of a script."""
        wording = self._wording(playbook, script)
        rng = self._setting.draws("script", script, stage)
        own = _own(wording[stage], script, rng)
        words = self._words(wording, self._setting.draws("words", script))
        fixed = {**{slot: pair[0] for slot, pair in words.items()}, **slots}
        settled = [_filled(_settled(text, rng), fixed, keep=True) for text in own]
        texts = [
            normal_form(self._numbered(settled[row % len(settled)], rng)) for row in range(count)
        ]
        return [int(code) for code in self._setting.pool.add(texts)]

    def _words(self, wording: Mapping[str, Any], rng: Draws) -> dict[str, Sequence[str]]:
        """The names that a script uses, [Chinese, English] by slot."""
        every = {**self._shared["words"], **wording["words"]}
        return {slot: _one(pairs, rng) for slot, pairs in every.items()}

    def _numbered(self, text: str, rng: Draws) -> str:
        """The text with a number in each of its slots, small ones more often than large ones."""
        ranges, found = self._shared["numbers"], {}
        for slot in _SLOT.findall(text):
            if slot in ranges:
                low, high, step = ranges[slot]
                value = low * (high / low) ** rng.random()
                found[slot] = str(int(value) // step * step)
        return _filled(text, found)

    def _link(self, script: str, domain_text: str) -> str:
        rng = self._setting.draws("link", script, domain_text)
        form, path = _one(self._shared["links"], rng), _one(self._shared["paths"], rng)
        return str(form).format(domain=domain_text, path=path)

    def _wording(self, playbook: str, script: str) -> Mapping[str, Any]:
        name = INJECTED if INJECTED in script else playbook
        found = self._files.get(name)
        if found is None:
            found = self._files[name] = _read(self._setting, name)
        return found


def _read(setting: Setting, name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = sheet(setting.pack, f"scripts/{name}.yaml")
    return found


def _own(texts: Sequence[str], script: str, rng: Draws) -> list[str]:
    """About two thirds of the phrasings that there are in the script's week.

    The last third of `texts` is newer: one more of them every week from NEW_FROM_WEEK on.
    """
    newer = len(texts) // 3
    week = _WEEK.search(script)
    fresh = 0 if week is None else int(week[1]) - NEW_FROM_WEEK + 1
    known = texts[: len(texts) - newer + min(max(fresh, 0), newer)]
    order = rng.permutation(len(known))[: -(-len(known) * 2 // 3)]
    return [known[row] for row in order]


def _settled(text: str, rng: Draws) -> str:
    """The text with one of each of its alternatives."""
    return _CHOICE.sub(lambda choice: str(_one(choice[1].split("|"), rng)), text)


def _filled(text: str, slots: Mapping[str, str], *, keep: bool = False) -> str:
    """The text with its slots filled; `keep` leaves those that have no word yet."""

    def word(slot: re.Match[str]) -> str:
        if slot[1] not in slots and not keep:
            raise InputError(f"a wording has the slot `{slot[1]}`, for which there is no word")
        return slots.get(slot[1], slot[0])

    return _SLOT.sub(word, text)


def _sentences(parts: Sequence[str]) -> str:
    """English sentences behind one another, the first with a capital letter."""
    text = parts[0] + " ".join(parts[1:])
    return text[0].upper() + text[1:]


def _one(items: Sequence[Any], rng: Draws) -> Any:
    return items[int(rng.random() * len(items))]

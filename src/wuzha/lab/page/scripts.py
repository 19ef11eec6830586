"""Section: new wordings that came up while the cities lived."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from wuzha.lab.novelty import Script
from wuzha.lab.page.markup import Markup, tag, together
from wuzha.lab.page.material import Material
from wuzha.lab.page.shown import count
from wuzha.lab.page.words import Words

SECOND = 1_000_000


def scripts(material: Material, zone: tzinfo) -> Markup:
    """Each new script with the hour in which it was surfaced, earliest first."""
    found = sorted(material.scripts, key=lambda script: script.at)
    return tag("ol", *(_script(script, material.words, zone) for script in found), class_="scripts")


def _script(script: Script, words: Words, zone: tzinfo) -> Markup:
    at = datetime.fromtimestamp(script.at // SECOND, UTC).astimezone(zone)
    phrases = words("and").join(words("quoted", text=phrase) for phrase in script.phrases)
    facts = words("script.facts", persons=count(script.persons), senders=count(script.senders))
    return tag(
        "li",
        tag(
            "p",
            tag("time", f"{at:%Y-%m-%d %H:%M}", datetime=at.isoformat()),
            together([" · "]),
            facts,
            class_="facts",
        ),
        tag("blockquote", script.example),
        tag("p", words("script.phrases", phrases=phrases), class_="soft") if phrases else "",
    )

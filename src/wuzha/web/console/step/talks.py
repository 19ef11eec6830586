"""The talk beside a step: the one of the warning's type, or another that the officer chose."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from wuzha.packs import pack
from wuzha.packs.talks import GENERAL, Talk
from wuzha.web.names import Choices, class_choices, taxonomy, type_name
from wuzha.web.templatetags.wuzha import pick


@dataclass(frozen=True, slots=True)
class TalkShown:
    """A talk, what may be chosen instead, and which of these it is."""

    talk: Talk
    choices: Choices
    chosen: str


def talk_for(type_code: str, wanted: str = "") -> TalkShown:
    """The talk of the class `wanted`, or `general`; of the warning's type if that is no class."""
    talks = pack(settings.WUZHA_PACK).talks
    classes = [(GENERAL, pick(talks.of(None, taxonomy()).title)), *class_choices()]
    own = type_code if type_name(type_code) else GENERAL
    if own not in dict(classes):
        classes.insert(0, (own, type_name(own)))
    chosen = wanted if wanted in dict(classes) else own
    return TalkShown(talks.of(chosen, taxonomy()), classes, chosen)

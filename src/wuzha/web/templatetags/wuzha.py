"""`{% load wuzha %}`: signs (level, stage, clock, icon) and figures (money, instant, masked)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

from django import template
from django.conf import settings
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone
from django.utils.translation import get_language, gettext

from wuzha.packs import pack
from wuzha.packs.bilingual import Bilingual, language_of
from wuzha.policy import wording
from wuzha.vocabulary.clock import Instant
from wuzha.vocabulary.decision import STAGES, Stage
from wuzha.vocabulary.event import Kind
from wuzha.web import figures, pictograms


class Named(Protocol):
    """What has a name in each language."""

    zh: str
    en: str


register = template.Library()

SOON_SECONDS = 300


def language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def currency() -> str:
    """The home currency, from the setting `WUZHA_CURRENCY` (ISO 4217)."""
    return str(settings.WUZHA_CURRENCY)


@register.simple_tag
def word(section: str, code: str) -> str:
    """What the country calls a code: `{% word "result" step.result %}`. Sections: level, stage,
    channel, result, ending, grade, unit (packs/words.py)."""
    return pack(settings.WUZHA_PACK).words.of(section, code, language())


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """`{% icon "call" %}` is decoration; with a label it is read aloud."""
    use = format_html('<use href="{}#{}"></use>', static("wuzha/icons.svg"), name)
    if label:
        frame = '<svg class="icon" role="img" aria-label="{}">{}</svg>'
        return format_html(frame, label, use)
    return format_html('<svg class="icon" aria-hidden="true">{}</svg>', use)


@register.simple_tag
def level(name: str) -> SafeString:
    """A badge: `{% level "high" %}`."""
    sign = icon(f"level-{name}")
    return format_html('<span class="badge level {}">{}{}</span>', name, sign, word("level", name))


@register.simple_tag
def stage(name: str) -> SafeString:
    """How far a fraud has come, as three steps and a word: `{% stage "trust" %}`."""
    reached = STAGES.index(Stage(name))
    steps = [SafeString('<b class="on"></b>' if n <= reached else "<b></b>") for n in range(3)]
    frame = '<span class="stage {}"><i aria-hidden="true">{}{}{}</i>{}</span>'
    return format_html(frame, name, *steps, word("stage", name))


@register.simple_tag
def badge(text: str, tone: str = "", sign: str = "") -> SafeString:
    """Any other state: tone is good, warn, bad, info, line or nothing; sign names an icon."""
    drawn = icon(sign) if sign else ""
    return format_html('<span class="badge {}">{}{}</span>', tone, drawn, text)


@register.simple_tag
def channel(name: str) -> SafeString:
    """A channel with its icon: `{% channel step.channel %}`."""
    return _named(pictograms.CHANNELS[name], word("channel", name))


@register.simple_tag
def kind(name: str) -> SafeString:
    """A kind of event with its icon: `{% kind event.kind %}`."""
    words = wording.KINDS[Kind(name)]
    return _named(pictograms.KINDS[name], words.zh if language().startswith("zh") else words.en)


@register.filter
def kind_icon(name: str) -> str:
    return pictograms.KINDS[name]


@register.filter
def channel_icon(name: str) -> str:
    return pictograms.CHANNELS[name]


def _named(sign: str, name: str) -> SafeString:
    return format_html('<span class="nowrap">{} {}</span>', icon(sign), name)


@register.simple_tag(takes_context=True)
def due(
    context: Context,
    at: Instant | datetime | None,
    announce: str = "",
    soon: int = SOON_SECONDS,
) -> SafeString:
    """A clock that counts down to `at` and is marked when it is over; `announce` is spoken then.

    `soon` is the number of seconds before the end from which it is marked."""
    if at is None:
        return SafeString("")
    moment = figures.moment_from(at)
    left = moment - context["now"]
    over = left < timedelta(0)
    state = "over" if over else "soon" if left < timedelta(seconds=soon) else ""
    frame = (
        '<time class="clock {}" datetime="{}" data-due="{}" data-soon="{}" title="{}"{}>'
        '{}<span data-text="">{}</span></time>'
    )
    iso = moment.isoformat()
    return format_html(
        frame,
        state,
        iso,
        iso,
        soon,
        figures.instant_text(moment, get_current_timezone(), context["now"], "full"),
        format_html(' data-announce="{}"', announce) if announce else "",
        icon("clock"),
        clock_text(left),
    )


def clock_text(left: timedelta) -> str:
    """What a clock says with that much time left, or over."""
    words = gettext("{t} over") if left < timedelta(0) else gettext("{t} left")
    hours, days = gettext("{h} h {m} min"), gettext("{d} d {h} h")
    return words.replace("{t}", figures.clock_span(left, hours, days))


@register.simple_tag(takes_context=True)
def instant(context: Context, at: Instant | datetime | None, style: str = "") -> SafeString:
    """Local time, as short as can be: `{% instant event.at %}`, `{% instant at "full" %}`."""
    if at is None:
        return SafeString("")
    zone, now = get_current_timezone(), context["now"]
    full = figures.instant_text(at, zone, now, "full")
    text = figures.instant_text(at, zone, now, style)
    iso = figures.moment_from(at).isoformat()
    return format_html('<time datetime="{}" title="{}">{}</time>', iso, full, text)


@register.simple_tag(takes_context=True)
def ago(context: Context, at: Instant | datetime | None) -> SafeString:
    """`3 minutes ago`, with the exact time beside it on request."""
    if at is None:
        return SafeString("")
    now = context["now"]
    full = figures.instant_text(at, get_current_timezone(), now, "full")
    iso = figures.moment_from(at).isoformat()
    text = figures.ago_text(at, now, language())
    return format_html('<time datetime="{}" title="{}">{}</time>', iso, full, text)


@register.filter
def money(amount: int | None, code: str = "") -> str:
    """Minor units in full."""
    return "" if amount is None else figures.money_text(amount, code or currency(), language())


@register.filter
def short_money(amount: int | None, code: str = "") -> str:
    """Minor units roughly: 12.3万."""
    return "" if amount is None else figures.short_money(amount, code or currency(), language())


@register.filter
def number(value: float | None, digits: int = 0) -> str:
    return "" if value is None else figures.number_text(value, language(), digits)


@register.filter
def short_number(value: float | None) -> str:
    return "" if value is None else figures.short_number(value, language())


@register.filter
def share(value: float | None, digits: int = 0) -> str:
    return "" if value is None else figures.share_text(value, digits)


@register.filter
def masked(value: str | None) -> str:
    return figures.masked_text(value or "")


@register.filter
def pick(words: Mapping[str, str] | Bilingual | None) -> str:
    """The active language's text of {"zh": ..., "en": ...} or of a `Bilingual`."""
    if not words:
        return ""
    return words.of(language()) if isinstance(words, Bilingual) else words[language_of(language())]


@register.filter
def named(thing: Named) -> str:
    """What something that has a name in both languages is called in the active one: a unit."""
    return Bilingual(thing.zh, thing.en).of(language())


@register.simple_tag
def workload(value: int, limit: int) -> SafeString:
    """A bar of `value` against `limit`: `{% workload unit.open unit.capacity %}`."""
    part = min(1.0, value / limit) if limit > 0 else float(value > 0)
    full = value >= limit
    state = "over" if full and value else "near" if part >= 0.8 else ""
    frame = (
        '<svg class="load {}" role="img" aria-label="{}"><rect width="{}%" height="100%"/></svg>'
    )
    label = gettext("%(value)s of %(limit)s") % {"value": value, "limit": limit}
    return format_html(frame, state, label, f"{part * 100:.1f}")

"""Hosts that events do not name themselves: the first link in a text, the registered domain."""

from __future__ import annotations

from functools import cache, lru_cache

import pyarrow as pa
import pyarrow.compute as pc
import re2
import tldextract

from wuzha.screen.intake.coerce.faults import flags
from wuzha.vocabulary.domain import domain, is_address, registered_domain
from wuzha.vocabulary.errors import BadValue

CACHE_HOSTS = 1 << 17

# In normal form a text is lower-case and its full-width dots are plain. RE2: linear in any text.
_MAYBE = r"[a-z0-9]\.[a-z0-9]"
_LINK = (
    r"(?P<scheme>https?://)?"
    r"\b(?P<host>(?:[a-z0-9][a-z0-9-]{0,62}\.)+(?:xn--[a-z0-9-]{2,59}|[a-z]{2,24})"
    r"|(?:[0-9]{1,3}\.){3}[0-9]{1,3})\b"
)
_LINKS = re2.compile(_LINK)


def linked_hosts(texts: pa.Array) -> pa.Array:
    """The host of the first link in each text in normal form; null without one.

    A link is a host under a known top level, with or without scheme, or an IP address after
    `http://`. Of a mail address the host counts.
    """
    maybe = flags(pc.match_substring_regex(texts, _MAYBE))
    if not maybe.any():
        return pa.nulls(len(texts), pa.string())
    found = pa.nulls(len(texts), pa.string())
    hosts = _first_hosts(texts.filter(pa.array(maybe)))
    return pc.replace_with_mask(found, pa.array(maybe), hosts)


def _first_hosts(texts: pa.Array) -> pa.Array:
    """The first thing that looks like a link is one nearly always; the other texts are searched
    one by one."""
    parts = pc.extract_regex(texts, _LINK)
    links = pc.binary_join_element_wise(*parts.flatten(), "")
    coded = links.dictionary_encode()
    known = pa.array([_linked(link) for link in coded.dictionary.to_pylist()], pa.string())
    hosts = known.take(coded.indices)
    no_link = pc.and_(links.is_valid(), hosts.is_null())
    if not flags(no_link).any():
        return hosts
    others = [_first_host(text) for text in texts.filter(no_link).to_pylist()]
    return pc.replace_with_mask(hosts, no_link, pa.array(others, pa.string()))


def sites(hosts: pa.Array) -> pa.Array:
    """The registered domain of each host in normal form; nulls kept."""
    if hosts.null_count == len(hosts):
        return hosts
    coded = hosts.dictionary_encode()
    known = pa.array([_site(host) for host in coded.dictionary.to_pylist()], pa.string())
    return known.take(coded.indices)


_site = lru_cache(maxsize=CACHE_HOSTS)(registered_domain)


def _first_host(text: str) -> str | None:
    hosts = (_linked(scheme + host) for scheme, host in _LINKS.findall(text))
    return next((host for host in hosts if host is not None), None)


@lru_cache(maxsize=CACHE_HOSTS)
def _linked(link: str) -> str | None:
    """The host of what may be a link; None if it is none."""
    scheme, _, host = link.rpartition("//")
    try:
        normal = domain(host)
    except BadValue:
        return None
    if scheme or (not is_address(normal) and normal.rpartition(".")[2] in _top_levels()):
        return normal
    return None


@cache
def _top_levels() -> frozenset[str]:
    """The names at the top of the tree; `a.zzz` is somebody's abbreviation, not a host."""
    suffixes = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None).tlds
    return frozenset(str(suffix) for suffix in suffixes if "." not in suffix)

"""Domains: the host of a web address, its registered domain, and what it looks like."""

from __future__ import annotations

import ipaddress
import re
import socket
import unicodedata
from functools import cache

import idna
import tldextract

from wuzha.vocabulary.errors import BadValue
from wuzha.vocabulary.homoglyph import LATIN_LOOKALIKES

DOMAIN_CHARS_MAX = 253
LABEL_CHARS_MAX = 63

_WRITTEN_CHARS_MAX = 65_536
_HOST_CHARS_MAX = 1_000  # before mapping, which may shorten; bounds the work of a hostile name
_HOST = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
_SCHEME = re.compile(r"\A(?:[a-z][a-z0-9+.-]*:)?[/\\]{2,}", re.IGNORECASE)
_AUTHORITY_END = re.compile(r"[/\\?#]")
_PORT = re.compile(r":[0-9]*$")
_NUMBER_LABEL = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)")
_STROKES = str.maketrans("øłđħŧƀɨʉɍ", "oldhtbiur")


def domain(value: str) -> str:
    """The host of `value`, which may be a host or a whole address.

    Lower case, no final dot, no user, port or path; international names as A-labels (UTS 46
    mapping, IDNA 2008). Names that IDNA 2008 refuses but browsers and resolvers take are
    kept, for they can be visited: underscores, `--` anywhere, emoji. `[.]`, as threat feeds
    write dots, is a dot. IP addresses in any spelling a browser takes (`0x7f.1`) become the
    usual one, IPv6 without brackets.

    BadValue: `domain_length` (1-253 characters, labels 1-63), `domain_characters`,
    `domain_address` (a broken IP address).
    """
    host = _host(value)
    if ":" in host:
        return _ipv6(host)
    if len(host) > _HOST_CHARS_MAX:
        raise BadValue("domain_length", f"a host has 1 to {DOMAIN_CHARS_MAX} characters")
    if not host.isascii():
        host = _a_labels(host)
    host = host.removesuffix(".")
    if not 0 < len(host) <= DOMAIN_CHARS_MAX:
        raise BadValue("domain_length", f"a host has 1 to {DOMAIN_CHARS_MAX} characters")
    if not _HOST.fullmatch(host):
        if any(not 0 < len(label) <= LABEL_CHARS_MAX for label in host.split(".")):
            raise BadValue("domain_length", "between dots a host has 1 to 63 characters")
        raise BadValue("domain_characters", "a host has letters, digits, dots and dashes")
    if _NUMBER_LABEL.fullmatch(host.rpartition(".")[2]):
        return _ipv4(host)
    return host


def is_address(host: str) -> bool:
    """Whether a host in normal form is an IP address."""
    return ":" in host or host.rpartition(".")[2].isdecimal()


def registered_domain(host: str) -> str:
    """The part of a host in normal form that somebody registered: one label below the suffix.

    Suffixes are those of the Public Suffix List as shipped with tldextract, private ones
    included, so that two sites of one hosting service are two. A host that is itself a suffix
    and an IP address are their own; below an unknown suffix the last two labels are taken.
    """
    if is_address(host):
        return host
    found = _suffixes()(host)
    if found.domain and found.suffix:
        return f"{found.domain}.{found.suffix}"
    return host if found.suffix else ".".join(host.split(".")[-2:])


def skeleton(host: str) -> str:
    """What a host in normal form looks like to a hurried reader, to compare with a brand's.

    A-labels are written out, accents dropped, look-alikes of other scripts read as Latin.
    What has no Latin look-alike stays, so the result may be more than ASCII. Digits stay
    digits: `1cbc.com` is not `icbc.com`.
    """
    written = ".".join(_u_label(label) for label in host.split("."))
    seen = "".join(
        c for c in unicodedata.normalize("NFKD", written) if not unicodedata.combining(c)
    )
    return seen.translate(_STROKES).translate(LATIN_LOOKALIKES).lower()


def _host(value: str) -> str:
    """The host as written, lower-case: scheme, user, port, path and brackets cut off."""
    if len(value) > _WRITTEN_CHARS_MAX:
        raise BadValue("domain_length", f"an address has at most {_WRITTEN_CHARS_MAX} characters")
    text = _SCHEME.sub("", value.strip().replace("[.]", "."), count=1)
    text = _AUTHORITY_END.split(text, maxsplit=1)[0].rpartition("@")[2].lower()
    if text.startswith("["):
        return text[1:].partition("]")[0]
    if text.count(":") > 1:
        return text
    return _PORT.sub("", text)


def _ipv6(host: str) -> str:
    try:
        return str(ipaddress.IPv6Address(host.partition("%")[0]))
    except ValueError as error:
        raise BadValue("domain_address", "this is neither a host nor an IPv6 address") from error


def _ipv4(host: str) -> str:
    try:
        return str(ipaddress.IPv4Address(socket.inet_aton(host)))
    except (OSError, ValueError) as error:
        raise BadValue("domain_address", "a host that ends in a number is an address") from error


def _a_labels(host: str) -> str:
    try:
        mapped = idna.uts46_remap(host, std3_rules=False, transitional=False)
    except idna.IDNAError as error:
        detail = "the host has characters that no name may have"
        raise BadValue("domain_characters", detail) from error
    return ".".join(_a_label(label) for label in mapped.split("."))


def _a_label(label: str) -> str:
    if label.isascii():
        return label
    if label.startswith("xn--"):
        raise BadValue("domain_characters", "a label that begins with xn-- has ASCII only")
    try:
        return idna.alabel(label).decode()
    except (idna.IDNAError, UnicodeError):
        return "xn--" + label.encode("punycode").decode()


def _u_label(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode().decode("punycode")
    except UnicodeError:
        return label


@cache
def _suffixes() -> tldextract.TLDExtract:
    # No addresses and no cache: the list inside the package, never the network or the disk.
    return tldextract.TLDExtract(
        suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True
    )

"""The time zone is a name of the IANA database, the same on every engine."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from wuzha.policy.findings import Finding
from wuzha.policy.scope import close_match
from wuzha.policy.tree import Policy, Words

# No `posix/...`, `right/...` (which counts leap seconds) or `localtime`: others do not know them.
_NAME = re.compile(r"[A-Z][A-Za-z0-9_+-]*(/[A-Z][A-Za-z0-9_+-]*){0,2}\Z")


def check(policy: Policy, fraud_types: Collection[str] | None) -> Iterator[Finding]:
    name = policy.time_zone
    if not _NAME.match(name) or name == "Factory" or not _is_zone(name):
        yield Finding(
            "unknown_time_zone",
            policy.place("time_zone"),
            Words(f"没有时区 `{name}`", f"there is no time zone `{name}`"),
            close_match(name, [zone for zone in available_timezones() if _NAME.match(zone)]),
        )


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError, ValueError):  # ValueError: a folder, a broken file
        return False
    return True

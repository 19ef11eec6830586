"""What really happened, as tables. No policy ever sees them; the lab measures against them."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

TIERS = ("low", "medium", "high", "critical")
"""Levels of a warning, weakest first (`vocabulary.decision.Level` without `none`)."""

_TEXT = pa.string()
_WHOLE = pa.int64()
_FLAG = pa.bool_()

PEOPLE = pa.schema(
    [
        ("person", _TEXT),
        ("age", pa.int8()),
        ("age_band", _TEXT),  # people.AGE_BANDS
        ("education", _TEXT),  # people.EDUCATION
        ("job", _TEXT),  # people.JOBS
        ("household", _WHOLE),
        ("station", _TEXT),
        ("abroad", _FLAG),
    ]
)
"""Residents, one row each, in their order."""

EPISODES = pa.schema(
    [
        ("episode", pa.int32()),  # row number
        ("person", _TEXT),  # token of the resident
        ("playbook", _TEXT),  # code of the playbook
        ("type", _TEXT),  # leaf of the taxonomy
        ("gang", pa.int32()),
        ("script", _TEXT),  # which wording, e.g. "refund_service/w03/1"; "injected" in it if so
        ("online", _FLAG),  # contact by telephone or network, not in person
        ("foreign", _FLAG),  # run from abroad
        ("paid", _FLAG),  # the person would pay; false: they drop out by themselves
        ("contact_at", _WHOLE),
        ("trust_at", _WHOLE),  # null if it never comes so far
        ("first_payment_at", _WHOLE),  # null unless paid
        ("last_payment_at", _WHOLE),
        ("ends_at", _WHOLE),  # last event of the episode
        ("payments", pa.int32()),
        ("loss", _WHOLE),  # minor units: all payments less what was paid back
        ("reported_at", _WHOLE),  # null if never reported
        ("statement_zh", _TEXT),
        ("statement_en", _TEXT),
        # Drawn beforehand, so that policies are compared on the same people: whether a warning
        # of that level would end the payments, and after how many microseconds.
        *((f"heeds_{tier}", _FLAG) for tier in TIERS),
        *((f"reached_after_{tier}", _WHOLE) for tier in TIERS),
    ]
)
"""Frauds on one resident, victims and those who drop out, from first contact to report."""

PAYMENTS = pa.schema(
    [
        ("payment", pa.int32()),  # row number
        ("episode", pa.int32()),
        ("at", _WHOLE),
        ("payer", _TEXT),
        ("payee", _TEXT),
        ("amount", _WHOLE),
        ("channel", _TEXT),
    ]
)

HOPS = pa.schema(
    [
        ("payment", pa.int32()),  # the payment whose money it is
        ("hop", pa.int8()),  # 1: from the first mule on
        ("at", _WHOLE),
        ("payer", _TEXT),
        ("payee", _TEXT),
        ("amount", _WHOLE),
        ("dwell", _WHOLE),  # microseconds that the money lay with the payer
        ("exit", _TEXT),  # null, or how it leaves the banks: cash crypto goods overseas
    ]
)
"""Where the money went. A payment's last hop has an `exit`."""

CAMPAIGNS = pa.schema(
    [
        ("campaign", pa.int32()),  # row number
        ("gang", pa.int32()),
        ("playbook", _TEXT),
        ("script", _TEXT),
        ("channel", _TEXT),  # call or message
        ("from", _WHOLE),
        ("to", _WHOLE),
        ("reached", pa.int32()),  # residents
    ]
)
"""Blasts of calls and messages to many; what they say is fraud though few answer."""

ROLES = pa.schema(
    [
        ("identifier", _TEXT),  # phones as digits
        ("form", _TEXT),  # phone account domain device sender wallet package person
        ("role", _TEXT),  # gangs.ROLES
        ("level", pa.int8()),  # of a mule; 0 otherwise
        ("gang", pa.int32()),
        ("shared", _FLAG),  # rented out to several gangs
        ("from", _WHOLE),
        ("to", _WHOLE),
    ]
)
"""What belongs to whom: every number, account, domain, device and member of a gang."""

TWINS = pa.schema(
    [
        ("twin", pa.int32()),  # row number
        ("person", _TEXT),
        ("kind", _TEXT),  # twins.KINDS
        ("from", _WHOLE),
        ("to", _WHOLE),
    ]
)
"""Honest affairs that look like fraud."""

RECRUITS = pa.schema(
    [
        ("person", _TEXT),  # resident, or token of somebody from elsewhere
        ("gang", pa.int32()),
        ("recruiter", _TEXT),
        ("part", _TEXT),  # mule, caller, card_farmer, driver, guide
        ("coerced", _FLAG),
        ("from", _WHOLE),
        ("to", _WHOLE),
        ("referral", _TEXT),  # code by which the recruiter is paid
    ]
)
"""The recruitment chain: who brought whom, and who is held by force."""

TABLES = {
    "people": PEOPLE,
    "episodes": EPISODES,
    "payments": PAYMENTS,
    "hops": HOPS,
    "campaigns": CAMPAIGNS,
    "roles": ROLES,
    "twins": TWINS,
    "recruits": RECRUITS,
}


@dataclass(frozen=True)
class Truth:
    """All tables of one city, in the schemas above."""

    people: pa.Table
    episodes: pa.Table
    payments: pa.Table
    hops: pa.Table
    campaigns: pa.Table
    roles: pa.Table
    twins: pa.Table
    recruits: pa.Table

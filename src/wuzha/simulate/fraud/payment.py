"""Payments of victims to mules: what episodes hand over to whoever moves the money on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mule:
    """An account that takes money for a gang; codes are texts of the city's pool."""

    account: int
    holder: int  # token of the person who holds it
    kind: str  # "personal" or "company", as an event's `payee_kind`
    row: int  # row of the gangs' table of mules


@dataclass(frozen=True)
class Payment:
    """One payment of one episode; `at` in microseconds since 1970, `amount` in minor units."""

    number: int  # row of truth.PAYMENTS
    episode: int
    at: int
    gang: int
    payer: int  # account, code of the city's pool
    mule: Mule
    amount: int
    channel: str

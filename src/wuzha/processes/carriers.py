"""Carriers: the ways out of the house that the installation names."""

from __future__ import annotations

from collections.abc import Sequence

from wuzha.adapters import email
from wuzha.adapters.email import EmailCarrier
from wuzha.adapters.smpp import SmppCarrier
from wuzha.adapters.smpp import account_of as smpp_account
from wuzha.centre.dissuade.queries import open_references
from wuzha.vocabulary.clock import Clock
from wuzha.vocabulary.errors import SettingError
from wuzha.vocabulary.notice import Carrier


def carriers_of(addresses: Sequence[str], clock: Clock) -> list[Carrier]:
    """A carrier for each address in WUZHA_CARRIERS. SettingError for one of another kind.

    A message centre is told of the notices that it still has to report on, since they were sent
    by a process before this one.
    """
    return [_carrier(number, address, clock) for number, address in enumerate(addresses, 1)]


def _carrier(number: int, address: str, clock: Clock) -> Carrier:
    scheme = address.partition("://")[0]
    if scheme == "smpp":
        carrier = SmppCarrier(smpp_account(address), clock)
        carrier.expect(open_references())
        return carrier
    if scheme in ("smtp", "smtps"):
        return EmailCarrier(email.account_of(address), clock)
    raise SettingError(
        f"carrier {number} of WUZHA_CARRIERS must begin with smpp://, smtp:// or smtps://"
    )

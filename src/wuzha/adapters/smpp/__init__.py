"""SMPP 3.4: messages and flash messages to phones, by the operator's message centre."""

from wuzha.adapters.smpp.account import SmppAccount, account_of
from wuzha.adapters.smpp.transport import SmppCarrier

__all__ = ["SmppAccount", "SmppCarrier", "account_of"]

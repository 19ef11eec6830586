"""E-mail by SMTP: plain texts to people who gave an address."""

from wuzha.adapters.email.transport import EmailAccount, EmailCarrier, account_of

__all__ = ["EmailAccount", "EmailCarrier", "account_of"]

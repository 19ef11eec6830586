"""What the operator's carrier gave us: where its message centre is and who we are there."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

from wuzha.vocabulary.errors import InputError

_PORT = 2775
_PORT_TLS = 3550

_SIZES = {"system_id": 15, "password": 8, "system_type": 12, "source_address": 20}
_YES = {"1": True, "0": False}
_PARAMETERS = (
    "source",
    "system_type",
    "tls",
    "ca",
    "ton",
    "npi",
    "window",
    "answer_seconds",
    "enquire_seconds",
)


@dataclass(frozen=True, slots=True)
class SmppAccount:
    """One account at one message centre.

    `source_address` is whom the person sees: a short code or a name of at most 11 letters.
    `source_ton` and `source_npi` say which (SMPP 5.2.5, 5.2.6). At most `window` messages wait for
    their answer at a time, each for at most `answer_seconds`; after `enquire_seconds` we ask
    whether the link is alive. `ca` is a file of certificates to trust instead of the machine's.
    """

    host: str
    port: int
    system_id: str
    password: str = field(repr=False)
    source_address: str
    system_type: str = ""
    source_ton: int = 0
    source_npi: int = 1
    tls: bool = False
    ca: str = ""
    window: int = 10
    answer_seconds: float = 10.0
    enquire_seconds: float = 30.0

    def __post_init__(self) -> None:
        for name, size in _SIZES.items():
            value = getattr(self, name)
            if not value.isascii() or len(value) > size:
                raise InputError(
                    f"SMPP account: {name} is plain ASCII of at most {size} characters"
                )
        if not (self.host and self.system_id and self.source_address):
            raise InputError("SMPP account: host, system_id and source are needed")
        if not 1 <= self.window <= 10_000:
            raise InputError("SMPP account: window is 1 to 10000")
        if not (0 <= self.source_ton <= 255 and 0 <= self.source_npi <= 255):
            raise InputError("SMPP account: ton and npi are 0 to 255")
        if not (self.answer_seconds > 0 and self.enquire_seconds > 0):
            raise InputError("SMPP account: answer_seconds and enquire_seconds are above 0")


def account_of(url: str) -> SmppAccount:
    """The account in `smpp://system_id:password@host:port?source=12381&tls=1`.

    Further parameters: system_type, ca, ton, npi, window, answer_seconds, enquire_seconds. Special
    characters of the password are percent-encoded. The port is 2775, or 3550 with TLS, if none is
    given; a source with letters has the type of number 5 and no plan. InputError says what is
    wrong and never repeats the URL.
    """
    parameters = _parameters(url)
    try:
        parts = urlsplit(url)
        tls = _YES[parameters.get("tls", "0")]
        source = parameters.get("source", "")
        ton, npi = (0, 1) if source.isdigit() else (5, 0)
        return SmppAccount(
            host=parts.hostname or "",
            port=parts.port or (_PORT_TLS if tls else _PORT),
            system_id=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            source_address=source,
            system_type=parameters.get("system_type", ""),
            source_ton=int(parameters.get("ton", ton)),
            source_npi=int(parameters.get("npi", npi)),
            tls=tls,
            ca=parameters.get("ca", ""),
            window=int(parameters.get("window", 10)),
            answer_seconds=float(parameters.get("answer_seconds", 10)),
            enquire_seconds=float(parameters.get("enquire_seconds", 30)),
        )
    except (ValueError, KeyError):
        raise InputError(
            "SMPP account: write numbers as digits, tls as 0 or 1, and encode special characters "
            "of the password (@ as %40)"
        ) from None


def _parameters(url: str) -> dict[str, str]:
    scheme, _, rest = url.partition("://")
    if scheme != "smpp":
        raise InputError("SMPP account: write smpp://system_id:password@host:port?source=...")
    given = {name: values[-1] for name, values in parse_qs(rest.partition("?")[2]).items()}
    unknown = sorted(set(given) - set(_PARAMETERS))
    if unknown:
        raise InputError(f"SMPP account: there is only {', '.join(_PARAMETERS)}")
    return given

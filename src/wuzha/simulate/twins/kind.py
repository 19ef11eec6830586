"""What kinds of affairs there are: the data of `city/twins.yaml`, checked when it is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from wuzha.packs import Pack
from wuzha.simulate.plan import DAY, HOUR, MINUTE, SECOND
from wuzha.simulate.sheets import sheet as sheet_data
from wuzha.vocabulary.errors import InputError

Chance = Annotated[float, Meta(ge=0, le=1)]
Positive = Annotated[float, Meta(gt=0)]
Range = tuple[float, float]
Span = Annotated[str, Meta(pattern=r"^\d+(\.\d+)? [smhd]$")]
Weights = Mapping[str, float]

FILE = "city/twins.yaml"
KINDS = (
    "house_deposit",
    "tuition_abroad",
    "family_overseas",
    "payroll",
    "callback",
    "group_buying",
    "night_emergency",
    "new_job",
    "red_packets",
    "remote_support",
    "second_hand",
    "fund_investor",
    "dating",
    "loan",
    "moving_house",
    "wedding",
    "lending",
    "rebooking",
    "shop_purchase",
    "crypto_hobby",
    "side_job",
    "elder_insurance",
    "minor_games",
    "police_call",
    "new_phone",
    "fresh_shop",
)
"""All kinds of twins, by code."""

_UNITS = {"s": SECOND, "m": MINUTE, "h": HOUR, "d": DAY}


def span(text: str) -> int:
    """Microseconds of `90 s`, `5 m`, `2 h`, `3 d`."""
    number, unit = text.split()
    return int(float(number) * _UNITS[unit])


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="act", kw_only=True):
    """When an act happens. `after` is the median of its delay since the act before it.

    It happens with `chance`, `times` times, `every` apart. `beside` acts do not move the clock of
    those that follow. `hours` names the part of the day.
    """

    after: Span = "10 m"
    chance: Chance = 1.0
    times: tuple[int, int] = (1, 1)
    every: Span = "5 m"
    beside: bool = False
    hours: str | None = None


class Talk(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A call during which something else happens."""

    party: str
    chance: Chance


class Call(Step, frozen=True, tag="call", kw_only=True):
    """`incoming`, `answered`: chances; `minutes`: median and 95th percentile of the length."""

    party: str
    minutes: Range = (2, 9)
    incoming: Chance = 0.5
    answered: Chance = 1.0


class Message(Step, frozen=True, tag="message", kw_only=True):
    """`says`: a list of `texts` of the file, or `code`, `chat`, `advert` of the world's.

    `link` is the kind of page that the links of the list lead to, `young` as in `Visit`.
    """

    says: str
    sender: Literal["registered", "unregistered", "party"] = "registered"
    channel: Literal["sms", "chat", "group", "email"] = "sms"
    party: str | None = None  # if it is the sender
    link: str | None = None
    young: Chance = 0.0


class Visit(Step, frozen=True, tag="visit", kw_only=True):
    """`young`: chance that the site is days old; `offers_app`: that its page offers an app."""

    page: str
    referral: Weights
    young: Chance = 0.0
    offers_app: Chance = 0.0


class App(Step, frozen=True, tag="app", kw_only=True):
    """`package`: shop, rare or remote; `channel`: where it came from."""

    action: str
    package: Literal["shop", "rare", "remote"] = "shop"
    channel: Literal["shop", "page", "message"] = "shop"
    permission: str | None = None
    talk: Talk | None = None


class Pay(Step, frozen=True, tag="pay", kw_only=True):
    """Money leaves. Either `yuan` (median and 95th percentile) or a `share` of something.

    `of`: the affair's `sum`, what was `taken` in it, or the `balance`. `fresh` draws a new party
    each time. `first` is the chance that this payer has never paid this payee, instead of the one
    of the party's source.
    """

    party: str
    channel: Weights
    yuan: Range | None = None
    share: Range | None = None
    of: Literal["sum", "taken", "balance"] = "sum"
    fresh: bool = False
    first: Chance | None = None
    payer_kind: str = "personal"
    payee_kind: str | None = None
    overseas: Chance = 0.0
    talk: Talk | None = None


class Receive(Step, frozen=True, tag="receive", kw_only=True):
    """Money comes in: see `Pay`."""

    party: str
    channel: Weights
    yuan: Range | None = None
    share: Range | None = None
    of: Literal["sum", "taken", "balance"] = "sum"
    fresh: bool = False
    payer_kind: str | None = None
    overseas: Chance = 0.0


Act = Call | Message | Visit | App | Pay | Receive


class Who(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """To whom it happens: relative weights by age band and job, factors for the rest."""

    age: Weights
    job: Weights | None = None
    abroad: float = 0.0
    single: float = 1.0


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of affair. `rate`: begun per 1,000 people a day; `sum`: yuan, median and p95."""

    zh: str
    en: str
    rate: Positive
    who: Who
    hours: str
    acts: tuple[Act, ...]
    parties: Mapping[str, str] = {}
    sum: Range = (1000, 5000)
    festivals: bool = False  # more of them when red packets are given


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where parties come from: what they are as payers and payees, the chance of knowing them."""

    kind: str
    known: Chance = 0.0


class Sheet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    hours: Mapping[str, Range]
    currency: str
    sources: Mapping[str, Source]
    texts: Mapping[str, tuple[str, ...]]
    kinds: Mapping[str, Kind]


def read_sheet(pack: Pack) -> Sheet:
    """The pack's twins; InputError says which entry is wrong."""
    try:
        sheet = msgspec.convert(sheet_data(pack, FILE), Sheet)
    except msgspec.ValidationError as error:
        raise InputError(f"`{FILE}` of the pack `{pack.name}` is wrong: {error}") from error
    for name, kind in sheet.kinds.items():
        _check(sheet, name, kind)
    return sheet


def _check(sheet: Sheet, name: str, kind: Kind) -> None:
    talks = [talk for act in kind.acts if (talk := getattr(act, "talk", None))]
    parties = {party for act in kind.acts if (party := getattr(act, "party", None))}
    unknown = (parties | {talk.party for talk in talks}) - set(kind.parties)
    unknown |= set(kind.parties.values()) - set(sheet.sources)
    written = [act for act in kind.acts if isinstance(act, Message)]
    known = {*sheet.texts, "code", "chat", "advert"}
    unknown |= {kind.hours, *(act.hours for act in kind.acts if act.hours)} - set(sheet.hours)
    unknown |= {act.says for act in written} - known
    unknown |= {name} - set(KINDS)
    unknown |= {"party" for act in written if act.sender == "party" and act.party is None}
    if unknown:
        words = ", ".join(sorted(unknown))
        raise InputError(f"`{FILE}`: the kind `{name}` uses words that are not defined: {words}")

"""What the victim receives and pays in an episode."""

from __future__ import annotations

from collections.abc import Mapping

from wuzha.simulate.bank import ON_DEVICE, TYPED, asks_name
from wuzha.simulate.book import Value
from wuzha.simulate.fraud.amounts import next_amount, split
from wuzha.simulate.fraud.calls import call_around
from wuzha.simulate.fraud.payment import Mule, Payment
from wuzha.simulate.fraud.playbook import Act
from wuzha.simulate.fraud.scene import Scene
from wuzha.simulate.fraud.schedule import choose
from wuzha.simulate.plan import MINUTE, SECOND
from wuzha.simulate.pool import NONE
from wuzha.simulate.sums import YUAN, spoken_one
from wuzha.vocabulary.event import Kind

_SCRAPED = 0.6
"""Share of payments beyond the usual balance that take all there is."""
_NAME_FITS = 0.88
"""Where the payer types a name it mostly fits: they were given the mule's own."""


def payback(scene: Scene, act: Act) -> None:
    """A small sum from one of the gang's accounts: the bait that makes the promise credible."""
    low, high = act.params.get("amount", [5, 50])
    wanted = low * (high / low) ** scene.rng.random() * YUAN
    if scene.case.paid:
        wanted = min(wanted, scene.case.loss / 20)
    amount = max(spoken_one(scene.rng, wanted), 1)
    mule = scene.mule(amount)
    scene.paid_back += amount
    receive(scene, amount, str(act.params.get("channel", "mobile")), mule.account, mule.kind)


def raise_money(scene: Scene, act: Act) -> None:
    """The victim breaks a deposit, draws a loan, borrows of a friend, gathers own money."""
    world, rng = scene.stage.setting.world, scene.rng
    source = choose(act.params.get("source", {"deposit": 1}), rng)
    wanted = max(next_amount(scene), 1000 * YUAN)
    amount = spoken_one(rng, wanted * (0.4 + 0.8 * rng.random()))
    if source == "deposit":
        receive(scene, amount, "deposit", scene.savings, "own")
    elif source == "loan":
        receive(scene, amount, "loan", NONE, "bank")
    elif source == "own":
        receive(scene, amount, "mobile", scene.savings, "own")
    else:
        receive(scene, amount, "mobile", scene.any_of(world.stranger), "personal")


def receive(scene: Scene, amount: int, channel: str, payer: int, payer_kind: str) -> None:
    """Money comes into the victim's account."""
    scene.balance += amount
    scene.write(
        Kind.TRANSFER,
        {
            "incoming": True,
            "payer": payer,
            "payee": scene.account,
            "amount": amount,
            "balance_after": scene.balance,
            "currency": scene.currency,
            "channel": scene.word(channel),
            "payer_kind": scene.word(payer_kind),
            "payee_kind": scene.word("own" if payer_kind == "own" else "personal"),
            "overseas": False,
            "on_call": False,
        },
    )


def pass_on(scene: Scene, act: Act) -> None:
    """Somebody else's money comes in and leaves again within minutes: the account is a mule."""
    low, high = act.params.get("amount", [500, 20_000])
    amount = spoken_one(scene.rng, low * YUAN * (high / low) ** scene.rng.random())
    payer = scene.any_of(scene.stage.setting.world.stranger)
    receive(scene, amount, "mobile", payer, "personal")
    scene.at += round(scene.log_normal(4 * MINUTE, 0.9))
    kept = spoken_one(scene.rng, amount * 0.01)
    mule = scene.mule(amount - kept)
    _transfer(scene, amount - kept, "mobile", mule, {})


def pay(scene: Scene) -> None:
    """The next payment of the ladder, in one transfer or split under a limit."""
    terms, amount = scene.playbook.payments, next_amount(scene)
    scene.ladder.pop(0)
    channel = choose(terms.channels, scene.rng)
    first, last = scene.stage.books.assumptions["counter_hours"]
    if channel == "counter" and not first <= scene.hour < last:
        channel = "mobile"
    parts = [amount]
    if scene.chance(terms.split):
        limits = [limit * YUAN for limit in scene.stage.books.assumptions["limits"]]
        parts = split(amount, limits, scene.rng)
    if not scene.on_call and scene.chance(terms.on_call):
        call_around(scene)
    for place, part in enumerate(parts):
        if place:
            scene.at += round(scene.log_normal(90 * SECOND, 0.7))
        _pay(scene, part, channel)


def _pay(scene: Scene, amount: int, channel: str) -> None:
    """One transfer: to an account, in coins to a wallet, or in cash to somebody at the door."""
    terms, case = scene.playbook.payments, scene.case
    kind = next((kind for kind, p in terms.payees.items() if scene.chance(p)), None)
    if kind in ("crypto", "cash"):
        channel = kind
    firm = kind == "company" or channel == "card"  # cards are taken where a firm has a terminal
    mule = scene.mule(amount, firm=firm)
    extra: dict[str, Value] = {"overseas": channel in TYPED and scene.chance(terms.overseas)}
    if channel == "crypto":
        wallet = scene.stage.gangs.wallet(case.gang, scene.rng)
        extra["wallet"] = scene.seen["wallet"] = wallet
    payer = _transfer(scene, amount, channel, mule, extra)
    scene.payments.append(
        Payment(
            number=len(scene.payments),
            episode=case.number,
            at=scene.at,
            gang=case.gang,
            payer=payer,
            mule=mule,
            amount=amount,
            channel=channel,
        )
    )


def _transfer(
    scene: Scene, amount: int, channel: str, mule: Mule, extra: Mapping[str, Value]
) -> int:
    """Writes a transfer to a mule; gives the paying account.

    Of cash for somebody at the door a bank sees that it is drawn.
    """
    own = scene.playbook.payments.own_money or scene.employer == NONE
    payer = scene.account if own else scene.employer
    payee_kind = {"cash": "cash", "crypto": "crypto"}.get(channel, mule.kind)
    if channel == "cash":
        channel = _till(scene, amount)
    fields: dict[str, Value] = {
        "incoming": False,
        "payer": payer,
        "amount": amount,
        "currency": scene.currency,
        "channel": scene.word(channel),
        "payer_kind": scene.word("personal" if own else "company"),
        "payee_kind": scene.word(payee_kind),
        "first_time_payee": False,
        "on_call": scene.on_call,
        "overseas": False,
        **extra,
    }
    if payee_kind != "cash":
        fields["payee"] = mule.account
        fields["first_time_payee"] = mule.account not in scene.payees
        scene.payees.add(mule.account)
    if channel in ON_DEVICE:
        fields["device"] = scene.bank_device
    if asks_name(channel, payee_kind):
        fields["payee_name_matches"] = scene.chance(_NAME_FITS)
    fields["balance_after"] = _left(scene, amount, own)
    scene.write(Kind.TRANSFER, fields)
    return payer


def _till(scene: Scene, amount: int) -> str:
    """Where cash is drawn: much of it only at the counter, at night only from the machine."""
    first, last = scene.stage.books.assumptions["counter_hours"]
    much = amount > scene.stage.gangs.data["chain"]["cash_limit"] * YUAN
    return "counter" if first <= scene.hour < last and (much or scene.chance(0.5)) else "atm"


def _left(scene: Scene, amount: int, own: bool) -> int:
    """What stays in the account.

    Where it held too little money was gathered before; nothing of it is left for most.
    """
    before = scene.balance if own else scene.firm_balance
    short, empties = before < amount, scene.playbook.payments.empties
    left = round(amount * scene.rng.random()) if short else before - amount
    if scene.chance(max(empties, _SCRAPED) if short and own else empties):
        left = round(amount * 0.03 * scene.rng.random() ** 2)
    if own:
        scene.balance = left
    else:
        scene.firm_balance = left
    return left

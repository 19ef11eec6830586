"""The acts of playbooks: each writes the events by which it can be seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from wuzha.simulate.draws import weighted
from wuzha.simulate.fraud.calls import call
from wuzha.simulate.fraud.money import pass_on, payback, raise_money
from wuzha.simulate.fraud.playbook import Act
from wuzha.simulate.fraud.scene import Scene
from wuzha.simulate.plan import DAY, SECOND
from wuzha.simulate.pool import NONE
from wuzha.simulate.senders import mailbox
from wuzha.vocabulary.event import Kind

_SHILLS = 0.6
"""Share of messages in a group that others than the one who leads the victim write."""


def perform(scene: Scene, act: Act, visible: float) -> None:
    """The act as often as it happens; `visible` scales the chance that it is seen at all."""
    if not scene.chance(act.chance * visible):
        return
    low, high = act.times
    times = low if low == high else int(scene.rng.integers(low, high + 1))
    for _ in range(times):
        scene.wait(act.after, act.spread)
        ACTS[act.kind](scene, act)


def message(scene: Scene, act: Act) -> None:
    """A message of the gang; with a link it leads to the gang's site."""
    case, scripts = scene.case, scene.stage.scripts
    channel = str(act.params.get("channel", "sms"))
    link = bool(act.params.get("link", False))
    site = scene.site().domain if link else NONE
    host = scripts.host(case.script, scene.stage.text(site)) if link else ""
    part = str(act.params.get("stage", scene.part))
    if link:
        text = scripts.link_message(case.playbook, case.script, host, scene.rng)
    elif case.injected:
        text = scripts.injected(part, scene.rng)
    else:
        text = scripts.message(case.playbook, part, case.script, scene.rng)
    scene.write(
        Kind.MESSAGE,
        {
            "incoming": True,
            "sender": _sender(scene, str(act.params.get("sender", channel))),
            "receiver": scene.phone,
            "text": text,
            "domain": scene.word(host) if link else NONE,
            "site": site,
            "channel": scene.word(channel),
        },
    )


def _sender(scene: Scene, way: str) -> int:
    """`sms`: a sender of the gang; `phone`: the number that calls; else the same one or others."""
    if way == "sms":
        sender = scene.stage.gangs.sender(scene.case.gang, scene.at, scene.rng)
    elif way == "phone":
        sender = scene.word(f"+{scene.line(scene.case.way).phone}")
    elif way == "email":
        sender = scene.word(mailbox(scene.stage.text(scene.site().domain), scene.case.number))
    elif way == "group" and scene.chance(_SHILLS):
        line = scene.stage.gangs.line(scene.case.gang, scene.at, "local", scene.rng)
        sender = scene.word(f"+{line.phone}")
    else:
        sender = scene.chat()
    scene.seen["sender"] = sender
    return sender


def visit(scene: Scene, act: Act) -> None:
    """A look at the gang's site, or at an `honest` one of that kind that the fraud makes use of."""
    page = act.params.get("page")
    if act.params.get("honest", False):
        domain, age, kind, offers = _honest_site(scene, scene.word(str(page)))
    else:
        site = scene.site()
        domain, kind, age = site.domain, site.kind, site.age(scene.at)
        offers = site.place < float(act.params.get("offers_app", 0))
        if kind != NONE and page is not None:
            kind = scene.word(str(page))
    if scene.chance(scene.stage.pages.data["page_kind_missed"]):
        kind = NONE
    scene.write(
        Kind.VISIT,
        {
            "domain": domain,
            "site": domain,
            "domain_age_days": age,
            "page_kind": kind,
            "referral": scene.word(str(act.params.get("referral", "direct"))),
            "offers_app": offers,
            "device": scene.device,
        },
    )


def _honest_site(scene: Scene, kind: int) -> tuple[int, int, int, bool]:
    """A site of a kind that people visit: its host, age and kind, and whether it offers an app."""
    world, pages = scene.stage.setting.world, scene.stage.pages
    row = scene.stage.honest_site(kind, scene.rng)
    age = int(world.site_age[row]) + (scene.at - scene.stage.setting.plan.start) // DAY
    return (
        int(world.site[row]),
        NONE if pages.age_unknown[row] else max(age, 0),
        int(world.site_kind[row]),
        bool(pages.offers_app[row]),
    )


def app(scene: Scene, act: Act) -> None:
    """An app action of the kind of the act; `app` is `gang`, `rare_chat` or `remote_tool`."""
    which = act.params.get("app")
    package = NONE if which is None else scene.app(str(which))
    fields: dict[str, int | bool] = {
        "app_action": scene.word(act.kind),
        "package": package,
        "device": scene.device,
        "on_call": scene.on_call,
        "sideloaded": which == "gang" or (which is not None and scene.app_from_page),
        "remote_control": act.kind == "share_screen" or which == "remote_tool",
    }
    if act.kind == "install":
        fields["channel"] = scene.word(_source(scene, act, str(which)))
    elif act.kind == "grant":
        fields["permission"] = scene.word(str(act.params.get("permission", "accessibility")))
    elif act.kind == "new_device":
        fields["device"] = scene.bank_device = scene.stage.gangs.handset(scene.case.gang, scene.rng)
    scene.write(Kind.APP, fields)


def _source(scene: Scene, act: Act, which: str) -> str:
    if which == "gang" or scene.app_from_page:
        return str(act.params.get("channel", "page"))
    return "shop"


def codes(scene: Scene, act: Act) -> None:
    """One-time codes of banks, lenders and shops, one after the other within minutes."""
    world, rng = scene.stage.setting.world, scene.rng
    low, high = act.params.get("count", [1, 3])
    senders = weighted(rng, world.sender_weight, int(rng.integers(low, high + 1)))
    for sender in senders:
        scene.write(
            Kind.MESSAGE,
            {
                "incoming": True,
                "sender": int(world.sender[sender]),
                "receiver": scene.phone,
                "text": scene.any_of(world.code_text),
                "channel": scene.word("sms"),
            },
        )
        scene.at += round(scene.log_normal(40 * SECOND, 0.8))


def silence(scene: Scene, act: Act) -> None:
    """Time goes by and nothing can be seen."""


ACTS: Mapping[str, Callable[[Scene, Act], None]] = {
    "call": call,
    "message": message,
    "visit": visit,
    **dict.fromkeys(
        ("install", "open", "share_screen", "grant", "forward_calls", "vpn_on", "new_device"), app
    ),
    "codes": codes,
    "payback": payback,
    "raise_money": raise_money,
    "pass_on": pass_on,
    "silence": silence,
}

"""Made-up days: frauds that end in payments, and honest days that look like them.

`after` is in minutes since noon of the first day. Sums are in fen.
"""

from __future__ import annotations

from typing import Any

Said = dict[str, Any]
Story = list[Said]

PERSON, ABROAD = 8613900000001, 85200000001
HOME_MASK = 8613900000777
DAY = 1440


def call(after: float, seconds: int, caller: int, **fields: Any) -> Said:
    known = {"callee": PERSON, "incoming": True, "answered": seconds > 0}
    return {
        "kind": "call",
        "after": after,
        "caller": caller,
        "duration_s": seconds,
        **known,
        **fields,
    }


def message(after: float, text: str, sender: str = "8617000000009", **fields: Any) -> Said:
    return {
        "kind": "message",
        "after": after,
        "text": text,
        "sender": sender,
        "incoming": True,
        **fields,
    }


def visit(after: float, domain: str, page: str, days: int, **fields: Any) -> Said:
    about = {"domain": domain, "page_kind": page, "domain_age_days": days}
    return {"kind": "visit", "after": after, **about, **fields}


def app(after: float, package: str, action: str = "install", **fields: Any) -> Said:
    plain = {"sideloaded": False, "remote_control": False, "on_call": False}
    return {
        "kind": "app",
        "after": after,
        "package": package,
        "app_action": action,
        **plain,
        **fields,
    }


def pays(after: float, yuan: int, payee: str, **fields: Any) -> Said:
    plain: Said = {"incoming": False, "payer": "6200001", "payer_kind": "personal"}
    plain |= {"payee_kind": "personal", "first_time_payee": True, "on_call": False}
    plain |= {"channel": "mobile", "overseas": False, "balance_after": 5_000_000}
    about = {"kind": "transfer", "after": after, "amount": yuan * 100, "payee": payee}
    return {**about, **plain, **fields}


def gets(after: float, yuan: int, channel: str = "mobile", **fields: Any) -> Said:
    about = {"incoming": True, "payer": "6200777", "payee": "6200001", "payee_kind": "personal"}
    plain: Said = {
        "kind": "transfer",
        "after": after,
        "amount": yuan * 100,
        "payer_kind": "personal",
    }
    return {**plain, "channel": channel, "first_time_payee": False, **about, **fields}


FRAUDS: dict[str, Story] = {
    "rebate tasks": [
        message(0, "在家兼职，点赞关注主播，每单佣金五元，加群领取"),
        visit(30, "task-hall.test", "other", 6, referral="group", offers_app=True),
        app(40, "task.hall.test", sideloaded=True, channel="page"),
        gets(60, 12),
        pays(300, 100, "6210001"),
        pays(400, 3000, "6210002", balance_after=20_000),
    ],
    "stock tutor": [
        message(0, "老师带盘，明天牛股，进交流群听课", channel="group"),
        app(DAY, "com.greenowl.chat"),
        visit(3 * DAY, "gold-board.test", "trading", 20, referral="group"),
        pays(4 * DAY, 5000, "6210011"),
        pays(9 * DAY, 60_000, "6210012", balance_after=1000),
    ],
    "pig-butchering": [
        visit(0, "meet-you.example", "dating", 900),
        app(2 * DAY, "com.nightferry.chat"),
        message(5 * DAY, "宝贝早安，想你了，我们的未来"),
        visit(12 * DAY, "win-coin.test", "trading", 25),
        gets(14 * DAY, 800),
        pays(15 * DAY, 2000, "6210021"),
        pays(20 * DAY, 80_000, "6210022", balance_after=500),
    ],
    "fake loan": [
        message(0, "无抵押低息贷款，秒批，当天放款"),
        visit(20, "quick-cash.test", "loan", 8, referral="ad", offers_app=True),
        app(25, "quick.cash.test", sideloaded=True, channel="page"),
        pays(90, 3000, "6210031"),
    ],
    "shop service": [
        call(0, 1500, HOME_MASK, foreign_trunk=True, attestation="C"),
        app(10, "com.cloudhall.meet", remote_control=True, on_call=True),
        pays(22, 18_000, "6210041", on_call=True, balance_after=900),
    ],
    "credit record": [
        call(0, 2400, ABROAD, foreign_trunk=True, attestation="C"),
        app(20, "net.clearroom.video", "share_screen", on_call=True),
        message(30, "您的验证码 0000", "95001"),
        message(32, "您的验证码 0000", "95002"),
        message(34, "您的验证码 0000", "95003"),
        gets(40, 20_000, "loan"),
        pays(44, 19_800, "6210051", on_call=True, balance_after=100),
    ],
    "police": [
        call(0, 4000, HOME_MASK, foreign_trunk=True, attestation="C"),
        app(70, "org.openlobby.rooms", "forward_calls"),
        pays(100, 30_000, "6200002", payee_kind="own", first_time_payee=False),
        pays(160, 90_000, "6210061", balance_after=100),
    ],
    "false boss": [
        message(0, "我是王总，在开会不方便接电话，帮我转一笔合同款，明天还你", channel="chat"),
        pays(20, 98_000, "6210071", balance_after=100_000),
    ],
    "false firm group": [
        message(0, "公司账上余额多少，马上安排付款，打到这个账户", channel="group"),
        pays(15, 480_000, "6210081", payer_kind="company", payee_kind="company"),
    ],
    "cheap goods": [
        visit(0, "sale-home.test", "shop", 4, referral="ad"),
        message(10, "平台手续费太高，加微信优惠，走微信直接转账，先付定金", channel="chat"),
        pays(20, 1500, "6210091", channel="qr"),
        pays(90, 3000, "6210092", channel="qr", balance_after=200),
    ],
    "game escrow": [
        visit(0, "fast-escrow.test", "escrow", 3, referral="message"),
        pays(10, 600, "6210101", channel="qr"),
        pays(25, 1200, "6210102", channel="qr"),
    ],
    "romance": [
        visit(0, "meet-you.example", "dating", 900),
        app(DAY, "com.pinecone.talk"),
        message(3 * DAY, "亲爱的，想你，给你寄了礼物，包裹清关要关税，相信我，娶你"),
        pays(5 * DAY, 800, "6210111", channel="red_packet"),
        pays(6 * DAY, 6000, "6210112"),
    ],
    "army order": [
        message(0, "部队采购，采购清单发你，单兵自热食品帮忙采购，货款一起结", channel="chat"),
        pays(90, 26_000, "6210121", payee_kind="company"),
    ],
    "sextortion": [
        app(0, "live.night.test", sideloaded=True, channel="message"),
        app(1, "live.night.test", "grant", permission="contacts", sideloaded=True),
        message(30, "已录下视频，不转就发给你家人和通讯录"),
        pays(40, 3000, "6210131"),
    ],
    "false parcel page": [
        message(0, "包裹地址错误无法派送，请点击链接更新", domain="post-fix.test"),
        visit(2, "post-fix.test", "parcel", 2, referral="message"),
        message(6, "验证码 0000", "95005"),
        pays(9, 2800, "6210141", channel="card", payee_kind="merchant"),
    ],
    "second loss": [
        {"kind": "report", "after": 0, "payee": "6299999", "text": "被骗"},
        message(3 * DAY, "网警技术追回被骗资金，先付服务费"),
        pays(3 * DAY + 50, 3000, "6210151"),
    ],
    "account taken over": [
        app(0, "bank.test", "new_device"),
        pays(3, 19_000, "6210161"),
        pays(6, 19_500, "6210162", balance_after=100),
    ],
}

TWINS: dict[str, Story] = {
    "deposit for a house": [
        gets(0, 400_000, "deposit", payer_kind="own"),
        call(20, 600, 8613900000555, attestation="A"),
        pays(30, 500_000, "6220001", on_call=True, balance_after=2_000_000),
    ],
    "tuition abroad": [
        message(0, "学费缴费通知：请按时缴纳", "106900201475"),
        pays(60, 180_000, "6220011", payee_kind="public", overseas=True, balance_after=900),
    ],
    "family abroad calls": [
        call(0, 3000, ABROAD, foreign_trunk=True),
        call(DAY, 3600, ABROAD, foreign_trunk=True),
        pays(DAY + 90, 3000, "6220021", first_time_payee=False),
        pays(DAY + 95, 8000, "6220022", on_call=False),
    ],
    "payroll": [
        pays(n / 10, 9000, f"62300{n:02}", payer_kind="company", first_time_payee=n % 9 == 0)
        for n in range(30)
    ],
    "red packets at a festival": [
        pays(n, 200, f"62400{n:02}", channel="red_packet", first_time_payee=n % 2 == 0)
        for n in range(20)
    ],
    "hospital at night": [
        pays(14 * 60, 30_000, "6220031", payee_kind="public", balance_after=100),
        pays(14 * 60 + 30, 5000, "6220032", first_time_payee=False, balance_after=10),
    ],
    "help with the computer": [
        call(0, 900, PERSON, callee=8696110, incoming=False),
        app(5, "remote.desk.test", remote_control=True, on_call=True),
        pays(50, 300, "6220041", payee_kind="merchant"),
    ],
    "helping the parents with a phone": [
        app(5, "remote.desk.test", remote_control=True, on_call=True),
        pays(200, 500, "6220045", first_time_payee=False),
    ],
    "buying together": [
        message(0, "今晚团购车厘子，接龙付款，楼下取货", channel="group"),
        pays(20, 168, "6220051", channel="qr"),
        pays(60, 99, "6220052", channel="qr"),
        pays(90, 260, "6220053", channel="qr"),
    ],
    "a loan from a bank": [
        message(0, "您的贷款已放款，请查收", "106900201475"),
        gets(5, 100_000, "loan", payer_kind="bank"),
        pays(200, 80_000, "6220061", payee_kind="company"),
    ],
    "an honest investor": [
        visit(0, "old-broker.example", "trading", 4000),
        pays(30, 50_000, "6220071", payee_kind="company", first_time_payee=True),
        gets(3 * DAY, 2000, payer_kind="company"),
    ],
    "somebody newly met": [
        visit(0, "meet-you.example", "dating", 2000),
        message(DAY, "早安，周末见面吃饭吗", channel="chat"),
        pays(3 * DAY, 520, "6220081", channel="red_packet"),
    ],
    "a warning against fraud": [
        message(0, "警方提醒：要求转账到安全账户、屏幕共享、刷流水的都是诈骗", "8696110"),
        pays(60, 3000, "6220091"),
    ],
    "codes for a journey": [
        message(0, "验证码 0000", "95011"),
        message(3, "验证码 0000", "95012"),
        message(9, "验证码 0000", "95013"),
        pays(12, 2400, "6220101", payee_kind="merchant"),
    ],
}

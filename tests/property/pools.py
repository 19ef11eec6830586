"""Values that generated policies and streams share, so that they meet each other."""

from __future__ import annotations

from wuzha.vocabulary.clock import DAY, HOUR, SECOND

DURATIONS = {"1us": 1, "5ms": 5_000, "1s": SECOND, "10s": 10 * SECOND, "1h": HOUR, "1d": DAY}
LATENESSES = ("0s", "5ms", "1s", "1h")
ZONES = (
    "UTC",
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
)

BASES = (
    1_774_746_000 * SECOND,  # 2026-03-29T01:00Z: Berlin springs forward
    1_792_890_000 * SECOND,  # 2026-10-25T01:00Z: Berlin falls back
    1_772_953_200 * SECOND,  # 2026-03-08T07:00Z: New York springs forward
    2_162_271_600 * SECOND,  # 2038-07-09, past 32 bits
    1_775_314_800 * SECOND,  # 2026-04-04T15:00Z: Lord Howe falls back half an hour
    1_791_041_400 * SECOND,  # 2026-10-03T15:30Z: Lord Howe springs forward half an hour
    1_483_228_799 * SECOND,  # 2016-12-31T23:59:59Z: a leap second follows
    4_099_680_000 * SECOND,  # the end of November 2099
    2 * DAY,  # the first days of 1970
)

PERSONS = ("p1", "p2", "p3")
CALLERS = (8613800000001, 8613800000002, 8617012345678, 442071234567)
CALLEES = (8613800000001, 8613900000003, 8613900000004)
PAYEES = ("acc-1", "acc-2", "acc-3")
HOSTS = ("bad.com", "pay.bad.com", "xbad.com", "a.b.evil.cn", "evil.cn", "ok.org")
DEVICES = ("d1", "d2")
TEXTS = (
    "",
    "abc",
    "请转账到安全账户",
    "安全账户安全账户 code 123456",
    "line one\nline two",
    "e\u0301👨‍👩‍👧 it's 100%",
    "aab ab",
)
SCORES = (
    0.0,
    -0.0,
    0.1,
    0.3,
    1 / 3,
    0.5,
    1.5,
    2.5,
    -2.5,
    0.49999999999999994,
    8388609.5,
    1e12,
    5e-324,
)
AMOUNTS = (0, 1, 3, 50_00, 999_999_99, 9_999_999_999_999, -7)

ENTRIES = {
    "hosts": ("bad.com", "evil.cn", "org"),
    "ranges": (86138, 86170, 442071234567),
    "numbers": (8613800000002, 8613900000003),
    "payees": ("acc-2",),
    "nobody": ("acc-9",),
}
"""The lists of every generated policy, with what is on them."""

MATCHES = {"hosts": "suffix", "ranges": "prefix"}

PHRASES = {
    "scam": ("安全账户", "安全", "转账", "验证码", "码"),
    "latin": ("ab", "b", "code 1", "it's", "e\u0301"),
}
PIECES = ("a", "ab", "安全", "line", "%", "it''s", "com")
PATTERNS = (
    "ab+$",
    "^line",
    "one.line",
    r"\d{6}",
    r"\bcode\b",
    "安.账",
    "(?i)BAD",
    "a|转账",
    r"^\s*$",
    r"[^\x00-\x7f]{3}",
    "bad.com$",
)

"""Which icon of `icons.svg` stands for what."""

from __future__ import annotations

from wuzha.vocabulary.event import Kind
from wuzha.vocabulary.notice import Channel

KINDS: dict[str, str] = {
    Kind.CALL: "call",
    Kind.MESSAGE: "message",
    Kind.VISIT: "page",
    Kind.TRANSFER: "transfer",
    Kind.APP: "app",
    Kind.REPORT: "report",
}

CHANNELS: dict[str, str] = {
    Channel.MESSAGE: "message",
    Channel.EMAIL: "email",
    Channel.APP: "app",
    Channel.FLASH: "flash",
    Channel.CALL: "call",
    Channel.CONTACT: "contact",
    Channel.VISIT: "visit",
}

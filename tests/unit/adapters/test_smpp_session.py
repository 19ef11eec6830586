"""The client and a peer that misbehaves: each unit on the wire is written by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from wuzha.adapters.smpp import SmppAccount
from wuzha.adapters.smpp.link import Link
from wuzha.adapters.smpp.message import messages_of
from wuzha.adapters.smpp.pdu import Command
from wuzha.adapters.smpp.session import LinkLost, Session, bound
from wuzha.vocabulary.clock import HOUR
from wuzha.vocabulary.notice import Channel, Notice

ACCOUNT = SmppAccount("127.0.0.1", 1, "wuzha", "secret", "12381", answer_seconds=2.0)
MESSAGE = messages_of(Notice("k", Channel.MESSAGE, "8613900000000", "x", HOUR), ACCOUNT, 0, 1)[0]

Play = Callable[["Peer"], Awaitable[None]]
Use = Callable[[Session, "Peer"], Awaitable[None]]


def run(talk: Coroutine[Any, Any, None]) -> None:
    """In a thread of its own: a browser test before may have left a loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, talk).result()


class Peer:
    """The other end of one connection: takes whole units, sends what it is told in hexadecimal."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def take(self) -> str:
        head = await self.reader.readexactly(4)
        rest = await self.reader.readexactly(int.from_bytes(head) - 4)
        return (head + rest).hex()

    def send(self, *units: str) -> None:
        self.writer.write(bytes.fromhex("".join(units)))

    async def accept_bind(self) -> None:
        bind = await self.take()
        assert bind[8:16] == "00000009"
        self.send("00000011 80000009 00000000", bind[24:32], "00")


async def with_peer(use: Use) -> None:
    """A session bound to a peer."""
    peers: asyncio.Queue[Peer] = asyncio.Queue()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = Peer(reader, writer)
        await peer.accept_bind()
        await peers.put(peer)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, bound(replace(ACCOUNT, port=port), lambda report: None) as session:
        peer = await peers.get()
        async with asyncio.timeout(5):
            await use(session, peer)
        peer.writer.close()


@pytest.mark.parametrize(
    ("unit", "answer"),
    [
        ("00000010 00000015 00000000 0000002a", "0000001080000015000000000000002a"),
        ("00000010 00000103 00000000 0000002a", "0000001080000000000000030000002a"),
        ("00000010 00000002 00000000 0000002a", "0000001080000000000000020000002a"),
        (
            "00000021 00000005 00000000 0000002a" + "00" * 17,
            "0000001180000005000000000000002a00",
        ),
        ("00000012 00000005 00000000 0000002a ffff", "0000001080000000000000020000002a"),
    ],
)
def test_what_a_peer_asks_is_answered_or_refused(unit: str, answer: str) -> None:
    async def use(session: Session, peer: Peer) -> None:
        peer.send(unit)
        assert await peer.take() == answer

    run(with_peer(use))


def test_after_an_impossible_length_the_link_is_left() -> None:
    async def use(session: Session, peer: Peer) -> None:
        waiting = asyncio.create_task(session.submit(MESSAGE))
        await peer.take()
        peer.send("ffffffff 00000015 00000000 00000001")
        with pytest.raises(LinkLost, match="smpp_length"):
            await waiting
        with pytest.raises(LinkLost, match="smpp_length"):
            await session.hold()

    run(with_peer(use))


def test_a_broken_answer_is_no_answer() -> None:
    async def use(session: Session, peer: Peer) -> None:
        waiting = asyncio.create_task(session.submit(MESSAGE))
        submit = await peer.take()
        peer.send("00000012 80000004 00000000", submit[24:32], "4141")
        with pytest.raises(LinkLost, match="smpp_string_long"):
            await waiting

    run(with_peer(use))


def test_answers_find_their_question_in_any_order() -> None:
    async def use(session: Session, peer: Peer) -> None:
        first = asyncio.create_task(session.submit(MESSAGE))
        one = (await peer.take())[24:32]
        second = asyncio.create_task(session.submit(MESSAGE))
        two = (await peer.take())[24:32]
        peer.send("00000012 80000004 00000000 7fffffff 4100")
        peer.send("00000012 80000004 00000000", two, "4200")
        peer.send("00000010 80000004 0000000b", one)
        assert (await first).status == 0x0B
        assert (await second).body.id == "B"

    run(with_peer(use))


def test_a_peer_that_says_goodbye_is_answered_and_left() -> None:
    async def use(session: Session, peer: Peer) -> None:
        peer.send("00000010 00000006 00000000 00000007")
        assert await peer.take() == "00000010800000060000000000000007"
        with pytest.raises(LinkLost, match="unbound"):
            await session.hold()

    run(with_peer(use))


def test_no_more_than_the_window_waits_for_answers() -> None:
    async def measure() -> None:
        taken: list[str] = []
        peers: asyncio.Queue[Peer] = asyncio.Queue()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            peer = Peer(reader, writer)
            await peer.accept_bind()
            await peers.put(peer)
            while (unit := await peer.take())[8:16] == f"{Command.SUBMIT_SM:08x}":
                taken.append(unit[24:32])
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        link = Link(replace(ACCOUNT, port=port, window=3), lambda report: None)
        running = asyncio.create_task(link.run())
        async with server:
            submits = [asyncio.create_task(link.submit(MESSAGE)) for _ in range(8)]
            peer = await peers.get()
            for answered in range(4):
                async with asyncio.timeout(5):
                    while len(taken) < 3 + answered:
                        await asyncio.sleep(0.005)
                await asyncio.sleep(0.02)
                assert len(taken) == 3 + answered
                assert not submits[answered].done()
                peer.send("00000012 80000004 00000000", taken[answered], "4100")
            for submit in submits:
                submit.cancel()
            await asyncio.wait(submits)
            link.stop()
            await running

    run(measure())

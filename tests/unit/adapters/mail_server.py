"""A small SMTP server in a thread: takes mails, and refuses as the recipient's name says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread

REFUSALS = {"gone": b"550 no such person\r\n", "later": b"451 not now\r\n"}


class MailServer(ThreadingTCPServer):
    """`mails`: what was taken, in order."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.mails: list[EmailMessage] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Talk(StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.say(b"220 mail.example\r\n")
        while line := self.rfile.readline(1000):
            verb, _, rest = line.strip().partition(b" ")
            match verb.upper():
                case b"EHLO":
                    self.say(b"250-mail.example\r\n250 8BITMIME\r\n")
                case b"RCPT":
                    name = rest.partition(b"<")[2].partition(b"@")[0].decode()
                    if name == "hangup":
                        return
                    self.say(REFUSALS.get(name, b"250 fine\r\n"))
                case b"DATA":
                    self.say(b"354 go on\r\n")
                    self.take()
                case b"QUIT":
                    self.say(b"221 bye\r\n")
                    return
                case _:
                    self.say(b"250 fine\r\n")

    def say(self, answer: bytes) -> None:
        self.wfile.write(answer)

    def take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        self.server.mails.append(
            message_from_bytes(b"".join(lines), _class=EmailMessage, policy=policy.default)
        )
        self.say(b"250 taken\r\n")


@contextmanager
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()

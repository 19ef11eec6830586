"""Real parts that some tests need: found on this machine, or the test is skipped and says why.

On a server (CI=true) conftest turns every skip into a failure.
"""

from __future__ import annotations

import json
import queue
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from signal import SIGCONT, SIGSTOP
from threading import Thread
from typing import Any

import pytest

from wuzha.adapters.smpp import SmppAccount

CENTRE = Path(__file__).parent / "message_centre"
PATIENCE_SECONDS = 10.0


def program(name: str, package: str) -> str:
    """Where a program is; skips the test if it is not here."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"no {name} here: install the package {package}")
    return found


class MessageCentre:
    """The independent SMPP message centre as a process; its JSON lines are kept in `said`."""

    def __init__(self, *certificate: Path) -> None:
        node = program("node", "nodejs")
        if not (CENTRE / "node_modules" / "smpp").is_dir():
            pytest.skip("no message centre here: npm ci --ignore-scripts in message_centre")
        self.said: list[dict[str, Any]] = []
        self._lines: queue.Queue[dict[str, Any]] = queue.Queue()
        self._process = subprocess.Popen(
            [node, str(CENTRE / "server.js"), *map(str, certificate)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()
        self.port = int(self.wait("ready")["port"])

    def account(self, **more: Any) -> SmppAccount:
        wanted = {
            "host": "127.0.0.1",
            "port": self.port,
            "system_id": "wuzha",
            "password": "secret",
            "source_address": "12381",
            "answer_seconds": 5.0,
        }
        return SmppAccount(**(wanted | more))

    def wait(self, what: str, **fields: Any) -> dict[str, Any]:
        """The next line of this kind with these fields, which may have been said already."""
        for line in self.said:
            if line["what"] == what and fields.items() <= line.items():
                return line
        while True:
            try:
                line = self._lines.get(timeout=PATIENCE_SECONDS)
            except queue.Empty:
                pytest.fail(f"the message centre did not say {what} {fields}; it said {self.said}")
            self.said.append(line)
            if line["what"] == what and fields.items() <= line.items():
                return line

    def submitted(self, to: str, count: int = 1) -> list[dict[str, Any]]:
        """The messages taken for one destination, at least so many."""
        while True:
            found = [line for line in self.said if line["what"] == "submit" and line["to"] == to]
            if len(found) >= count:
                return found
            self.said.append(self._lines.get(timeout=PATIENCE_SECONDS))

    def freeze(self, frozen: bool) -> None:
        """A frozen centre keeps its connections and says nothing."""
        self._process.send_signal(SIGSTOP if frozen else SIGCONT)

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()
        self._reader.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(json.loads(line))


@contextmanager
def message_centre(*certificate: Path) -> Iterator[MessageCentre]:
    """`certificate`: key and certificate files, for TLS."""
    centre = MessageCentre(*certificate)
    try:
        yield centre
    finally:
        centre.stop()

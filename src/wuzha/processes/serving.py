"""Serving: the web server in a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from wuzha.vocabulary.errors import InputError, SettingError

LOOPBACK = "127.0.0.1"
APPLICATION = "wuzha.processes.web:application"
PATIENCE_SECONDS = 40.0
GOODBYE_SECONDS = 5.0


def check_free(port: int, host: str = LOOPBACK) -> None:
    """InputError if something else listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise InputError(f"port {port} is taken: choose another with --port") from error


@contextmanager
def serving(
    log: Path,
    port: int,
    environment: Mapping[str, str] = os.environ,
    host: str = LOOPBACK,
    workers: int = 1,
) -> Iterator[str]:
    """The console's address while it is served. SettingError if the server does not come up; what
    it said is in `log`."""
    command = [sys.executable, "-m", "granian", "--interface", "asginl", "--no-ws"]
    command += ["--host", host, "--port", str(port), "--workers", str(workers)]
    command += ["--log-level", "warning", APPLICATION]
    with log.open("ab") as out:
        # A session of its own: Ctrl-C ends us, and we end the server.
        server = subprocess.Popen(
            command,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            address = f"http://{host}:{port}/"
            _wait(server, address, log)
            yield address
        finally:
            _end(server)


def _wait(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        if _answers(address):
            return
        time.sleep(0.2)
    raise SettingError(f"the console does not answer at {address}: {log} says why")


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5):
            return True
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False


def _end(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(GOODBYE_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()

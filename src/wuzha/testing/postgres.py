"""A throw-away PostgreSQL: a real server in a folder of its own, gone when it has served."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from wuzha.vocabulary.errors import SettingError

DEBIAN = Path("/usr/lib/postgresql")
"""Below it one folder per version, each with `bin`."""

ACCOUNT = "postgres"
"""The system account that the server runs as if we are root, whom it refuses."""

SETTINGS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
"""Nothing of this server has to live through a power cut."""

INSTALL = "install PostgreSQL (on Debian: apt-get install postgresql)"
START_SECONDS = 60


@dataclass(frozen=True)
class _Server:
    """Where the programs, the folder and the account of one server are."""

    programs: Path
    folder: Path
    account: str | None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def run(self, program: str, *words: str) -> None:
        """Runs one of PostgreSQL's programs; SettingError with its last words if it fails."""
        done = subprocess.run(
            [self.programs / program, *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            cwd=self.folder,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            user=self.account,
            group=self.account,
            extra_groups=None if self.account is None else [],
            text=True,
            check=False,
        )
        if done.returncode:
            raise SettingError(f"{program} of PostgreSQL failed: {done.stdout.strip()[-500:]}")


@contextmanager
def throwaway_postgres(
    password: str, settings: Mapping[str, str] | None = None, below: Path | None = None
) -> Iterator[str]:
    """The URL of an empty database of a server on 127.0.0.1 that lives as long as the context.

    `settings` are PostgreSQL's, over those of SETTINGS; its folder is made in `below`, which others
    must be able to pass through, or where temporary files go. SettingError if there is no
    PostgreSQL on this machine.
    """
    account = ACCOUNT if os.geteuid() == 0 else None
    if account is not None and not _account_exists(account):
        raise SettingError(f"there is no account `{account}` on this machine: {INSTALL}")
    programs = programs_folder()
    folder = Path(tempfile.mkdtemp(prefix="wuzha-postgres-", dir=below))
    server = _Server(programs, folder, account)
    try:
        if account is not None:
            shutil.chown(folder, account, account)
        yield from _serve(server, password, {**SETTINGS, **(settings or {})})
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def programs_folder() -> Path:
    """The folder of initdb and pg_ctl, of the newest version; SettingError says what to install."""
    versions = [one for one in DEBIAN.glob("*/bin") if (one / "initdb").is_file()]
    if versions:
        return max(versions, key=lambda path: _number(path.parent.name))
    found = shutil.which("initdb")
    if found is None:
        raise SettingError(f"there is no PostgreSQL server on this machine: {INSTALL}")
    return Path(found).resolve().parent


def _number(version: str) -> float:
    try:
        return float(version)
    except ValueError:
        return 0.0


def _account_exists(name: str) -> bool:
    return any(entry.pw_name == name for entry in pwd.getpwall())


def _serve(server: _Server, password: str, settings: Mapping[str, str]) -> Iterator[str]:
    secret = server.folder / "password"
    secret.write_text(password)
    if server.account is not None:
        shutil.chown(secret, server.account, server.account)
    server.run("initdb", *_initial(server, secret))
    secret.unlink()
    port = _free_port()
    places = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": str(server.folder),
    }
    options = " ".join(f"-c {name}={value}" for name, value in {**settings, **places}.items())
    log = str(server.folder / "log")
    control = ["-D", str(server.data), "-w", "-t", str(START_SECONDS)]
    server.run("pg_ctl", *control, "-l", log, "-o", options, "start")
    try:
        yield f"postgresql://wuzha:{password}@127.0.0.1:{port}/postgres"
    finally:
        server.run("pg_ctl", *control, "-m", "immediate", "stop")


def _initial(server: _Server, secret: Path) -> Sequence[str]:
    return (
        *("-D", str(server.data), "-U", "wuzha", "-A", "scram-sha-256", f"--pwfile={secret}"),
        *("-E", "UTF8", "--locale=C.UTF-8", "--no-sync"),
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

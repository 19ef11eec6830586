"""An installation: where its data, its keys and its database are. Told by the environment.

WUZHA_HOME      the folder of keys, database and logs; `~/.wuzha` if not said
WUZHA_DATABASE  sqlite:///FILE or postgresql://USER:PASSWORD@HOST:PORT/NAME
WUZHA_HOSTS     host names that the console answers to, with commas between
WUZHA_PACK      the country pack
WUZHA_HTTPS     1 behind a proxy that speaks HTTPS: cookies then travel only there
WUZHA_OIDC      a JSON file of single sign-on providers (docs/operate/centre.md)
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from wuzha.centre.people.keys import Keys
from wuzha.vocabulary.errors import SettingError

KEY_BYTES = 32

SQLITE = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;"
    "PRAGMA temp_store=MEMORY;PRAGMA mmap_size=134217728;PRAGMA journal_size_limit=67108864;"
    "PRAGMA cache_size=-20000;",
}
"""Writers wait for each other instead of failing, and readers never wait."""


@dataclass(frozen=True)
class Installation:
    home: Path
    database: str
    hosts: tuple[str, ...]
    pack: str
    https: bool
    oidc: Path | None
    second_factor: bool
    carriers: tuple[str, ...]

    @property
    def keys_file(self) -> Path:
        return self.home / "keys.json"


def installation(environment: Mapping[str, str] = os.environ) -> Installation:
    """What the environment says."""
    home = Path(environment.get("WUZHA_HOME") or Path.home() / ".wuzha")
    oidc = environment.get("WUZHA_OIDC")
    return Installation(
        home=home,
        database=environment.get("WUZHA_DATABASE") or f"sqlite:///{home / 'centre.sqlite3'}",
        hosts=tuple((environment.get("WUZHA_HOSTS") or "127.0.0.1,localhost").split(",")),
        pack=environment.get("WUZHA_PACK") or "cn",
        https=environment.get("WUZHA_HTTPS") == "1",
        oidc=Path(oidc) if oidc else None,
        carriers=tuple(environment.get("WUZHA_CARRIERS", "").split()),
        second_factor=environment.get("WUZHA_SECOND_FACTOR") != "0",
    )


def make_keys(home: Path) -> Path:
    """New keys in `keys.json`, readable by its owner only. Keys that are there are kept."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = home / "keys.json"
    if path.exists():
        return path
    content = {
        "seal": {"1": _fresh()},
        "index": _fresh(),
        "secret": secrets.token_urlsafe(48),
    }
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(content, file, indent=2)
    return path


def read_keys(place: Installation) -> tuple[Keys, str]:
    """The sealing keys and the secret that signs cookies. SettingError without a good file."""
    path = place.keys_file
    if not path.is_file():
        raise SettingError(f"{path} is missing: `wuzha centre init` makes new keys")
    try:
        content = json.loads(path.read_text())
        seal = {int(number): base64.b64decode(key) for number, key in content["seal"].items()}
        index, secret = base64.b64decode(content["index"]), str(content["secret"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise SettingError(f"{path} is damaged: bring it back from where you keep a copy") from None
    if not seal or any(len(key) != KEY_BYTES for key in [*seal.values(), index]):
        raise SettingError(f"{path}: every key must be {KEY_BYTES} bytes in base64")
    return Keys(seal, index, os.urandom), secret


def database_of(url: str) -> dict[str, Any]:
    """Django's settings of a database URL."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path)[1:] if parts.path.startswith("//") else unquote(parts.path),
            "OPTIONS": dict(SQLITE),
        }
    if parts.scheme in ("postgresql", "postgres"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 0,
            "OPTIONS": {"pool": {"min_size": 2, "max_size": 12, "timeout": 10}},
        }
    raise SettingError("WUZHA_DATABASE must begin with sqlite:/// or postgresql://")


def _fresh() -> str:
    return base64.b64encode(os.urandom(KEY_BYTES)).decode()

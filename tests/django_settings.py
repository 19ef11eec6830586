"""Django's settings for tests: those of an installation, with keys and files of its own."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

_HOME = Path(tempfile.mkdtemp(prefix="wuzha-tests-"))
os.environ["WUZHA_HOME"] = str(_HOME)
os.environ.setdefault("WUZHA_DATABASE", f"sqlite:///{_HOME / 'centre.sqlite3'}")

from wuzha.processes.installation import make_keys  # noqa: E402

make_keys(_HOME)

from wuzha.processes.settings import *  # noqa: E402, F403

# Slow on purpose in an installation; tests sign in often.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405  # whitenoise looks for it

"""The demo's house: a fresh home with its keys, a clock that stands still, and a database."""

from __future__ import annotations

import os
from pathlib import Path

from wuzha.processes.demo.pace import stand_still
from wuzha.processes.installation import make_keys
from wuzha.vocabulary.clock import Instant
from wuzha.vocabulary.errors import InputError

DATABASE = "centre.sqlite3"


def make_house(home: Path, shown: Instant) -> None:
    """Makes the home, its clock at `shown`, and sets Django up for this process and its children.

    InputError if a centre lives there already: a demo never writes into somebody's data.
    """
    if (home / DATABASE).exists() or (home / "keys.json").exists():
        raise InputError(f"{home}: a centre lives here already; choose an empty folder")
    make_keys(home)
    (home / "cache" / "static").mkdir(parents=True)
    stand_still(home, shown)
    os.environ.update(environment(home))
    _set_up()


def environment(home: Path) -> dict[str, str]:
    """What tells the processes of a demo where they live. No second factor: it is on loopback."""
    return {
        "WUZHA_HOME": str(home),
        "WUZHA_DATABASE": f"sqlite:///{home / DATABASE}",
        "WUZHA_HOSTS": "127.0.0.1,localhost",
        "WUZHA_HTTPS": "0",
        "WUZHA_SECOND_FACTOR": "0",
        "DJANGO_SETTINGS_MODULE": "wuzha.processes.settings",
    }


def _set_up() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)

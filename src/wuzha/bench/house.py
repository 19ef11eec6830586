"""A house for benches: an installation of the centre in a temporary folder."""

from __future__ import annotations

import os
from pathlib import Path

import django
from django.core.management import call_command

from wuzha.processes.installation import make_keys


def open_house(home: Path, database: str = "") -> None:
    """Makes an installation in `home`, its database migrated, the one of this process.

    `database` is a URL, a SQLite file in `home` if empty. Once a process: Django reads its settings
    only once.
    """
    os.environ |= {
        "WUZHA_HOME": str(home),
        "WUZHA_DATABASE": database,
        "WUZHA_HOSTS": HOST,
        "WUZHA_SECOND_FACTOR": "0",
    }
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wuzha.processes.settings")
    make_keys(home)
    django.setup()
    call_command("migrate", verbosity=0)


HOST = "bench.test"
"""The name that the console is asked by."""

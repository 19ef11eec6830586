"""The centre of this machine, from the command line: who acts, and making it ready."""

from __future__ import annotations

import os

import django

from wuzha.centre.actor import process

BY = process("command-line")
"""Who acts in what a command changes: whoever owns the machine."""


def set_up() -> None:
    """Makes the installation that the environment names ready for use. SettingError if it is not
    set up."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wuzha.processes.settings")
    django.setup()

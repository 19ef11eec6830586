"""Texts that people read are compared with files; UPDATE_GOLDEN=1 writes them anew."""

from __future__ import annotations

import os
from pathlib import Path


def assert_golden(text: str, file: Path) -> None:
    """The text is what the file holds; look at the diff in git before you keep an update."""
    if os.environ.get("UPDATE_GOLDEN") == "1":
        file.write_text(text, encoding="utf-8", newline="\n")
    assert file.is_file(), f"there is no {file.name}: UPDATE_GOLDEN=1 writes it"
    assert text == file.read_text(encoding="utf-8"), f"{file.name}: UPDATE_GOLDEN=1 renews it"

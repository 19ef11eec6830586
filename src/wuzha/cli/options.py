"""Options that several commands share, with their help in the person's language."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from wuzha.cli.language import Language, chosen_language
from wuzha.cli.words import say

LANGUAGE = chosen_language(sys.argv[1:], os.environ)
"""Of help texts, which are made when this is imported, and of commands without `--lang`."""


def option(*names: str, key: str, **more: Any) -> Any:
    return typer.Option(*names, help=say(LANGUAGE, f"help.{key}"), **more)


def argument(key: str, **more: Any) -> Any:
    return typer.Argument(help=say(LANGUAGE, f"help.{key}"), **more)


Lang = Annotated[Language, option("--lang", key="lang")]
Json = Annotated[bool, option("--json", key="json")]
PackName = Annotated[str, option("--pack", key="pack")]
PolicyFile = Annotated[Path, option("--policy", "-p", key="policy_file")]
PolicyFiles = Annotated[list[Path], argument("policy_files")]

"""What a command writes where: answers to standard output, the rest to standard error."""

from __future__ import annotations

import json
import os
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from wuzha.cli.exits import Exit, exit_for
from wuzha.cli.language import Language
from wuzha.cli.words import say
from wuzha.vocabulary.errors import PolicyError

if TYPE_CHECKING:
    from rich.console import Console


PATIENCE_SECONDS = 2.0


class Terminal:
    """Where one command speaks: its language, and whether a program listens (`as_json`)."""

    def __init__(self, language: Language, as_json: bool = False) -> None:
        self.language = language
        self.as_json = as_json

    @cached_property
    def out(self) -> Console:
        from rich.console import Console

        return Console(highlight=False, markup=False, soft_wrap=True)

    @cached_property
    def err(self) -> Console:
        from rich.console import Console

        return Console(stderr=True, highlight=False, markup=False, soft_wrap=True)

    def say(self, key: str, **values: object) -> str:
        return say(self.language, key, **values)

    def answer(self, data: Any, show: Callable[[], None]) -> None:
        """The answer of the command: as one JSON object, or as `show` prints it."""
        if self.as_json:
            sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
        else:
            show()

    @contextmanager
    def waiting(self, key: str) -> Iterator[None]:
        """Something that may take long: says so, but not if it is over at once."""
        notice = threading.Timer(PATIENCE_SECONDS, self.err.print, [self.say(key) + " ..."])
        notice.daemon = True
        notice.start()
        try:
            yield
        finally:
            notice.cancel()


def run(terminal: Terminal, work: Callable[[], Exit]) -> NoReturn:
    """Do the work of a command and end with its exit code; an error is told to the person."""
    try:
        code = work()
        sys.stdout.flush()
    except (typer.BadParameter, typer.Exit, BrokenPipeError):
        raise
    except (Exception, KeyboardInterrupt) as error:
        code = exit_for(error)
        _tell(terminal, error, code)
    raise typer.Exit(code)


def _tell(terminal: Terminal, error: BaseException, code: Exit) -> None:
    message = _message(terminal, error, code)
    if os.environ.get("WUZHA_DEBUG") == "1":
        traceback.print_exception(error)
    shown = message if isinstance(error, PolicyError) else f"{terminal.say('error')}: {message}"
    terminal.err.print(shown)
    if terminal.as_json:
        told = {"code": int(code), "kind": type(error).__name__, "message": message}
        sys.stdout.write(json.dumps({"error": told}, ensure_ascii=False) + "\n")


def _message(terminal: Terminal, error: BaseException, code: Exit) -> str:
    if code is Exit.INTERRUPTED:
        return terminal.say("error.interrupted")
    if code is Exit.INTERNAL:
        return terminal.say("error.internal", kind=type(error).__name__)
    if isinstance(error, OSError):
        reason = ": ".join(str(part) for part in (error.filename, error.strerror) if part)
        return terminal.say("error.output", reason=reason)
    return _finding_text(terminal, error)


def _finding_text(terminal: Terminal, error: BaseException) -> str:
    """A policy's findings in the person's language; any other error in its own words."""
    from wuzha.policy.findings import BadPolicy, render

    if isinstance(error, BadPolicy):
        return render(error.path, error.source, error.findings, terminal.language)
    return str(error)

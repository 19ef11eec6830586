"""How a command ends: the closed list of exit codes, and which error gives which."""

from __future__ import annotations

from enum import IntEnum

from wuzha.vocabulary.errors import (
    BadValue,
    InputError,
    ModelError,
    PolicyError,
    Refusal,
    RivalError,
    SettingError,
    TooManyDeadLetters,
)


class Exit(IntEnum):
    """What a program that calls `wuzha` may rely on (docs/reference/cli.md says it in words)."""

    OK = 0
    FINDINGS = 1
    """The command worked, and the answer is no: findings, failed examples, differences."""
    USAGE = 2
    INPUT = 3
    DEAD_LETTERS = 4
    POLICY = 5
    OUTPUT = 6
    INTERNAL = 70
    INTERRUPTED = 130


_CODES: tuple[tuple[type[BaseException], Exit], ...] = (
    (TooManyDeadLetters, Exit.DEAD_LETTERS),
    (InputError, Exit.INPUT),
    (PolicyError, Exit.POLICY),
    (ModelError, Exit.POLICY),
    (RivalError, Exit.FINDINGS),
    (Refusal, Exit.FINDINGS),
    (BadValue, Exit.INPUT),
    (SettingError, Exit.INPUT),
    (OSError, Exit.OUTPUT),
    (KeyboardInterrupt, Exit.INTERRUPTED),
)
"""The first that fits counts. Inputs raise InputError, so a bare OSError is about writing."""


def exit_for(error: BaseException) -> Exit:
    return next((code for kind, code in _CODES if isinstance(error, kind)), Exit.INTERNAL)

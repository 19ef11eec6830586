"""The one error tree.

WuzhaError
├── BadValue          a value has no normal form
├── InputError        a file or a stream cannot be read at all
│   └── TooManyDeadLetters
├── PolicyError       a policy has findings
│   └── Unsupported   a policy that an engine cannot run
├── ModelError        a model file is broken or does not fit
├── RivalError        a bench's rival is missing or answers otherwise
├── Refusal           the centre will not do what it was asked; `code` says why
│   ├── NotThere      there is no such thing, or it is not this person's to see
│   ├── NotAllowed    this role may not
│   ├── WrongState    the thing has moved on; look again
│   └── KeyReused     the same key came with other content
└── SettingError      the installation is not set up as it must be
"""

from __future__ import annotations


class WuzhaError(Exception):
    """Anything that Wuzha refuses, in words that tell a person what to do."""


class BadValue(WuzhaError):
    """A value that has no normal form.

    `code` is a closed, stable reason for machines (`phone_too_long`); `detail`
    says in English what was wrong, without repeating the value: it may be personal.
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


class InputError(WuzhaError):
    """An input that cannot be read at all: missing, unknown format, no usable columns."""


class TooManyDeadLetters(InputError):
    """The share of bad records passed the limit, so the feed was stopped."""


class PolicyError(WuzhaError):
    """A policy that must not run; the message lists every finding with its place."""


class Unsupported(PolicyError):
    """A policy that this engine cannot run, found when it is compiled, never later."""


class RivalError(WuzhaError):
    """A bench's rival that cannot be run or gives other answers: no ratio can be given."""


class ModelError(WuzhaError):
    """A model file that is broken or does not fit the policy that names it."""


class Refusal(WuzhaError):
    """The centre will not do what it was asked.

    `code` is a closed, stable reason for machines (`step_ended`); `detail` says in English what to
    do, without personal values. Pages show their own words for the code.
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


class NotThere(Refusal):
    """No such thing, or not this person's to see: both answer alike, so nothing is given away."""


class NotAllowed(Refusal):
    """The person's roles do not include this."""


class WrongState(Refusal):
    """The thing has moved on since it was shown: look again."""


class KeyReused(Refusal):
    """The same key came with other content: one of the two senders is mistaken."""


class SettingError(WuzhaError):
    """An installation that is not set up as it must be; the message names the setting."""

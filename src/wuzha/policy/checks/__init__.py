"""What a policy must hold beyond types: one file per check, the file's name is the rule."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Collection, Iterator

from wuzha.policy.findings import Finding
from wuzha.policy.tree import Policy

Check = Callable[[Policy, Collection[str] | None], Iterator[Finding]]


def all_checks() -> list[Check]:
    """Every `check` function of this folder, by file name."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return [importlib.import_module(f"{__name__}.{name}").check for name in names]

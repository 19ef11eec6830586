"""How functions of this engine are compiled.

All give up the interpreter's lock and count no references to their arrays (they make and keep
none): counting is atomic and would cost more than the work of a probe. None is called from C.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

_F = TypeVar("_F", bound=Callable[..., Any])
_OPTIONS: dict[str, Any] = {"nogil": True, "_nrt": False, "no_cfunc_wrapper": True}


def part(function: _F) -> _F:
    """A part of kernels: compiled into them, and kept with them only.

    numba does not notice when something that a cached function calls has changed."""
    return cast(_F, njit(**_OPTIONS)(function))


def inlined(function: _F) -> _F:
    """A part that is written into its caller before types are known."""
    return cast(_F, njit(inline="always", **_OPTIONS)(function))


def whole(function: _F) -> _F:
    """A function that Python calls; its machine code is kept on disk. It may call only what
    stands in the same file."""
    return cast(_F, njit(cache=True, **_OPTIONS)(function))

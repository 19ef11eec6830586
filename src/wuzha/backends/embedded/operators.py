"""The arithmetic of the policy language for generated kernels, one row at a time.

Null is `NULL` in a column of whole numbers and NaN in a column of doubles, so that nulls flow
through doubles by themselves: a comparison with NaN does not hold, arithmetic with it gives it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, cast

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic
from numpy.typing import NDArray

from wuzha.backends.embedded.jit import inlined, part

Wholes = NDArray[np.int64]
_declared = cast(Any, cgutils.get_or_insert_function)

NULL = -(2**63)
NAN = math.nan
_LARGEST = 1.7976931348623157e308
_WHOLE = 1e13
_HOUR = 3_600_000_000
_DAY = 24 * _HOUR


@inlined
def to_number(whole: int) -> float:
    """A whole number as a double."""
    return np.float64(whole) if whole != NULL else NAN


@inlined
def finite(number: float) -> float:
    """The number, or null when arithmetic left the finite ones."""
    return number if abs(number) <= _LARGEST else NAN


@inlined
def divide(left: float, right: float) -> float:
    """left / right; null when right is 0 or the result is not finite."""
    if right == 0.0 or right != right:
        return NAN
    return finite(left / right)


@inlined
def least(left: float, right: float) -> float:
    """The smaller double; null if one is."""
    return left if left <= right else (right if right < left else NAN)


@inlined
def greatest(left: float, right: float) -> float:
    """The larger double; null if one is."""
    return left if left >= right else (right if right > left else NAN)


@part
def _whole(number: float) -> int:
    return int(number) if abs(number) < _WHOLE else NULL


@part
def floor_of(number: float) -> int:
    """floor as a whole number; null when 10^13 or more in size."""
    return _whole(math.floor(number)) if abs(number) < 2 * _WHOLE else NULL


@part
def ceil_of(number: float) -> int:
    """ceil as a whole number; null when 10^13 or more in size."""
    return _whole(math.ceil(number)) if abs(number) < 2 * _WHOLE else NULL


@part
def round_of(number: float) -> int:
    """Half away from zero as a whole number; null when 10^13 or more in size."""
    if not abs(number) < 2 * _WHOLE:
        return NULL
    size = abs(number)
    down = math.floor(size)
    size = down + 1.0 if size - down >= 0.5 else np.float64(down)
    return _whole(size if number >= 0 else -size)


@part
def _local(instant: int, starts: Wholes, offsets: Wholes) -> int:
    local: int = instant + offsets[np.searchsorted(starts, instant, side="right") - 1]
    return local


@part
def hour_of(instant: int, starts: Wholes, offsets: Wholes) -> int:
    """Hour 0-23 of an instant in the zone whose offsets begin at `starts`."""
    if instant == NULL:
        return NULL
    return (_local(instant, starts, offsets) // _HOUR) % 24


@part
def weekday_of(instant: int, starts: Wholes, offsets: Wholes) -> int:
    """Weekday 1-7, Monday is 1, of an instant in the zone."""
    if instant == NULL:
        return NULL
    return (_local(instant, starts, offsets) // _DAY + 3) % 7 + 1


def _fetch(typingctx: Any, array: Any, place: Any) -> Any:
    """Asks the processor for the cache line of a place in a flat array before it is needed."""
    signature = types.void(array, types.int64)

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        view = context.make_array(signature.args[0])(context, builder, value=args[0])
        address = builder.bitcast(builder.gep(view.data, [args[1]]), cgutils.voidptr_t)
        i32 = cgutils.int32_t
        function = _declared(
            builder.module,
            ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, i32, i32, i32]),
            "llvm.prefetch.p0",
        )
        # 1: for writing; 3: keep in all caches; 1: data.
        builder.call(function, [address, i32(1), i32(3), i32(1)])
        return context.get_dummy_value()

    return signature, generate


# numba takes the typing context away from the signature, which its types do not say.
fetch: Callable[[Wholes, int], None] = cast(Any, intrinsic)(_fetch)

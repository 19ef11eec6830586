"""The arithmetic of the policy language for generated kernels, one row at a time.

Null is `NULL` in a column of whole numbers and NaN in a column of doubles, so that nulls flow
through doubles by themselves: a comparison with NaN does not hold, arithmetic with it gives it.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic

NULL = -(2**63)
NAN = math.nan
_LARGEST = 1.7976931348623157e308
_WHOLE = 1e13
_HOUR = 3_600_000_000
_DAY = 24 * _HOUR


@njit(nogil=True, inline="always")
def to_number(whole):
    """A whole number as a double."""
    return np.float64(whole) if whole != NULL else NAN


@njit(nogil=True, inline="always")
def finite(number):
    """The number, or null when arithmetic left the finite ones."""
    return number if abs(number) <= _LARGEST else NAN


@njit(nogil=True, inline="always")
def divide(left, right):
    """left / right; null when right is 0 or the result is not finite."""
    if right == 0.0 or right != right:
        return NAN
    return finite(left / right)


@njit(nogil=True, inline="always")
def least(left, right):
    """The smaller double; null if one is."""
    return left if left <= right else (right if right < left else NAN)


@njit(nogil=True, inline="always")
def greatest(left, right):
    """The larger double; null if one is."""
    return left if left >= right else (right if right > left else NAN)


@njit(nogil=True)
def _whole(number):
    return np.int64(number) if abs(number) < _WHOLE else NULL


@njit(nogil=True)
def floor_of(number):
    """floor as a whole number; null when 10^13 or more in size."""
    return _whole(math.floor(number)) if abs(number) < 2 * _WHOLE else NULL


@njit(nogil=True)
def ceil_of(number):
    """ceil as a whole number; null when 10^13 or more in size."""
    return _whole(math.ceil(number)) if abs(number) < 2 * _WHOLE else NULL


@njit(nogil=True)
def round_of(number):
    """Half away from zero as a whole number; null when 10^13 or more in size."""
    if not abs(number) < 2 * _WHOLE:
        return NULL
    size = abs(number)
    down = math.floor(size)
    size = down + 1.0 if size - down >= 0.5 else np.float64(down)
    return _whole(size if number >= 0 else -size)


@njit(nogil=True)
def _local(instant, starts, offsets):
    return instant + offsets[np.searchsorted(starts, instant, side="right") - 1]


@njit(nogil=True)
def hour_of(instant, starts, offsets):
    """Hour 0-23 of an instant in the zone whose offsets begin at `starts`."""
    if instant == NULL:
        return NULL
    return (_local(instant, starts, offsets) // _HOUR) % 24


@njit(nogil=True)
def weekday_of(instant, starts, offsets):
    """Weekday 1-7, Monday is 1, of an instant in the zone."""
    if instant == NULL:
        return NULL
    return (_local(instant, starts, offsets) // _DAY + 3) % 7 + 1


@intrinsic
def _prefetch(typingctx, array, row, column):
    """Asks the processor for the cache line of a cell of a two-dimensional array."""
    signature = types.void(array, types.int64, types.int64)

    def generate(context, builder, signature, args):
        array_type = signature.args[0]
        view = context.make_array(array_type)(context, builder, value=args[0])
        strides = cgutils.unpack_tuple(builder, view.strides, array_type.ndim)
        base = builder.bitcast(view.data, cgutils.voidptr_t)
        offset = builder.add(builder.mul(args[1], strides[0]), builder.mul(args[2], strides[1]))
        address = builder.gep(base, [offset])
        i32 = cgutils.int32_t
        function = cgutils.get_or_insert_function(
            builder.module,
            cgutils.ir.FunctionType(cgutils.ir.VoidType(), [cgutils.voidptr_t, i32, i32, i32]),
            "llvm.prefetch.p0",
        )
        # 1: for writing; 3: keep in all caches; 1: data.
        builder.call(function, [address, i32(1), i32(3), i32(1)])
        return context.get_dummy_value()

    return signature, generate


@njit(nogil=True, inline="always")
def fetch(array, row, column):
    """Starts loading a cell's cache line before it is needed."""
    _prefetch(array, row, column)

# mypy: disable-error-code="no-untyped-call"
"""
Bundles of arrays that kernels take by address.

numba hands a tuple of arrays to a function array by array, each as seven
values: four bundles make four hundred arguments, and compiling their way
through every call took most of a minute. A bundle is one pointer instead, to a
table of where each array lies and how long its axes are. What lies where never
changes, and the compiler is told so: it keeps what it has read.
"""

from __future__ import annotations

import hashlib
from dataclasses import fields
from functools import cached_property
from typing import Any

import numba
import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import cgutils, types
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_getattr_generic,
    models,
    register_model,
    unbox,
)
from numba.np.arrayobj import populate_array

_WORD = ir.IntType(64)


class Bundle:
    """
    Base of frozen dataclasses whose fields are all C-contiguous arrays.

    Kernels get the arrays the bundle was made with; they stay alive as long as it does.
    """

    @cached_property
    def _numba_type_(self) -> BundleType:
        return BundleType(
            type(self).__name__,
            tuple((name, numba.typeof(array)) for name, array in self._arrays()),
        )

    @cached_property
    def _table(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        words: list[int] = []
        for name, array in self._arrays():
            if not array.flags.c_contiguous:
                msg = f"{type(self).__name__}.{name} is not contiguous in memory."
                raise ValueError(msg)
            words += [array.ctypes.data, *array.shape]
        return np.array(words, np.int64)

    @property
    def address(self) -> int:
        """Where the table of arrays lies: for each its address, then the lengths of its axes."""
        return int(self._table.ctypes.data)

    def _arrays(self) -> list[tuple[str, Any]]:
        return [(field.name, getattr(self, field.name)) for field in fields(self)]  # type: ignore[arg-type]


class BundleType(types.Type):
    """What a bundle is to numba: the names and types of its arrays."""

    def __init__(self, bundle: str, arrays: tuple[tuple[str, Any], ...]) -> None:
        self.bundle, self.arrays = bundle, arrays
        # The name becomes part of the name of every compiled kernel: a short one will do.
        told = ",".join(f"{name}:{kind}" for name, kind in arrays)
        super().__init__(f"{bundle}{hashlib.sha256(told.encode()).hexdigest()[:8]}")

    def first_word(self, wanted: str) -> int:
        """Index in the table of an array's address."""
        word = 0
        for name, kind in self.arrays:
            if name == wanted:
                break
            word += 1 + kind.ndim
        return word


@register_model(BundleType)
class _BundleModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: BundleType) -> None:
        super().__init__(manager, kind, _WORD.as_pointer())


@unbox(BundleType)
def _take_address(_: BundleType, bundle: Any, c: Any) -> Any:
    address = c.pyapi.object_getattr_string(bundle, "address")
    pointer = c.pyapi.long_as_voidptr(address)
    c.pyapi.decref(address)
    failed = cgutils.is_not_null(c.builder, c.pyapi.err_occurred())
    return NativeValue(c.builder.bitcast(pointer, _WORD.as_pointer()), is_error=failed)


@infer_getattr
class _ArraysOfBundle(AttributeTemplate):
    key = BundleType

    def generic_resolve(self, kind: BundleType, name: str) -> Any:  # type: ignore[override]
        return dict(kind.arrays).get(name)


@lower_getattr_generic(BundleType)
def _read_array(context: Any, builder: Any, kind: BundleType, table: Any, name: str) -> Any:
    """Build numba's view of one array from the table."""
    array_kind = dict(kind.arrays)[name]
    first = kind.first_word(name)
    unchanging = builder.module.add_metadata([])

    def word(index: int) -> Any:
        found = builder.load(builder.gep(table, [_WORD(index)], inbounds=True))
        found.set_metadata("invariant.load", unchanging)
        return found

    array = context.make_array(array_kind)(context, builder)
    itemsize = context.get_abi_sizeof(context.get_data_type(array_kind.dtype))
    shape = [word(first + 1 + axis) for axis in range(array_kind.ndim)]
    strides = [_WORD(itemsize)]
    for length in reversed(shape[1:]):
        strides.insert(0, builder.mul(strides[0], length, flags=["nsw"]))
    populate_array(
        array,
        data=builder.inttoptr(word(first), array.data.type),
        shape=shape,
        strides=strides,
        itemsize=itemsize,
        meminfo=None,
    )
    return array._getvalue()

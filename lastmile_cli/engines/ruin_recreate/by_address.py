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
from typing import Any, ClassVar

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
    Base of frozen dataclasses whose fields are all arrays: C-contiguous, or named ``strided``.

    Kernels get the arrays the bundle was made with; they stay alive as long as it does. A
    strided one is compiled for any layout, and read only.
    """

    strided: ClassVar[frozenset[str]] = frozenset()

    @cached_property
    def _numba_type_(self) -> BundleType:
        return BundleType(
            type(self).__name__,
            tuple((name, self._array_type(name, array)) for name, array in self._arrays()),
        )

    def _array_type(self, name: str, array: Any) -> types.Array:
        if name not in self.strided:
            kind: types.Array = numba.typeof(array)
            return kind
        return types.Array(numba.from_dtype(array.dtype), array.ndim, "A", readonly=True)

    @cached_property
    def _table(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        words: list[int] = []
        for name, array in self._arrays():
            words += [array.ctypes.data, *array.shape]
            if name in self.strided:
                words += array.strides
            elif not array.flags.c_contiguous:
                msg = f"{type(self).__name__}.{name} is not contiguous in memory."
                raise ValueError(msg)
        return np.array(words, np.int64)

    @property
    def address(self) -> int:
        """Where the table of arrays lies: for each its address, its axes' lengths (and strides)."""
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
            word += 1 + kind.ndim * (2 if kind.layout == "A" else 1)
        return word


@register_model(BundleType)
class _BundleModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: BundleType) -> None:
        super().__init__(manager, kind, _WORD.as_pointer())


@unbox(BundleType)
def _take_address(_: BundleType, bundle: Any, c: Any) -> Any:
    address = c.pyapi.object_getattr_string(bundle, "address")
    table = cgutils.alloca_once_value(c.builder, ir.Constant(_WORD.as_pointer(), None))
    with c.builder.if_then(cgutils.is_not_null(c.builder, address)):
        pointer = c.pyapi.long_as_voidptr(address)
        c.builder.store(c.builder.bitcast(pointer, _WORD.as_pointer()), table)
        c.pyapi.decref(address)
    return NativeValue(c.builder.load(table), is_error=cgutils.is_null(c.builder, address))


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
    if array_kind.layout == "A":
        behind = first + 1 + array_kind.ndim
        strides = [word(behind + axis) for axis in range(array_kind.ndim)]
    else:
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

"""Where breaks are taken, and how good that is: values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Piece:
    """A break, or one part of it, on arrival at a halt; it begins at ``earliest_s`` or later."""

    halt: int
    break_index: int
    duration_s: int
    earliest_s: int


class Worth(NamedTuple):
    """
    How good a day with breaks is, smaller is better, the first difference counts.

    ``broken_s`` are seconds by which breaks miss their bounds, ``beyond_s``
    those by which all else misses a limit, ``late_price`` is in micro-units
    times 3,600.
    """

    broken_s: int
    beyond_s: int
    late_price: int
    late_s: int
    paid_s: int
    end_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """When to leave, and the breaks in driving order."""

    depart_s: int
    pieces: tuple[Piece, ...]
    worth: Worth

"""
Duration and distance in one weight.

The hierarchy minimises one number of 31 bits. The upper bits count quanta of
time, the lower ones quanta of length, so that one run answers both. How the
bits are split follows from how long the trips in question can take: the larger
the region, the coarser the quanta. Sums are exact in quanta; what is lost is the
rounding of each arc: half a quantum at most, one where quanta are coarse.

That lengths never run over into durations is not hoped for but proved for each
answer: on every single arc the length is at most ``steepness`` times the
duration (in quanta), hence on every path, so a path whose duration times
``steepness`` fits into the lower bits did not overflow.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lastmile_cli.roads.hierarchy import INFINITE

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

LENGTH_QUANTA_M = (1, 2, 4, 8, 16, 32, 64)
COARSEST_MS = 2_000
"""Beyond two seconds a quantum of time no longer tells short legs apart."""

COARSE_QUANTA_M = (64, 128, 256, 512, 1024, 2048)
"""For lengths alone, where durations are known otherwise; some of them fits a trip of ten days."""

COARSEST_ALONE_MS = 60_000
"""Quanta of time that lengths alone may be found by."""

MS_PER_METRE = 50.0
"""Exchange rate when precision is shared out: 1 m counts as 50 ms, 72 km/h."""

SLACK = 1.1
"""Rounding may make a path a little longer than it is; room for that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """How a weight is made up: quanta of ``quantum_ms`` above ``bits`` of ``quantum_m``."""

    quantum_ms: int
    quantum_m: int
    bits: int


DURATION_ALONE = Split(quantum_ms=1, quantum_m=2**40, bits=0)
"""Whole milliseconds, no length: three weeks fit."""

COARSE_FROM = Split(quantum_ms=500, quantum_m=16, bits=0)
"""From either of these on, whole streets round to nothing: see ``_offsets``."""

GOLDEN = (5**0.5 - 1) / 2


def choose_split(
    longest_ms: int,
    fastest_m_per_s: float,
    *,
    quanta_m: tuple[int, ...] = LENGTH_QUANTA_M,
    coarsest_ms: int = COARSEST_MS,
) -> Split | None:
    """
    Split the bits for trips of up to ``longest_ms``; ``None`` where no split is fine enough.

    >>> choose_split(20 * 60_000, 25)
    Split(quantum_ms=81, quantum_m=1, bits=17)
    """
    longest_ms = int(longest_ms * SLACK) + 1_000
    farthest_m = longest_ms / 1000 * max(fastest_m_per_s, 1.0)
    found: list[tuple[float, Split]] = []
    for quantum_m in quanta_m:
        bits = int(2 * farthest_m / quantum_m).bit_length()
        quanta = (INFINITE >> bits) - 1
        if quanta < 1:
            continue
        quantum_ms = longest_ms // quanta + 1
        cost = quantum_ms + MS_PER_METRE * quantum_m
        if quantum_ms <= coarsest_ms:
            found.append((cost, Split(quantum_ms=quantum_ms, quantum_m=quantum_m, bits=bits)))
    return min(found, key=lambda entry: entry[0])[1] if found else None


@dataclass(frozen=True, eq=False, kw_only=True)
class PackedWeights:
    """Weights of arcs and how to read sums of them."""

    split: Split
    weights: IntArray
    steepness: float

    def pack(self, spent_ms: int, spent_m: float) -> int:
        """Pack what is spent before the first arc."""
        return int(self.pack_each(np.array([spent_ms]), np.array([spent_m]))[0])

    def pack_each(self, spent_ms: IntArray, spent_m: FloatArray) -> IntArray:
        """Pack what is spent before the first arc, by each of many starts, all rounded alike."""
        return _pack(spent_ms, spent_m, self.split, _offsets(1, self.split))

    def durations_ms(self, packed: IntArray) -> IntArray:
        """Milliseconds, to the quantum; meaningless where ``packed`` is ``INFINITE``."""
        return (packed >> self.split.bits) * self.split.quantum_ms

    def lengths_m(self, packed: IntArray) -> IntArray:
        """Metres, to the quantum."""
        return (packed & ((1 << self.split.bits) - 1)) * self.split.quantum_m

    def is_proved(self, packed: IntArray) -> npt.NDArray[np.bool_]:
        """Whether a sum is finite and its length cannot have run over into its duration."""
        quanta = packed >> self.split.bits
        return (packed < INFINITE) & (self.steepness * quanta < 1 << self.split.bits)


def pack_weights(arc_ms: IntArray, arc_m: FloatArray, split: Split) -> PackedWeights:
    """Pack the durations and lengths of all arcs; one of ``INFINITE`` duration is closed."""
    weights = _pack(arc_ms, arc_m, split, _offsets(len(arc_ms), split))
    weights[arc_ms >= INFINITE] = INFINITE
    quanta = np.maximum(weights >> split.bits, 1)
    lengths = weights & ((1 << split.bits) - 1)
    steepness = (lengths / quanta)[weights < INFINITE].max(initial=0.0)
    return PackedWeights(split=split, weights=weights, steepness=float(steepness))


def _pack(ms: IntArray, metres: FloatArray, split: Split, offsets: FloatArray) -> IntArray:
    quanta = np.floor(ms / split.quantum_ms + offsets).astype(np.int64)
    lengths = np.floor(metres / split.quantum_m + offsets).astype(np.int64)
    # A length without a duration would have no bound on its sum.
    quanta = np.where(lengths > 0, np.maximum(quanta, 1), quanta)
    too_long = (quanta >= INFINITE >> split.bits) | (lengths >= 1 << split.bits)
    return np.where(too_long, INFINITE, (quanta << split.bits) | lengths)


def _offsets(count: int, split: Split) -> FloatArray:
    """
    Round fine quanta to the nearest, coarse ones up or down in turn.

    A street shorter than half a quantum would always count as nothing; evenly
    spread offsets (multiples of the golden ratio) make sums right on average.
    """
    if split.quantum_ms < COARSE_FROM.quantum_ms and split.quantum_m < COARSE_FROM.quantum_m:
        return np.full(count, 0.5)
    spread: FloatArray = np.modf(np.arange(1, count + 1) * GOLDEN)[0]
    return spread

"""What goods take up: weight, volume and pieces."""

from __future__ import annotations

from dataclasses import dataclass

LOAD_DIMENSIONS = ("weight_g", "volume_ml", "parcels")
"""The order in which a load becomes a tuple of integers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Whole grams, whole millilitres (1 m³ is 1,000,000 ml) and pieces; never negative."""

    weight_g: int = 0
    volume_ml: int = 0
    parcels: int = 0

    def __post_init__(self) -> None:
        if min(self.as_tuple()) < 0:
            msg = f"A load cannot be negative: {self}."
            raise ValueError(msg)

    def as_tuple(self) -> tuple[int, int, int]:
        """Integers in the order of ``LOAD_DIMENSIONS``."""
        return self.weight_g, self.volume_ml, self.parcels

    def __add__(self, other: Load) -> Load:
        """Both loads together."""
        return Load(
            weight_g=self.weight_g + other.weight_g,
            volume_ml=self.volume_ml + other.volume_ml,
            parcels=self.parcels + other.parcels,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """What a vehicle can hold; ``None`` is no limit in that dimension."""

    weight_g: int | None = None
    volume_ml: int | None = None
    parcels: int | None = None

    def __post_init__(self) -> None:
        if any(limit is not None and limit < 0 for limit in self.as_tuple()):
            msg = f"A capacity cannot be negative: {self}."
            raise ValueError(msg)

    def as_tuple(self) -> tuple[int | None, int | None, int | None]:
        """Limits in the order of ``LOAD_DIMENSIONS``."""
        return self.weight_g, self.volume_ml, self.parcels

    def holds(self, load: Load) -> bool:
        """Whether the load fits."""
        return all(
            limit is None or amount <= limit
            for amount, limit in zip(load.as_tuple(), self.as_tuple(), strict=True)
        )

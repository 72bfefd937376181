"""Exact money: a decimal and its currency, never a float."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

MICRO = 1_000_000
"""Micro-units in one unit of a currency: what the engine counts in."""


@dataclass(frozen=True, slots=True)
class Money:
    """
    An amount in one currency (ISO 4217 code).

    >>> str(Money(Decimal("2.345"), "EUR").rounded() + Money.from_micro(1_000_000, "EUR"))
    '3.35'
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal):
            msg = f"Money is made from text or Decimal, not from {type(self.amount).__name__}."
            raise TypeError(msg)
        if not self.amount.is_finite():
            msg = f"Money must be finite, not {self.amount}."
            raise ValueError(msg)
        if not re.fullmatch(r"[A-Z]{3}", self.currency):
            msg = f"Currency {self.currency!r} is not a three-letter ISO 4217 code such as EUR."
            raise ValueError(msg)

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Nothing, in this currency."""
        return cls(Decimal(0), currency)

    @classmethod
    def from_micro(cls, micro: int, currency: str) -> Money:
        """Money from whole micro-units, exactly."""
        return cls(Decimal(int(micro)) / MICRO, currency)

    def to_micro(self) -> int:
        """Whole micro-units, rounded half up."""
        return int((self.amount * MICRO).to_integral_value(rounding=ROUND_HALF_UP))

    def rounded(self) -> Money:
        """To two decimals, half up (away from zero on a tie)."""
        return Money(self.amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP), self.currency)

    def __add__(self, other: Money) -> Money:
        """Sum of two amounts of the same currency."""
        if other.currency != self.currency:
            msg = f"Cannot add {other.currency} to {self.currency}."
            raise ValueError(msg)
        return Money(self.amount + other.amount, self.currency)

    def __neg__(self) -> Money:
        """The amount owed the other way."""
        return Money(-self.amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        """Difference of two amounts of the same currency."""
        return self + -other

    def __str__(self) -> str:
        """The amount with two decimals, as every output prints it."""
        return f"{self.rounded().amount:.2f}"

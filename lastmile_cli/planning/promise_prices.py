"""What each promise of a day costs: figures of the day as it is, and of the day without it."""

from __future__ import annotations

from dataclasses import dataclass

from lastmile_cli.domain.plan import Plan
from lastmile_cli.planning.promises import Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCost:
    """
    What a solved day costs in cents, partners in it, and whom it leaves out.

    ``objective_cents`` count stops left out and wishes as well.
    """

    cents: int
    objective_cents: int
    served: int
    left_out: int
    outsourced: int
    vehicles: int
    distance_m: int
    paid_s: int
    co2e_g: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedPromise:
    """
    A promise, the day without it, and for a single window what a quick look said it costs.

    ``error`` says why the day could not be solved without it.
    """

    promise: Promise
    without: DayCost | None
    screened_cents: int | None = None
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedPromises:
    """
    The day as it is, with the common seed and with others, and without each promise.

    ``screened`` windows were looked at quickly, not all of them solved without. ``planned``
    is what the plan itself costs, which may have been searched for longer.
    """

    plan: Plan
    base: DayCost
    others: tuple[DayCost, ...]
    priced: tuple[PricedPromise, ...]
    screened: int
    iterations: int | None
    seed: int

    @property
    def noise_cents(self) -> int:
        """
        How far apart the same day comes out by luck: less is no difference.

        That is the range over the seeds; and where a day without a promise came out dearer,
        which the day as it is shows to be bad luck, that much too.
        """
        costs = [it.cents for it in (self.base, *self.others)]
        unlucky = [-self.cost_cents(it) for it in self.priced if not self._serves_others(it)]
        return max(max(costs) - min(costs), *unlucky, 0)

    def cost_cents(self, priced: PricedPromise) -> int:
        """What a promise costs a day: the day as it is less the day without it."""
        return 0 if priced.without is None else self.base.cents - priced.without.cents

    def is_told(self, priced: PricedPromise) -> bool:
        """Whether the difference is more than luck makes, or more stops are served."""
        if priced.without is None:
            return False
        return self._serves_others(priced) or self.cost_cents(priced) > self.noise_cents

    def _serves_others(self, priced: PricedPromise) -> bool:
        return priced.without is not None and priced.without.left_out != self.base.left_out

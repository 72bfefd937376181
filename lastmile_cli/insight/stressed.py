"""A plan that was driven on drawn days: what came of it, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass

from lastmile_cli.domain.plan import Plan
from lastmile_cli.domain.spreads import Spreads
from lastmile_cli.insight.slack_trials import SlackGain
from lastmile_cli.insight.stress import Stress


@dataclass(frozen=True, eq=False, kw_only=True)
class Stressed:
    """
    A plan, what drawn days did to it, and what would help most, the best first.

    ``slack_s`` is by how much hours were changed to see what helps.
    """

    plan: Plan
    seed: int
    spreads: Spreads
    stress: Stress
    slack_s: int
    gains: tuple[SlackGain, ...]

    def weaker_than(self, chance: float) -> int:
        """How many promises are kept less often, those of vehicles to be home among them."""
        stops = sum(stop.kept < chance for stop in self.stress.promised)
        return stops + sum(route.in_time < chance for route in self.stress.routes)

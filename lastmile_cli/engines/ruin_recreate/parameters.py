"""What steers the search: functions of the problem's size and shape, never of one instance."""

from __future__ import annotations

from dataclasses import dataclass

CHAINS = 2
"""Chains of every search but the smallest, whatever the number of workers."""

ROUNDS = 40
"""Stretches a search is cut into; chains meet between them, progress and clock are looked at."""

MEETINGS = 4
"""Every so many rounds a chain that lags behind takes over the leader's best."""

FIRST_STRETCH = 48
"""Iterations of the first stretch where the clock decides: nobody knows yet how long one takes."""

LONGEST_STRETCH = 100_000
"""Iterations after which Ctrl-C and the clock are looked at, whatever the budget: a few seconds."""

RICH_SHARE = 10
"""How many iterations of a plain day take as long as one of a rich day."""

EARLIEST_END = 0.7
"""Share of the default budget that is always spent: before, it is too hot for lasting news."""

QUIET_SHARE = 0.25
"""Share of the default budget without a new best after which the search ends."""


SHARED_STOPS = 2000
"""From so many stops on chains share the routes of one solution; below, each has its own."""

SHARED_ROUTES = 40
"""And from so many routes of the first solution on: with fewer, sharing lost as well."""

SHARED_ROUTE_STOPS = 15
"""And up to so many stops a route of it: with long routes sharing lost where it was measured."""

ABSENT_TRIES = 20
"""At most so many stops (or units of them) that are left out are tried in one iteration."""

NEAR_ABSENT = 100
"""Among so many stops around a ruin those that are left out are looked for."""

NEAR_RATE = 0.9
"""How often they are looked for there, and not among all."""

ABSENT_CENTRE_RATE = 0.2
"""On rich days: how often the ruin is around a stop that is left out, where there are any."""

WHOLE_ROUTE_RATE = 0.02
"""On rich days: how often a route is taken out whole, since strings seldom free a vehicle."""

OTHER_VEHICLE_RATE = 0.2
"""On rich days: how often a ruined route is refilled with a vehicle of another class."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """
    Ruin sizes as in Christiaens, Vanden Berghe (2020), neighbours and heat by our measurements.

    ``hot`` and ``cold`` are multiples of the price of a typical near leg,
    ``hot_of_fixed`` is a share of the dearest vehicle's fixed price, and
    ``hottest`` bounds what follows from it.
    """

    near: int = 30
    mean_removed: float = 10.0
    longest_string: float = 10.0
    keep_rate: float = 0.01
    blink_rate: float = 0.01
    hot: float = 3.0
    cold: float = 0.03
    cold_of_large: float = 0.003
    hot_of_fixed: float = 0.25
    hottest: float = 30.0

    def heats(self, stops: int, *, fixed: float = 0.0) -> tuple[float, float]:
        """
        Hot and cold end; large problems, which get few iterations a stop, end colder.

        ``fixed`` is the price of the dearest vehicle in typical near legs, 0
        where the choice of vehicles is not to be thawed.
        """
        hot = min(max(self.hot, self.hot_of_fixed * fixed), max(self.hot, self.hottest))
        return hot, self.cold_of_large if stops >= SHARED_STOPS else self.cold


def default_iterations(stops: int, *, is_rich: bool = False) -> int:
    """
    Iterations of each chain for a problem of this size: seconds for a day, not minutes.

    On rich days one takes several times as long, so there are fewer.
    """
    plain = 60_000 + 240 * stops
    return plain // RICH_SHARE if is_rich else plain


def chain_count(stops: int, *, is_rich: bool = False) -> int:
    """
    How many chains search; tiny problems need no company.

    Small rich days get more of them: there many a plan is a trap (a vehicle too
    many, a group left out) that heat does not lead out of, but another start does.
    """
    if stops < 20:
        return 1
    return max(CHAINS, min(6, 240 // stops)) if is_rich else CHAINS


def first_meeting(*, is_rich: bool) -> float:
    """Share of the search after which chains begin to go on from the best of them."""
    return 0.5 if is_rich else 0.0


def is_shared(stops: int, routes: int) -> bool:
    """Whether chains share one solution; ``routes`` are those of the first, hasty one."""
    is_large = stops >= SHARED_STOPS and routes >= SHARED_ROUTES
    return is_large and stops <= SHARED_ROUTE_STOPS * routes

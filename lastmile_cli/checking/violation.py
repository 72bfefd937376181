"""A violation: one promise that a plan breaks or figure that does not fit, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from lastmile_cli.domain.notices import Notice, Place, Severity


class Kind(StrEnum):
    """What is at stake: a promise to somebody on the road, or a written figure."""

    PROMISE = "promise"
    FIGURE = "figure"


class Rule(StrEnum):
    """
    What a plan must keep; the value is the stable notice code.

    ``kind`` tells promises (a customer waits, a van is too full, a leg cannot
    be driven) from figures: sums, kilometres, seconds and money that do not
    fit, though everybody is served as told.
    """

    WRONG_WALK = "LM1613"
    WALK_TOO_FAR = "LM1614"
    WALK_FROM_ELSEWHERE = "LM1615"
    WALK_OVERLOADED = "LM1616"
    WALK_NOT_ALLOWED = "LM1617"
    NO_WALK = "LM1618"
    OUT_OF_RANGE = "LM1640"
    CHARGE_MISPLACED = "LM1641"
    CHARGE_TIME = "LM1642"
    WRONG_SINCE_FULL = "LM1643"
    WRONG_BATTERY = "LM1632"
    UNKNOWN_ID = "LM1650"
    VISITED_TWICE = "LM1651"
    FORGOTTEN = "LM1652"
    TWO_ROUTES = "LM1653"
    EMPTY_TRIP = "LM1654"
    NOT_ALLOWED = "LM1655"
    OVERLOADED = "LM1656"
    NO_WAY = "LM1657"
    WINDOW_MISSED = "LM1658"
    BEFORE_OPENING = "LM1659"
    LEAVES_EARLY = "LM1660"
    HOME_LATE = "LM1661"
    TOO_LONG = "LM1662"
    TOO_MUCH_DRIVING = "LM1663"
    TOO_FAR = "LM1664"
    TOO_MANY_STOPS = "LM1665"
    NOT_READY = "LM1666"
    OUT_OF_SEQUENCE = "LM1667"
    BEGINS_BEFORE_ARRIVING = "LM1668"
    LEG_TOO_FAST = "LM1670"
    SERVICE_TIME = "LM1671"
    WRONG_HOURS = "LM1672"
    WRONG_NUMBERING = "LM1673"
    LOADING = "LM1674"
    WRONG_LEG = "LM1675"
    WAY_HOME = "LM1676"
    ROUTE_ENDS = "LM1677"
    WRONG_LOAD = "LM1678"
    WRONG_PLACE = "LM1679"
    WRONG_CREW = "LM1680"
    WRONG_BILL = "LM1681"
    WRONG_SUM = "LM1682"
    GROUP_PARTED = "LM1683"
    SHIPMENT_BROKEN = "LM1684"
    OPTIONS_SERVED = "LM1685"
    LOCK_BROKEN = "LM1686"
    TOO_MANY_TRIPS = "LM1687"
    BREAK_OWED = "LM1688"
    BREAK_OUT_OF_BOUNDS = "LM1689"
    WRONG_RATES = "LM1690"
    WRONG_OBJECTIVE = "LM1691"
    WRONG_CARBON = "LM1692"
    WRONG_EXPECTED = "LM1693"
    WRONG_STREETS = "LM1694"
    BREAK_LENGTH = "LM1695"
    BREAK_MISPLACED = "LM1696"
    WRONG_PAY = "LM1697"
    WRONG_PARTNER = "LM1698"
    NO_PARTNER = "LM1699"
    PARTNER_FULL = "LM1669"
    WRONG_FEE = "LM1648"
    POINT_FULL = "LM1644"
    POINT_CLOSED = "LM1645"
    WRONG_POINT = "LM1646"
    WRONG_INCENTIVE = "LM1647"
    DOCKS_FULL = "LM1649"
    WRONG_CHANCE = "LM1592"
    OUT_OF_STOCK = "LM1621"
    WRONG_HUB = "LM1622"
    WRONG_TRANSFER = "LM1623"
    TRANSFER_LATE = "LM1624"
    WRONG_GOODS = "LM1633"
    WRONG_GOODS_HOUR = "LM1634"
    WRONG_ORDERS = "LM1635"
    WRONG_GEOCODE = "LM1636"
    NOT_BROUGHT = "LM1625"
    LOADED_TOO_EARLY = "LM1626"
    UNLOADING = "LM1627"
    NOT_RECEIVED = "LM1628"

    @property
    def kind(self) -> Kind:
        """Whether breaking it breaks a promise, or leaves a figure that does not fit."""
        return Kind.FIGURE if self in _FIGURES else Kind.PROMISE

    @property
    def rank(self) -> int:
        """Smaller is told first: broken promises, those to customers before all others."""
        first = _FIRST.index(self) if self in _FIRST else len(_FIRST)
        return first + (len(_FIRST) + 1) * (self.kind is Kind.FIGURE)


_FIRST = (
    Rule.WINDOW_MISSED,
    Rule.BEFORE_OPENING,
    Rule.LEG_TOO_FAST,
    Rule.BEGINS_BEFORE_ARRIVING,
    Rule.NO_WAY,
    Rule.OUT_OF_RANGE,
    Rule.OVERLOADED,
    Rule.NOT_ALLOWED,
    Rule.LEAVES_EARLY,
    Rule.HOME_LATE,
    Rule.TOO_LONG,
    Rule.TOO_MUCH_DRIVING,
    Rule.BREAK_OWED,
    Rule.BREAK_OUT_OF_BOUNDS,
    Rule.WRONG_POINT,
    Rule.POINT_CLOSED,
    Rule.POINT_FULL,
    Rule.SHIPMENT_BROKEN,
    Rule.GROUP_PARTED,
    Rule.LOCK_BROKEN,
    Rule.FORGOTTEN,
    Rule.VISITED_TWICE,
    Rule.OPTIONS_SERVED,
    Rule.UNKNOWN_ID,
)
"""What a dispatcher must hear first, in this order."""
_FIGURES = frozenset(
    {
        Rule.WRONG_ORDERS,
        Rule.WRONG_GEOCODE,
        Rule.WRONG_HOURS,
        Rule.WRONG_NUMBERING,
        Rule.WRONG_LEG,
        Rule.ROUTE_ENDS,
        Rule.WRONG_LOAD,
        Rule.WRONG_BILL,
        Rule.WRONG_SUM,
        Rule.WRONG_RATES,
        Rule.WRONG_OBJECTIVE,
        Rule.WRONG_CARBON,
        Rule.WRONG_EXPECTED,
        Rule.WRONG_STREETS,
        Rule.WRONG_PAY,
        Rule.WRONG_PARTNER,
        Rule.WRONG_FEE,
        Rule.WRONG_SINCE_FULL,
        Rule.WRONG_BATTERY,
        Rule.WRONG_INCENTIVE,
        Rule.WRONG_CHANCE,
        Rule.WRONG_WALK,
        Rule.WRONG_TRANSFER,
        Rule.WRONG_GOODS_HOUR,
    }
)
_PLAN_AGAIN = (
    "plan again with `lastmile plan` for figures that fit "
    "(the orders' `vehicle` column keeps a stop on its vehicle)"
)
_HINTS = {
    Rule.UNKNOWN_ID: "correct the id, or add it to the stops or the configuration",
    Rule.VISITED_TWICE: "leave the stop in one place only",
    Rule.FORGOTTEN: "visit the stop, or list it as unassigned",
    Rule.TWO_ROUTES: "join the two routes, or give one to another vehicle",
    Rule.EMPTY_TRIP: "remove the empty trip",
    Rule.NOT_ALLOWED: "move the stop to a vehicle that may serve it",
    Rule.OVERLOADED: "move a stop to another vehicle or trip",
    Rule.NO_WAY: "check the pin, the vehicle's profile and the closures",
    Rule.WINDOW_MISSED: "visit the stop earlier, or move it to another vehicle",
    Rule.BEFORE_OPENING: "let the vehicle wait until the window opens",
    Rule.LEAVES_EARLY: "start later, or begin the shift earlier",
    Rule.HOME_LATE: "take a stop off the route, or end the shift later",
    Rule.TOO_LONG: "take a stop off the route, or raise the vehicle's maximum hours",
    Rule.TOO_MUCH_DRIVING: "take a stop off the route, or raise the maximum driving time",
    Rule.TOO_FAR: "take a stop off the route, or raise the maximum distance",
    Rule.OUT_OF_RANGE: "recharge earlier, or take a stop off the route",
    Rule.CHARGE_MISPLACED: "recharge at one of the chargers, on the way to a halt or home",
    Rule.CHARGE_TIME: "give the recharging stop its time and shift the later hours",
    Rule.TOO_MANY_STOPS: "take a stop off the route, or raise the maximum number of stops",
    Rule.NOT_READY: "leave later, or move the stop to a later trip or vehicle",
    Rule.OUT_OF_SEQUENCE: "put the stop where it was asked for, or drop the wish",
    Rule.BEGINS_BEFORE_ARRIVING: "begin when the vehicle is there, and shift the later hours",
    Rule.LEG_TOO_FAST: "shift the hours of this visit and the later ones",
    Rule.SERVICE_TIME: "give the visit its service time and shift the later ones",
    Rule.LOADING: "give every trip its loading time at the depot",
    Rule.WAY_HOME: "end the route where the vehicle must end",
    Rule.GROUP_PARTED: "put the stops of the group on one vehicle",
    Rule.SHIPMENT_BROKEN: "visit both ends, the pickup first, on one trip of one vehicle",
    Rule.OPTIONS_SERVED: "keep one option of the order and leave out the others",
    Rule.LOCK_BROKEN: "put the locked stops back at the begin of their route",
    Rule.TOO_MANY_TRIPS: "put the stops on fewer trips, or raise the vehicle's number of trips",
    Rule.BREAK_OWED: "give the driver the break at an earlier halt, or take a stop off the route",
    Rule.BREAK_OUT_OF_BOUNDS: "move the break to a halt where it lies within its bounds",
    Rule.BREAK_LENGTH: "give the break its length and shift the later hours",
    Rule.BREAK_MISPLACED: "hold the break on arrival at a stop, or at the depot to load again",
    Rule.NO_PARTNER: "visit the stop, list it as unassigned, or name a partner that takes it",
    Rule.OUT_OF_STOCK: "serve the stop from another hub, or bring more to this one",
    Rule.WRONG_HUB: "move the stop to a vehicle of the hub that its goods are brought to",
    Rule.WRONG_GOODS: "give the stop the articles of its orders, or change both",
    Rule.TRANSFER_LATE: "load later, or move the stop to a later trip",
    Rule.NOT_BROUGHT: "let a truck bring more to the hub, or move stops to another one",
    Rule.LOADED_TOO_EARLY: "load once the goods are sorted, or send the truck earlier",
    Rule.UNLOADING: "give the truck its time to unload and shift the later hours",
    Rule.NOT_RECEIVED: "let the truck come while the hub receives goods",
    Rule.DOCKS_FULL: "let one of the vehicles load earlier or later",
    Rule.PARTNER_FULL: "hand some of the stops to another partner, or to a vehicle",
    Rule.POINT_FULL: "bring some of the parcels to another point, or to the door",
    Rule.POINT_CLOSED: "visit the point while it is open",
    Rule.WRONG_POINT: "bring the order where its customer expects it",
    Rule.WALK_TOO_FAR: "park nearer, or drive to the door",
    Rule.WALK_FROM_ELSEWHERE: "keep a round on foot together, behind the stop parked at, or drive",
    Rule.WALK_OVERLOADED: "go back to the vehicle in between, or drive to one of the doors",
    Rule.WALK_NOT_ALLOWED: "drive to the door: take parked_at and the walk out of its visit",
    Rule.NO_WALK: "drive to the door: take parked_at and the walk out of its visit",
    Rule.WRONG_PLACE: "give the visit the place of its stop (lat, lon)",
    Rule.WRONG_CREW: "name the vehicle's own driver and depot",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """
    One broken promise, or one figure that does not fit.

    ``route`` is the vehicle's id and ``stop`` the stop's, empty where none is
    meant. ``amount`` is by how much, in the rule's own unit (seconds, metres,
    load units, pieces, hundredths of the currency); 0 where there is no how much.
    """

    rule: Rule
    sentence: str
    route: str = ""
    stop: str = ""
    amount: int = 0

    @property
    def code(self) -> str:
        """The stable notice code."""
        return self.rule.value

    def as_notice(self, file: str = "") -> Notice:
        """
        Return the violation as an error notice about a plan file.

        >>> print(Violation(rule=Rule.FORGOTTEN, stop="7", sentence="Stop 7 is forgotten.")
        ...       .as_notice("plan.json"))
        plan.json stop 7  LM1652 error: Stop 7 is forgotten.
          Try: visit the stop, or list it as unassigned.
        """
        parts = [f"route {self.route}" * bool(self.route), f"stop {self.stop}" * bool(self.stop)]
        return Notice(
            code=self.code,
            severity=Severity.ERROR,
            place=Place(file=file, column=" ".join(part for part in parts if part)),
            problem=self.sentence,
            hint=_HINTS.get(self.rule, _PLAN_AGAIN) + ".",
        )


def most_urgent_first(violations: Iterable[Violation]) -> list[Violation]:
    """
    Sort: broken promises before figures, windows before all; else as they were found.

    >>> found = [Violation(rule=rule, sentence="") for rule in (Rule.WRONG_LEG, Rule.OVERLOADED)]
    >>> [one.rule.name for one in most_urgent_first(found)]
    ['OVERLOADED', 'WRONG_LEG']
    """
    return sorted(violations, key=lambda one: one.rule.rank)

"""A violation: one promise that a plan breaks, in a dispatcher's words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from lastmile_cli.domain.notices import Notice, Place, Severity


class Rule(StrEnum):
    """What a plan must keep; the value is the stable notice code."""

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
    WRONG_RATES = "LM1690"
    WRONG_OBJECTIVE = "LM1691"
    WRONG_CARBON = "LM1692"
    WRONG_EXPECTED = "LM1693"
    WRONG_STREETS = "LM1694"


_RECOMPUTE = "let the planner compute the figures again"
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
    Rule.TOO_MANY_STOPS: "take a stop off the route, or raise the maximum number of stops",
    Rule.NOT_READY: "leave later, or move the stop to a later trip or vehicle",
    Rule.OUT_OF_SEQUENCE: "put the stop where it was asked for, or drop the wish",
    Rule.LEG_TOO_FAST: "shift the hours of this visit and the later ones",
    Rule.SERVICE_TIME: "give the visit its service time and shift the later ones",
    Rule.LOADING: "give every trip its loading time at the depot",
    Rule.WAY_HOME: "end the route where the vehicle must end",
    Rule.WRONG_CREW: "name the vehicle's own driver and depot",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """
    One broken promise.

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
            hint=_HINTS.get(self.rule, _RECOMPUTE) + ".",
        )

"""
What other systems call events and the reasons of a failure.

Names of AfterShip's tags and sub-tags, Onfleet's triggers, X12 214 codes and Google Fleet Engine
are facts of their public documentation (docs.aftership.com, docs.onfleet.com, X12 elements 1650
and 1651).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from lastmile_cli.domain.events import EventKind as K
from lastmile_cli.intake.naming import normalised

_KINDS: dict[K, tuple[str, ...]] = {
    K.CREATED: ("info received", "task created", "onfleet 6", "xb", "pending", "new", "registered"),
    K.READY: ("processed", "packed", "picked", "sorted", "at hub"),
    K.LOADED: ("picked up", "in transit", "cp", "p1", "scanned", "on board", "collected at hub"),
    K.SHORT: ("missing at loading", "not loaded", "short loaded"),
    K.OUT_FOR_DELIVERY: (
        "task started", "onfleet 0", "x6", "departed", "en route", "on the way", "on route",
        "started",
    ),
    K.ARRIVED: ("task arrival", "onfleet 2", "x5", "s1", "arrival", "at door", "at stop", "nearby"),
    K.DELIVERED: (
        "task completed", "onfleet 3", "closed succeeded", "completed", "complete", "done",
        "success", "handed over", "delivered successfully", "d1", "collected",
    ),
    K.FAILED_ATTEMPT: (
        "attempt fail", "task failed", "onfleet 4", "ah", "closed failed", "failed", "failure",
        "attempt failed", "not delivered", "missed", "no show", "exception 002", "exception 007",
        "not home", "nobody home",
    ),
    K.REFUSED: ("exception 003", "a7", "rejected", "declined"),
    K.AT_COLLECTION_POINT: (
        "available for pickup", "aw", "in locker", "at locker", "at pickup point",
        "ready for pickup",
    ),
    K.RETURNING: (
        "pickup missed", "exception 008", "exception 010", "return to sender", "rts", "going back",
    ),
    K.RETURNED: ("exception 011", "a3", "back at hub", "returned to sender"),
    K.RESCHEDULED: ("postponed", "new date"),
    K.CANCELLED: ("ca", "canceled", "task deleted", "onfleet 8", "deleted", "void"),
    K.DAMAGED: ("exception 012", "a9", "broken"),
    K.LOST: ("exception 013", "missing", "stolen"),
    K.NOTE: ("comment", "remark"),
    K.POSITION: ("location", "gps", "ping", "fix"),
    K.SHIFT_STARTED: ("worker on duty", "onfleet 5", "shift start", "clock in", "on duty"),
    K.SHIFT_ENDED: ("shift end", "clock out", "off duty"),
    K.BREAKDOWN: ("broken down", "vehicle breakdown", "accident"),
}  # fmt: skip
_NO_NEWS = (
    "task eta", "onfleet 1", "eta update", "x2", "ag", "assigned", "task assigned", "onfleet 9",
    "task updated", "onfleet 7", "task unassigned", "onfleet 10", "open", "expired",
    "lwt", "card", "waypoint", "waypoints", "transition", "configuration", "cmd", "steps",
)  # fmt: skip

KINDS: Mapping[str, K] = MappingProxyType(
    {normalised(name): kind for kind in K for name in (kind.value, *_KINDS.get(kind, ()))}
)
"""Kinds of events by their names, as ``normalised`` writes these."""
NO_NEWS = frozenset(map(normalised, _NO_NEWS))
"""Names of reports that say nothing of where an order is: they are passed over."""

_REASONS: dict[str, tuple[str, ...]] = {
    "not_home": ("aq", "nobody home", "absent", "no answer", "customer absent", "not at home"),
    "address_wrong": ("a2", "exception 007", "wrong address", "bad address"),
    "unable_to_locate": ("a5", "cannot find", "not found"),
    "refused": ("bs", "exception 003", "rejected"),
    "business_closed": ("b1", "closed", "shop closed"),
    "customer_requested_later": ("ad", "requested later", "customer asked later"),
    "no_access": ("ag", "no entry", "gate closed", "no code"),
    "weather": ("ao",),
    "vehicle_breakdown": ("ai", "breakdown"),
    "driver_related": ("ah",),
    "accident": ("af",),
    "out_of_time": ("bh", "no time", "shift over"),
    "missort": ("aa", "wrong van"),
    "damaged": ("ak", "exception 012"),
    "cash_not_available": ("c9", "no cash"),
    "customer_moved": ("exception 002", "moved"),
    "pickup_missed": ("exception 008",),
}
REASONS: Mapping[str, str] = MappingProxyType(
    {normalised(name): word for word, names in _REASONS.items() for name in (word, *names)}
)
"""Reasons of a failure by their names; what is none of them stays as it was written."""

REASON_IN_NAME: Mapping[str, str] = MappingProxyType(
    {
        normalised(name): REASONS[normalised(name)]
        for name in ("exception 002", "exception 007", "exception 008", "pickup missed")
        if normalised(name) in REASONS
    }
    | {normalised(name): "not_home" for name in ("not home", "nobody home", "no show")}
)
"""Names of events that say the reason as well."""

"""How the rows of a stops file become orders and stops, as the configuration decides."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SameDoor(StrEnum):
    """Which orders make one visit: a customer's at one address, all at one address, or none."""

    CUSTOMER = "customer"
    ADDRESS = "address"
    NEVER = "never"


class SharedService(StrEnum):
    """How long a visit for several orders takes: as the longest of them, or all together."""

    LONGEST = "longest"
    SUM = "sum"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSettings:
    """
    What is done with the rows of a stops file.

    ``further_order_s`` is added to the longest service time for each order but
    one. ``mapping_path`` and ``customers_path`` are absolute, empty where the
    configuration names no file. ``carried_path`` is the plan whose unserved stops
    are carried over, each day of age raising their priority by ``priority_per_day``;
    ``failed_path`` lists those of its orders that failed at the door.
    """

    same_door: SameDoor = SameDoor.CUSTOMER
    shared_service: SharedService = SharedService.LONGEST
    further_order_s: int = 0
    mapping_path: str = ""
    customers_path: str = ""
    carried_path: str = ""
    failed_path: str = ""
    priority_per_day: int = 10

    def __post_init__(self) -> None:
        if self.further_order_s < 0:
            msg = f"A further order takes {self.further_order_s} s: that is negative."
            raise ValueError(msg)

"""
The shape of a rich problem and its solution in memory.

A route is a row of ``Plan.order``: stops in visiting order, ``RELOAD`` between
trips. A *course* is an order with the charges in it: of ``FIRST_CHARGER`` less an entry
the rest after division by the number of chargers is which, the quotient how many seconds. A
*unit* is what is put in or taken out as one: a stop, the options of one order (all chained by
``S_NEXT_OPTION``, named by the first), or both ends of a shipment (named by the pickup).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from lastmile_cli.engines.ruin_recreate.by_address import Bundle

RELOAD = -1
FIRST_CHARGER = -2
FAR = np.int64(1 << 50)
HUGE = 1e300
LABELS = 4
"""Labels kept for each state of the breaks; more would be dominated nearly always."""
WAYS = 8
"""Ways to have recharged that are kept at each entry of an order."""

FEW = 2
"""Single charges that are kept where a place is only compared with others."""

# Columns of ``Day.stop``.
S_LOC, S_FIRST_WINDOW, S_WINDOWS, S_OPENS, S_CLOSES, S_LATEST, S_READY, S_WISH, S_PARCELS = range(9)
S_GROUP, S_ORIGIN, S_DESTINATION, S_UNIT, S_NEXT_OPTION, S_ZONE, S_LOCKED = range(9, 16)
S_LOADED, S_COLUMNS = 16, 17
# Columns of ``Day.vclass``.
C_START, C_END, C_EARLIEST, C_LATEST, C_LOADING, C_MODE, C_SERVICE = range(7)
C_MAX_DURATION, C_MAX_DRIVE, C_MAX_METRES, C_MAX_STOPS, C_OVERTIME_AFTER = range(7, 12)
C_COUNT, C_SLOT, C_MAX_TRIPS, C_WAITING_PAID, C_FIRST_BREAK, C_BREAKS = range(12, 18)
C_FIRST_LOCKED, C_LOCKED = range(18, 20)
# ``C_RANGE``: metres that never run dry; ``C_RECHARGE``: seconds of any charge at least.
C_RANGE, C_RECHARGE, C_RELOADING, C_FILLS, C_LOAD_EACH, C_LOADS_FROM, C_COLUMNS = range(20, 27)
# Columns of ``RangedDay.power``: seconds of any filling (-1: it depends), used at most, used at
# first, millionths a metre and a gram more, which load is weight, least seconds for a million.
E_FIXED, E_MOST, E_FIRST, E_METRE, E_GRAM, E_UNIT, E_FASTEST, E_COLUMNS = range(8)
# Columns of ``Day.price``: micro-units a metre, second, second of overtime, route, stop, parcel.
P_METRE, P_SECOND, P_OVERTIME, P_FIXED, P_STOP, P_PARCEL, P_COLUMNS = range(7)
# Columns of ``Day.rest`` (breaks); ``B_LATEST_ON`` is the least latest of it and all later ones.
B_DURATION, B_EARLIEST, B_LATEST, B_MAX_WORK, B_MAX_DRIVE, B_FIRST_PART, B_PAID, B_LATEST_ON = (
    range(8)
)
# Indices of ``Day.rates`` and ``Day.facts``.
X_ZONE, X_BALANCE = range(2)
F_HOURS, F_WORK, F_DRIVE, F_WISH, F_ENERGY, F_PICKUPS, F_STEADY = range(7)
# Columns of ``Plan.route``.
R_CLASS, R_SIZE, R_STOPS, R_TRIPS, R_DURATION, R_IDLE, R_SEEN, R_STAMP = range(8)
# Of the first two charges: before which entry, and which charger (-1: none).
R_METRES, R_CHARGED, R_CHARGER, R_CHARGED_AGAIN, R_CHARGER_AGAIN = range(8, 13)
# When it may leave first, its goods loaded.
R_LEAVES, R_COLUMNS = 13, 14
# Indices of ``Plan.whole`` and ``Plan.real``.
W_ABSENT, W_ITERATION, W_MARK, W_BEST_ABSENT = range(4)
Y_COST, Y_BEST = range(2)
# Indices of ``Desk.choice``: where a unit goes best.
K_ROUTE, K_POSITION, K_KIND, K_STOP, K_SECOND, K_COUNT = range(6)
# Kinds of place: as it is, a reload before it, a reload after it. (Typed: kernels
# are compiled anew for every plain constant that is handed to them.)
PLAIN, RELOAD_BEFORE, RELOAD_AFTER = np.int64(0), np.int64(1), np.int64(2)
KINDS = 3
NONE = np.int64(-1)
PLACES = 256
"""Places that are compared before any of them is driven through."""
# Indices of ``Desk.found`` (whole numbers) of the last order judged.
J_DURATION, J_IDLE, J_DRIVE, J_METRES, J_TRIPS, J_STOPS, J_LEAVE, J_LATE = range(8)
# ``J_OF_BEST`` is the first of four.
J_BARE, J_COURSE, J_LEAST, J_OF_BEST = range(8, 12)
J_SINGLES, J_TRIED, J_LATE_PRICE, J_CARE = range(15, 19)
# The best hours without breaks that were found so far; their price is ``Desk.least``.
H_LATE, H_DURATION, H_IDLE, H_DRIVE, H_LEAVE = range(19, 24)
# Whether the order judged is to stay: then no departure worth trying is left out. Where the two
# charges of the route on trial stay: before which entry, which charger.
J_STAYS, J_KEPT, H_LATE_PRICE, J_COUNT = 24, 25, 29, 30
# Values of ``J_CARE``: how well charges are chosen. A place that is only compared with others
# keeps the charges of its route; a solution taken over asks all there are.
USUAL, BRIEF, THOROUGH = 0, 1, 2
# Columns of ``Desk.way``: when it goes on, what is used, the way it comes of, its charges' entries.
Q_AT, Q_USED, Q_FROM, Q_ONE, Q_TWO, Q_COLUMNS = range(6)

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]
U8 = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Day(Bundle):
    """
    What never changes while solving; ``metres``, ``seconds`` as in ``ruin_recreate.layout.Data``.

    ``stop`` (n, S_COLUMNS), ``service`` (n, service classes), ``window``
    (windows, 2), ``delivery`` and ``pickup`` (n, units of load) as they leave
    and enter the depot, ``change`` (n, units) what a shipment adds on board,
    ``skip`` and ``late`` (n) prices of leaving out and of a second's lateness,
    ``nearest`` and ``beside`` as in ``Data``, ``allowed``, ``wish`` (n,
    classes), ``solo`` (n, classes + 1) what a unit costs alone, ``rest``
    (breaks, 8), ``locked`` stops of all locked starts.
    """

    strided: ClassVar = frozenset({"metres", "seconds"})

    metres: I32
    seconds: I32
    starts: I64
    stop: I64
    service: I64
    window: I64
    delivery: I64
    pickup: I64
    change: I64
    skip: F64
    late: F64
    allowed: U8
    wish: F64
    nearest: I32
    beside: I32
    solo: F64
    vclass: I64
    price: F64
    capacity: I64
    rest: I64
    locked: I64
    rates: F64
    facts: I64


@dataclass(frozen=True)
class RangedDay(Day):
    """
    A day on which vehicles have ranges: ``charger`` are the places of all chargers.

    ``power`` (classes, E_COLUMNS) is of a class's battery, ``curve`` (classes, chargers + 1,
    knots, 2) how much is used of it and in how many seconds it is full from there, at each charger
    and while loading. ``plug`` (chargers) are seconds of plugging in, ``extra`` (classes, chargers)
    what a unit of energy costs there beside what driving is billed for.
    """

    charger: I64
    power: I64
    curve: F64
    plug: I64
    extra: F64


@dataclass(frozen=True)
class Plan(Bundle):
    """
    A solution, changed in place.

    ``order`` (slots, length) with ``R_SIZE`` entries in use; ``early`` and
    ``late`` (slots, length) are earliest and latest begins at each entry as if
    there were no breaks: bounds that prune, never that decide. ``part`` (slots, length, 6) see
    ``parts``; it is empty where these are not kept. ``cost`` (slots) is the price with the best
    hours, ``rough`` (slots) the one that places on trial are compared with: at the hours a trial
    finds. ``aboard`` (n, 2 units) is what a stop's trip takes out in all, and brings back.
    ``route_of`` and ``position`` (n) say where a stop is (-1: nowhere). ``absent`` lists
    units in no route; ``group`` (groups, 2) each group's route and how many of
    it are in there.
    """

    order: I32
    early: I64
    late: I64
    part: I64
    route: I64
    cost: F64
    rough: F64
    used: I64
    aboard: I64
    route_of: I64
    position: I64
    group: I64
    absent: I64
    whole: I64
    real: F64
    seed: npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Desk(Bundle):
    """
    Scratch paper and undo log of one chain.

    ``order`` is the order on trial, ``begin`` its begins; ``label`` (2,
    states, LABELS, 7), ``taken`` (2, states, LABELS, parts) and ``kept`` (2,
    states) are the labels of breaks before and after a halt; ``halt`` (parts)
    where the parts of breaks are taken in the schedule chosen. ``way`` (length, WAYS, Q_COLUMNS)
    with ``way_price``, ``way_extra`` (what energy cost) and ``ways`` (length), how many, are ways
    to have recharged: row k + 1 behind entry k. ``one`` (WAYS, 3) and ``one_price`` (WAYS, 2) are
    single charges: before which entry, its own entry, what is used then; price of the detour, that
    of the energy. ``limit`` (length) is what may be used on coming to an entry that needs no
    charge any more, ``grams`` (length) what is on board then, ``rest`` (length) the cheapest
    detour by a charger from there on; ``place`` (places, 4) and ``place_price`` are where a unit
    might go (route, position, kind, stop) and what it costs there at least; ``tried`` (slots,
    length, kinds) marks them; ``trial`` is a course on trial and ``course`` the one
    chosen, ``J_COURSE`` long (0: the order itself). The rest keeps routes as they were before
    this iteration.
    """

    order: I32
    begin: I64
    ready: I64
    load: I64
    board: I64
    label: I64
    taken: I64
    kept: I64
    halt: I64
    way: I64
    way_price: F64
    way_extra: F64
    ways: I64
    one: I64
    one_price: F64
    limit: I64
    rest: F64
    grams: I64
    place: I64
    place_price: F64
    tried: I64
    trial: I32
    course: I32
    found: I64
    least: F64
    choice: I64
    removed: I64
    key: F64
    flag: U8
    counts: I64
    which: I64
    old_order: I32
    old_early: I64
    old_late: I64
    old_part: I64
    old_route: I64
    old_cost: F64
    old_rough: F64
    old_used: I64
    old_group: I64
    old_absent: I64


@dataclass(frozen=True)
class Kept(Bundle):
    """
    The best solution seen: each slot's order, how long it is, and where its charges are.

    ``charged`` as ``Plan.route`` from ``R_CHARGED`` on. Courses are there once they are asked.
    """

    order: I32
    size: I64
    charged: I64
    course: I32
    course_size: I64

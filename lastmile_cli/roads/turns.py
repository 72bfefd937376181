"""The turn-expanded graph: edges become nodes, turns between them become arcs with a cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lastmile_cli.roads.driving_side import drives_on_left
from lastmile_cli.roads.node_rules import Sign
from lastmile_cli.roads.profiles.profile import Profile, TurnCosts
from lastmile_cli.roads.raw_map import RawMap
from lastmile_cli.roads.streets import FloatArray, IntArray, Streets

FORBIDDEN = -1
"""Cost of a turn, or time of an edge, that a profile may not use."""

NEAR_STOP_M = 20.0
"""A stop sign stands within this distance of its junction (as OSRM's car profile assumes)."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Turns:
    """
    Arcs of the expanded graph.

    Parameters
    ----------
    tail, head
        Shape (arcs,): expanded nodes; the first ones are the edges themselves.
    cost_ms
        Shape (profiles, arcs): milliseconds of the turn, or ``FORBIDDEN``.
    node_edge
        Shape (expanded nodes,): the edge a node stands for.
    """

    tail: npt.NDArray[np.int32]
    head: npt.NDArray[np.int32]
    cost_ms: npt.NDArray[np.int32]
    node_edge: npt.NDArray[np.int32]


def pair_edges(streets: Streets, is_open: npt.NDArray[np.bool_]) -> tuple[IntArray, IntArray]:
    """
    Pair each edge with every edge that begins where it ends.

    ``is_open`` has shape (profiles, edges); pairs that no profile can drive are
    left out. Sorted by first edge.
    """
    head, tail = streets.head(), streets.tail()
    used = np.flatnonzero(is_open.any(axis=0))
    leaving = used[np.argsort(tail[used], kind="stable")]
    begins = np.searchsorted(tail[leaving], np.arange(int(tail.max(initial=0)) + 2))
    counts = (begins[1:] - begins[:-1])[head[used]]
    first = np.repeat(used, counts)
    within = np.arange(len(first)) - np.repeat(np.cumsum(counts) - counts, counts)
    second = leaving[begins[head[first]] + within]
    together = np.zeros(len(first), dtype=bool)
    for profile_open in is_open:
        together |= profile_open[first] & profile_open[second]
    return first[together], second[together]


@dataclass(frozen=True, eq=False, kw_only=True)
class NodeSigns:
    """Signs and barriers as arrays: (nodes,) and (profiles, nodes)."""

    sign: npt.NDArray[np.int8]
    faces: npt.NDArray[np.int8]
    blocked: npt.NDArray[np.bool_]
    gated: npt.NDArray[np.bool_]


def gather_signs(raw: RawMap) -> NodeSigns:
    """Spread the few nodes that carry something over arrays of all nodes."""
    nodes, profiles = len(raw.node_id), len(raw.rules[0])
    signs = NodeSigns(
        sign=np.zeros(nodes, dtype=np.int8),
        faces=np.zeros(nodes, dtype=np.int8),
        blocked=np.zeros((profiles, nodes), dtype=bool),
        gated=np.zeros((profiles, nodes), dtype=bool),
    )
    for osm_id, verdict in raw.signs.items():
        at = int(np.searchsorted(raw.node_id, osm_id))
        signs.sign[at], signs.faces[at] = verdict.sign, verdict.faces
        signs.blocked[:, at], signs.gated[:, at] = verdict.blocked, verdict.gated
    return signs


@dataclass(frozen=True, eq=False, kw_only=True)
class Junctions:
    """What turn costs depend on, gathered once for all profiles."""

    streets: Streets
    signs: NodeSigns
    first: IntArray
    second: IntArray
    angle_deg: FloatArray
    is_circular: npt.NDArray[np.bool_]


def look_at_junctions(
    raw: RawMap, streets: Streets, first: IntArray, second: IntArray
) -> Junctions:
    """
    Measure each turn: degrees away from oncoming traffic (across it is negative), 0 straight on.

    That is to the right where people drive on the right.
    """
    arrives = (streets.bearing_out[first ^ 1] + 180.0) % 360
    angle = (streets.bearing_out[second] - arrives + 180.0) % 360 - 180.0
    via = streets.head()[first]
    angle[drives_on_left(raw.lat_e7[via] / 1e7, raw.lon_e7[via] / 1e7)] *= -1
    return Junctions(
        streets=streets,
        signs=gather_signs(raw),
        first=first,
        second=second,
        angle_deg=angle.astype(np.float64),
        is_circular=raw.way_circular[streets.way],
    )


def turn_costs_ms(
    at: Junctions,
    profile: Profile,
    index: int,
    *,
    speed_kmh: FloatArray,
    is_local: npt.NDArray[np.bool_],
    banned: npt.NDArray[np.bool_],
) -> npt.NDArray[np.int32]:
    """
    Price every pair of edges for one profile, in milliseconds; shape (pairs,).

    Turning round is allowed only where there is no other way on: at dead ends,
    before barriers (as OSRM does), and where all ways on are for others.
    """
    first, second = at.first, at.second
    is_open = speed_kmh > 0
    via = at.streets.head()[first]
    blocked, gated = at.signs.blocked[index], at.signs.gated[index]
    turns_round = second == (first ^ 1)
    allowed = is_open[first] & is_open[second] & ~banned
    allowed &= ~blocked[via] | turns_round
    has_way_on = np.zeros(len(is_open), dtype=bool)
    has_way_on[first[allowed & ~turns_round & ~(is_local[second] & ~is_local[first])]] = True
    allowed &= ~turns_round | (~has_way_on[first] & ~at.is_circular[first >> 1])
    cost_s = _sign_costs_s(at, profile.turns, speed_kmh, via)
    cost_s += profile.turns.gate_s * gated[via]
    street_open = is_open.reshape(-1, 2).any(axis=1)
    nodes = len(at.signs.sign)
    roads = np.bincount(at.streets.start, weights=street_open, minlength=nodes)
    roads += np.bincount(at.streets.end, weights=street_open, minlength=nodes)
    at_junction = roads[via] > 2
    cost_s += np.where(at_junction | turns_round, _bend_s(at.angle_deg, profile.turns), 0.0)
    crosses = at_junction & ~turns_round & (at.angle_deg < 0)
    crosses &= ~(at.is_circular[first >> 1] | at.is_circular[second >> 1])
    sharpness = 1 / (1 + np.exp(-(13 * np.abs(at.angle_deg) / 180 - 3.25)))
    cost_s += np.where(crosses, profile.turns.oncoming_s * sharpness, 0.0)
    cost_s += profile.turns.u_turn_s * turns_round
    return np.where(allowed, np.rint(cost_s * 1000), FORBIDDEN).astype(np.int32)


def _bend_s(angle_deg: FloatArray, costs: TurnCosts) -> FloatArray:
    """Sigmoid of the angle, as in OSRM's car profile: nothing straight on, all of it at 180."""
    right = 13 / costs.bias * angle_deg / 180 - 6.5 * costs.bias
    left = 13 * costs.bias * -angle_deg / 180 - 6.5 / costs.bias
    return costs.turn_s / (1 + np.exp(-np.where(angle_deg >= 0, right, left)))


def _sign_costs_s(
    at: Junctions, costs: TurnCosts, speed_kmh: FloatArray, via: IntArray
) -> FloatArray:
    """Seconds lost at signals and signs that face the arriving edge."""
    here, faces = at.signs.sign[via], at.signs.faces[via]
    nodes = len(at.signs.sign)
    # Even edges run along their way, odd ones against it.
    faced = (faces == 0) | (faces == 1 - 2 * (at.first & 1))
    price = np.array([0.0, costs.signal_s, costs.stop_s, costs.stop_s, costs.give_way_s])
    cost = np.where(faced, price[here], 0.0)
    length = at.streets.length_m
    degree = np.bincount(at.streets.start, minlength=nodes)
    degree = degree + np.bincount(at.streets.end, minlength=nodes)
    leaves = (here == Sign.STOP) & (faces == 0) & (degree[via] == 2)
    leaves &= (length[at.first >> 1] < NEAR_STOP_M) & (length[at.second >> 1] > NEAR_STOP_M)
    fastest = np.zeros(nodes)
    np.maximum.at(fastest, at.streets.tail(), speed_kmh)
    on_major = (here == Sign.STOP_MINOR) & (speed_kmh[at.first] >= fastest[via])
    cost[leaves | on_major] = 0.0
    return cost

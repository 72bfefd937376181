"""A raw map to the road graph: cut, pair, price, forbid, sort by reach, order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lastmile_cli.roads.components import COMES, Reach, classify, reach_of_edges
from lastmile_cli.roads.profiles.catalogue import PROFILES
from lastmile_cli.roads.profiles.profile import Profile
from lastmile_cli.roads.raw_map import RawMap
from lastmile_cli.roads.restrictions import banned_pairs, find_bans, with_memory
from lastmile_cli.roads.streets import BoolArray, FloatArray, Streets, cut_streets, edge_speeds_kmh
from lastmile_cli.roads.turns import (
    FORBIDDEN,
    Turns,
    look_at_junctions,
    pair_edges,
    turn_costs_ms,
)


@dataclass(frozen=True, eq=False, kw_only=True)
class Expanded:
    """Everything of a road graph but the contraction order; arrays as in ``RoadGraph``."""

    streets: Streets
    edge_ms: npt.NDArray[np.int32]
    edge_reach: npt.NDArray[np.int8]
    departure: npt.NDArray[np.int32]
    turns: Turns
    may_stop: npt.NDArray[np.bool_]


def expand(raw: RawMap, profiles: tuple[Profile, ...] = PROFILES) -> Expanded:
    """Build the turn-expanded graph of a map, for all profiles at once."""
    streets = cut_streets(raw)
    speeds = edge_speeds_kmh(raw, streets, profiles)
    is_local = _local_edges(raw, streets, len(profiles))
    turns = _price_turns(raw, streets, speeds, is_local, profiles)
    edge_ms = _edge_ms(streets, speeds)
    reach = np.stack(
        [
            classify(
                turns.tail,
                turns.head,
                turns.cost_ms[p] >= 0,
                (edge_ms[p] >= 0)[turns.node_edge],
                is_local[p][turns.node_edge],
            )
            for p in range(len(profiles))
        ]
    )
    edges = 2 * streets.count
    edge_reach = np.stack([reach_of_edges(row, turns.node_edge, edges) for row in reach])
    turns, departure = _with_departures(turns, reach)
    by_rule = np.array([[verdict.may_stop for verdict in rule] for rule in raw.rules])
    return Expanded(
        streets=streets,
        edge_ms=edge_ms,
        edge_reach=edge_reach,
        departure=departure[: 2 * streets.count],
        turns=turns,
        may_stop=by_rule[raw.way_rule[streets.way]].T,
    )


def _price_turns(
    raw: RawMap,
    streets: Streets,
    speeds: FloatArray,
    is_local: BoolArray,
    profiles: tuple[Profile, ...],
) -> Turns:
    """Price all turns and take out the forbidden ones."""
    first, second = pair_edges(streets, speeds > 0)
    bans = find_bans(raw, streets, first, second)
    banned = banned_pairs(bans, first, second, len(profiles))
    junctions = look_at_junctions(raw, streets, first, second)
    cost_ms = np.stack(
        [
            turn_costs_ms(
                junctions,
                profile,
                index,
                speed_kmh=speeds[index],
                is_local=is_local[index],
                banned=banned[index],
            )
            for index, profile in enumerate(profiles)
        ]
    )
    kept = (cost_ms != FORBIDDEN).any(axis=0)
    turns = Turns(
        tail=first[kept].astype(np.int32),
        head=second[kept].astype(np.int32),
        cost_ms=cost_ms[:, kept],
        node_edge=np.arange(2 * streets.count, dtype=np.int32),
    )
    return with_memory(turns, bans)


def _edge_ms(streets: Streets, speeds: FloatArray) -> npt.NDArray[np.int32]:
    length = np.repeat(streets.length_m, 2)
    ms = np.rint(length * 3600 / np.maximum(speeds, 1e-3))
    return np.where(speeds > 0, np.minimum(ms, 2**30), FORBIDDEN).astype(np.int32)


def _local_edges(raw: RawMap, streets: Streets, profiles: int) -> npt.NDArray[np.bool_]:
    by_rule = np.array([[(v.along_local, v.against_local) for v in rule] for rule in raw.rules])
    local: npt.NDArray[np.bool_] = by_rule[raw.way_rule[streets.way]].transpose(1, 0, 2)
    return local.reshape(profiles, -1)


def _with_departures(
    turns: Turns, reach: npt.NDArray[np.int8]
) -> tuple[Turns, npt.NDArray[np.int32]]:
    """
    Give every node outside the main part that trips begin at a twin to begin them at.

    Twins lead to each other, into the main part and to where trips only end; nothing
    else leads to them. The originals can be entered from the main part and never left
    towards it, so nobody drives through a local road.
    """
    begins_at: BoolArray = np.isin(reach, (Reach.LOCAL, Reach.DEPART))
    ends_at = np.isin(reach, COMES)
    local: BoolArray = np.logical_or.reduce(begins_at)
    nodes = len(turns.node_edge)
    departure = np.full(nodes, -1, dtype=np.int32)
    departure[local] = nodes + np.arange(int(local.sum()))
    tail, head, cost = turns.tail, turns.head, turns.cost_ms
    turns_local = np.logical_or(reach[:, tail] == Reach.MAIN, reach[:, head] != Reach.MAIN)
    goes_on = np.logical_and(ends_at[:, tail], ends_at[:, head]) & turns_local
    only_ends = np.isin(reach, (Reach.MAIN, Reach.ARRIVE))
    leaves_local: BoolArray = np.logical_and(begins_at[:, tail], only_ends[:, head])
    stays_local: BoolArray = np.logical_and(begins_at[:, tail], begins_at[:, head])
    out = np.flatnonzero(local[tail])
    inside = out[local[head[out]]]
    cost_ms = np.concatenate(
        [
            np.where(goes_on, cost, FORBIDDEN),
            np.where(leaves_local[:, out], cost[:, out], FORBIDDEN),
            np.where(stays_local[:, inside], cost[:, inside], FORBIDDEN),
        ],
        axis=1,
    )
    kept = (cost_ms != FORBIDDEN).any(axis=0)
    all_tails = np.concatenate([tail, departure[tail[out]], departure[tail[inside]]])
    all_heads = np.concatenate([head, head[out], departure[head[inside]]])
    widened = Turns(
        tail=all_tails[kept],
        head=all_heads[kept],
        cost_ms=cost_ms[:, kept],
        node_edge=np.concatenate([turns.node_edge, turns.node_edge[local]]),
    )
    return widened, departure

"""
Contraction orders: one for each family of profiles, valid for any weights.

One order for everybody was tried: on foot every one-way street runs both ways,
which doubles the cuts, and a car's queries then take twice as long.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lastmile_cli.domain.progress import Progress, ProgressHook
from lastmile_cli.roads.expand import Expanded
from lastmile_cli.roads.hierarchy import contraction_order
from lastmile_cli.roads.profiles.catalogue import FAMILIES, PROFILES
from lastmile_cli.roads.profiles.profile import Profile
from lastmile_cli.roads.raw_map import RawMap


def order_nodes(
    raw: RawMap,
    expanded: Expanded,
    progress: ProgressHook,
    profiles: tuple[Profile, ...] = PROFILES,
) -> npt.NDArray[np.int32]:
    """Order the expanded graph's nodes; shape (families, nodes)."""
    node = expanded.streets.head()[expanded.turns.node_edge]
    lat_deg, lon_deg = raw.lat_e7[node] / 1e7, raw.lon_e7[node] / 1e7
    orders = []
    for done, family in enumerate(FAMILIES):
        progress(Progress(label="ordering", detail=family, done=done, total=len(FAMILIES)))
        rows = [i for i, profile in enumerate(profiles) if profile.family == family]
        used = (expanded.turns.cost_ms[rows] >= 0).any(axis=0)
        tail, head = expanded.turns.tail[used], expanded.turns.head[used]
        orders.append(_order_used(tail, head, lat_deg, lon_deg))
    progress(Progress(label="ordering", done=len(FAMILIES), total=len(FAMILIES)))
    return np.stack(orders)


def _order_used(
    tail: npt.NDArray[np.int32],
    head: npt.NDArray[np.int32],
    lat_deg: npt.NDArray[np.float64],
    lon_deg: npt.NDArray[np.float64],
) -> npt.NDArray[np.int32]:
    """Order the nodes that have arcs; the others come first, where they cost nothing."""
    is_used = np.zeros(len(lat_deg), dtype=bool)
    is_used[tail] = is_used[head] = True
    used = np.flatnonzero(is_used)
    idle = np.flatnonzero(~is_used)
    if not len(tail):
        return idle.astype(np.int32)
    new = np.cumsum(is_used) - 1
    order = contraction_order(
        len(used),
        new[tail].astype(np.int32),
        new[head].astype(np.int32),
        lat_deg[used],
        lon_deg[used],
    )
    return np.concatenate([idle, used[order]]).astype(np.int32)

"""What a map file says about roads, before anything is joined or cut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lastmile_cli.roads.node_rules import NodeVerdict
from lastmile_cli.roads.way_rules import WayVerdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Restriction:
    """
    A turn that is forbidden, or the only one allowed.

    ``via_node`` is an OSM node id, or 0 where the restriction leads over
    ``via_ways``. ``binds`` has one entry per profile.
    """

    is_only: bool
    from_ways: tuple[int, ...]
    to_ways: tuple[int, ...]
    via_node: int
    via_ways: tuple[int, ...]
    binds: tuple[bool, ...]


@dataclass(frozen=True, eq=False, kw_only=True)
class RawMap:
    """
    Ways that somebody may use, and the nodes they lead over.

    Parameters
    ----------
    way_id, way_rule, way_class, way_name
        Shape (ways,): OSM id and indices into ``rules``, ``classes``, ``names``.
    way_fixed_s
        Shape (ways,): seconds the whole way takes (ferries with a timetable), else 0.
    way_circular
        Shape (ways,): whether it is part of a roundabout.
    way_other
        Shape (ways,): index into ``other_names``, its names by language; 0 where it has none.
    first_ref
        Shape (ways + 1,): where each way's nodes begin in ``refs`` (OSM ids, in drawing order).
    node_id, lat_e7, lon_e7
        Shape (nodes,): sorted OSM ids and positions in 1e-7 degrees.
    """

    way_id: npt.NDArray[np.int64]
    way_rule: npt.NDArray[np.int32]
    way_class: npt.NDArray[np.int32]
    way_name: npt.NDArray[np.int32]
    way_fixed_s: npt.NDArray[np.float64]
    way_circular: npt.NDArray[np.bool_]
    way_other: npt.NDArray[np.int32]
    first_ref: npt.NDArray[np.int64]
    refs: npt.NDArray[np.int64]
    node_id: npt.NDArray[np.int64]
    lat_e7: npt.NDArray[np.int32]
    lon_e7: npt.NDArray[np.int32]
    rules: tuple[tuple[WayVerdict, ...], ...]
    classes: tuple[str, ...]
    names: tuple[str, ...]
    other_names: tuple[Mapping[str, str], ...]
    signs: dict[int, NodeVerdict]
    restrictions: tuple[Restriction, ...]

"""
Contraction orders: one for each family of profiles, valid for any weights.

One order for everybody was tried: on foot every one-way street runs both ways,
which doubles the cuts, and a car's queries then take twice as long.

An order is one long call of a library that hears no Ctrl-C. On large maps it is made in
processes of its own: both cores work, an interrupt ends them at once, what they needed
is given back, and an order that was finished is kept.
"""

from __future__ import annotations

import os
import signal
import time
import warnings
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from lastmile_cli.domain.progress import Progress, ProgressHook
from lastmile_cli.plumbing.cores import core_count
from lastmile_cli.roads.build_stages import BuildStages
from lastmile_cli.roads.graph import RoadGraph
from lastmile_cli.roads.hierarchy import contraction_order
from lastmile_cli.roads.profiles.catalogue import FAMILIES

WORTH_FORKING = 200_000
"""Arcs from which a process of its own pays for itself."""

POLL_S = 0.2

Order = npt.NDArray[np.int32]


def order_nodes(graph: RoadGraph, stages: BuildStages, progress: ProgressHook) -> Order:
    """Order the expanded graph's nodes; shape (families, nodes)."""
    missing = [family for family in range(len(FAMILIES)) if stages.find_order(family) is None]
    if len(graph.tail) >= WORTH_FORKING and hasattr(os, "fork") and stages.can_keep():
        _order_apart(graph, missing, stages, progress)
    orders = []
    for done, family in enumerate(FAMILIES):
        progress(Progress(label="ordering", detail=family, done=done, total=len(FAMILIES)))
        order = stages.find_order(done)
        if order is None:
            order = _order_family(graph, done)
            stages.keep_order(done, order)
        orders.append(order)
    progress(Progress(label="ordering", done=len(FAMILIES), total=len(FAMILIES)))
    return np.stack(orders)


def _order_apart(
    graph: RoadGraph, families: list[int], stages: BuildStages, progress: ProgressHook
) -> None:
    """Order in children, as many at once as there are cores; one that fails leaves a gap."""
    waiting, running = list(families), dict[int, int]()
    begun_s = time.monotonic()
    try:
        while waiting or running:
            while waiting and len(running) < core_count():
                family = waiting.pop(0)
                running[_ordering_child(graph, family, stages)] = family
            for child in list(_ended(running)):
                del running[child]
            names = ", ".join(FAMILIES[family] for family in running.values())
            spent_s = time.monotonic() - begun_s
            done = len(FAMILIES) - len(waiting) - len(running)
            detail = f"{names}, {spent_s:.0f} s"
            progress(Progress(label="ordering", detail=detail, done=done, total=len(FAMILIES)))
            time.sleep(POLL_S if running else 0)
    finally:
        for child in running:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _ended(running: dict[int, int]) -> Iterator[int]:
    return (child for child in running if os.waitpid(child, os.WNOHANG)[0])


def _ordering_child(graph: RoadGraph, family: int, stages: BuildStages) -> int:
    with warnings.catch_warnings():
        # The child touches no lock another thread could hold: it computes and leaves.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        try:
            # Ctrl-C is the parent's to hear; it ends this process.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            stages.keep_order(family, _order_family(graph, family))
        finally:
            os._exit(0)
    return child


def _order_family(graph: RoadGraph, family: int) -> Order:
    """Order the nodes for the profiles of one family."""
    rows = [row for row, profile in enumerate(graph.profiles) if profile.family == family]
    used = np.zeros(len(graph.tail), dtype=bool)
    for row in rows:
        used |= graph.turn_ms[row] >= 0
    return _order_used(graph, graph.tail[used], graph.head[used])


def _order_used(graph: RoadGraph, tail: Order, head: Order) -> Order:
    """Order the nodes that have arcs; the others come first, where they cost nothing."""
    is_used = np.zeros(graph.node_count, dtype=bool)
    is_used[tail] = is_used[head] = True
    used = np.flatnonzero(is_used)
    idle = np.flatnonzero(~is_used)
    if not len(tail):
        return idle.astype(np.int32)
    new = np.cumsum(is_used) - 1
    # A node of the expanded graph lies where its edge ends.
    street, turned = graph.node_edge[used] >> 1, graph.node_edge[used] & 1
    last = graph.first_point[street + 1] - 1
    point = np.where(turned == 1, graph.first_point[street], last)
    order = contraction_order(
        len(used),
        new[tail].astype(np.int32),
        new[head].astype(np.int32),
        graph.lat_e7[point] / 1e7,
        graph.lon_e7[point] / 1e7,
    )
    return np.concatenate([idle, used[order]]).astype(np.int32)

"""
Hot loops that contract a graph and weigh it.

The method is Dibbelt, Strasser, Wagner (2016), "Customizable contraction
hierarchies".

Nodes are named by rank: ``v < w`` is contracted first. Arc ``a`` of the
contracted graph joins ``v`` to a higher ``w``; the arcs of ``v`` are
``first_up[v]`` to ``first_up[v + 1]``, and ``head[a]`` is ``w``, rising. The same
arcs by their upper ends: those below ``w`` are ``arc[i]`` for ``i`` from
``first_down[w]`` to ``first_down[w + 1]``, and ``tail[i]`` is ``v``, rising. Both
ways run over one arc: ``up[a]`` is the weight of v to w, ``down[a]`` of w to v.
``parent[v]`` is the lowest ``w`` above, -1 at a root: everything above ``v`` lies
on its line of parents.

Ranks, arcs and offsets are int32, weights uint32. Weights are at most
``INFINITE``, so two of them add up without running over, and the lower one
stays at most ``INFINITE``. Nothing here allocates. Import lazily: this loads numba.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from lastmile_cli.plumbing.compiling import kernel_of

Ints = npt.NDArray[np.int32]
Weights = npt.NDArray[np.uint32]
Block = npt.NDArray[np.uint32]
Flags = npt.NDArray[np.bool_]

INFINITE = np.uint32(2**31 - 1)

uint32 = np.uint32
kernel = kernel_of(
    [Path(__file__), Path(__file__).with_name("sweep_kernels.py")],
    {
        "Ints": "int32[::1]",
        "Weights": "uint32[::1]",
        "Block": "uint32[:, ::1]",
        "Flags": "boolean[::1]",
        "int": "int64",
        "None": "void",
    },
)


@kernel
def contract(
    first: Ints,
    above: Ints,
    first_up: Ints,
    head: Ints,
    parent: Ints,
    child: Ints,
    sibling: Ints,
    mark: Ints,
    begin: int,
) -> int:
    """
    Contract nodes in order from ``begin``: a node's lowest neighbour inherits all the others.

    ``above[first[v] : first[v + 1]]`` are the higher neighbours in the graph
    itself, in any order, repeated or not. ``parent``, ``child``, ``sibling`` and
    ``mark`` have shape (nodes,) and hold -1 at first. Returns the node at which
    ``head`` was full, or how many nodes there are; rows of ``head`` are not sorted.
    """
    nodes = len(parent)
    used = first_up[begin]
    for v in range(begin, nodes):
        room = first[v + 1] - first[v]
        c = child[v]
        while c >= 0:
            room += first_up[c + 1] - first_up[c]
            c = sibling[c]
        if used + room > len(head):
            return v
        mark[v] = v
        lowest = nodes
        for i in range(first[v], first[v + 1]):
            w = above[i]
            if mark[w] != v:
                mark[w] = v
                head[used] = w
                used += 1
                lowest = min(lowest, w)
        c = child[v]
        while c >= 0:
            for i in range(first_up[c], first_up[c + 1]):
                w = head[i]
                if mark[w] != v:
                    mark[w] = v
                    head[used] = w
                    used += 1
                    lowest = min(lowest, w)
            c = sibling[c]
        first_up[v + 1] = used
        if lowest < nodes:
            parent[v] = lowest
            sibling[v] = child[lowest]
            child[lowest] = v
    return nodes


@kernel
def turn_over(
    first_up: Ints, head: Ints, first_down: Ints, tail: Ints, arc: Ints, cursor: Ints
) -> None:
    """
    List the arcs by their upper ends, and sort each node's own by the way.

    ``first_down`` holds zeros at first; ``cursor`` has shape (nodes,).
    """
    nodes = len(first_up) - 1
    for a in range(first_up[nodes]):
        first_down[head[a] + 1] += 1
    for v in range(nodes):
        first_down[v + 1] += first_down[v]
        cursor[v] = first_down[v]
    for v in range(nodes):
        for a in range(first_up[v], first_up[v + 1]):
            w = head[a]
            tail[cursor[w]] = v
            cursor[w] += 1
    for v in range(nodes):
        cursor[v] = first_up[v]
    for w in range(nodes):
        for i in range(first_down[w], first_down[w + 1]):
            v = tail[i]
            head[cursor[v]] = w
            arc[i] = cursor[v]
            cursor[v] += 1


@kernel
def locate(first_up: Ints, head: Ints, start: Ints, end: Ints, found: Ints) -> None:
    """Find the arc that joins ``start[i]`` and ``end[i]``, whichever is higher; -1 for a loop."""
    for i in range(len(start)):
        low = min(start[i], end[i])
        high = max(start[i], end[i])
        if low == high:
            found[i] = -1
            continue
        begin = first_up[low]
        stop = first_up[low + 1]
        while stop - begin > 1:
            middle = (begin + stop) // 2
            if head[middle] <= high:
                begin = middle
            else:
                stop = middle
        found[i] = begin


@kernel
def lay(found: Ints, rises: Flags, weight: Weights, up: Weights, down: Weights) -> None:
    """Lay the graph's own weights on the contracted arcs; of parallel ones the lowest counts."""
    up[:] = INFINITE
    down[:] = INFINITE
    for i in range(len(found)):
        a = found[i]
        if a >= 0 and rises[i]:
            up[a] = min(up[a], weight[i])
        elif a >= 0:
            down[a] = min(down[a], weight[i])


@kernel
def customize(
    first_up: Ints,
    head: Ints,
    first_down: Ints,
    tail: Ints,
    arc: Ints,
    up: Weights,
    down: Weights,
    to: Weights,
    back: Weights,
) -> None:
    """
    Relax every arc v-w over all its lower triangles: v-u-w with u below both.

    Nodes are done in order, so arcs from below are final; the arcs of ``v`` are
    held in ``to`` and ``back`` (nodes,) meanwhile, by their upper ends.
    """
    for v in range(len(first_up) - 1):
        for a in range(first_up[v], first_up[v + 1]):
            to[head[a]] = up[a]
            back[head[a]] = down[a]
        for i in range(first_down[v], first_down[v + 1]):
            rise = up[arc[i]]
            fall = down[arc[i]]
            if rise == INFINITE and fall == INFINITE:
                continue
            for b in range(arc[i] + 1, first_up[tail[i] + 1]):
                w = head[b]
                to[w] = min(to[w], uint32(fall + up[b]))
                back[w] = min(back[w], uint32(down[b] + rise))
        for a in range(first_up[v], first_up[v + 1]):
            up[a] = to[head[a]]
            down[a] = back[head[a]]

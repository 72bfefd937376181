"""
Hot loops that answer tables: select, climb, sweep.

The sweep over a selection of nodes is that of Delling, Goldberg, Werneck (2011),
"Faster batched shortest paths in road networks". Arrays as in ``kernels``; import
lazily.
"""

from __future__ import annotations

from lastmile_cli.roads.kernels import INFINITE, Block, Ints, Weights, kernel, uint32


@kernel
def select(
    first_up: Ints,
    head: Ints,
    down: Weights,
    chosen: Ints,
    place: Ints,
    first: Ints,
    above: Ints,
    weight: Weights,
) -> int:
    """
    Copy the downward arcs of chosen nodes that are of use, and return how many.

    ``chosen`` are ranks, falling, and with a node all above it; ``place`` (nodes,)
    is where in ``chosen`` a node stands.
    """
    used = 0
    for i in range(len(chosen)):
        for a in range(first_up[chosen[i]], first_up[chosen[i] + 1]):
            if down[a] != INFINITE:
                above[used] = place[head[a]]
                weight[used] = down[a]
                used += 1
        first[i + 1] = used
    return used


@kernel
def climb(
    first_up: Ints,
    head: Ints,
    parent: Ints,
    up: Weights,
    first_start: Ints,
    start: Ints,
    spent: Weights,
    place: Ints,
    reached: Weights,
    block: Block,
) -> None:
    """
    Search upwards from each lane's starts and write what is reached into its column.

    Lane ``l`` starts at ``start[first_start[l] : first_start[l + 1]]`` with ``spent``
    alike. ``reached`` (nodes,) and ``block`` (chosen, lanes) hold ``INFINITE`` at
    first, ``reached`` does again at the end. Nodes with ``place`` -1 lead only
    upwards and are left out.
    """
    for lane in range(len(first_start) - 1):
        for s in range(first_start[lane], first_start[lane + 1]):
            v = start[s]
            reached[v] = min(reached[v], spent[s])
            while v >= 0:
                if reached[v] != INFINITE:
                    for a in range(first_up[v], first_up[v + 1]):
                        w = head[a]
                        reached[w] = min(reached[w], uint32(reached[v] + up[a]))
                v = parent[v]
        for s in range(first_start[lane], first_start[lane + 1]):
            v = start[s]
            while v >= 0:
                if place[v] >= 0 and reached[v] != INFINITE:
                    block[place[v], lane] = reached[v]
                reached[v] = INFINITE
                v = parent[v]


@kernel
def sweep(first: Ints, above: Ints, weight: Weights, block: Block) -> None:
    """
    Carry what is reached downwards, all lanes at once, nodes from the highest to the lowest.

    Arrays as ``select`` made them; ``block`` has shape (chosen, lanes).
    """
    for v in range(len(first) - 1):
        for a in range(first[v], first[v + 1]):
            w = above[a]
            for lane in range(block.shape[1]):
                block[v, lane] = min(block[v, lane], uint32(block[w, lane] + weight[a]))

"""Things to takers with room for so much: the cheapest assignment, by OR-Tools' CP-SAT."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

MOST_DETERMINISTIC_S = 10.0
"""CP-SAT's own measure of effort, the same on every machine."""


def assign(
    costs: Sequence[Mapping[str, int]],
    demands: Sequence[tuple[int, ...]],
    room: Mapping[str, tuple[int | None, ...]],
) -> list[str]:
    """
    Choose a taker for each thing so that the sum of costs is least; the same choice every time.

    Parameters
    ----------
    costs
        What each thing costs with each taker that it may go to; at least one.
    demands
        What each thing takes of each kind of room.
    room
        How much of each kind each taker has, ``None`` where that has no end; a
        taker that is not named has no bounds at all. What can always be done
        must be among these.

    Returns
    -------
    list
        The taker's name for each thing; where nobody is full, simply the cheapest.
    """
    cheapest = [min(choice, key=lambda name: (choice[name], name)) for choice in costs]
    if not _is_over(cheapest, demands, room):
        return cheapest
    return _solved(costs, demands, room, cheapest)


def _is_over(
    chosen: Sequence[str],
    demands: Sequence[tuple[int, ...]],
    room: Mapping[str, tuple[int | None, ...]],
) -> bool:
    for name, limits in room.items():
        for kind, limit in enumerate(limits):
            used = sum(
                demand[kind] for demand, it in zip(demands, chosen, strict=True) if it == name
            )
            if limit is not None and used > limit:
                return True
    return False


def _solved(
    costs: Sequence[Mapping[str, int]],
    demands: Sequence[tuple[int, ...]],
    room: Mapping[str, tuple[int | None, ...]],
    start: Sequence[str],
) -> list[str]:
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    goes = [
        {name: model.new_bool_var(f"{number} to {name}") for name in choice}
        for number, choice in enumerate(costs)
    ]
    for flags in goes:
        model.add_exactly_one(flags.values())
    for name, limits in room.items():
        for kind, limit in enumerate(limits):
            if limit is not None:
                mine = [(flags[name], d[kind]) for flags, d in zip(goes, demands, strict=True)
                        if name in flags]  # fmt: skip
                model.add(sum(flag * amount for flag, amount in mine) <= limit)
    model.minimize(
        sum(
            choice[name] * flag
            for choice, flags in zip(costs, goes, strict=True)
            for name, flag in flags.items()
        )
    )
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    solver.parameters.max_deterministic_time = MOST_DETERMINISTIC_S
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return _one_after_another(costs, demands, room, start)
    return [
        next(name for name, flag in flags.items() if solver.boolean_value(flag)) for flags in goes
    ]


def _one_after_another(
    costs: Sequence[Mapping[str, int]],
    demands: Sequence[tuple[int, ...]],
    room: Mapping[str, tuple[int | None, ...]],
    start: Sequence[str],
) -> list[str]:
    """Who loses most by a second choice chooses first."""
    chosen = list(start)
    left = {name: list(limits) for name, limits in room.items()}

    def regret(number: int) -> tuple[int, int]:
        ranked = sorted(costs[number].values())
        return -(ranked[1] - ranked[0]) if len(ranked) > 1 else -(2**62), number

    for number in sorted(range(len(costs)), key=regret):
        for name in sorted(costs[number], key=lambda it: (costs[number][it], it)):
            limits = left.get(name, [])
            if all(
                limit is None or amount <= limit
                for limit, amount in zip(limits, demands[number], strict=False)
            ):
                chosen[number] = name
                left[name] = [
                    None if limit is None else limit - amount
                    for limit, amount in zip(limits, demands[number], strict=False)
                ]
                break
    return chosen

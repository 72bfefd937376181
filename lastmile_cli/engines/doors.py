"""Vehicles to times at few doors: the cheapest choice of slots, by OR-Tools' CP-SAT."""

from __future__ import annotations

from collections.abc import Sequence

MOST_DETERMINISTIC_S = 10.0
"""CP-SAT's own measure of effort, the same on every machine."""

Spans = Sequence[tuple[int, int]]
"""(from, until) in seconds."""


def choose_slots(choices: Sequence[Sequence[tuple[Spans, int]]], doors: int) -> list[int | None]:
    """
    Choose a slot for each vehicle so that never more than ``doors`` overlap, always the same.

    As many vehicles as possible get one, and of all such choices the cheapest is taken.

    Parameters
    ----------
    choices
        For each vehicle its slots: the spans it takes a door for, and what that costs.
    doors
        How many spans may share a second; one may begin when another ends.

    Returns
    -------
    list
        Which slot each vehicle gets, ``None`` where there is none left for it.
    """
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    flags = [
        [model.new_bool_var(f"{vehicle} at {number}") for number in range(len(slots))]
        for vehicle, slots in enumerate(choices)
    ]
    intervals = []
    for vehicle, slots in enumerate(choices):
        model.add_at_most_one(flags[vehicle])
        for flag, (spans, _) in zip(flags[vehicle], slots, strict=True):
            intervals += [
                model.new_optional_fixed_size_interval_var(start_s, end_s - start_s, flag, "")
                for start_s, end_s in spans
                if end_s > start_s
            ]
    model.add_cumulative(intervals, [1] * len(intervals), doors)
    worth = 1 + sum(max((cost for _, cost in slots), default=0) for slots in choices)
    gain = [
        (flag, worth - cost)
        for vehicle, slots in enumerate(choices)
        for flag, (_, cost) in zip(flags[vehicle], slots, strict=True)
    ]
    model.maximize(sum(flag * amount for flag, amount in gain))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    solver.parameters.max_deterministic_time = MOST_DETERMINISTIC_S
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return [None] * len(choices)
    return [
        next((number for number, flag in enumerate(mine) if solver.boolean_value(flag)), None)
        for mine in flags
    ]

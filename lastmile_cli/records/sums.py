"""Sums that a plan.json writes down beside their parts, and whether they still are the sums."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from lastmile_cli.domain.plan import Plan
from lastmile_cli.records.plan_json import plan_to_record
from lastmile_cli.records.problems import shown

_OF_ROUTE = ("distance_m", "drive_s", "service_s", "wait_s", "late_s", "paid_s", "parking_s",
             "walk_m", "walk_s")  # fmt: skip
_OF_BATTERY = ("arrive_percent", "depart_percent")


@dataclass(frozen=True, slots=True, kw_only=True)
class FalseSum:
    """A written sum that its parts do not add up to; ``vehicle_id`` is empty for the whole day."""

    path: str
    written: str
    real: str
    vehicle_id: str = ""
    how: str = "its parts add up to"

    @property
    def sentence(self) -> str:
        """What stands where, and what should."""
        return f"`{self.path}` says {self.written}, but {self.how} {self.real}."


def list_false_sums(record: Mapping[str, Any], plan: Plan) -> list[FalseSum]:
    """
    Compare the sums of a record with the plan that was read from it.

    Reading adds every sum up again, so that nothing false goes on from here;
    this tells what the file itself says otherwise. Keys that older plans do
    not have are passed over.

    Parameters
    ----------
    record
        The document as it was parsed; ``plan_from_record`` accepted it.
    plan
        What was read from it.
    """
    return list(_false_sums(record, plan_to_record(plan), plan))


def _false_sums(
    record: Mapping[str, Any], real: Mapping[str, Any], plan: Plan
) -> Iterator[FalseSum]:
    yield from _false_parts(record, real, plan)
    yield from _differing(record, real, ("co2e_g",))
    totals = real["totals"]
    yield from _differing(record["totals"], totals, tuple(totals), path="totals.")
    if plan.line_haul is not None:
        parts = record["line_haul"], real["line_haul"]
        yield from _false_parts(*parts, plan.line_haul, at="line_haul.")
        yield from _differing(*parts, ("co2e_g",), path="line_haul.")
        written, own = (part["totals"] for part in parts)
        yield from _differing(written, own, tuple(own), path="line_haul.totals.")


def _false_parts(
    record: Mapping[str, Any], real: Mapping[str, Any], plan: Plan, at: str = ""
) -> Iterator[FalseSum]:
    for index, route in enumerate(plan.routes):
        written, own = record["routes"][index], real["routes"][index]
        path, van = f"{at}routes[{index}].", route.vehicle_id
        yield from _differing(written, own, _OF_ROUTE, path=path, van=van)
        yield from _differing(
            written["cost"], own["cost"], ("total",), path=f"{path}cost.", van=van
        )
        grams = {"co2e_g": sum(visit.co2e_g for visit in route.stop_visits)}
        yield from _differing(written, grams, ("co2e_g",), path=path, van=van)
        yield from _false_percents(written, own, path=path, van=van)
    for key in ("costs", "objective"):
        yield from _differing(record[key], real[key], ("total",), path=f"{at}{key}.")


def _false_percents(
    written: Mapping[str, Any], real: Mapping[str, Any], *, path: str, van: str
) -> Iterator[FalseSum]:
    """Hold what each battery holds in percent against its watt-hours, on the way and at home."""
    halts = [
        (f"visits[{number}]", *pair)
        for number, pair in enumerate(zip(written["visits"], real["visits"], strict=True))
    ]
    if isinstance(written.get("home"), Mapping) and isinstance(real.get("home"), Mapping):
        halts.append(("home", written["home"], real["home"]))
    for name, its, own in halts:
        if "battery" in own:
            at = f"{path}{name}.battery."
            for false in _differing(its["battery"], own["battery"], _OF_BATTERY, path=at, van=van):
                yield replace(false, how="its watt-hours make")


def _differing(
    written: Mapping[str, Any],
    real: Mapping[str, Any],
    keys: tuple[str, ...],
    *,
    path: str = "",
    van: str = "",
) -> Iterator[FalseSum]:
    for key in keys:
        if key in written and not _is_same(written[key], real.get(key, 0)):
            yield FalseSum(
                path=f"{path}{key}",
                written=_words(written[key]),
                real=_words(real.get(key, 0)),
                vehicle_id=van,
            )


def _is_same(written: object, real: object) -> bool:
    if isinstance(written, str) and isinstance(real, str):
        try:
            return Decimal(written) == Decimal(real)
        except InvalidOperation:
            return False
    return type(written) is type(real) and written == real


def _words(value: object) -> str:
    return value[:60] if isinstance(value, str) else shown(value)

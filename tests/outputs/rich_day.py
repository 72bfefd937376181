"""A drawn day with a bit of everything: two trips, a lunch, a shipment, lateness, a partner."""

from __future__ import annotations

from dataclasses import replace

from lastmile_cli.domain.addresses import Address
from lastmile_cli.domain.fleet import Break, Driver
from lastmile_cli.domain.load import Load
from lastmile_cli.domain.plan import Plan
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.stops import StopKind, Window
from lastmile_cli.planning.assemble import assemble
from tests.days import DAY, EIGHT, PROVENANCE, drawn_day
from tests.worlds import EURO

STREETS = dict(zip("ABCGHP", ("Bulevardi 1", "Mannerheimintie 5", "Fabianinkatu 3",
    "Kasarmikatu 7", "Annankatu 9", "Lönnrotinkatu 2"), strict=True))  # fmt: skip


def rich_plan() -> Plan:
    """
    Van 1 drives D-A-B-D-P-C with lunch at B, van 2 drives D-G; a partner takes H.

    What P hands over goes to C and never sees the depot. B is 17 minutes late,
    at 12 euros an hour.
    """
    common = {
        letter: {
            "name": f"Customer {letter}",
            "address": Address(line1=street, postal_code="00100", city="Helsinki"),
            "load": Load(weight_g=2_500, parcels=2),
        }
        for letter, street in STREETS.items()
    }
    stops: dict[str, dict[str, object]] = {k: dict(v) for k, v in common.items()}
    stops["B"]["windows"] = (Window(EIGHT, EIGHT + 1_200),)
    stops["P"] |= {"kind": StopKind.PICKUP, "paired_with": "C"}
    stops["C"]["paired_with"] = "P"
    lunch = Break(duration_s=1_800, earliest_s=EIGHT + 300, latest_s=EIGHT + 600)
    day = drawn_day(
        "G..A.B\nD...P.\nH....C",
        stops=stops,
        vans=[
            {
                "max_trips": 2,
                "breaks": (lunch,),
                "driver": Driver(driver_id="aino", name="Aino Mäkelä"),
            },
            {},
        ],
        depot={"loading_s": 600},
        service={"max_late_s": 3_600, "late_micro_per_hour": 12 * EURO},
        unserved_micro=50 * EURO,
    )
    effective = {
        "depots": [{"id": "D", "name": "Bookstore hub"}],
        "vehicles": [{"id": "van", "count": 2, "profile": "van"}],
    }
    posed = day.posed()
    letters = list(stops)
    problem_stops = tuple(
        replace(stop, partner_micro=6_255_000) if letter == "H" else stop
        for letter, stop in zip(letters, posed.problem.stops, strict=True)
    )
    problem = replace(posed.problem, stops=problem_stops, balance_micro=6 * EURO)
    posed = replace(posed, problem=problem, partner_of={letters.index("H"): "acme"})
    trips = tuple(tuple(letters.index(letter) for letter in trip) for trip in ("AB", "PC"))
    routes = (
        ProposedRoute(vehicle=0, trips=trips),
        ProposedRoute(vehicle=1, trips=((letters.index("G"),),)),
    )
    proposal = Proposal(routes=routes, unserved=(letters.index("H"),))
    plan = assemble(
        posed,
        proposal,
        replace(day.config, effective=effective),
        {},
        day=DAY,
        provenance=PROVENANCE,
    )
    return replace(plan, plan_id="0123456789abcdef", created_at="2026-05-31T20:15:00+03:00")

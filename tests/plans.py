"""Small, complete plans for tests: two vans in Helsinki, unicode names, one stop left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from lastmile_cli.domain.addresses import (
    Address,
    GeocodeCandidate,
    GeocodeResult,
    GeocodeStatus,
    Precision,
)
from lastmile_cli.domain.fleet import CostCategory
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.load import Load
from lastmile_cli.domain.money import Money
from lastmile_cli.domain.notices import Notice, Place, Severity
from lastmile_cli.domain.plan import (
    Bill,
    BillLine,
    Leg,
    Outsourced,
    Plan,
    Route,
    Unassigned,
    UnassignedClass,
    Visit,
    VisitKind,
)
from lastmile_cli.domain.polyline import encode_polyline
from lastmile_cli.domain.provenance import Provenance, RoadsProvenance
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.stops import Contact, SequenceWish, Stop, StopKind, Window

DAY = ServiceDay(date=date(2026, 6, 1), timezone="Europe/Helsinki")
CREATED_AT = "2026-05-31T20:15:00+03:00"
HUB = Coordinate(lat_deg=60.165148, lon_deg=24.942780)
EIGHT = 8 * 3600


def eur(text: str) -> Money:
    """Euros from text."""
    return Money(Decimal(text), "EUR")


def bill(**amounts: str) -> Bill:
    """Make a bill such as ``bill(wages="12.00", energy="3.40")``."""
    lines = (BillLine(category=CostCategory(name), amount=eur(it)) for name, it in amounts.items())
    return Bill(currency="EUR", lines=tuple(lines))


def place(index: int, count: int = 12) -> Coordinate:
    """One of ``count`` places on a loop around the centre of Helsinki."""
    row, column = divmod(index, 4)
    return Coordinate(
        lat_deg=round(60.1655 + 0.0021 * row + 0.0003 * (index % 3), 6),
        lon_deg=round(24.9400 + 0.0033 * (column if row % 2 == 0 else 3 - column), 6),
    )


def stop(stop_id: str, at: Coordinate | None, **changes: object) -> Stop:
    """Make a stop with a found house number, changed as told."""
    best = (
        GeocodeCandidate(
            coordinate=at,
            precision=Precision.HOUSE,
            score=0.97,
            matched=f"House of {stop_id}, Helsinki",
            provider="map",
        )
        if at
        else None
    )
    plain = Stop(
        stop_id=stop_id,
        name=f"Customer {stop_id}",
        address=Address(line1=f"Unioninkatu {stop_id[-1]}", postal_code="00130", city="Helsinki"),
        coordinate=at,
        geocode=GeocodeResult(
            status=GeocodeStatus.ACCEPT if best else GeocodeStatus.FAIL,
            best=best,
            gap_m=120.5 if best else None,
            snap_m=4.2 if best else None,
            reason="" if best else "no such street",
        ),
        load=Load(weight_g=2500, volume_ml=12_000, parcels=1),
        cells=(("Order No", stop_id), ("Consignee", f"Customer {stop_id}"), ("Colour", "blue")),
        row=2,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def visit(sequence: int, of: Stop, arrive_s: int, **changes: object) -> Visit:
    """Make a three-minute visit, 600 m and two minutes from the place before."""
    assert of.coordinate is not None
    plain = Visit(
        sequence=sequence,
        trip=1,
        kind=VisitKind.STOP,
        place=of.coordinate,
        stop_id=of.stop_id,
        arrive_s=arrive_s,
        start_s=arrive_s,
        depart_s=arrive_s + 180,
        eta_low_s=arrive_s - 300,
        eta_high_s=arrive_s + 600,
        drive_s=120,
        distance_m=600,
        cost=eur("2.40"),
        co2e_g=150,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def loading(trip: int, arrive_s: int, sequence: int = 0) -> Visit:
    """Load at the hub for ten minutes."""
    return Visit(
        sequence=sequence,
        trip=trip,
        kind=VisitKind.LOAD,
        place=HUB,
        depot_id="hub-1",
        arrive_s=arrive_s,
        start_s=arrive_s,
        depart_s=arrive_s + 600,
        eta_low_s=arrive_s,
        eta_high_s=arrive_s,
    )


def route(name: str, stops: list[Stop], *, driver: str, start_s: int = EIGHT) -> Route:
    """Make a route through the stops, five minutes apart, with straight geometry and a way home."""
    visits = [loading(1, start_s)]
    for position, each in enumerate(stops):
        arrive_s = start_s + 600 + 120 + position * 300
        visits.append(visit(position + 1, each, arrive_s, cost=share(position, len(stops))))
    end_s = visits[-1].depart_s + 240
    points = [HUB, *(it.place for it in visits[1:]), HUB]
    return Route(
        route_id=f"{name}-1",
        vehicle_id=name,
        driver_id=driver.split(maxsplit=1)[0].lower(),
        driver_name=driver,
        depot_id="hub-1",
        start_s=start_s,
        end_s=end_s,
        trips=1,
        visits=tuple(visits),
        home=Leg(place=HUB, depot_id="hub-1", arrive_s=end_s, drive_s=240, distance_m=1100),
        load=sum((it.load for it in stops), start=Load()),
        bill=bill(energy="3.15", wages="12.50", vehicle="18.00"),
        co2e_g=150 * len(stops) + 275,
        geometry=encode_polyline([(it.lat_deg, it.lon_deg) for it in points]),
    )


def share(position: int, count: int) -> Money:
    """Return one stop's part of a route's 33.65; the parts add up to it exactly."""
    cents = 3365 // count + (1 if position < 3365 % count else 0)
    return eur(f"{cents / 100:.2f}")


def small_stops() -> list[Stop]:
    """List seven stops; the last one is at no known place."""
    first = stop(
        "S-1",
        place(0),
        name="Łukasz Żółć & Söhne <Αθήνα>",
        windows=(Window(EIGHT, EIGHT + 3 * 3600),),
        contact=Contact(
            phone="+358 40 123 4567",
            email="l@example.org",
            language="pl",
            consent=frozenset({"sms", "email"}),
        ),
        notes="Ring twice; the door code is 12#34.\nLeave nothing outside.",
        requires=frozenset({"signature", "id"}),
        skills=frozenset({"white_glove"}),
        service_s=240,
    )
    second = stop(
        "S-2",
        place(1),
        name="Москва Книги",
        windows=(Window(EIGHT, EIGHT + 3600), Window(EIGHT + 5 * 3600, EIGHT + 6 * 3600)),
        ready_s=EIGHT - 3600,
        sequence=SequenceWish.LAST,
        vehicle_id="van-1",
        driver_id="aino",
        depot_id="hub-1",
        zone="centre",
        priority=90,
    )
    pickup = stop("S-3", place(2), kind=StopKind.PICKUP, name="=SUM(A1:A9)")
    plain = [stop(f"S-{number}", place(number)) for number in (4, 5, 6)]
    lost = stop("S-7", None, name="[red]Nobody[/red]")
    return [first, second, pickup, *plain, lost]


def small_plan() -> Plan:
    """Make a plan of two routes with three stops each and one stop left out."""
    stops = small_stops()
    routes = (
        route("van-1", stops[:3], driver="Aino Mäkelä"),
        route("bike-2", stops[3:6], driver="Bo Ek", start_s=EIGHT + 1800),
    )
    left = Unassigned(
        stop_id="S-7",
        unassigned_class=UnassignedClass.IMPOSSIBLE,
        reason="no_place",
        detail="The address could not be found on the map.",
        cheapest_fix="give the stop a pin",
        fix_cost=eur("0.00"),
    )
    notice = Notice(
        code="LM1301",
        severity=Severity.WARNING,
        place=Place(file="stops.csv", row=8, column="address"),
        problem="no such street in Helsinki.",
        hint="check the spelling, or give lat and lon",
    )
    return Plan(
        plan_id="0123456789abcdef",
        created_at=CREATED_AT,
        day=DAY,
        currency="EUR",
        provenance=provenance(),
        config={
            "service": {"timezone": "Europe/Helsinki", "currency": "EUR"},
            "depots": [
                {
                    "id": "hub-1",
                    "name": "Hub Kaartinkaupunki",
                    "address": "Kasarmikatu 25",
                    "city": "Helsinki",
                    "loading_min": 10,
                }
            ],
        },
        stops=tuple(stops),
        routes=routes,
        unassigned=(left,),
        outsourced=(),
        bill=bill(energy="6.30", wages="25.00", vehicle="36.00"),
        objective=bill(energy="6.30", wages="25.00", vehicle="36.00", lateness="0.00"),
        notices=(notice,),
    )


def priced_plan() -> Plan:
    """
    Make the small plan with the configuration of its two vehicles, and lines for every stop.

    Both emit 200 g a km and 50 before; what rests on an assumption says so.
    """
    plan = small_plan()
    van = {
        "shift": {"start": "08:00", "end": "17:00"},
        "energy": {"kind": "diesel", "l_per_100km": 8},
        "emission": "measured",
        "capacity": {"weight_kg": 800},
    }
    config = {
        **plan.config,
        "roads": {"source": "great_circle"},
        "vehicles": [van | {"id": "van-1", "kind": "van"}, van | {"id": "bike-2", "kind": "bike"}],
        "costs": {
            "price_year": 2026,
            "wage_per_hour": {"amount": "25.00", "source": "contract"},
            "diesel_per_l": {"amount": "1.75", "source": "assumption"},
            "vehicle_per_day": {"amount": "18.00", "source": "lease"},
        },
        "emissions": {
            "factors": {
                "measured": {"ttw_g_per_km": 200, "wtt_g_per_km": 50, "source": "own meters"}
            }
        },
    }
    return replace(plan, config=config, routes=tuple(_priced(each) for each in plan.routes))


def moved_plan() -> Plan:
    """
    Make the small plan anew: the pickup goes to the bike, a stop to a partner, all an hour later.

    The stop without a place has been given up.
    """
    plan, stops = small_plan(), small_stops()
    routes = (
        route("van-1", stops[:2], driver="Aino Mäkelä", start_s=EIGHT + 3600),
        route("bike-2", [stops[5], stops[2], stops[3]], driver="Bo Ek", start_s=EIGHT + 3600),
    )
    return replace(
        plan,
        stops=plan.stops[:6],
        routes=routes,
        unassigned=(),
        outsourced=(Outsourced(stop_id="S-5", partner_id="post", price=eur("6.20")),),
        bill=bill(energy="6.30", wages="23.50", vehicle="36.00", partners="6.20"),
    )


def hauled_plan() -> Plan:
    """
    Make the small plan with a truck that brings all of it to the hub, from 06:00 on.

    Two kilometres and forty minutes each way, unloaded in ten.
    """
    plan = small_plan()
    load = Load(weight_g=12_500, volume_ml=60_000, parcels=5)
    hub = stop(
        "hub:hub-1",
        HUB,
        name="Hub Kaartinkaupunki",
        customer_id="hub-1",
        load=load,
        depot_id="warehouse",
        notes="for 5 stops",
        cells=(),
        row=None,
    )
    at = EIGHT - 2 * 3600
    arrival = visit(1, hub, at + 600 + 2_400, depart_s=at + 3_600, cost=eur("41.20"))
    home_s = at + 3_600 + 2_400
    start = replace(loading(1, at), depot_id="warehouse", place=place(11))
    truck = Route(
        route_id="truck-1",
        vehicle_id="truck",
        driver_id="eve",
        driver_name="Eve Salo",
        depot_id="warehouse",
        start_s=at,
        end_s=home_s,
        trips=1,
        visits=(start, replace(arrival, drive_s=2_400, distance_m=2_000, co2e_g=900)),
        home=Leg(
            place=place(11), depot_id="warehouse", arrive_s=home_s, drive_s=2_400, distance_m=2_000
        ),
        load=load,
        bill=bill(energy="2.20", wages="19.00", vehicle="20.00"),
        co2e_g=900,
        geometry=encode_polyline([(it.lat_deg, it.lon_deg) for it in (place(11), HUB, place(11))]),
    )
    trucks = replace(
        plan,
        stops=(hub,),
        routes=(truck,),
        unassigned=(),
        notices=(),
        bill=truck.bill,
        objective=truck.bill,
    )
    both = bill(energy="8.50", wages="44.00", vehicle="56.00")
    return replace(plan, line_haul=trucks, bill=both, objective=both)


def _priced(route: Route) -> Route:
    """The route with lines and all its grams borne by its stops."""
    grams = {1: 100, 2: 250, 3: 375}
    visits = []
    for it in route.visits:
        if it.cost is None:
            visits.append(it)
            continue
        wages = it.cost.amount - Decimal("7.05")
        lines = bill(energy="1.05", wages=f"{wages}", vehicle="6.00").lines
        visits.append(replace(it, cost_lines=lines, co2e_g=grams[it.sequence]))
    return replace(route, visits=tuple(visits))


def provenance(*, is_estimate: bool = False, is_straight: bool = False) -> Provenance:
    """Say what the small plan was made from."""
    return Provenance(
        stops_sha256="a" * 64,
        config_sha256="b" * 64,
        engine="ortools",
        seed=0,
        iterations=1000,
        repeatable=True,
        roads=RoadsProvenance(
            source="great_circle" if is_estimate else "embedded",
            map_sha256="" if is_estimate else "c" * 64,
            profiles=("van",),
            periods=("free flow",),
            is_estimate=is_estimate,
            is_straight=is_straight,
        ),
        lastmile_version="0.1.0",
    )


def long_plan(stop_count: int) -> Plan:
    """Make a plan with one route of so many stops, crowded into the same few blocks."""
    stops = [stop(f"L-{number}", crowded_place(number)) for number in range(1, stop_count + 1)]
    only = route("van-1", stops, driver="Aino Mäkelä")
    return replace(
        small_plan(),
        stops=tuple(stops),
        routes=(only,),
        unassigned=(),
        notices=(),
        bill=only.bill,
        objective=only.bill,
    )


def crowded_place(number: int) -> Coordinate:
    """Scatter places over 1 km, several in the same street."""
    return Coordinate(
        lat_deg=round(60.1650 + 0.0090 * ((number * 37) % 101) / 101, 6),
        lon_deg=round(24.9380 + 0.0160 * ((number * 61) % 103) / 103, 6),
    )

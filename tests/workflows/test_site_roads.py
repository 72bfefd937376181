"""Sites and doors with roads between them: who cannot be reached from where is told."""

from __future__ import annotations

from dataclasses import replace

from lastmile_cli.domain.fleet import Depot
from lastmile_cli.domain.stops import Stop
from lastmile_cli.insight.hub_sites import DemandPoint, Site
from lastmile_cli.planning.places import index_places
from lastmile_cli.workflows.site_roads import SiteRoads
from tests.days import drawn_day, spots
from tests.worlds import drawn_travel

DRAWING = "D..A..I..B"
"""I lies on an island."""


def roads(cut) -> SiteRoads:
    at = spots(DRAWING)
    sites = tuple(Site(site_id=name, coordinate=at[name], row=2 + n) for n, name in enumerate("DI"))
    points = tuple(
        DemandPoint(name=name, coordinate=at[name], visits=(1,), parcels=(1,), service_s=60)
        for name in "AB"
    )
    depots = [Depot(depot_id=site.site_id, coordinate=site.coordinate) for site in sites]
    doors = [Stop(stop_id=f"p{n}", coordinate=it.coordinate) for n, it in enumerate(points)]
    letters = {coordinate: letter for letter, coordinate in at.items()}
    places = index_places(depots, doors)
    order = [letters[point] for point in places.points]
    # The drawing's places in the order of the index.
    travel = drawn_travel(DRAWING, cut=cut)
    numbers = [list(at).index(letter) for letter in order]
    table = travel.tables[0]
    table = replace(
        table,
        duration_s=table.duration_s[:, numbers][:, :, numbers],
        distance_m=table.distance_m[numbers][:, numbers],
    )
    travel = replace(travel, tables=(table,))
    config = drawn_day("D").config
    return SiteRoads(sites=sites, points=points, config=config, places=places, travel=travel)


def both_ways(*pairs):
    return [way for a, b in pairs for way in ((a, b), (b, a))]


def test_a_candidate_on_an_island_serves_nobody_and_is_told():
    found = roads(both_ways(("I", "A"), ("I", "B")))
    (notice,) = found.notices("sites.csv")

    assert (notice.code, notice.place.row) == ("LM1193", 3)
    assert "0 of 2 doors" in notice.problem
    assert [set(its) for its in found.estimated(None).facilities.ways] == [{("D", "")}] * 2


def test_a_door_that_no_hub_reaches_is_told_and_not_counted():
    found = roads(both_ways(("I", "B"), ("D", "B")))

    assert [it.code for it in found.notices("sites.csv")] == ["LM1193", "LM1193", "LM1197"]
    assert [it.name for it in found.estimated(None).points] == ["A"]


def test_the_nearer_hub_is_the_cheaper_way():
    (a, b) = roads(()).estimated(None).facilities.ways

    assert a["D", ""] == a["I", ""]
    assert b["I", ""] < b["D", ""]

"""Candidate sites: what is wrong with a row is told with its line and column."""

from __future__ import annotations

import pytest

from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.insight.hub_sites import SiteKind
from lastmile_cli.intake.sites import read_sites
from lastmile_cli.intake.sources import Source

HEADER = "id,kind,lat,lon,address,fixed_per_day,line_haul_per_day,capacity,radius_m\n"


def sites(text, header=HEADER):
    return read_sites(Source(file="sites.csv", content=(header + text).encode()))


def refused(text, header=HEADER):
    with pytest.raises(InputRefusedError) as error:
        sites(text, header)
    return [(it.code, it.place.row, it.place.column) for it in error.value.notices]


def test_a_row_is_a_site_in_whole_units():
    hub, box = sites('A,,60.1,24.2,,"12,50",3,40,\nB,Locker,,,Kuja 1,0,,,250\n')

    assert (hub.site_id, hub.kind, hub.fixed_micro, hub.capacity) == (
        "A",
        SiteKind.HUB,
        12_500_000,
        40,
    )
    assert hub.daily_micro == 15_500_000
    assert (hub.coordinate.lat_deg, hub.coordinate.lon_deg) == (60.1, 24.2)
    assert (box.kind, box.address.line1, box.radius_m, box.capacity) == (
        SiteKind.LOCKER,
        "Kuja 1",
        250,
        None,
    )


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("A,,60.1,24.2,,5,,-3,\n", ("LM1191", 2, "capacity")),
        ("A,,60.1,24.2,,-5,,3,\n", ("LM1191", 2, "fixed_per_day")),
        ("A,,60.1,24.2,,,,3,\n", ("LM1191", 2, "fixed_per_day")),
        (",,60.1,24.2,,5,,3,\n", ("LM1191", 2, "id")),
        ("A,tower,60.1,24.2,,5,,3,\n", ("LM1191", 2, "kind")),
        ("A,,91,24.2,,5,,3,\n", ("LM1191", 2, "lat")),
        ("A,,60.1,,,5,,3,\n", ("LM1191", 2, "lat")),
        ("A,,,,,5,,3,\n", ("LM1191", 2, "address")),
        ("A,,60.1,24.2,,5,,much,\n", ("LM1191", 2, "capacity")),
        ("A,,60.1,24.2,,5,,,\nA,,60.1,24.2,,5,,,\n", ("LM1192", 3, "id")),
        ("A,locker,60.1,24.2,,5,,,\n", ("LM1196", None, "")),
        ("", ("LM1190", None, "")),
    ],
)
def test_a_wrong_row_is_refused_by_line_and_column(row, expected):
    assert expected in refused(row)


def test_all_that_is_wrong_is_told_at_once():
    assert len(refused("A,,60.1,24.2,,-5,,-3,\nB,tower,60.1,24.2,,5,,,\n")) == 3


def test_a_column_that_is_missing_is_named():
    assert ("LM1190", 1, "") in refused("A,60.1,24.2\n", "id,lat,lon\n")

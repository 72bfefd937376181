"""Events as drivers' apps, trackers and spreadsheets write them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastmile_cli.domain.events import EventKind
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.intake.event_file import EventContext, EventFile, read_events
from lastmile_cli.intake.event_times import Moments
from lastmile_cli.intake.sources import Source

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
NINE = datetime(2026, 6, 1, 6, tzinfo=UTC)
"""Nine in the morning in Helsinki."""


def read(text: str | bytes, *, vehicle_id: str = "", file: str = "events.csv") -> EventFile:
    """Read events of the first of June in Helsinki."""
    content = text.encode() if isinstance(text, str) else text
    moments = Moments(ZoneInfo("Europe/Helsinki"), date(2026, 6, 1))
    context = EventContext(moments=moments, received_at=NOW, currency="EUR", vehicle_id=vehicle_id)
    return read_events(Source(file=file, content=content), context)


def codes(found: EventFile) -> list[tuple[str, int | None]]:
    """Code and row of each notice."""
    return [(notice.code, notice.place.row) for notice in found.notices]


def test_a_table_of_a_drivers_app_becomes_events():
    found = read(
        "at,event,order_id,vehicle_id,parcels,reason,note,cash\n"
        "2026-06-01T09:00:00+03:00,delivered,S-1,van-1,2,,at the neighbour's,12.50\n"
        "9:05,Not home,S-2,van-1,,,,\n"
    )

    first, second = found.events
    assert (first.kind, first.at, first.order_id, first.parcels) == (
        EventKind.DELIVERED, NINE, "S-1", 2,
    )  # fmt: skip
    assert (first.cash_micro, first.note, first.received_at) == (
        12_500_000,
        "at the neighbour's",
        NOW,
    )
    assert (second.kind, second.reason) == (EventKind.FAILED_ATTEMPT, "not_home")
    assert second.at == NINE + timedelta(minutes=5)
    assert found.notices == ()


@pytest.mark.parametrize(
    "text",
    [
        "2026-06-01T09:00:00+03:00", "2026-06-01T06:00:00Z", "2026-06-01 09:00", "1.6.2026 9:00",
        "2026-06-01 09:00:00", "9:00", "1780293600",
        "1780293600000", "1780293600.0",
    ],
)  # fmt: skip
def test_nine_in_the_morning_can_be_written_in_many_ways(text):
    assert read(f"at,event,order_id\n{text},arrived,S-1\n").events[0].at == NINE


def test_a_bad_row_is_told_and_all_others_count():
    found = read(
        "at,event,order_id,parcels,lat,lon\n"
        "9:00,delivered,S-1,,,\n"
        "soon,delivered,S-2,,,\n"
        "9:00,delverd,S-3,,,\n"
        "9:00,delivered,,,,\n"
        "9:00,delivered,S-5,1.5,,\n"
        "9:00,delivered,S-6,,95,24\n"
        ",delivered,S-7,,,\n"
        "9:00,delivered,S-8,,,\n"
    )

    assert [event.order_id for event in found.events] == ["S-1", "S-8"]
    assert codes(found) == [
        ("LM1802", 3), ("LM1803", 4), ("LM1804", 5), ("LM1805", 6), ("LM1804", 7), ("LM1802", 8),
    ]  # fmt: skip
    assert found.refused == 6
    assert "delivered" in found.notices[1].hint


@pytest.mark.parametrize(("text", "missing"), [("event,order_id\ndelivered,S-1\n", "at"),
                                               ("at,order_id\n9:00,S-1\n", "event")])  # fmt: skip
def test_a_table_without_time_or_event_is_refused_whole(text, missing):
    found = read(text)

    assert found.events == ()
    assert codes(found) == [("LM1801", 1)]
    assert f"({missing})" in found.notices[0].problem


def test_what_owntracks_sends_is_read_as_it_is():
    sent = [
        {
            "_type": "location",
            "tid": "van-1",
            "tst": 1780293600,
            "lat": 60.17,
            "lon": 24.94,
            "acc": 7,
        },
        {"_type": "lwt", "tst": 1780293700},
    ]

    found = read("\n".join(map(json.dumps, sent)))

    (event,) = found.events
    assert (event.kind, event.vehicle_id, event.at) == (EventKind.POSITION, "van-1", NINE)
    assert (event.place, event.accuracy_m) == (Coordinate(lat_deg=60.17, lon_deg=24.94), 7.0)
    assert codes(found) == [("LM1806", None)]
    assert "lwt (1)" in found.notices[0].problem


def test_what_traccar_forwards_is_read_as_it_is():
    sent = {
        "position": {
            "id": 51, "deviceId": 3, "fixTime": "2026-06-01T06:00:00.000+00:00",
            "serverTime": "2026-06-01T06:00:04.000+00:00", "latitude": 60.17, "longitude": 24.94,
            "accuracy": 4.5,
        },
        "device": {"id": 3, "name": "Van one", "uniqueId": "van-1", "status": "online"},
    }  # fmt: skip

    (event,) = read(json.dumps(sent)).events

    assert (event.kind, event.vehicle_id, event.event_id) == (EventKind.POSITION, "van-1", "51")
    assert event.received_at - event.at == timedelta(seconds=4)


@pytest.mark.parametrize(
    ("trigger", "kind"),
    [(0, EventKind.OUT_FOR_DELIVERY), (2, EventKind.ARRIVED), (3, EventKind.DELIVERED),
     (4, EventKind.FAILED_ATTEMPT), (6, EventKind.CREATED), (8, EventKind.CANCELLED)],
)  # fmt: skip
def test_a_webhook_of_onfleet_is_read_as_it_is(trigger, kind):
    sent = {
        "taskId": "aZ09", "triggerId": trigger, "time": 1780293600000,
        "data": {"task": {"shortId": "S-1"}, "worker": {"name": "van-1"}},
    }  # fmt: skip

    (event,) = read(json.dumps(sent)).events

    assert (event.kind, event.order_id, event.vehicle_id, event.at) == (kind, "S-1", "van-1", NINE)


@pytest.mark.parametrize(
    ("tag", "subtag", "kind", "reason"),
    [
        ("OutForDelivery", "OutForDelivery_001", EventKind.OUT_FOR_DELIVERY, ""),
        ("AttemptFail", "AttemptFail_001", EventKind.FAILED_ATTEMPT, ""),
        ("Exception", "Exception_003", EventKind.REFUSED, ""),
        ("Exception", "Exception_007", EventKind.FAILED_ATTEMPT, "address_wrong"),
        ("Exception", "Exception_011", EventKind.RETURNED, ""),
    ],
)
def test_what_aftership_sends_is_read_as_it_is(tag, subtag, kind, reason):
    sent = {"msg": {"tag": tag, "subtag": subtag, "tracking_number": "S-1",
                    "checkpoint_time": "2026-06-01T09:00:00+03:00"}}  # fmt: skip

    (event,) = read(json.dumps(sent)).events

    assert (event.kind, event.reason, event.order_id) == (kind, reason, "S-1")


def test_the_points_of_a_track_are_positions_of_the_vehicle_it_is_named_after():
    found = read(
        '<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1"><trk>'
        "<name>van-1</name><trkseg>"
        '<trkpt lat="60.17" lon="24.94"><time>2026-06-01T06:00:00Z</time></trkpt>'
        '<trkpt lat="60.18" lon="24.94"></trkpt>'
        "</trkseg></trk></gpx>"
    )

    (event,) = found.events
    assert (event.vehicle_id, event.at, event.place) == (
        "van-1", NINE, Coordinate(lat_deg=60.17, lon_deg=24.94),
    )  # fmt: skip
    assert codes(found) == [("LM1808", None)]


def test_a_track_that_unfolds_without_end_is_not_unfolded():
    found = read('<!DOCTYPE x [<!ENTITY a "aaaa">]><gpx><trk><name>&a;</name></trk></gpx>')

    assert (found.events, codes(found)) == ((), [("LM1807", None)])


def test_a_track_of_nobody_knows_waits_for_its_vehicle():
    track = (
        '<gpx><trk><trkpt lat="60" lon="24"><time>2026-06-01T06:00:00Z</time></trkpt></trk></gpx>'
    )

    assert codes(read(track)) == [("LM1804", None)]
    assert read(track, vehicle_id="bike-2").events[0].vehicle_id == "bike-2"


@given(st.binary(max_size=400))
def test_no_noise_is_too_strange(noise):
    read(noise)
    read(b"at,event,order_id\n" + noise)
    read(b"<gpx>" + noise)

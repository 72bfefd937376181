"""The desk: pins win, providers in order, failures pass over and are told, answers are kept."""

from __future__ import annotations

import socket

import pytest

from lastmile_cli.domain.addresses import Address, GeocodeStatus, Precision
from lastmile_cli.domain.errors import InputRefusedError, ServiceUnreachableError
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.notices import Severity
from lastmile_cli.domain.settings import DoubtPolicy, GeocodingSettings, ProviderSettings
from lastmile_cli.domain.stops import Stop
from lastmile_cli.geocoding import limiter, online
from lastmile_cli.geocoding.desk import GeocodingDesk, geocode_stops, is_usable
from tests.geocoding.drawn_town import at
from tests.geocoding.stub_server import EMPTY, GOOD, StubServer

MAP_ONLY = GeocodingSettings()


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(limiter, "_NEXT_TURN_S", {})
    monkeypatch.setattr(online, "FIRST_PAUSE_S", 0.0)


def stop(stop_id, line1="", *, city="Pikkula", pin=None, row=None, cells=(), **rest):
    place = Coordinate(lat_deg=pin[0], lon_deg=pin[1]) if pin else None
    address = Address(line1=line1, city=city, **rest) if line1 else Address()
    return Stop(stop_id=stop_id, address=address, coordinate=place, row=row, cells=cells)


def photon(stub, **rest):
    return ProviderSettings(
        name="photon",
        options={"domain": stub.domain, "scheme": "http"},
        requests_per_s=1_000_000.0,
        timeout_s=0.8,
        **rest,
    )


def settings(*providers, **rest):
    return GeocodingSettings(providers=providers, **rest)


def codes(notices):
    return [notice.code for notice in notices]


def test_every_stop_gets_its_place_in_its_order(town_map):
    stops = [stop("a", "Torikatu 3"), stop("b", "Kirkkokatu 1"), stop("c", "TORIKATU 3")]
    done, notices = geocode_stops(stops, MAP_ONLY, town_map)
    assert [s.stop_id for s in done] == ["a", "b", "c"]
    assert all(s.geocode.status is GeocodeStatus.ACCEPT for s in done)
    assert done[0].coordinate == done[2].coordinate
    assert notices == []


def test_a_pin_wins_over_the_address(town_map):
    lat, lon = at(45, -10)
    done, notices = geocode_stops([stop("a", "Torikatu 3", pin=(lat, lon))], MAP_ONLY, town_map)
    assert done[0].coordinate == Coordinate(lat_deg=lat, lon_deg=lon)
    assert done[0].geocode.best.precision is Precision.PIN
    assert done[0].geocode.best.score == 1.0
    assert notices == []


def test_what_was_geocoded_before_is_left_alone(town_map):
    (first,), _ = geocode_stops([stop("a", "Torikatu 3")], MAP_ONLY, town_map)
    (second,), _ = geocode_stops([first], MAP_ONLY, town_map)
    assert second == first


@pytest.mark.parametrize(
    ("policy", "severity", "usable"),
    [
        (DoubtPolicy.REFUSE, Severity.ERROR, False),
        (DoubtPolicy.SKIP, Severity.WARNING, False),
        (DoubtPolicy.ACCEPT, Severity.WARNING, True),
    ],
)
def test_a_doubtful_address_is_told_with_its_row(town_map, policy, severity, usable):
    config = GeocodingSettings(on_doubtful=policy)
    done, notices = geocode_stops(
        [stop("a", "Torikatu 2", city="", row=7)], config, town_map, file="stops.csv"
    )
    assert codes(notices) == ["LM1302"]
    assert notices[0].severity is severity
    assert str(notices[0].place) == "stops.csv:7 address"
    assert "Isola" in notices[0].problem
    assert "Pikkula" in notices[0].problem
    assert is_usable(done[0], config) is usable


def test_an_unknown_address_keeps_no_place(town_map):
    done, notices = geocode_stops([stop("a", "Nirgendwogasse 3", row=2)], MAP_ONLY, town_map)
    assert done[0].coordinate is None
    assert done[0].geocode.status is GeocodeStatus.FAIL
    assert codes(notices) == ["LM1301"]
    assert not is_usable(done[0], GeocodingSettings(on_doubtful=DoubtPolicy.ACCEPT))


def test_a_stop_without_anything_is_told_apart(town_map):
    done, notices = geocode_stops([stop("a")], MAP_ONLY, town_map)
    assert codes(notices) == ["LM1304"]
    assert done[0].coordinate is None


def test_what_was_corrected_is_told_gently(town_map):
    _, notices = geocode_stops([stop("a", "Kirkokatu 1", row=3)], MAP_ONLY, town_map)
    assert [(n.code, n.severity) for n in notices] == [("LM1303", Severity.INFO)]
    assert "Kirkkokatu" in notices[0].problem


def test_no_stops_ask_nobody_and_open_nothing():
    assert geocode_stops([], GeocodingSettings(), None) == ([], [])


def test_pins_alone_need_no_map_and_no_provider():
    done, notices = geocode_stops([stop("a", "Torikatu 3", pin=(60.0, 25.0))], MAP_ONLY, None)
    assert done[0].geocode.best.precision is Precision.PIN
    assert notices == []


def test_a_pin_off_the_map_is_suspicious(town_map):
    _, notices = geocode_stops([stop("a", "Torikatu 3", pin=(60.5, 25.0))], MAP_ONLY, town_map)
    assert codes(notices) == ["LM1308"]


def test_a_depot_is_found_by_the_same_desk(town_map):
    desk = GeocodingDesk(settings=MAP_ONLY, map_path=town_map)
    result = desk.geocode_address(Address(line1="Torikatu 22", city="Pikkula"))
    assert result.status is GeocodeStatus.ACCEPT
    assert desk.geocode_address(Address()).status is GeocodeStatus.FAIL
    desk.close()


def test_identical_addresses_are_asked_once():
    with StubServer(GOOD["photon"]) as stub:
        stops = [stop(str(i), "Unioninkatu 20", city="Helsinki") for i in range(5)]
        done, _ = geocode_stops(stops, settings(photon(stub)))
        assert len(stub.queries) == 1
    assert {s.coordinate for s in done} == {Coordinate(lat_deg=60.168, lon_deg=24.95)}


def test_the_second_run_asks_nothing():
    with StubServer(GOOD["photon"]) as stub:
        stops = [stop(str(i), f"Unioninkatu {i}", city="Helsinki") for i in range(1, 6)]
        for _ in range(2):
            geocode_stops(stops, settings(photon(stub)))
        assert len(stub.queries) == 5


def test_the_next_provider_is_asked_where_the_first_is_not_sure(town_map):
    with StubServer(GOOD["photon"]) as stub:
        config = settings(ProviderSettings(name="map"), photon(stub))
        stops = [stop("a", "Torikatu 3"), stop("b", "Unioninkatu 20", city="Helsinki")]
        done, _ = geocode_stops(stops, config, town_map)
        assert [s.geocode.best.provider for s in done] == ["map", "photon"]
        assert len(stub.queries) == 1


@pytest.mark.parametrize("reply", [503, 429, "reset", "<html>", "hang"])
def test_a_failing_provider_is_passed_over_and_named(town_map, reply):
    with StubServer(reply) as stub:
        config = settings(photon(stub), ProviderSettings(name="map"))
        done, notices = geocode_stops([stop("a", "Torikatu 3")], config, town_map)
    assert done[0].geocode.best.provider == "map"
    assert codes(notices) == ["LM1310"]
    assert notices[0].severity is Severity.WARNING
    assert "photon" in notices[0].problem


def test_a_provider_that_keeps_failing_is_asked_no_more(town_map):
    with StubServer(503) as stub:
        config = settings(photon(stub), ProviderSettings(name="map"))
        stops = [stop(str(i), f"Torikatu {i}") for i in (1, 2, 3, 4, 7, 12, 20, 22)]
        done, notices = geocode_stops(stops, config, town_map)
        assert len(stub.queries) == 3 * online.ATTEMPTS
    assert all(s.geocode.best.provider == "map" for s in done)
    assert "8 addresses" in notices[0].problem
    assert "asked no more" in notices[0].problem


def test_a_spent_quota_stops_the_asking_at_once(town_map):
    with StubServer(402) as stub:
        config = settings(photon(stub), ProviderSettings(name="map"))
        geocode_stops([stop("a", "Torikatu 1"), stop("b", "Torikatu 2")], config, town_map)
        assert len(stub.queries) == 1


@pytest.mark.parametrize("reply", [503, "reset", "<html>busy</html>", "hang"])
def test_a_network_that_fails_midway_loses_no_answer(reply):
    stops = [stop(str(i), f"Unioninkatu {i}", city="Helsinki") for i in range(1, 41)]
    with StubServer(*[GOOD["photon"]] * 25, reply) as stub:
        with pytest.raises(ServiceUnreachableError) as caught:
            geocode_stops(stops, settings(photon(stub)))
        assert "15 of 40 stops" in caught.value.message
        assert codes(caught.value.notices)[0] == "LM1310"
        stub.script[:] = [GOOD["photon"]]
        stub.queries.clear()
        done, _ = geocode_stops(stops, settings(photon(stub)))
        assert len(stub.queries) == 15
    assert len(done) == 40


def test_offline_opens_no_socket(town_map, monkeypatch):
    def forbidden(*_, **__):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", forbidden)
    monkeypatch.setattr(socket, "create_connection", forbidden)
    monkeypatch.setattr(socket, "getaddrinfo", forbidden)
    config = settings(ProviderSettings(name="photon"), ProviderSettings(name="map"))
    stops = [stop("a", "Torikatu 3"), stop("b", "Nirgendwogasse 3")]
    done, notices = geocode_stops(stops, config, town_map, offline=True)
    assert done[0].geocode.best.provider == "map"
    assert codes(notices) == ["LM1311", "LM1301"]
    assert "2 addresses" in notices[0].problem


def test_offline_still_knows_what_was_answered_before(monkeypatch):
    with StubServer(GOOD["photon"]) as stub:
        config = settings(photon(stub))
        known = stop("a", "Unioninkatu 20", city="Helsinki")
        geocode_stops([known], config)
    done, notices = geocode_stops(
        [known, stop("b", "Unioninkatu 24", city="Helsinki")], config, offline=True
    )
    assert done[0].geocode.status is GeocodeStatus.ACCEPT
    assert done[1].geocode.reason.startswith("not asked: working offline")
    assert codes(notices) == ["LM1311", "LM1301"]


def test_the_map_provider_without_a_map_is_a_mistake_in_the_configuration():
    with pytest.raises(InputRefusedError, match="map"):
        geocode_stops([stop("a", "Torikatu 3")], MAP_ONLY, None)


def test_an_empty_answer_is_an_answer():
    with StubServer(EMPTY["photon"]) as stub:
        done, notices = geocode_stops([stop("a", "Nowhere 1")], settings(photon(stub)))
    assert done[0].geocode.status is GeocodeStatus.FAIL
    assert codes(notices) == ["LM1301"]


def test_the_cache_stands_where_the_settings_say(tmp_path):
    with StubServer(GOOD["photon"]) as stub:
        config = settings(photon(stub), cache_path=str(tmp_path / "mine" / "answers.sqlite"))
        geocode_stops([stop("a", "Unioninkatu 20", city="Helsinki")], config)
    assert (tmp_path / "mine" / "answers.sqlite").is_file()


def test_progress_runs_from_nothing_to_all(town_map):
    seen = []
    geocode_stops([stop("a", "Torikatu 3")], MAP_ONLY, town_map, progress=seen.append)
    finding = [step.done for step in seen if step.label == "Finding addresses"]
    assert finding[0] == 0
    assert finding[-1] == 1


# Suspicions


def test_one_place_for_two_addresses_is_suspicious(town_map):
    pin = at(45, -10)
    stops = [stop("a", "Torikatu 3", pin=pin), stop("b", "Kirkkokatu 1", pin=pin, row=3)]
    _, notices = geocode_stops(stops, MAP_ONLY, town_map)
    assert codes(notices) == ["LM1305"]
    assert notices[0].place.row == 3


def test_two_flats_of_one_house_are_not(town_map):
    stops = [stop("a", "Torikatu 3 as. 1"), stop("b", "Torikatu 3 as. 2")]
    assert geocode_stops(stops, MAP_ONLY, town_map)[1] == []


def test_two_numbers_of_one_long_building_are_not(town_map):
    stops = [stop("a", "Torikatu 8-10"), stop("b", "Kirkkokatu 5"), stop("c", "Kirkkokatu 7")]
    assert geocode_stops(stops, MAP_ONLY, town_map)[1] == []


def test_a_pin_far_from_its_own_address_is_suspicious(town_map):
    _, notices = geocode_stops([stop("a", "Torikatu 3", pin=at(5000, 0))], MAP_ONLY, town_map)
    assert "LM1306" in codes(notices)
    assert "5.0 km" in next(n for n in notices if n.code == "LM1306").problem


def test_a_pin_with_lat_and_lon_swapped_is_recognised(town_map):
    lat, lon = at(40, -15)
    _, notices = geocode_stops([stop("a", "Torikatu 3", pin=(lon, lat))], MAP_ONLY, town_map)
    assert codes(notices) == ["LM1307"]
    assert f"try lat {lat}" in notices[0].hint

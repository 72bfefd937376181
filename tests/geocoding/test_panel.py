"""The providers of one run together: countries, many at once, words for pins, what is told."""

from __future__ import annotations

import threading

import pytest

from lastmile_cli.domain.addresses import Address, GeocodeStatus
from lastmile_cli.domain.errors import ServiceUnreachableError
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.settings import GeocodingSettings, ProviderSettings
from lastmile_cli.domain.stops import Stop
from lastmile_cli.geocoding import limiter, nominatim, online
from lastmile_cli.geocoding.asking import Panel
from lastmile_cli.geocoding.desk import geocode_stops
from lastmile_cli.geocoding.map_geocoder import MapGeocoder
from lastmile_cli.geocoding.providers import Surroundings
from tests.geocoding.drawn_town import at
from tests.geocoding.stub_server import EMPTY, GOOD, NEEDS_KEY, StubServer

HERE = Coordinate(lat_deg=60.168, lon_deg=24.95)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(limiter, "_NEXT_TURN_S", {})
    monkeypatch.setattr(online, "FIRST_PAUSE_S", 0.0)


def provider(name, stub, **more):
    keys = {"api_key": "k"} if name in NEEDS_KEY else {}
    options = {"domain": stub.domain, "scheme": "http", **keys, **more.pop("options", {})}
    return ProviderSettings(
        name=name,
        options=options,
        requests_per_s=more.pop("requests_per_s", 1_000_000.0),
        timeout_s=5.0,
        **more,
    )


def stop(stop_id, line1="", city="Helsinki", pin=None, **address):
    where = Address(line1=line1, city=city, **address) if line1 else Address()
    return Stop(stop_id=stop_id, name=f"Customer {stop_id}", address=where, coordinate=pin)


# Where the work is, and what a refusal is about


@pytest.mark.parametrize("name", ["here", "maptiler", "photon"])
def test_answers_near_one_depot_are_not_those_near_another(name):
    """Of two streets of a name the provider was told to prefer the nearer one."""
    far = Coordinate(lat_deg=48.1, lon_deg=11.6)
    with StubServer(GOOD[name]) as stub:
        keys = [
            Panel(
                GeocodingSettings(providers=(provider(name, stub),)),
                Surroundings(map_path=None, bias=bias, cache=lambda: None),
            )
            ._seats[0]
            .geocoder.provider.options_key
            for bias in (HERE, far, HERE)
        ]
    assert keys[0] == keys[2] != keys[1]


def test_rows_that_a_provider_does_not_take_close_nothing():
    """Five bad rows before the good one: three refusals used to be the end."""
    with StubServer(*[400] * 5, GOOD["photon"]) as stub:
        panel = Panel(
            GeocodingSettings(providers=(provider("photon", stub),)),
            Surroundings(map_path=None, cache=lambda: None),
        )
        for i in range(5):
            with pytest.raises(ServiceUnreachableError, match="did not take"):
                panel.ask(Address(line1=f"Nonsense {i}", city="?"))
        found = panel.ask(Address(line1="Unioninkatu 20", city="Helsinki"))
    assert found.status is GeocodeStatus.ACCEPT


# Countries


def test_each_address_goes_to_the_providers_of_its_country():
    with StubServer(GOOD["ban"]) as french, StubServer(GOOD["photon"]) as other:
        config = GeocodingSettings(
            providers=(
                provider("ban", french, countries=("FR",)),
                provider("photon", other, countries=("FI", "SE")),
            )
        )
        stops = [
            stop("a", "Unioninkatu 20"),
            stop("b", "Rue X 2", "Lyon", country="Ranska"),
            stop("c", "Storgatan 3", "Umeå", country="SE"),
            stop("d", "Hauptstraße 4", "Wien", country="AT"),
        ]
        done, _ = geocode_stops(stops, config, country="FI")
        assert [query["q"] for query in french.queries] == [["Rue X 2, Lyon"]]
        assert len(other.queries) == 2
    assert "no geocoding provider is for AT" in done[3].geocode.reason


def test_the_address_base_knows_that_it_is_for_france():
    with StubServer(EMPTY["ban"]) as french:
        config = GeocodingSettings(providers=(provider("ban", french),))
        geocode_stops([stop("a", "Unioninkatu 20")], config, country="FI")
        assert french.queries == []
        geocode_stops([stop("a", "Rue X 20", country="RE")], config, country="FI")
        assert french.queries


def test_where_nobody_knows_the_country_all_are_asked():
    with StubServer(GOOD["photon"]) as stub:
        config = GeocodingSettings(providers=(provider("photon", stub, countries=("FI",)),))
        geocode_stops([stop("a", "Unioninkatu 20")], config)
        geocode_stops([stop("b", "Unioninkatu 21", country="Wonderland")], config, country="SE")
        assert len(stub.queries) == 2


def test_the_map_may_be_for_one_country_as_well(town_map):
    with StubServer(GOOD["photon"]) as stub:
        config = GeocodingSettings(
            providers=(ProviderSettings(name="map", countries=("FI",)), provider("photon", stub))
        )
        stops = [stop("a", "Torikatu 3", "Pikkula"), stop("b", "Torikatu 3", "X", country="SE")]
        done, _ = geocode_stops(stops, config, town_map, country="FI")
        assert done[0].geocode.best.provider == "map"
        assert len(stub.queries) == 1


# Many at once


class SlowStub(StubServer):
    """Holds each request until so many are there: only who asks side by side gets answers."""

    def __init__(self, together, *script):
        super().__init__(*script)
        self._barrier = threading.Barrier(together)
        self._first = threading.Event()

    def act(self, handler, reply):
        if self._first.is_set():
            self._barrier.wait(timeout=5)
        self._first.set()
        super().act(handler, reply)


def test_slow_answers_come_side_by_side():
    """The first question goes alone; the next eight are only answered together."""
    with SlowStub(8, GOOD["photon"]) as stub:
        stops = [stop(str(i), f"Unioninkatu {i}") for i in range(1, 10)]
        geocode_stops(stops, GeocodingSettings(providers=(provider("photon", stub),)))
        assert len(stub.queries) == 9


@pytest.mark.parametrize(("rate", "parallel"), [(0.5, 1), (1.0, 1), (4.0, 1), (10.0, 4), (500, 16)])
def test_a_slow_limit_is_kept_by_one_thread(rate, parallel):
    with StubServer(GOOD["photon"]) as stub:
        one = provider("photon", stub, requests_per_s=rate)
        panel = Panel(GeocodingSettings(providers=(one,)), Surroundings())
        assert panel._seats[0].geocoder.provider.parallel == parallel
        panel.close()


def test_threads_or_not_the_answers_are_the_same():
    found = []
    for rate in (4.0, 1_000_000.0):
        with StubServer(GOOD["photon"]) as stub:
            settings = GeocodingSettings(providers=(provider("photon", stub, requests_per_s=rate),))
            surroundings = Surroundings(sleep=lambda _: None)
            panel = Panel(settings, surroundings)
            questions = [(Address(line1=f"Unioninkatu {i}", city="Helsinki"), "") for i in range(9)]
            panel.ask_ahead(questions)
            found.append([panel.ask(*question) for question in questions])
            assert len(stub.queries) == 9
            panel.close()
    assert found[0] == found[1]


def test_a_crowd_does_not_hammer_a_service_that_went_down():
    """A thousand addresses, and down after a hundred: a few dozen requests in vain, not thousands."""
    with StubServer(*[GOOD["photon"]] * 100, 503) as stub:
        config = GeocodingSettings(providers=(provider("photon", stub),))
        stops = [stop(str(i), f"Unioninkatu {i}") for i in range(1000)]
        with pytest.raises(ServiceUnreachableError, match="900 of 1,000 stops"):
            geocode_stops(stops, config)
        assert len(stub.queries) <= 100 + 16 + 3 * online.ATTEMPTS


@pytest.mark.parametrize("rate", [1.0, 1_000_000.0])
def test_all_flats_of_a_house_are_one_question(rate):
    with StubServer(GOOD["photon"]) as stub:
        one = provider("photon", stub, requests_per_s=rate)
        flats = [stop(str(i), f"Unioninkatu 20 A {i}") for i in range(1, 9)]
        done, _ = geocode_stops(flats, GeocodingSettings(providers=(one,)))
        assert len(stub.queries) == 1
    assert {s.coordinate for s in done} == {HERE}


# Words for pins

REVERSED = {
    "nominatim": GOOD["nominatim"][0],
    "locationiq": GOOD["locationiq"][0],
    "tomtom": {
        "summary": {"numResults": 1},
        "addresses": [
            {**GOOD["tomtom"]["results"][0], "position": "60.168000,24.950000"},
        ],
    },
}
"""What answers a reverse search otherwise than a search, by Nominatim's and TomTom's documentation."""
REVERSED["azure"] = REVERSED["tomtom"]

NOTHING_THERE = {
    "nominatim": {"error": "Unable to geocode"},
    "tomtom": {"summary": {"numResults": 0}, "addresses": []},
    "azure": {"summary": {"numResults": 0}, "addresses": []},
}


@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_pin_without_an_address_gets_words_for_the_driver(name):
    with StubServer(REVERSED.get(name, GOOD[name])) as stub:
        config = GeocodingSettings(providers=(provider(name, stub),), names_pins=True)
        for _ in range(2):
            (done,), notices = geocode_stops([stop("a", pin=HERE)], config)
        assert len(stub.queries) == 1
    assert done.address == Address(
        line1="near Unioninkatu 20", postal_code="00130", city="Helsinki"
    )
    assert done.coordinate == HERE
    assert notices == []


@pytest.mark.parametrize("name", sorted(GOOD))
def test_where_nothing_is_near_a_pin_stays_without_words(name):
    with StubServer(NOTHING_THERE.get(name, EMPTY[name])) as stub:
        config = GeocodingSettings(providers=(provider(name, stub),), names_pins=True)
        (done,), _ = geocode_stops([stop("a", pin=HERE)], config)
    assert done.address == Address()


def test_words_from_far_away_are_worse_than_none():
    with StubServer(GOOD["photon"]) as stub:
        config = GeocodingSettings(providers=(provider("photon", stub),), names_pins=True)
        far = Coordinate(lat_deg=60.170, lon_deg=24.95)
        (done,), _ = geocode_stops([stop("a", pin=far)], config)
    assert done.address == Address()


def test_pins_are_told_to_nobody_unless_that_is_asked_for():
    with StubServer(GOOD["photon"]) as stub:
        config = GeocodingSettings(providers=(provider("photon", stub),))
        geocode_stops([stop("a", pin=HERE)], config)
        assert stub.queries == []


def test_the_map_s_words_cost_nothing_and_come_first(town_map, monkeypatch):
    """Whatever words the map finds: nobody else is asked, and the pin stays where it is."""
    words = Address(line1="near Torikatu 3", city="Pikkula")
    monkeypatch.setattr(MapGeocoder, "reverse", lambda self, at: words, raising=False)
    (done,), notices = geocode_stops([stop("a", pin=HERE)], GeocodingSettings(), town_map)
    assert (done.address, done.coordinate) == (words, HERE)
    assert [notice.code for notice in notices] == ["LM1308"]


def test_other_countries_are_another_question():
    with StubServer(GOOD["nominatim"]) as stub:
        for countries in ((), ("FI",), ("FI", "SE")):
            one = provider("nominatim", stub, countries=countries)
            geocode_stops([stop("a", "Unioninkatu 20")], GeocodingSettings(providers=(one,)))
        told = [query.get("countrycodes") for query in stub.queries]
    assert told == [None, ["fi"], ["fi,se"]]


def test_a_pin_with_an_address_is_not_asked_about():
    with StubServer(GOOD["photon"]) as stub:
        config = GeocodingSettings(providers=(provider("photon", stub),), names_pins=True)
        (done,), _ = geocode_stops([stop("a", "Torikatu 3", pin=HERE)], config)
        assert stub.queries == []
    assert done.address.line1 == "Torikatu 3"


@pytest.mark.parametrize("reply", [503, 401, "reset", "<html>"])
def test_a_provider_without_words_stops_no_run(reply):
    with StubServer(reply) as stub:
        config = GeocodingSettings(providers=(provider("photon", stub),), names_pins=True)
        done, notices = geocode_stops(
            [stop(str(i), pin=at(i, 0) and HERE) for i in range(9)], config
        )
        assert len(stub.queries) <= 3 * online.ATTEMPTS
    assert len(done) == 9
    assert all(s.geocode.status is GeocodeStatus.ACCEPT for s in done)
    assert [notice.code for notice in notices] == ["LM1310"]


# What is told


def test_more_than_a_few_questions_to_the_public_server_are_told(monkeypatch):
    monkeypatch.setattr(nominatim, "is_host_or_below", lambda *_: True)
    monkeypatch.setattr(nominatim, "BULK", 5)
    with StubServer(GOOD["nominatim"]) as stub:
        options = {nominatim.POLICY_OPTION: True}
        config = GeocodingSettings(providers=(provider("nominatim", stub, options=options),))
        panel = Panel(config, Surroundings(sleep=lambda _: None))
        for number in range(7):
            panel.ask(Address(line1=f"Unioninkatu {number}", city="Helsinki"))
        (notice,) = panel.notices()
        panel.close()
    assert notice.code == "LM1314"
    assert "7 questions" in notice.problem


def test_a_cache_that_cannot_keep_is_told_and_ends_nothing(tmp_path):
    path = tmp_path / "answers.sqlite"
    with StubServer(GOOD["photon"]) as stub:
        config = GeocodingSettings(providers=(provider("photon", stub),), cache_path=str(path))
        geocode_stops([stop("a", "Unioninkatu 20")], config)
        content = path.read_bytes()
        path.write_bytes(content[:4096] + b"\x17" * (len(content) - 4096))
        done, notices = geocode_stops([stop("a", "Unioninkatu 20")], config)
    assert done[0].geocode.status is GeocodeStatus.ACCEPT
    assert [notice.code for notice in notices] == ["LM1313"]

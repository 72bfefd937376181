"""Online providers against a service on this very machine: answers, refusals, nonsense, silence."""

from __future__ import annotations

import pytest

from lastmile_cli.domain.addresses import Address, Precision
from lastmile_cli.domain.errors import InputRefusedError, ServiceUnreachableError, UsageError
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.settings import ProviderSettings
from lastmile_cli.geocoding import google, limiter, nominatim, pelias, photon
from lastmile_cli.geocoding.answer_cache import AnswerCache
from lastmile_cli.geocoding.limiter import HostLimiter
from lastmile_cli.geocoding.online import ATTEMPTS, ProviderClosedError
from lastmile_cli.geocoding.providers import Surroundings, open_geocoder
from tests.geocoding.stub_server import EMPTY, GOOD, NEEDS_KEY, StubServer

NAMES = sorted(GOOD)
UNIONINKATU = Address(line1="Unioninkatu 20", postal_code="00130", city="Helsinki")


@pytest.fixture
def naps(monkeypatch):
    """Sleeps are written down instead of slept."""
    monkeypatch.setattr(limiter, "_NEXT_TURN_S", {})
    return []


def open_stub(name, stub, naps, *, cache=None, timeout_s=2.0, **options):
    keys = {"api_key": "sesame"} if name in NEEDS_KEY else {}
    settings = ProviderSettings(
        name=name,
        options={"domain": stub.domain, "scheme": "http", **keys, **options},
        requests_per_s=1_000_000.0,
        timeout_s=timeout_s,
    )
    return open_geocoder(settings, Surroundings(cache=lambda: cache, sleep=naps.append))


@pytest.mark.parametrize("name", NAMES)
def test_a_good_answer_is_a_certain_house(name, naps):
    with StubServer(GOOD[name]) as stub:
        found = open_stub(name, stub, naps).candidates(UNIONINKATU)
    assert [c.precision for c in found] == [Precision.HOUSE]
    assert found[0].score >= 0.99
    assert found[0].provider == name
    assert found[0].coordinate == Coordinate(lat_deg=60.168, lon_deg=24.95)
    assert naps == []


@pytest.mark.parametrize("name", NAMES)
def test_no_such_address_is_an_empty_list(name, naps):
    with StubServer(EMPTY[name]) as stub:
        assert open_stub(name, stub, naps).candidates(UNIONINKATU) == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("reply", [429, 500, 502, 503, 504, "reset", "<html>busy</html>"])
def test_a_failure_is_tried_again_and_then_forgotten(name, reply, naps):
    with StubServer(reply, GOOD[name]) as stub:
        found = open_stub(name, stub, naps).candidates(UNIONINKATU)
    assert found[0].score >= 0.99
    assert len(naps) == 1


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "reply", [429, 500, 503, "reset", "<html>busy</html>", "", '{"a": 1}', "null", "7"]
)
def test_a_lasting_failure_is_never_no_result(name, reply, naps):
    with StubServer(reply) as stub, pytest.raises(ServiceUnreachableError, match=name):
        open_stub(name, stub, naps).candidates(UNIONINKATU)
    assert len(stub.queries) == ATTEMPTS
    assert naps == [0.5, 1.0, 2.0]


@pytest.mark.parametrize("name", NAMES)
def test_a_service_that_hangs_is_given_up(name, naps):
    with StubServer("hang") as stub, pytest.raises(ServiceUnreachableError):
        open_stub(name, stub, naps, timeout_s=0.05).candidates(UNIONINKATU)


@pytest.mark.parametrize("name", NAMES)
def test_nobody_listening_is_a_failure(name, naps):
    with StubServer(GOOD[name]) as stub:
        geocoder = open_stub(name, stub, naps)
    with pytest.raises(ServiceUnreachableError):
        geocoder.candidates(UNIONINKATU)


def test_a_service_may_say_how_long_to_wait(naps):
    with StubServer((429, {"Retry-After": "7"}), GOOD["photon"]) as stub:
        open_stub("photon", stub, naps).candidates(UNIONINKATU)
    assert naps == [7.0]


def test_nobody_waits_for_an_hour(naps):
    reply = (429, {"Retry-After": "3600"})
    with StubServer(reply) as stub, pytest.raises(ProviderClosedError, match="for 3600 s"):
        open_stub("photon", stub, naps).candidates(UNIONINKATU)
    assert naps == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("reply", [401, 402, 403])
def test_a_refused_key_or_spent_quota_is_not_tried_again(name, reply, naps):
    with StubServer(reply) as stub, pytest.raises(ProviderClosedError):
        open_stub(name, stub, naps).candidates(UNIONINKATU)
    assert len(stub.queries) == 1


def test_googles_quota_comes_with_status_200(naps):
    spent = {"status": "OVER_QUERY_LIMIT", "results": []}
    with StubServer(spent) as stub, pytest.raises(ProviderClosedError):
        open_stub("google", stub, naps).candidates(UNIONINKATU)


def test_a_bad_request_is_not_tried_again(naps):
    with StubServer(400) as stub, pytest.raises(ServiceUnreachableError):
        open_stub("nominatim", stub, naps).candidates(UNIONINKATU)
    assert len(stub.queries) == 1


def test_an_answer_half_understood_is_a_failure_not_a_place(naps):
    broken = [{"lat": "north", "lon": "24.9", "display_name": "?"}]
    with StubServer(broken) as stub, pytest.raises(ServiceUnreachableError):
        open_stub("nominatim", stub, naps).candidates(UNIONINKATU)


def test_nominatim_is_asked_in_parts_then_freely(naps):
    with StubServer([], GOOD["nominatim"]) as stub:
        open_stub("nominatim", stub, naps).candidates(UNIONINKATU)
    parts, free = stub.queries
    assert (parts["street"], parts["postalcode"], parts["city"]) == (
        ["Unioninkatu 20"],
        ["00130"],
        ["Helsinki"],
    )
    assert free["q"] == ["Unioninkatu 20, 00130 Helsinki"]
    assert stub.agents[0].startswith("lastmile/")


def test_names_and_flats_are_told_to_nobody(naps):
    guest = Address(line1="Unioninkatu 20 A 12", line2="c/o Virtanen", city="Helsinki")
    with StubServer(GOOD["photon"]) as stub:
        open_stub("photon", stub, naps).candidates(guest)
    assert stub.queries[0]["q"] == ["Unioninkatu 20, Helsinki"]


def test_options_of_the_query_reach_the_query(naps):
    with StubServer(GOOD["nominatim"]) as stub:
        open_stub("nominatim", stub, naps, language="sv", country_codes="fi").candidates(
            UNIONINKATU
        )
    assert stub.queries[0]["accept-language"] == ["sv"]
    assert stub.queries[0]["countrycodes"] == ["fi"]


def test_an_unknown_option_is_refused_without_repeating_secrets(naps):
    with StubServer(GOOD["google"]) as stub, pytest.raises(InputRefusedError) as caught:
        open_stub("google", stub, naps, colour="blue")
    assert "colour" in caught.value.message
    assert "sesame" not in caught.value.message


def test_google_without_a_key_is_refused():
    with pytest.raises(InputRefusedError, match="google"):
        open_geocoder(ProviderSettings(name="google"), Surroundings())


def test_an_unknown_provider_is_refused_with_a_suggestion():
    with pytest.raises(UsageError) as caught:
        open_geocoder(ProviderSettings(name="nominatin"), Surroundings())
    assert "nominatim" in caught.value.hint


def test_the_map_provider_needs_a_map():
    with pytest.raises(InputRefusedError, match="no map"):
        open_geocoder(ProviderSettings(name="map"), Surroundings())


@pytest.mark.parametrize(
    "domain",
    [
        None,
        "nominatim.openstreetmap.org",
        "nominatim.openstreetmap.org:443/",
        "Nominatim.OpenStreetMap.ORG",
        "nominatim.openstreetmap.org.",
        " nominatim.openstreetmap.org:8080/search ",
        "ｎominatim.openstreetmap.org",
        "us1.nominatim.openstreetmap.org",
    ],
)
@pytest.mark.parametrize("accepted", [None, False, "yes"])
def test_the_public_nominatim_is_opt_in(domain, accepted):
    options = {} if domain is None else {"domain": domain}
    if accepted is not None:
        options[nominatim.POLICY_OPTION] = accepted
    with pytest.raises(InputRefusedError, match="policy"):
        open_geocoder(ProviderSettings(name="nominatim", options=options), Surroundings())


def test_the_public_nominatim_is_asked_once_a_second_at_most():
    settings = ProviderSettings(
        name="nominatim", options={nominatim.POLICY_OPTION: True}, requests_per_s=50.0
    )
    geocoder = open_geocoder(settings, Surroundings())
    assert (geocoder.provider.requests_per_s, geocoder.provider.parallel) == (1.0, 1)


def test_the_limiter_spaces_requests_of_all_geocoders_of_a_host(monkeypatch):
    monkeypatch.setattr(limiter, "_NEXT_TURN_S", {})
    clock, naps = [100.0], []

    def sleep(seconds):
        naps.append(seconds)
        clock[0] += seconds

    one, two = (HostLimiter("host", 2.0, clock=lambda: clock[0], sleep=sleep) for _ in range(2))
    for each in (one, two, one):
        each.wait()
    assert naps == [0.5, 0.5]
    clock[0] += 60
    two.wait()
    assert len(naps) == 2


def test_a_limit_of_nothing_is_refused(naps):
    settings = ProviderSettings(name="photon", requests_per_s=0.0)
    with pytest.raises(InputRefusedError, match="never let one through"):
        open_geocoder(settings, Surroundings())


@pytest.mark.parametrize(
    ("raw", "precision"),
    [
        (
            {
                "class": "place",
                "type": "house",
                "osm_type": "way",
                "address": {"house_number": "20"},
            },
            Precision.INTERPOLATED,
        ),
        (
            {
                "class": "place",
                "type": "house",
                "osm_type": "node",
                "address": {"house_number": "20"},
            },
            Precision.HOUSE,
        ),
        (
            {
                "class": "highway",
                "type": "residential",
                "addresstype": "road",
                "address": {"road": "X"},
            },
            Precision.STREET,
        ),
        (
            {"class": "place", "type": "postcode", "addresstype": "postcode", "address": {}},
            Precision.POSTCODE,
        ),
        (
            {"class": "boundary", "type": "administrative", "addresstype": "city", "address": {}},
            Precision.PLACE,
        ),
    ],
)
def test_what_nominatim_found_says_how_exact_it_is(raw, precision):
    assert nominatim.read_place({"lat": 1, "lon": 2, **raw}).precision is precision


@pytest.mark.parametrize(
    ("properties", "precision"),
    [
        ({"type": "house", "housenumber": "5", "street": "X"}, Precision.HOUSE),
        ({"type": "house", "name": "Kiosk"}, Precision.STREET),
        ({"type": "street", "name": "X", "osm_key": "highway"}, Precision.STREET),
        ({"type": "city", "name": "X"}, Precision.PLACE),
    ],
)
def test_what_photon_found_says_how_exact_it_is(properties, precision):
    raw = {"geometry": {"coordinates": [2, 1]}, "properties": properties}
    assert photon.read_place(raw).precision is precision


@pytest.mark.parametrize(
    ("properties", "precision"),
    [
        ({"layer": "address", "housenumber": "5"}, Precision.HOUSE),
        (
            {"layer": "address", "housenumber": "5", "match_type": "interpolated"},
            Precision.INTERPOLATED,
        ),
        ({"layer": "venue"}, Precision.STREET),
        ({"layer": "street"}, Precision.STREET),
        ({"layer": "postalcode"}, Precision.POSTCODE),
        ({"layer": "locality"}, Precision.PLACE),
    ],
)
def test_what_pelias_found_says_how_exact_it_is(properties, precision):
    raw = {"geometry": {"coordinates": [2, 1]}, "properties": properties}
    assert pelias.read_place(raw).precision is precision


@pytest.mark.parametrize(
    ("location_type", "types", "precision"),
    [
        ("ROOFTOP", ["premise"], Precision.HOUSE),
        ("RANGE_INTERPOLATED", ["street_address"], Precision.INTERPOLATED),
        ("GEOMETRIC_CENTER", ["route"], Precision.STREET),
        ("GEOMETRIC_CENTER", ["street_address"], Precision.STREET),
        ("APPROXIMATE", ["postal_code"], Precision.POSTCODE),
        ("APPROXIMATE", ["locality"], Precision.PLACE),
    ],
)
def test_what_google_found_says_how_exact_it_is(location_type, types, precision):
    geometry = {"location_type": location_type, "location": {"lat": 1, "lng": 2}}
    assert google.read_place({"types": types, "geometry": geometry}).precision is precision


@pytest.mark.parametrize(
    ("change", "below"),
    [
        ({"house_number": "22"}, 0.9),
        ({"road": "Fabianinkatu"}, 0.9),
        ({"road": "Unionkatu"}, 1.0),
        ({"city": "Espoo", "postcode": "02100"}, 0.9),
    ],
)
def test_a_provider_that_found_something_else_is_not_believed(change, below, naps):
    place = GOOD["nominatim"][0]
    other = {**place, "address": {**place["address"], **change}}
    with StubServer([other]) as stub:
        best = open_stub("nominatim", stub, naps).candidates(UNIONINKATU)[0]
    assert best.score < below
    assert best.differs


def test_two_equal_answers_far_apart_are_ambiguous(naps):
    place = GOOD["nominatim"][0]
    with StubServer([place, {**place, "lat": "60.2680"}]) as stub:
        found = open_stub("nominatim", stub, naps).candidates(UNIONINKATU)
    assert found[0].score <= 0.75
    assert "ambiguous" in found[0].differs[-1]


def test_a_second_asking_comes_from_the_cache(tmp_path, naps):
    cache = AnswerCache(tmp_path / "answers.sqlite")
    with StubServer(GOOD["photon"]) as stub:
        geocoder = open_stub("photon", stub, naps, cache=cache)
        first = geocoder.candidates(UNIONINKATU)
        shouted = Address(line1="UNIONINKATU  20", postal_code="00130", city="HELSINKI")
        assert geocoder.candidates(shouted)[0].coordinate == first[0].coordinate
        assert len(stub.queries) == 1
    cache.close()


def test_another_option_is_another_question(tmp_path, naps):
    cache = AnswerCache(tmp_path / "answers.sqlite")
    with StubServer(GOOD["photon"]) as stub:
        for language in ("fi", "sv"):
            open_stub("photon", stub, naps, cache=cache, language=language).candidates(UNIONINKATU)
        assert len(stub.queries) == 2
    cache.close()


def test_a_failure_is_not_remembered_but_an_empty_answer_is(tmp_path, naps):
    cache = AnswerCache(tmp_path / "answers.sqlite")
    with StubServer(503, 503, 503, 503, EMPTY["photon"]) as stub:
        geocoder = open_stub("photon", stub, naps, cache=cache)
        with pytest.raises(ServiceUnreachableError):
            geocoder.candidates(UNIONINKATU)
        assert geocoder.candidates(UNIONINKATU) == []
        assert geocoder.candidates(UNIONINKATU) == []
        assert len(stub.queries) == 5
    cache.close()

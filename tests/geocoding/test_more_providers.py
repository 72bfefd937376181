"""What each provider is asked, how its words are read, and how it says no."""

from __future__ import annotations

import pytest

from lastmile_cli.domain.addresses import Address, Precision
from lastmile_cli.domain.errors import InputRefusedError, ServiceUnreachableError
from lastmile_cli.domain.settings import ProviderSettings
from lastmile_cli.geocoding import (
    ban,
    google,
    here,
    limiter,
    locationiq,
    maptiler,
    opencage,
    tomtom,
)
from lastmile_cli.geocoding.online import ATTEMPTS, ProviderClosedError
from lastmile_cli.geocoding.providers import Surroundings, open_geocoder
from tests.geocoding.provider_replies import MORE_EMPTY, MORE_GOOD
from tests.geocoding.stub_server import GOOD, NEEDS_KEY, StubServer
from tests.geocoding.test_providers import UNIONINKATU, open_stub

KEY = "sesame-open-4711"


@pytest.fixture
def naps(monkeypatch):
    monkeypatch.setattr(limiter, "_NEXT_TURN_S", {})
    return []


# What is asked


def test_here_is_asked_in_qualified_parts_then_freely(naps):
    with StubServer(MORE_EMPTY["here"], GOOD["here"]) as stub:
        open_stub("here", stub, naps).candidates(UNIONINKATU)
    parts, free = stub.queries
    assert parts["qq"] == ["street=Unioninkatu;houseNumber=20;city=Helsinki;postalCode=00130"]
    assert free["q"] == ["Unioninkatu 20, 00130 Helsinki"]
    assert set(stub.paths) == {"/v1/geocode"}


def test_a_semicolon_does_not_end_a_qualified_part(naps):
    odd = Address(line1="Unioninkatu 20", city="Helsinki", state="Uusimaa;country=SE")
    with StubServer(GOOD["here"]) as stub:
        open_stub("here", stub, naps).candidates(odd)
    assert stub.queries[0]["qq"][0].split(";")[-1] == "state=Uusimaa country SE"


def test_pelias_is_asked_in_parts_then_freely(naps):
    with StubServer(MORE_EMPTY["geocode_earth"], GOOD["pelias"]) as stub:
        open_stub("pelias", stub, naps, countries="FI").candidates(UNIONINKATU)
    parts, free = stub.queries
    assert stub.paths == ["/v1/search/structured", "/v1/search"]
    assert (parts["address"], parts["locality"], parts["postalcode"]) == (
        ["Unioninkatu 20"],
        ["Helsinki"],
        ["00130"],
    )
    assert parts["boundary.country"] == free["boundary.country"] == ["FI"]
    assert free["text"] == ["Unioninkatu 20, 00130 Helsinki"]


def test_a_pelias_without_a_structured_search_is_asked_freely(naps):
    with StubServer(GOOD["pelias"]) as stub:
        open_stub("pelias", stub, naps, structured=False).candidates(UNIONINKATU)
    assert stub.paths == ["/v1/search"]


def test_the_address_base_is_asked_inside_the_postcode_then_everywhere(naps):
    rue = Address(
        line1="8 bd du Port, Bât. 2", postal_code="80000", city="Amiens", country="France"
    )
    with StubServer(MORE_EMPTY["ban"], GOOD["ban"]) as stub:
        open_stub("ban", stub, naps).candidates(rue)
    inside, anywhere = stub.queries
    assert (inside["q"], inside["postcode"]) == (["8 bd du Port Amiens"], ["80000"])
    assert anywhere["q"] == ["8 bd du Port, 80000 Amiens"]
    assert "postcode" not in anywhere
    assert stub.paths == ["/search", "/search"]


def test_opencage_is_told_the_country_and_asked_for_no_annotations(naps):
    with StubServer(GOOD["opencage"]) as stub:
        somewhere = Address(line1="Unioninkatu 20", city="Helsinki", country="Suomi")
        open_stub("opencage", stub, naps).candidates(somewhere)
    assert (stub.queries[0]["countrycode"], stub.queries[0]["no_annotations"]) == (["fi"], ["1"])


@pytest.mark.parametrize("name", ["tomtom", "azure", "maptiler"])
def test_a_slash_in_an_address_stays_inside_the_question(name, naps):
    with StubServer(GOOD[name]) as stub:
        found = open_stub(name, stub, naps).candidates(Address(line1="Torikatu 5/7", city="Oulu"))
    assert found
    assert "5/7" not in stub.paths[0]
    assert "5%2F7" not in stub.received[0]


@pytest.mark.parametrize("name", sorted(NEEDS_KEY - {"pelias"}))
@pytest.mark.parametrize("given", [{}, {"api_key": ""}, {"api_key": "  "}, {"api_key": 7}])
def test_a_provider_without_its_key_is_refused(name, given):
    with pytest.raises(InputRefusedError, match=name) as caught:
        open_geocoder(ProviderSettings(name=name, options=given), Surroundings())
    assert "api_key" in caught.value.hint


@pytest.mark.parametrize("name", sorted(GOOD))
def test_an_unknown_option_is_refused_by_every_provider(name, naps):
    with StubServer(GOOD[name]) as stub, pytest.raises(InputRefusedError, match="colour"):
        open_stub(name, stub, naps, colour="blue")


@pytest.mark.parametrize("domain", ["https://geo.example.com", "me:pw@geo.example.com", "", "/"])
def test_a_domain_that_is_no_host_is_refused(domain):
    settings = ProviderSettings(name="photon", options={"domain": domain})
    with pytest.raises(InputRefusedError) as caught:
        open_geocoder(settings, Surroundings())
    assert "pw" not in caught.value.message


@pytest.mark.parametrize("name", sorted(GOOD))
def test_every_key_reaches_its_service(name, naps):
    with StubServer(GOOD[name]) as stub:
        options = {"api_key": KEY} if name in NEEDS_KEY else {}
        open_stub(name, stub, naps, **options).candidates(UNIONINKATU)
    assert all((KEY in text) is (name in NEEDS_KEY) for text in stub.received)


# How its words are read


def here_item(kind, **more):
    address = {"label": "X", "street": "X", **more.pop("address", {})}
    return {"resultType": kind, "position": {"lat": 1, "lng": 2}, "address": address, **more}


@pytest.mark.parametrize(
    ("raw", "precision"),
    [
        (here_item("houseNumber", houseNumberType="PA", address={"houseNumber": "5"}), "house"),
        (
            here_item("houseNumber", houseNumberType="interpolated", address={"houseNumber": "5"}),
            "interpolated",
        ),
        (here_item("houseNumber"), "place"),
        (here_item("place", address={"houseNumber": "5"}), "house"),
        (here_item("place"), "street"),
        (here_item("street"), "street"),
        (here_item("intersection"), "street"),
        (here_item("locality", localityType="postalCode"), "postcode"),
        (here_item("postalCodePoint"), "postcode"),
        (here_item("locality", localityType="city"), "place"),
        (here_item("administrativeArea"), "place"),
        (here_item("something new"), "place"),
    ],
)
def test_what_here_found_says_how_exact_it_is(raw, precision):
    assert here.read_place(raw).precision == precision


@pytest.mark.parametrize(
    ("parts", "precision"),
    [
        ({"_type": "building", "house_number": "5", "road": "X"}, "house"),
        ({"_type": "road", "road": "X"}, "street"),
        ({"_type": "postcode", "postcode": "1"}, "postcode"),
        ({"_type": "city", "city": "X"}, "place"),
        ({}, "place"),
    ],
)
def test_what_opencage_found_says_how_exact_it_is(parts, precision):
    raw = {"components": parts, "geometry": {"lat": 1, "lng": 2}, "formatted": "X"}
    assert opencage.read_place(raw).precision == precision


@pytest.mark.parametrize(
    ("found", "precision", "street"),
    [
        ({"type": "housenumber", "housenumber": "5", "street": "X", "name": "5 X"}, "house", "X"),
        ({"type": "housenumber", "housenumber": "5", "name": "5 X"}, "house", ""),
        ({"type": "street", "name": "X"}, "street", "X"),
        ({"type": "locality", "name": "Le X"}, "street", "Le X"),
        ({"type": "municipality", "name": "X", "city": "X"}, "place", ""),
    ],
)
def test_what_the_address_base_found_says_how_exact_it_is(found, precision, street):
    raw = {"geometry": {"coordinates": [2, 1]}, "properties": found}
    answer = ban.read_place(raw)
    assert (answer.precision, answer.street) == (precision, street)


@pytest.mark.parametrize(
    ("raw", "precision"),
    [
        ({"type": "Point Address"}, "house"),
        ({"type": "Address Range"}, "interpolated"),
        ({"type": "Street"}, "street"),
        ({"type": "Cross Street"}, "street"),
        ({"type": "Geography", "entityType": "PostalCodeArea"}, "postcode"),
        ({"type": "Geography", "entityType": "Municipality"}, "place"),
    ],
)
def test_what_tomtom_found_says_how_exact_it_is(raw, precision):
    whole = {"address": {"freeformAddress": "X"}, "position": {"lat": 1, "lon": 2}, **raw}
    assert tomtom.read_place(whole).precision == precision


@pytest.mark.parametrize(
    ("raw", "precision", "street"),
    [
        ({"place_type": ["address"], "text": "X", "address": "5"}, "house", "X"),
        ({"place_type": ["address"], "text": "X"}, "street", "X"),
        ({"place_type": ["road"], "text": "X"}, "street", "X"),
        ({"place_type": ["postal_code"], "text": "1"}, "postcode", ""),
        ({"place_type": ["municipality"], "text": "X"}, "place", ""),
        ({"place_type": [], "text": "X"}, "place", ""),
    ],
)
def test_what_maptiler_found_says_how_exact_it_is(raw, precision, street):
    answer = maptiler.read_place({"center": [2, 1], "place_name": "X", **raw})
    assert (answer.precision, answer.street) == (precision, street)


def test_a_country_that_contradicts_is_doubted(naps):
    with StubServer(GOOD["here"]) as stub:
        elsewhere = Address(
            line1="Unioninkatu 20", city="Helsinki", postal_code="00130", country="SE"
        )
        best = open_stub("here", stub, naps).candidates(elsewhere)[0]
    assert best.score < 0.9
    assert "country: SE is really FI" in best.differs


# How it says no


@pytest.mark.parametrize(
    ("name", "reply"),
    [
        ("opencage", (402, {}, {"status": {"code": 402, "message": "quota exceeded"}})),
        ("opencage", (401, {}, {"status": {"code": 401, "message": "invalid API key"}})),
        ("opencage", (403, {}, {"status": {"code": 403, "message": "disabled"}})),
        ("locationiq", (429, {}, {"error": "Rate Limited Day"})),
        ("locationiq", (401, {}, {"error": "Invalid key"})),
        ("locationiq", (403, {}, {"error": "Access restricted"})),
        ("tomtom", (403, {}, b"<h1>Developer Over Rate</h1>")),
        ("here", (401, {}, {"error": "Unauthorized", "error_description": "apiKey invalid."})),
        ("here", (429, {}, {"title": "Transactions limit reached"})),
        ("geocode_earth", (403, {}, {"meta": {"status_code": 403}})),
        ("google", {"status": "OVER_DAILY_LIMIT", "results": []}),
        ("google", {"status": "OVER_QUERY_LIMIT", "results": []}),
        ("google", {"status": "REQUEST_DENIED", "error_message": "bad key", "results": []}),
        ("woosmap", {"status": "REQUEST_DENIED"}),
        ("maptiler", (403, {}, b"Invalid key")),
        ("azure", (401, {}, {"error": {"code": "401 Unauthorized"}})),
        ("ban", (301, {"Location": "https://elsewhere.example/search"})),
    ],
)
def test_a_refusal_ends_the_asking(name, reply, naps):
    with StubServer(reply) as stub, pytest.raises(ProviderClosedError, match=name):
        open_stub(name, stub, naps).candidates(UNIONINKATU)
    assert len(stub.queries) == 1


@pytest.mark.parametrize(
    ("name", "reply"),
    [
        ("tomtom", (403, {}, {"error": "Developer Over Qps"})),
        ("opencage", (429, {}, {"status": {"code": 429, "message": "too many requests"}})),
        ("locationiq", (429, {}, {"error": "Rate Limited Second"})),
        ("google", {"status": "UNKNOWN_ERROR", "results": []}),
        ("ban", (429, {"Retry-After": "5"})),
        ("nominatim", "drip"),
    ],
)
def test_what_passes_is_asked_again(name, reply, naps):
    with StubServer(reply, GOOD[name]) as stub:
        assert open_stub(name, stub, naps, timeout_s=0.2).candidates(UNIONINKATU)
    assert naps == [5.0 if name == "ban" else 0.5]


@pytest.mark.parametrize("state", [400, 404, 405, 410, 413, 422])
def test_a_refused_question_is_asked_once(state, naps):
    with StubServer(state) as stub, pytest.raises(ServiceUnreachableError) as caught:
        open_stub("opencage", stub, naps).candidates(UNIONINKATU)
    assert str(state) in caught.value.message
    assert len(stub.queries) == 1


def test_an_option_of_a_wrong_kind_is_a_refused_question(naps):
    with StubServer(GOOD["photon"]) as stub:
        geocoder = open_stub("photon", stub, naps, bbox="everywhere")
        with pytest.raises(ServiceUnreachableError, match="photon"):
            geocoder.candidates(UNIONINKATU)
    assert stub.queries == []


@pytest.mark.parametrize("name", sorted(GOOD))
@pytest.mark.parametrize(
    "reply",
    [
        {"items": 3, "results": 3, "features": 3, "status": "OK"},
        {"items": [7], "results": [7], "features": [7], "status": "OK"},
        {"items": [{}], "results": [{}], "features": [{}], "status": "OK"},
        [[]],
        '{"items": [{"position": null}], "results": [{"position": null}], "features": [{"geometry": null}], "status": "OK"}',
    ],
)
def test_nonsense_of_the_right_shape_is_a_failure(name, reply, naps):
    with StubServer(reply) as stub, pytest.raises(ServiceUnreachableError):
        open_stub(name, stub, naps).candidates(UNIONINKATU)
    assert len(stub.queries) == ATTEMPTS


# What is kept for how long


@pytest.mark.parametrize(("name", "days"), [("google", 30), ("here", 30), ("nominatim", 365)])
def test_answers_are_kept_as_long_as_the_terms_allow(name, days, naps):
    with StubServer(GOOD[name]) as stub:
        assert open_stub(name, stub, naps).provider.keep_days == days


def test_the_configuration_says_how_long_answers_are_kept():
    settings = ProviderSettings(name="google", options={"api_key": KEY}, keep_days=2.0)
    assert open_geocoder(settings, Surroundings()).provider.keep_days == 2.0


def test_google_s_words_for_a_country_are_a_code():
    raw = GOOD["google"]["results"][0]
    part = {"long_name": "Suomi", "short_name": "FI", "types": ["country", "political"]}
    whole = {**raw, "address_components": [*raw["address_components"], part]}
    assert google.read_place(whole).country == "FI"


def test_locationiq_finds_in_its_own_paths(naps):
    with StubServer(MORE_GOOD["locationiq"]) as stub:
        open_stub("locationiq", stub, naps).candidates(UNIONINKATU)
    assert stub.paths == ["/v1/search"]
    assert locationiq.read_place(MORE_GOOD["locationiq"][0]).precision is Precision.HOUSE

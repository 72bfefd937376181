"""What leaves the house, and what the house says aloud: addresses to those configured, nobody else."""

from __future__ import annotations

import logging
import socket

import pytest

from lastmile_cli.domain.addresses import Address
from lastmile_cli.domain.errors import ServiceUnreachableError
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.pins import RememberedPin
from lastmile_cli.domain.settings import GeocodingSettings, ProviderSettings
from lastmile_cli.domain.stops import Contact, Stop
from lastmile_cli.geocoding import limiter, online
from lastmile_cli.geocoding.desk import geocode_stops
from tests.geocoding.stub_server import GOOD, NEEDS_KEY, StubServer

KEY = "sesame-open-4711"
PERSON = Stop(
    stop_id="ORD-1",
    customer_id="CUST-9",
    name="Matti Meikäläinen",
    address=Address(
        line1="Unioninkatu 20 A 12", line2="c/o Virtanen", postal_code="00130", city="Helsinki"
    ),
    contact=Contact(phone="+358401234567", email="matti@example.com"),
    notes="ring twice, code 4321",
    cells=(("name", "Matti Meikäläinen"), ("ssn", "131052-308T")),
)
PRIVATE = (
    "Matti", "Meik", "Virtanen", "+358", "1234567", "matti@", "example.com", "ring twice",
    "4321", "131052", "ORD-1", "CUST-9", "A 12", "A+12",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(limiter, "_NEXT_TURN_S", {})
    monkeypatch.setattr(online, "FIRST_PAUSE_S", 0.0)


def config(name, stub, **more):
    keys = {"api_key": KEY} if name in NEEDS_KEY else {}
    options = {"domain": stub.domain, "scheme": "http", **keys}
    one = ProviderSettings(name=name, options=options, requests_per_s=1e6, timeout_s=0.3)
    return GeocodingSettings(providers=(one,), **more)


@pytest.mark.parametrize("name", sorted(GOOD))
def test_of_a_customer_only_street_number_and_town_leave_the_house(name):
    """Everything the service ever receives, headers too, is searched for what is none of its business."""
    with StubServer(GOOD[name]) as stub:
        geocode_stops([PERSON], config(name, stub))
        assert "Unioninkatu" in stub.received[0]
        # The stub's own port may well hold the digits of a door code.
        heard = [text.replace(stub.domain, "") for text in stub.received]
    assert [word for word in PRIVATE for text in heard if word in text] == []


@pytest.mark.parametrize(
    "line1",
    [
        "Matti Meikäläinen, Unioninkatu 20 A 12, 00130 Helsinki",
        "Unioninkatu 20 A 12, 00130 Helsinki, c/o Virtanen",
        "c/o Virtanen, Unioninkatu 20, Helsinki",
    ],
)
def test_a_name_inside_the_address_stays_here_too(line1):
    with StubServer(GOOD["photon"]) as stub:
        geocode_stops([Stop(stop_id="ORD-1", address=Address(line1=line1))], config("photon", stub))
        (query,) = stub.queries
    assert "Unioninkatu 20" in query["q"][0]
    assert "Helsinki" in query["q"][0]
    assert not [word for word in PRIVATE if word in query["q"][0]]


@pytest.mark.parametrize(
    "address",
    [
        Address(line1="Unioninkatu 20 A 12, 00130 Helsinki, Matti Meikäläinen"),
        Address(line1="Unioninkatu 20, Matti Meikäläinen, Helsinki"),
        Address(line1="Unioninkatu 20, Helsinki, matti@example.com, 040 1234567"),
        Address(line1="Unioninkatu 20, Helsinki, +358 40 1234567"),
        Address(line1="Unioninkatu 20", line2="Matti Meikäläinen, Helsinki"),
        Address(line1="Unioninkatu 20", city="Helsinki, Matti Meikäläinen, tel. 1234567"),
        Address(line1="Unioninkatu 20", city="Helsinki (c/o Virtanen)"),
        Address(line1="Unioninkatu 20", city="Helsinki", postal_code="00130 / Matti"),
        Address(line1="Unioninkatu 20, herra Virtanen", city="Helsinki"),
        Address(city="Matti Meikäläinen, Unioninkatu 20, 00130 Helsinki"),
    ],
)
def test_whoever_stands_in_the_wrong_cell_stays_here_all_the_same(address):
    with StubServer(GOOD["photon"]) as stub:
        geocode_stops([Stop(stop_id="ORD-1", address=address)], config("photon", stub))
        (query,) = stub.queries
    assert query["q"][0].startswith("Unioninkatu 20, ")
    assert query["q"][0].endswith("Helsinki")
    assert not [word for word in PRIVATE if word in query["q"][0]]


@pytest.mark.parametrize(
    "line1", ["c/o Virtanen, Unioninkatu", "Unioninkatu, rouva Virtanen", "Unioninkatu, +358401234567"]
)  # fmt: skip
def test_nobody_is_named_where_the_number_is_missing_either(line1):
    with StubServer(GOOD["photon"]) as stub:
        asked = Stop(stop_id="ORD-1", address=Address(line1=line1, city="Helsinki"))
        geocode_stops([asked], config("photon", stub))
        (query,) = stub.queries
    assert query["q"] == ["Unioninkatu, Helsinki"]


def test_an_address_whose_pin_is_remembered_is_told_to_nobody():
    known = RememberedPin(
        address=PERSON.address,
        customer_id="CUST-9",
        coordinate=Coordinate(lat_deg=60.1, lon_deg=24.9),
    )
    with StubServer(GOOD["photon"]) as stub:
        (done,), _ = geocode_stops([PERSON], config("photon", stub), pins=(known,))
    assert done.coordinate == known.coordinate
    assert stub.received == []


@pytest.mark.parametrize("name", sorted(GOOD))
@pytest.mark.parametrize(
    "reply",
    [400, 401, 402, 403, 404, 429, 500, 503, "reset", "hang", "<html>Unioninkatu 20</html>", [7],
     (302, {"Location": "https://elsewhere.example/?q=Unioninkatu"})],
)  # fmt: skip
def test_no_failure_repeats_a_key_a_url_or_an_address(name, reply, caplog):
    caplog.set_level(logging.DEBUG)
    with StubServer(reply) as stub, pytest.raises(ServiceUnreachableError) as caught:
        geocode_stops([PERSON], config(name, stub))
    said = [caught.value.message, caught.value.hint, caplog.text]
    said += [text for n in caught.value.notices for text in (n.problem, n.hint)]
    for secret in (KEY, "://", "Unioninkatu", "00130", *PRIVATE[:2]):
        # The provider's notice and the error; the stop itself is named by its id alone.
        assert not [text for text in said if secret in text], secret


def test_chain_of_causes_holds_no_url_either():
    """A traceback would print every cause."""
    with StubServer(503) as stub, pytest.raises(ServiceUnreachableError) as caught:
        geocode_stops([PERSON], config("google", stub))
    link, texts = caught.value, []
    while link is not None:
        texts.append(str(link))
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    assert not [text for text in texts if KEY in text or "Unioninkatu" in text]


def test_nobody_listens_to_geopy_s_and_urllib3_s_diaries(caplog):
    """Both write whole URLs at level DEBUG, and geopy the body of each error at INFO."""
    caplog.set_level(logging.DEBUG)
    with StubServer(GOOD["google"]) as stub:
        geocode_stops([PERSON], config("google", stub))
    assert "Unioninkatu" not in caplog.text
    assert KEY not in caplog.text


@pytest.mark.parametrize("name", sorted(GOOD))
def test_offline_opens_no_socket_whoever_is_configured(name, monkeypatch):
    def forbidden(*_, **__):
        raise AssertionError("a socket was opened")

    with StubServer(GOOD[name]) as stub:
        settings = config(name, stub, names_pins=True)
    for what in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, what, forbidden)
    pin = Stop(stop_id="p", coordinate=Coordinate(lat_deg=60.1, lon_deg=24.9))
    done, notices = geocode_stops([PERSON, pin], settings, offline=True)
    assert done[0].geocode.reason.startswith("not asked: working offline")
    assert [notice.code for notice in notices] == ["LM1311", "LM1301"]
    assert notices[1].problem.endswith(
        "was not asked about: working offline, and no answer is kept."
    )


def test_only_the_first_provider_learns_what_it_knows():
    with StubServer(GOOD["photon"]) as first, StubServer(GOOD["nominatim"]) as second:
        both = (*config("photon", first).providers, *config("nominatim", second).providers)
        geocode_stops([PERSON], GeocodingSettings(providers=both))
        assert first.queries
        assert second.queries == []


def test_the_cache_holds_no_key_and_no_person(tmp_path):
    path = tmp_path / "kept" / "answers.sqlite"
    with StubServer(GOOD["google"]) as stub:
        geocode_stops([PERSON], config("google", stub, cache_path=str(path)))
    content = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert b"unioninkatu" in content
    for word in (KEY, "Matti", "Meik", "virtanen", "+358", "matti@", "131052"):
        assert word.encode() not in content

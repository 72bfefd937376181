"""Partners in the configuration and their rate cards: what is read, and every slip told."""

import textwrap
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake_world import CONFIG, codes, configure

from lastmile_cli.domain.load import Capacity
from lastmile_cli.domain.notices import Severity, has_errors
from lastmile_cli.domain.partners import Tier
from lastmile_cli.intake import partner_zones
from lastmile_cli.intake.config import config_from_mapping, read_config
from lastmile_cli.intake.partner_rates import read_rates
from lastmile_cli.intake.sources import Source
from tests.conftest import ROOT

ACME = """\
partners:
  - id: acme
    zones:
      - {name: centre, postal_codes: ["001"], base: 3}
"""


CODE = st.integers(0, 999).map("{:03d}".format)


def partners(text):
    return configure(CONFIG + textwrap.dedent(text))


def acme(text):
    """The one partner, from the keys beside its id."""
    read = partners("partners:\n  - id: acme\n" + textwrap.indent(textwrap.dedent(text), "    "))
    assert not has_errors(read.notices), read.notices
    return read.config_or_refuse().partners[0]


def card(text):
    zones, notices = read_rates(Source(file="acme.csv", content=textwrap.dedent(text).encode()))
    return zones, [(it.code, it.place.row) for it in notices if it.severity is not Severity.INFO]


def test_every_key_arrives_in_exact_units():
    of = acme(
        """\
        name: Acme
        days: [sat, sun]
        cut_off: "14:00"
        requires: {signature: "0.80"}
        min_window_min: 90
        max_parcel_kg: 31.5
        max_parcel_cm: [60, 120, 50.5]
        fuel_percent: 8.25
        insurance_percent: 0.4
        minimum_per_day: "25.00"
        kg_per_m3: 200
        capacity: {stops: 4, weight_kg: 12.5}
        zones:
          - postal_codes: ["00100-00199", "002"]
            weight_tiers: [{up_to_kg: 2.5, price: "1.10"}, {from_kg: 2.5, up_to_kg: 5, price: 2}]
        """
    )
    assert (of.weekdays, of.cut_off_s) == (frozenset({5, 6}), 14 * 3600)
    assert of.proofs == (("signature", 800_000),)
    assert (of.least_window_s, of.max_parcel_g, of.max_parcel_mm) == (
        5400,
        31_500,
        (1200, 600, 505),
    )
    assert (of.fuel_share, of.insurance_share, of.grams_per_litre) == (8_250, 400, 200)
    assert (of.minimum_micro, of.max_stops, of.a_day) == (25_000_000, 4, Capacity(weight_g=12_500))
    (zone,) = of.zones
    assert zone.postal_codes == (("00100", "00199"), ("002", "002"))
    assert zone.weight_tiers == (Tier(2_500, 1_100_000), Tier(5_000, 2_000_000))


def test_what_a_plan_keeps_of_partners_reads_back_to_the_same():
    config = partners(ACME).config_or_refuse()

    assert config_from_mapping(config.effective, base=ROOT).partners == config.partners


def test_a_rate_card_beside_the_configuration_stands_in_the_plan(tmp_path):
    (tmp_path / "acme.csv").write_text("zone,base\nall,4.50\n", encoding="utf-8")
    text = CONFIG + ACME + "    rates: acme.csv\n"

    read = read_config(Source(file="config.yaml", content=text.encode()), base=tmp_path, environ={})
    config = read.config_or_refuse()

    assert [zone.name for zone in config.partners[0].zones] == ["centre", "all"]
    again = config_from_mapping(config.effective, base=tmp_path / "elsewhere")
    assert again.partners == config.partners


def test_rows_below_a_zone_are_its_further_tiers():
    zones, notices = card(
        """\
        zone;postal_codes;up_to_kg;price;per_parcel
        inner;001 00200-00249;2;4,90;0,50
        ;;10;6,90;
        rest;;5;9;
        """
    )
    assert notices == []
    assert [(zone.name, zone.postal_codes) for zone in zones] == [
        ("inner", ["001", "00200-00249"]),
        ("rest", []),
    ]
    assert [tier.price for tier in zones[0].weight_tiers] == [Decimal("4.90"), Decimal("6.90")]
    assert zones[0].per_parcel == Decimal("0.50")


CARDS = [
    ("LM1287", 2, "zone,base\na,n/a!\n"),
    ("LM1287", 2, "zone,base\na,-3\n"),
    ("LM1287", 3, "zone,base,up_to_kg,price\na,3,2,4\na,4,5,6\n"),
    ("LM1287", 2, "zone,up_to_kg,price\na,2,\n"),
    ("LM1287", 2, "zone,up_to_kg,price\na,,4\n"),
    ("LM1287", 1, "zone,postal_codes\na,001\n"),
    ("LM1287", 2, "zone,up_to_kg,price\na,0,4\n"),
    ("LM1272", 2, "zone,up_to_kg,price\na,5,4\na,2,6\n"),
    ("LM1272", 2, "zone,from_kg,up_to_kg,price\na,0,2,4\na,3,5,6\n"),
    ("LM1277", 2, "zone,base\na,0\n"),
    ("LM1288", 1, "zone,bas,minimum\na,3,4\n"),
    ("LM1279", 3, "zone,postal_codes,base\na,00100,3\n,00990-00900,\n"),
    ("LM1276", 3, "zone,postal_codes,base\na,00100-00199,3\nb,00300 00150-00250,4\n"),
    ("LM1276", 3, "zone,postal_codes,base\na,001,3\nb,00120,4\n"),
]


@pytest.mark.parametrize(("code", "row", "text"), CARDS)
def test_each_slip_of_a_rate_card_is_told_at_its_row(code, row, text):
    assert card(text)[1] == [(code, row)]


def zone(text):
    return f"partners:\n  - id: acme\n    zones:\n      - {{{text}}}\n"


STORIES = [
    ("LM1272", zone("weight_tiers: [{up_to_kg: 5, price: 1}, {up_to_kg: 5, price: 2}]")),
    (
        "LM1272",
        zone("weight_tiers: [{up_to_kg: 2, price: 1}, {from_kg: 3, up_to_kg: 5, price: 2}]"),
    ),
    (
        "LM1272",
        zone("weight_tiers: [{up_to_kg: 2, price: 1}, {from_kg: 1, up_to_kg: 5, price: 2}]"),
    ),
    ("LM1272", zone("weight_tiers: [{from_kg: 1, up_to_kg: 5, price: 2}]")),
    ("LM1272", zone("volume_tiers: [{up_to_kg: 2, price: 1}]")),
    ("LM1273", "partners:\n  - id: acme\n"),
    ("LM1273", zone("base: 3, polygon: [[60.1, 24.9], [60.1, 24.9], [60.1, 24.9]]")),
    ("LM1273", ACME + "    max_parcel_cm: [60, 40]\n"),
    ("LM1213", ACME + "    depots: [hubb]\n"),
    ("LM1213", zone("base: 3, area: market")),
    ("LM1212", ACME + "  - id: acme\n    zones: [{base: 3}]\n"),
    ("LM1218", zone("base: -3")),
    ("LM1219", ACME + "    fuel_percent: 101\n"),
    ("LM1218", ACME + "    insurance_percent: -1\n"),
    ("LM1207", ACME + "    days: [someday]\n"),
    ("LM1205", ACME + "    cutoff: '14:00'\n"),
    ("LM1278", ACME + "    rates: nowhere.csv\n"),
    ("LM1279", zone("base: 3, postal_codes: [00990-00100]")),
    ("LM1279", zone("base: 3, postal_codes: [SW2-SW1]")),
]


@pytest.mark.parametrize(("code", "text"), STORIES)
def test_each_slip_about_partners_refuses_the_configuration(code, text):
    read = partners(text)

    assert {it.code for it in read.notices if it.severity is Severity.ERROR} == {code}
    assert read.config is None


ODD = [
    ("LM1274", ACME + "    requires: {signatur: 1}\n"),
    (
        "LM1275",
        ACME
        + "      - {name: rest, base: 4}\n      - {name: islands, postal_codes: ['009'], base: 9}\n",
    ),
    ("LM1276", ACME + "      - {name: also, postal_codes: ['001'], base: 9}\n"),
    ("LM1276", ACME + "      - {name: also, postal_codes: ['00120'], base: 9}\n"),
    ("LM1276", ACME + "      - {name: also, postal_codes: [00190-00290], base: 9}\n"),
    ("LM1277", zone("name: gift")),
]


@pytest.mark.parametrize(("code", "text"), ODD)
def test_what_is_only_odd_is_told_and_the_configuration_used(code, text):
    read = partners(text)

    assert code in codes(read)
    assert read.config is not None


def test_a_rate_card_is_held_against_the_zones_of_the_configuration_above_it(tmp_path):
    card = "zone,postal_codes,base\nfar,00300,7\n,00150-00250,\nall,00,9\n"
    (tmp_path / "card.csv").write_text(card, encoding="utf-8")
    text = CONFIG + ACME.replace("    zones:", "    rates: card.csv\n    zones:")

    result = read_config(Source(file="c.yaml", content=text.encode()), base=tmp_path)

    (notice,) = [one for one in result.notices if one.code == "LM1276"]
    assert str(notice.place) == "card.csv:3 postal_codes"
    assert "zone 'far': '00150-00250' overlaps '001' of zone 'centre'" in notice.problem


def test_a_range_that_runs_backwards_is_told_with_its_place_and_turned_round():
    (notice,) = [
        one
        for one in partners(zone('base: 3, postal_codes: ["00100", "00990-00100"]')).notices
        if one.code == "LM1279"
    ]

    assert notice.place.column == "partners[0].zones[0].postal_codes[1]"
    assert notice.hint == 'write "00100-00990", if these two are meant.'


@pytest.mark.parametrize(
    "below",
    [
        "{name: rest, postal_codes: ['00'], base: 9}",  # 001 above is an exception of it
        "{name: beside, postal_codes: [00200-00299], base: 9}",
        "{name: equal, postal_codes: ['00150'], base: 3}",
    ],
)
def test_ranges_that_leave_no_doubt_are_not_told(below):
    assert "LM1276" not in codes(partners(ACME + f"      - {below}\n"))


@given(st.lists(st.tuples(CODE, CODE).map(sorted), min_size=2, max_size=2))
def test_a_range_is_told_just_where_a_code_would_cost_more_in_its_own_zone(ranges):
    """The rule against trying every code of three digits."""
    (first, second) = ([f"{a}-{b}" for a, b in ranges[:1]], [f"{a}-{b}" for a, b in ranges[1:]])
    text = (
        zone(f"base: 3, postal_codes: {first}") + f"      - {{base: 4, postal_codes: {second}}}\n"
    )

    both = {n for n in range(1000) if all(int(a) <= n <= int(b) for a, b in ranges)}
    (a, b), (c, d) = ranges
    is_exception = c <= a and b <= d and (a, b) != (c, d)

    assert ("LM1276" in codes(partners(text))) == (bool(both) and not is_exception)


def test_of_a_carriers_long_list_only_codes_that_meet_are_compared(monkeypatch):
    """2,000 codes in eight zones, one twice: not each is held against all others."""
    asked: list[str] = []
    meets = partner_zones._Codes.meets

    def counted(own, other):
        asked.append(own.text)
        return meets(own, other)

    monkeypatch.setattr(partner_zones._Codes, "meets", counted)
    rows = "".join(f"z{n % 8},{n:05d},{n % 8 + 1}\n" for n in range(2_000))
    card = "zone,postal_codes,base\n" + rows + "z9,00007,20\n"

    _, notices = read_rates(Source(file="card.csv", content=card.encode()))

    assert [(notice.code, notice.place.row) for notice in notices] == [("LM1276", 2_002)]
    assert len(asked) < 10


def test_a_cargo_space_has_three_sides():
    read = configure(CONFIG.replace("    skills:", "    cargo_space_cm: [200, 120]\n    skills:"))

    assert "LM1289" in codes(read)


def test_the_cargo_space_and_the_seconds_at_the_door_arrive():
    text = CONFIG.replace("    skills:", "    cargo_space_cm: [120, 240, 130.5]\n    skills:")
    text = text.replace("country: FI}", "country: FI, requires_s: {ID: 30, cash: 45}}")

    config = configure(text).config_or_refuse()

    assert config.vehicles[0].cargo_mm == (2400, 1305, 1200)
    assert config.service.requires_s == {"id": 30, "cash": 45}


def test_a_slip_among_the_words_for_the_door_is_suggested():
    read = configure(CONFIG.replace("country: FI}", "country: FI, requires_s: {signatur: 20}}"))

    (odd,) = [it for it in read.notices if it.code == "LM1274"]
    assert odd.hint == "did you mean `signature`?"


def test_the_rate_card_of_the_sample_day_is_sound():
    source = Source(file="r.csv", content=(ROOT / "sample_data" / "partner_rates.csv").read_bytes())

    zones, notices = read_rates(source)

    assert [zone.name for zone in zones] == ["inner", "outer"]
    assert notices == ()

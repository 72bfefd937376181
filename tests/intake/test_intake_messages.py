"""What a dispatcher reads, to the letter."""

import textwrap

from intake_world import CONFIG, configure, read

from lastmile_cli.intake.noticing import shown


def printed(result):
    return "\n".join(str(notice) for notice in result.notices)


def test_messages_about_stops():
    result = read(
        """\
        Order ID,osoite,Address Line 1,Time window from,Time window to,Weight kg,Lat,Lng
        A,,Katu 1,17:00,09:00,"1,234",,
        A,,Katu 2,,,2,24.9,
        """
    )

    assert printed(result) == textwrap.dedent(
        """\
        stops.csv:1 Address Line 1  LM1012 warning: columns 'osoite' and 'Address Line 1' both mean `address`; the first is used, the other only carried along.
          Try: rename or remove one of them.
        stops.csv:2 Time window from  LM1103 error: closes 09:00 before it opens 17:00.
          Try: swap the two times, or leave the cell empty for "any time today".
        stops.csv:2 Weight kg  LM1111 error: '1,234' may mean 1234 or 1.234.
          Try: write 1234 or 1.2340, whichever is meant.
        stops.csv:2 osoite  LM1120 error: there is neither an address nor a pin (lat and lon).
          Try: fill in one of them.
        stops.csv:3 Order ID  LM1101 error: stop id 'A' is already on row 2.
          Try: give each row its own id, or remove the double.
        stops.csv:3 Lng  LM1117 error: there is a lat but no lon.
          Try: fill in both, or neither."""
    )


def test_messages_about_columns():
    result = read("id,adress,gift wrap\nA,Katu 1,yes\n")

    assert printed(result) == textwrap.dedent(
        """\
        stops.csv:1 adress  LM1010 warning: column `adress` is not known: did you mean `address`?
          Try: rename it to address if so; it is only carried along.
        stops.csv:1  LM1011 info: not known, carried along to the exports: gift wrap.
        stops.csv:1  LM1009 error: there is no column for the address, nor lat and lon; the header has: id, adress, gift wrap.
          Try: name a column address, or both lat and lon; the first row must be the header. Or write down once what the columns mean: `lastmile check STOPS -c CONFIG --suggest-mapping`."""
    )


def test_messages_about_a_configuration():
    text = CONFIG.replace("country", "contry").replace("800", "-800").replace("[aino]", "[eino]")

    assert printed(configure(text.replace("helsinki.osm.pbf", "'${MAPS}'"))) == textwrap.dedent(
        """\
        config.yaml:1 service.contry  LM1205 error: `contry` is not a key we know.
          Try: did you mean `country`?
        config.yaml:2 roads.map  LM1208 error: the environment variable MAPS is not set.
          Try: set it before the run: export MAPS=...
        config.yaml:8 vehicles[0].capacity.weight_kg  LM1218 error: '-800' is negative.
          Try: write a number at least 0.
        config.yaml:10 vehicles[0].drivers[0]  LM1213 error: there is no driver 'eino'.
          Try: did you mean `aino`?"""
    )


def test_a_quoted_cell_is_one_short_printable_line():
    assert shown("a\nb\x1b[31m") == "'a\\nb\\x1b[31m'"
    assert len(shown("x" * 1000)) == 62

"""The file of pins on disk: several at work at once, and files people have broken."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from lastmile_cli.domain.addresses import Address
from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.pins import RememberedPin
from lastmile_cli.workflows.remembered_pins import forget, recall, remember

HERE = Coordinate(lat_deg=60.17, lon_deg=24.94)


def settings(path):
    """What is needed of a configuration here."""
    return SimpleNamespace(
        geocoding=SimpleNamespace(pins_path=str(path)), service=SimpleNamespace(country="FI")
    )


def pin(number):
    return RememberedPin(coordinate=HERE, address=Address(line1=f"Katu {number}, Helsinki"))


def test_two_who_remember_at_once_lose_nothing(tmp_path):
    config = settings(tmp_path / "pins.csv")
    with ThreadPoolExecutor(4) as desks:
        new = list(desks.map(lambda number: remember(config, [pin(number)]), range(8)))

    assert [len(pins) for pins in new] == [1] * 8
    assert len(recall(config).pins) == 8
    assert [path.name for path in tmp_path.iterdir()] == ["pins.csv"]


def test_without_a_file_yet_nothing_is_known_and_without_a_name_nothing_is_kept(tmp_path):
    assert recall(settings(tmp_path / "pins.csv")).pins == ()
    assert remember(settings(""), [pin(1)]) == []
    assert list(tmp_path.iterdir()) == []


def test_lines_that_cannot_be_read_are_not_thrown_away(tmp_path):
    path = tmp_path / "pins.csv"
    broken = 'address,lat,lon\n"Katu 1, Helsinki",60.17,24.94\n"Katu 2,60,24\n'
    path.write_text(broken, encoding="utf-8")

    assert len(recall(settings(path)).pins) == 1
    with pytest.raises(InputRefusedError, match="would be lost"):
        remember(settings(path), [pin(3)])
    assert path.read_text(encoding="utf-8") == broken


def test_a_spreadsheets_encoding_is_no_hindrance(tmp_path):
    path = tmp_path / "pins.csv"
    path.write_bytes("address;lat;lon\nMäkikatu 1, Helsinki;60,17;24,94\n".encode("cp1252"))

    remember(settings(path), [pin(3)])

    assert path.read_bytes().decode("utf-8-sig").splitlines() == [
        "address;lat;lon;customer_id;set_on;note",
        "Katu 3, Helsinki;60,1700000;24,9400000;;;",
        "Mäkikatu 1, Helsinki;60,17;24,94;;;",
    ]


def test_forgetting_what_is_not_there_names_what_is(tmp_path):
    config = settings(tmp_path / "pins.csv")
    remember(config, [pin(1)])

    with pytest.raises(InputRefusedError) as refused:
        forget(config, "Kato 1, Helsinki")
    assert 'did you mean "Katu 1, Helsinki"?' in refused.value.hint
    assert [str(one) for one in forget(config, "KATU 1, Helsinki")] == ["Katu 1, Helsinki"]
    assert recall(config).pins == ()

"""`lastmile check`, as a dispatcher uses it the evening before."""

from __future__ import annotations

from tests.e2e.conftest import CONFIG, DAY

CHECK = ("check", "few.csv", "-c", CONFIG, "--date", DAY)


def add(desk, *rows):
    path = desk.at("few.csv")
    path.write_text(path.read_text() + "".join(f"{row}\n" for row in rows))


def test_the_summary_counts_all_rows_and_those_that_can_be_used(desk):
    """Twelve good rows, one without a place, one whose address nobody knows."""
    add(desk, "X-1,Nobody" + "," * 18, "X-2,Nobody,Ei Olemassa 7,00100,Helsinki" + "," * 15)
    ran = desk(*CHECK)
    counts = desk(*CHECK, "--json").json()

    assert ran.code == 3
    assert "12 of 14 stops" in ran.err
    assert "2 errors" in ran.err
    assert (counts["rows"], counts["stops"], counts["usable"]) == (14, 13, 12)


def test_quiet_prints_what_must_be_done_and_not_what_was_noticed(desk):
    add(desk, "X-1,Nobody" + "," * 18)
    loud, quiet = desk(*CHECK), desk(*CHECK, "--quiet")

    assert " info: " in loud.out
    assert " info: " not in quiet.out
    assert " error: " in quiet.out
    assert quiet.err == ""


def test_a_broken_config_does_not_hide_what_is_wrong_with_the_orders(desk):
    add(desk, "X-1,Nobody" + "," * 18)
    config = desk.at(CONFIG).read_text().replace("currency: EUR", "currency: EURO", 1)
    desk.at(CONFIG).write_text(config)
    ran = desk(*CHECK)

    assert ran.code == 3
    assert "LM1210" in ran.out
    assert "LM1120" in ran.out
    assert "12 of 13 stops" in ran.err
    assert "As the config is refused" in ran.err


def test_a_missing_stops_file_beside_a_broken_config_is_told_too(desk):
    desk.at(CONFIG).write_text("service: {}\n")
    ran = desk("check", "nowhere.csv", "-c", CONFIG)

    assert ran.code == 3
    assert "LM1001" in ran.out
    assert "The stops were not read." in ran.err


def test_a_depot_without_a_van_is_told_before_anything_is_planned(desk):
    config = desk.at(CONFIG).read_text(encoding="utf-8")
    north = "depots:\n  - {id: north, lat: 60.174092, lon: 24.953076}\n"
    desk.at(CONFIG).write_text(config.replace("depots:\n", north, 1), encoding="utf-8")
    path = desk.at("few.csv")
    header, first, *rest = path.read_text(encoding="utf-8").splitlines()
    rows = [f"{header},depot", f"{first},north", *(f"{row}," for row in rest)]
    path.write_text("\n".join(rows), encoding="utf-8")

    ran = desk(*CHECK)

    assert "few.csv:2 depot  LM1576 warning: no vehicle starts at depot north" in ran.out
    assert ran.code == 0

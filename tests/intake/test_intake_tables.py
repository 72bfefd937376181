"""Files as they come: encodings, separators, quotes, and rows that keep their line."""

import io
import os
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake_world import codes, read
from openpyxl import Workbook

from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.stops import Window
from lastmile_cli.intake import sources, tables
from lastmile_cli.intake.house_data import data_text
from lastmile_cli.intake.naming import known_headers, normalised, spellings
from lastmile_cli.intake.sources import read_source
from lastmile_cli.intake.stops import BadRowPolicy
from lastmile_cli.outputs.csv_text import csv_text

TEXT = "stop_id,name,address\nA,Åsa,Töölönkatu 1\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_is_recognised_with_and_without_its_mark(encoding):
    result = read(TEXT.encode(encoding))

    assert [(stop.stop_id, stop.name) for stop in result.stops] == [("A", "Åsa")]
    assert result.notices == ()


def test_windows_letters_are_read_and_that_is_told():
    result = read(TEXT.encode("cp1252"))

    assert result.stops[0].name == "Åsa"
    assert codes(result) == ["LM1007"]


def test_one_damaged_letter_does_not_turn_the_whole_file_into_noise():
    """Most letters are UTF-8; the file is not taken for Windows-1252 because of one byte."""
    result = read(TEXT.encode() + b"B,S\xe5,Katu 2\n")

    assert result.stops[0].name == "Åsa"
    assert codes(result) == ["LM1008"]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found_out(separator):
    result = read("Order ID,Consignee,Address Line 1\nA,Aino,Katu 1\n".replace(",", separator))

    assert result.stops[0].address.line1 == "Katu 1"
    assert result.notices == ()


def test_a_spreadsheet_may_say_which_separator_it_used():
    result = read("sep=;\nstop_id;address\nA;Katu 1, yard\n")

    assert result.stops[0].address.line1 == "Katu 1, yard"
    assert result.stops[0].row == 3


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_row_is_where_it_begins_also_after_cells_of_several_lines(end):
    lines = [
        "stop_id,address,notes",
        'A,Katu 1,"one',
        "two",
        'three"',
        "",
        "  ,,",
        "B,Katu 2,x",
        "C,Katu 3,y",
    ]

    result = read(end.join(lines).encode())

    assert [(stop.stop_id, stop.row) for stop in result.stops] == [("A", 2), ("B", 7), ("C", 8)]
    assert result.stops[0].notes == "one two three"
    assert dict(result.stops[0].cells)["notes"].splitlines() == ["one", "two", "three"]


def test_a_stray_quote_inside_a_cell_harms_nobody():
    result = read('stop_id,address\nA,Katu 1 "yard\nB,Katu 2\n')

    assert [stop.address.line1 for stop in result.stops] == ['Katu 1 "yard', "Katu 2"]


def test_rows_swallowed_by_an_open_quote_are_named():
    result = read('stop_id,address\nA,Katu 1\nB,"Katu 2\nC,Katu 3\nD,"Katu 4"\nE,Katu 5\n')

    assert [stop.stop_id for stop in result.stops] == ["A", "E"]
    assert "lines 3 to 5" in result.notices[0].problem


def test_a_line_of_fifty_megabytes_is_refused_and_the_next_row_read():
    result = read(b"stop_id,address\nA," + b"x" * 50_000_000 + b"\nB,Katu 2\n")

    assert [(n.code, n.place.row) for n in result.notices] == [("LM1006", 2)]
    assert [stop.stop_id for stop in result.stops] == ["B"]


@pytest.mark.parametrize(
    ("long", "code"), [('"' + "x" * 200_000, "LM1017"), ("x" * 200_000, "LM1006")]
)
def test_a_cell_longer_than_any_address_is_refused_not_fatal(long, code):
    assert codes(read(f"stop_id,address\nA,{long}\n")) == [code]


def test_unknown_columns_come_through_untouched():
    result = read("stop_id,address,Gift wrap\nA,Katu 1,  yes  \n")

    assert result.stops[0].cells == (
        ("stop_id", "A"),
        ("address", "Katu 1"),
        ("Gift wrap", "  yes  "),
    )


def test_the_canonical_name_beats_an_alias():
    result = read("stop_id,Street,address\nA,wrong,Katu 1\n")

    assert result.stops[0].address.line1 == "Katu 1"
    assert codes(result) == ["LM1012"]


def test_a_house_number_in_a_column_of_its_own_follows_the_street():
    result = read("id,Street,House number\nA,Katu,7 b\n")

    assert result.stops[0].address.line1 == "Katu 7 b"


def test_no_alias_means_two_columns():
    """In no language, with dots on letters or without, does a name mean two things."""
    meanings = {}
    for _, table in _tables_of_headers():
        for name, means in _meanings_in(table):
            for spelling in spellings([name]):
                meanings.setdefault(spelling, set()).add(means)

    assert {name: found for name, found in meanings.items() if len(found) > 1} == {}
    assert sorted(meanings) == sorted(known_headers())


def test_the_list_of_a_language_repeats_nothing():
    """What every file may say, and what a language lists already, stands there once."""
    (_, usual), *languages = _tables_of_headers()
    known = {normalised(name) for name, _ in _meanings_in(usual)}

    for language, table in languages:
        names = [normalised(n) for n, (column, _, _) in _meanings_in(table) if n != column]
        assert (language, sorted(known.intersection(names))) == (language, [])
        assert (language, len(names)) == (language, len(set(names)))


def _tables_of_headers():
    import yaml

    def table(name):
        return yaml.load(data_text(name), Loader=yaml.BaseLoader)

    return [("", table("stop_columns.yaml")), *table("stop_columns_languages.yaml").items()]


def _meanings_in(table):
    for column, about in table.items():
        yield column, (column, "", False)
        for name in about.get("aliases", []):
            yield name, (column, "", False)
        for name in about.get("guesses", []):
            yield name, (column, "", True)
        for name, unit in about.get("units", {}).items():
            yield name, (column, unit, False)


SHOPS = {
    "de": "Bestell-Nr.;Empfaenger;Lieferadresse;PLZ;Ort;Lieferfenster;Gewicht (g);Anzahl Pakete;"
    "Telefonnr.;Lieferhinweis;Lieferdatum",
    "de, with dots": "Auftragsnummer;Empfänger;Straße und Hausnummer;Postleitzahl;Stadt;"
    "Zustellfenster;Gewicht in g;Stückzahl;Handynummer;Bemerkungen;Wunschtermin",
    "fi": "Tilausnumero;Vastaanottajan nimi;Toimitusosoite;Postinumero;Postitoimipaikka;"
    "Toimitusikkuna;Paino (g);Kollien määrä;Puhelinnumero;Lisätiedot;Toimituspäivä",
    "fi, without": "Tilaustunnus;Asiakkaan nimi;Katuosoite;Posti numero;Kaupunki;Toimitusaika;"
    "paino g;kollimaara;Puhelin;Lisatiedot;Toimituspaiva",
    "sv": "Ordernummer;Mottagare;Leveransadress;Postnr;Ort;Leveransfönster;Vikt (g);Antal kolli;"
    "Mobilnummer;Leveransinstruktioner;Leveransdag",
    "sv, without": "Bestaellningsnummer;Mottagarens namn;Gatuadress;Postnummer;Stad;"
    "Leveransfoenster;vikt i g;Antal paket;Telefonnr;Anmaerkning;Oenskat leveransdatum",
    "fr": "N° de commande;Destinataire;Adresse de livraison;Code postal;Ville;Créneau horaire;"
    "Poids (g);Nombre de colis;Téléphone portable;Instructions de livraison;Date de livraison",
    "es": "Nº de pedido;Destinatario;Dirección de entrega;Código postal;Población;Franja horaria;"
    "Peso (g);Nº de bultos;Teléfono móvil;Observaciones;Fecha de entrega",
    "nl": "Bestelnummer;Ontvanger;Bezorgadres;Postcode;Woonplaats;Bezorgvenster;Gewicht (g);"
    "Aantal pakketten;Telefoonnummer;Opmerkingen;Bezorgdatum",
    "it": "Numero ordine;Destinatario;Indirizzo di consegna;CAP;Città;Fascia oraria;Peso (g);"
    "Numero colli;Cellulare;Note di consegna;Data di consegna",
}


@pytest.mark.parametrize("shop", SHOPS)
def test_a_shops_export_is_read_in_its_language(shop):
    row = "A-1;Aino Öst;Katu 1;00100;Helsinki;10:00-12:00;2500;2;+358401234567;ring;2026-06-01"

    result = read(f"{SHOPS[shop]}\n{row}\n".encode())

    (stop,) = result.stops
    assert codes(result) == []
    assert (stop.stop_id, stop.name, stop.address.line1) == ("A-1", "Aino Öst", "Katu 1")
    assert (stop.address.postal_code, stop.address.city) == ("00100", "Helsinki")
    assert stop.windows == (Window(10 * 3600, 12 * 3600),)
    assert (stop.load.weight_g, stop.load.parcels) == (2500, 2)
    assert (stop.contact.phone, stop.notes) == ("+358401234567", "ring")


def test_a_bare_preposition_is_read_and_told():
    result = read("id;address;desde;hasta\nA;Katu 1;10:00;12:00\n")

    assert result.stops[0].windows == (Window(10 * 3600, 12 * 3600),)
    assert codes(result) == ["LM1013", "LM1013"]


@pytest.mark.parametrize(
    ("header", "cells", "name"),
    [
        ("Prénom;Nom", "Zoé;Petit", "Zoé Petit"),
        ("Nome;Cognome", "Ada;Verdi", "Ada Verdi"),
        ("First name;Name", "Ada;Ada Verdi", "Ada Verdi"),
        ("First name;Last name;Company", "Ada;Verdi;Ditta", "Ditta"),
    ],
)
def test_a_name_in_two_columns_is_put_together(header, cells, name):
    result = read(f"id;address;{header}\nA;Katu 1;{cells}\n".encode())

    assert result.stops[0].name == name


@pytest.mark.parametrize(
    "header",
    [
        "Address Line 1",
        "Time window from",
        "Zip",
        "Load #1",
        "consignee",
        "Order ID",
        "Customer",
        "Lat",
        "Lng",
        "Weight (g)",
    ],
)
def test_headers_of_common_exports_are_known(header):
    assert normalised(header) in known_headers()


@given(st.binary(max_size=400))
def test_no_bytes_at_all_can_break_the_reader(content):
    read(content)


@given(
    st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=6), max_size=6),
    st.sampled_from(sorted({known.column for known in known_headers().values()})),
)
def test_no_cell_in_any_column_can_break_the_reader(rows, column):
    import csv

    out = io.StringIO()
    csv.writer(out).writerows([["stop_id", "address", column], *rows])

    result = read(out.getvalue().encode("utf-8", "replace"), on_bad_row=BadRowPolicy.SKIP)

    assert all(stop.row is not None for stop in result.stops)


@given(st.lists(st.text(alphabet='ab"\n,;é ', max_size=8), min_size=1, max_size=8))
def test_every_row_written_by_a_csv_writer_is_found_on_its_line(notes):
    import csv

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["stop_id", "address", "notes"])
    begins = []
    for number, note in enumerate(notes):
        begins.append(out.getvalue().count("\n") + 1)
        writer.writerow([f"S{number}", "Katu 1", note])

    result = read(out.getvalue().encode())

    assert [stop.row for stop in result.stops] == begins
    assert [dict(stop.cells)["notes"] for stop in result.stops] == notes


def workbook(*rows, title="Orders", more=()):
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    for name in more:
        book.create_sheet(name).append(["something else"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_reads_like_the_csv_it_would_export():
    content = workbook(
        ["Order ID", "Address", "Zip", "Time window from", "Time window to", "Weight kg", "Date"],
        [7, "Katu 1", "00100", time(9), time(12, 30), 2.5, datetime(2026, 6, 1)],  # noqa: DTZ001
        [],
        [8.0, "Katu 2", 100, None, None, 3, date(2026, 6, 1)],
    )

    result = read(content)

    assert result.notices == ()
    first, second = result.stops
    assert (first.stop_id, second.stop_id, second.row) == ("7", "8", 4)
    assert first.windows[0].opens_s == 9 * 3600
    assert first.load.weight_g == 2500
    assert result.service_date == date(2026, 6, 1)


def test_formulas_without_a_result_and_other_sheets_are_told():
    content = workbook(["id", "address", "notes"], [1, "Katu 1", "=A2"], more=["Archive"])

    result = read(content)

    assert codes(result) == ["LM1016", "LM1019"]
    assert result.notices[-1].place.row == 2


def test_a_title_above_the_header_is_no_header():
    """As a report comes out of a shop: its name, the date, an empty row, then the table."""
    content = workbook(
        ["Orders of Monday", None, None], ["printed", date(2026, 6, 1)], [], ["Order ID", "Address", "Zip"],
        [7, "Katu 1", "00100"], title="Export",
    )  # fmt: skip

    result = read(content)

    assert codes(result) == ["LM1021"]
    assert "row 4" in result.notices[0].problem
    assert [(stop.stop_id, stop.row) for stop in result.stops] == [("7", 5)]


def test_a_cell_that_sounds_like_a_header_does_not_make_its_row_one():
    content = workbook(["Straat", "name"], ["id", "van"], ["Katu 1", "Aino"])

    assert "LM1021" not in codes(read(content))


def test_the_orders_are_found_on_the_second_sheet():
    book = Workbook()
    book.active.title = "Read me"
    book.active.append(["How to fill in this workbook"])
    orders = book.create_sheet("Orders")
    orders.append(["id", "address"])
    orders.append([1, "Katu 1"])
    out = io.BytesIO()
    book.save(out)

    result = read(out.getvalue())

    assert [stop.address.line1 for stop in result.stops] == ["Katu 1"]
    assert codes(result) == ["LM1019"]
    assert "'Orders' is read; not read: Read me" in result.notices[0].problem


def test_a_workbook_is_never_told_of_quotes():
    result = read(workbook(["id", "address"], [1, "Katu 1", "call first"]))

    assert codes(result) == ["LM1014"]
    assert "quote" not in result.notices[0].hint
    assert "header" in result.notices[0].hint


@pytest.mark.parametrize("word", ["Summe", "Total:", "YHTEENSÄ", "Grand total", "Summa"])
def test_a_total_below_the_orders_is_no_order(word):
    result = read(workbook(["id", "address", "weight kg"], [1, "Katu 1", 2], [word, None, 2]))

    assert [stop.stop_id for stop in result.stops] == ["1"]
    assert [(n.code, n.severity.value, n.place.row) for n in result.notices] == [
        ("LM1141", "info", 3)
    ]
    assert not result.is_refused


def test_a_total_of_nothing_is_no_day():
    result = read("id,address,weight kg\nTotal,,0\n")

    assert codes(result) == ["LM1004", "LM1141"]
    assert result.is_refused


def test_a_filling_station_named_total_is_an_order():
    result = read("id,name,address\n1,Total,Katu 1\n2,Total,\n3,Totalitarian,\n")

    assert [stop.stop_id for stop in result.stops] == ["1"]
    assert [(n.code, n.place.row) for n in result.notices] == [("LM1141", 3), ("LM1120", 4)]


def test_in_a_workbook_a_part_of_the_day_is_a_time_however_short():
    """A quarter of a day is six o'clock, not 00:25."""
    content = workbook(["id", "address", "from time", "to time"], [1, "Katu 1", 0.25, 0.5])

    assert read(content).stops[0].windows == (Window(6 * 3600, 12 * 3600),)


@pytest.mark.parametrize("cut", [30, 400, -30])
def test_a_broken_workbook_is_refused(cut):
    assert codes(read(workbook(["id", "address"], [1, "Katu 1"])[:cut])) == ["LM1018"]


def test_an_archive_that_is_no_workbook_is_no_text_either():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("holiday.jpg", "x")

    assert codes(read(out.getvalue())) == ["LM1005"]


def swollen(part):
    """A workbook with a part of 21 MB that is all the same."""
    good, out = io.BytesIO(workbook(["id", "address"], [1, "Katu 1"])), io.BytesIO()
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
        new.writestr(part, b" " * 21 * 1024 * 1024)
    return out.getvalue()


@pytest.mark.parametrize(
    "part", ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "xl/more.xml"]
)
def test_a_workbook_that_unpacks_to_far_too_much_is_not_unpacked(part):
    (notice,) = read(swollen(part)).notices

    assert notice.code == "LM1018"
    assert f"has 22 MB, most of it in {part}" in notice.problem
    assert "CSV" in notice.hint


def test_a_cell_too_long_for_any_is_named_and_the_next_row_read():
    text = "stop_id,address\nA,Katu " + "1" * 131_080 + "\nB,Katu 2\n"

    result = read(text, on_bad_row=BadRowPolicy.SKIP)

    told = next(notice for notice in result.notices if notice.code == "LM1006")
    assert (told.place.row, "131,072" in told.problem) == (2, True)
    assert [stop.stop_id for stop in result.stops] == ["B"]


def test_a_quote_left_open_over_more_than_a_cell_holds_is_told_as_such():
    text = 'stop_id,address\nA,"Katu 1\n' + "B,Katu 2\n" * 20_000

    assert "LM1017" in codes(read(text, on_bad_row=BadRowPolicy.SKIP))


def test_one_zero_byte_in_a_short_file_is_an_accident_too():
    result = read(b"stop_id,address\nA,Ka\x00tu 1\n")

    assert (result.stops[0].address.line1, codes(result)) == ("Katu 1", ["LM1026"])


def test_an_empty_workbook_is_empty():
    assert codes(read(workbook())) == ["LM1003"]


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(tables, "MAX_ROWS", 2)

    assert "LM1020" in codes(read("id,address\n" + "".join(f"{n},Katu {n}\n" for n in range(5))))


def test_too_many_columns_are_refused():
    assert codes(read("address" + ",x" * 1000 + "\nKatu 1\n")) == ["LM1020"]


def test_a_file_of_noise_does_not_become_a_million_notices():
    result = read("id,address,weight_kg\n" + "".join(f"{n},Katu {n},x\n" for n in range(1_200)))

    assert len(result.notices) == 1_001
    assert "200 more" in result.notices[-1].problem
    assert len(result.bad_rows) == 1_200
    assert result.stops == ()


def refusal(name):
    with pytest.raises(InputRefusedError) as refused:
        read_source(name)
    return refused.value.notices[0]


def test_a_directory_a_missing_and_a_huge_file_are_refused(tmp_path, monkeypatch):
    (tmp_path / "orders.csv").write_text("id,address\n")

    assert refusal(tmp_path).code == "LM1002"
    assert "orders.csv" in refusal(tmp_path).hint
    assert refusal(tmp_path / "order.csv").code == "LM1001"
    assert refusal("nul\0byte").code == "LM1001"
    monkeypatch.setattr(sources, "MAX_FILE_BYTES", 5)
    assert refusal(tmp_path / "orders.csv").code == "LM1020"


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything"
)
def test_a_file_without_permission_is_refused(tmp_path):
    secret = tmp_path / "orders.csv"
    secret.write_text("id,address\n")
    secret.chmod(0)

    assert refusal(secret).code == "LM1001"


def test_stdin_is_a_file_too():
    source = read_source("-", stdin=io.BytesIO(b"id,address\n1,Katu 1\n"))

    assert source.file == "<stdin>"
    assert Path(source.file).name == "<stdin>"
    assert len(read(source.content).stops) == 1


def test_cells_that_our_own_sheets_defused_come_back_as_they_were():
    """The apostrophe before a phone number is ours; the one in O'Neil is his."""
    rows = [["1", "'s-Gravenpad 1", "+358 40 123 4567", "O'Neil", "-0.5", "51.5", "=1+1"]]
    sheet = csv_text(["stop_id", "address", "phone", "name", "lon", "lat", "Gift"], rows)

    [stop] = read(sheet.encode()).stops

    assert [text for _, text in stop.cells] == rows[0]
    assert stop.contact.phone == "+358 40 123 4567"


def test_what_we_wrote_into_a_review_sheet_ourselves_is_not_found_fault_with():
    """The address that was asked keeps its old letters; nobody can correct them there."""
    text = "stop_id,address,geocode_query\nA,Åsgatan 1,Ã…sgatan 1\n"

    assert "LM1028" not in codes(read(text))
    assert "LM1028" in codes(read(text.replace("geocode_query", "notes")))

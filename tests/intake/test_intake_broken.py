"""
A gallery of broken files: what is told of each stands word for word in ``broken/``.

``LASTMILE_UPDATE_GOLDEN=1`` writes them down anew; look at the difference first.
"""

import io
import os
import random
from pathlib import Path

import pytest
from intake_world import MONDAY, read
from openpyxl import Workbook

from lastmile_cli.intake.stops import BadRowPolicy, StopsRead

HERE = Path(__file__).parent / "broken"
GOOD = "stop_id,name,address,weight_kg,notes\nA,Aino,Katu 1,2.5,\nB,Bo,Katu 2,1,\n"


def sheet(*rows, merged=()):
    """A workbook with these rows on its only sheet."""
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    for cells in merged:
        book.active.merge_cells(cells)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def noise(size: int) -> bytes:
    return random.Random(5).randbytes(size)


GALLERY = {
    "windows-1252": GOOD.replace("Aino", "Åsa").encode("cp1252"),
    "dos": GOOD.replace("Aino", "Åsa Töölö").encode("cp850"),
    "cyrillic": GOOD.replace("Aino", "Иванов").encode("cp1251"),
    "utf-16-without-mark": GOOD.encode("utf-16-le"),
    "byte-order-mark": GOOD.encode("utf-8-sig"),
    "twice-encoded": GOOD.replace("Aino", "Åsa").encode().decode("cp1252").encode(),
    "mixed-delimiters": "stop_id;address;notes\nA;Katu 1;x\nB,Katu 2,y\nC;Katu 3;z\n",
    "open-quote": 'stop_id,address\nA,"Katu 1\nB,Katu 2\nC,"Katu 3"\nD,Katu 4\n',
    "zero-byte": GOOD.replace("Aino", "Ai\x00no") + "C,Cia,Katu 3,1," + "x" * 100 + "\n",
    "double-header": "stop_id,address,phone,phone\nA,Katu 1,+358401234567,+358401234568\n",
    "shifted-row": "stop_id,name,address\nA,Aino,Katu 1, 2nd floor\nB,Bo,Katu 2\n",
    "short-row": "stop_id,name,address\nA,Aino,Katu 1\nB,Bo\n",
    "total-below": "stop_id,name,address,weight_kg\nA,Aino,Katu 1,2\nTotal,,,2\n",
    "title-above": "Orders of Monday,,\nprinted 1.6.2026,,\n\nstop_id,name,address\nA,Aino,Katu 1\n",
    "excel-serial-date": "stop_id,address,date\nA,Katu 1,46174\nB,Katu 2,46174\n",
    "scientific-ids": "stop_id,address\n4.00E+12,Katu 1\n4.00E+12,Katu 2\n5.1E+12,Katu 3\n",
    "smart-quotes": "stop_id,address,notes\nA,“Katu 1, yard”,‘x’\nB,Katu 2,y\n",
    "merged-cells": sheet(
        ["stop_id", "name", "address", "parcels", "item"],
        ["A", "Aino", "Katu 1", 1, "mask"],
        [None, None, None, 2, "soap"],
        ["B", "Bo", "Katu 2", 1, "mask"],
        merged=("A2:A3", "B2:B3", "C2:C3"),
    ),
    "empty-sheet": sheet(),
    "one-row": "stop_id,address\nA,Katu 1\n",
    "no-row": "stop_id,address\n",
    "no-header": "A,Aino,Katu 1,00100\nB,Bo,Katu 2,00100\n",
    "nothing": b"",
    "junk": noise(10_000_000),
    "junk-in-one-line": b"stop_id,address\n" + b"x" * 10_000_000,
    "json-lines": '{"stop_id": "A", "address": "Katu 1"}\noops\n{"stop_id": "B"}\n',
    "json-cut-off": '[{"stop_id": "A", "address": "Katu 1"},\n{"stop_id": "B", "addr',
    "web-page": "<!DOCTYPE html><html><body>Please sign in</body></html>",
    "workbook-cut-off": sheet(["stop_id", "address"], ["A", "Katu 1"])[:2000],
}


def told(result: StopsRead) -> str:
    lines = [f"{result.file}: {result.dialect or 'not read'}"]
    lines += [f"{' '.join(stop.order_ids)}: {stop.name}, {stop.address}" for stop in result.stops]
    lines += [str(notice) for notice in result.notices]
    return "\n".join([*lines, "refused" if result.is_refused else "can be planned", ""])


@pytest.mark.parametrize("name", GALLERY)
def test_a_broken_file_is_told_as_it_always_was(name):
    content = GALLERY[name]
    expected = HERE / f"{name}.txt"

    text = told(read(content, wanted=MONDAY))

    if os.environ.get("LASTMILE_UPDATE_GOLDEN"):
        expected.write_text(text, encoding="utf-8", newline="")
    assert text == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", GALLERY)
def test_what_is_good_in_a_broken_file_can_be_had(name):
    """Bad rows left out, every row is either a stop or told of."""
    result = read(GALLERY[name], wanted=MONDAY, on_bad_row=BadRowPolicy.SKIP)

    rows = sum(len(stop.input_rows) for stop in result.stops)
    assert rows or any(notice.place.row is None or not result.stops for notice in result.notices)
    assert {row.row for row in result.aside} >= {line for line in result.bad_rows if line > 1}


def test_nothing_is_kept_that_is_not_in_the_gallery():
    assert {path.stem for path in HERE.glob("*.txt")} == set(GALLERY)

"""The user's own matrices: lists, squares and arrays, the hours they bring, all that can be wrong."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.matrix import TravelMatrix
from lastmile_cli.domain.notices import Notice
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.settings import MatrixFiles, RoadsSettings
from lastmile_cli.domain.travel import FREE_FLOW, TrafficPeriod
from lastmile_cli.intake.matrices import with_matrices
from lastmile_cli.outputs.matrix_files import matrix_csv, matrix_npz

MONDAY = ServiceDay(date=date(2026, 6, 1), timezone="Europe/Helsinki")
SPRING = ServiceDay(date=date(2026, 3, 29), timezone="Europe/Helsinki")
JAM = (*FREE_FLOW, TrafficPeriod(name="jam", start_s=28_800, default_factor=0.5, speed_factors={}))
NOWHERE = np.inf

LIST = """\
from,to,duration_s,distance_m
hub,A,300,2500
A,hub,320,2600
A,B,60.5,400
B,A,61,
hub,B,310,2400
B,hub,,
"""
"""Three places; B has a way out to A whose length is missing, and none home."""

GOOD = LIST.replace("B,A,61,\n", "B,A,61,410\n")


@pytest.fixture
def folder(tmp_path):
    return Files(tmp_path)


class Files:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def settings(self, periods=FREE_FLOW, **contents: str | bytes) -> RoadsSettings:
        """Write the files; the first is the matrix, a second its distances."""
        paths = []
        for number, content in enumerate(contents.values()):
            path = self._folder / f"m{number}.csv"
            path.write_bytes(content.encode() if isinstance(content, str) else content)
            paths.append(str(path))
        files = MatrixFiles(path=paths[0], distances=paths[1] if len(paths) > 1 else "")
        return RoadsSettings(source="matrix", matrix_files={"": files}, periods=periods)

    def read(self, *, day: ServiceDay = MONDAY, **contents: str | bytes) -> TravelMatrix:
        return with_matrices(self.settings(**contents), day).settings.matrices[""]

    def refused(self, periods=FREE_FLOW, **contents: str | bytes) -> list[Notice]:
        with pytest.raises(InputRefusedError) as caught:
            with_matrices(self.settings(periods, **contents), MONDAY)
        return list(caught.value.notices)


def npz(**arrays) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def square_npz(**changes) -> bytes:
    arrays = {
        "ids": np.array(["hub", "A"]),
        "duration_s": np.array([[0, 300], [320, 0]]),
        "distance_m": np.array([[0, 2500], [2600, 0]]),
    }
    arrays |= changes
    return npz(**{name: array for name, array in arrays.items() if array is not None})


def told(notices: list[Notice]) -> list[tuple[str, int | None, str]]:
    return [(notice.code, notice.place.row, notice.place.column) for notice in notices]


def test_a_list_of_pairs_is_a_matrix_and_an_empty_cell_is_no_way(folder):
    matrix = folder.read(list=GOOD)

    assert matrix.ids == ("hub", "A", "B")
    assert matrix.duration_s[0].tolist() == [
        [NOWHERE, 300, 310],
        [320, NOWHERE, 60.5],
        [NOWHERE, 61, NOWHERE],
    ]
    assert matrix.distance_m.tolist() == [[0, 2500, 2400], [2600, 0, 400], [0, 410, 0]]
    assert matrix.starts_s == (0,)


@pytest.mark.parametrize(
    "dialect",
    [
        lambda text: text.replace(",", ";").replace("60.5", "60,5"),
        lambda text: text.replace(",", "\t"),
        lambda text: "\ufeff" + text.replace("\n", "\r\n"),
        lambda text: text.replace("from,to,duration_s", "Origin,Destination,Duration S"),
    ],
    ids=["semicolons", "tabs", "bom", "aliases"],
)
def test_dialects_of_spreadsheets_say_the_same(folder, dialect):
    plain, other = folder.read(list=GOOD), folder.read(list=dialect(GOOD))

    assert other.ids == plain.ids
    assert np.array_equal(other.duration_s, plain.duration_s)


def test_columns_that_say_nothing_are_named(folder):
    settings = folder.settings(list="from,to,duration_s,distance_m,by\nA,B,60,400,car\n")

    (notice,) = with_matrices(settings, MONDAY).notices

    assert (notice.code, notice.severity.value) == ("LM1472", "info")
    assert "by" in notice.problem


def test_periods_of_a_list_cut_the_day_and_the_first_gives_the_length(folder):
    rows = (
        "A,B,60,400,00:00\nB,A,60,401,00:00\nA,B,90,444,07:30\nB,A,95,445,07:30\nA,B,70,433,9:00\n"
    )
    settings = folder.settings(list=f"from,to,duration_s,distance_m,period\n{rows}")

    read = with_matrices(settings, MONDAY).settings

    matrix = read.matrices[""]
    assert matrix.starts_s == (0, 27_000, 32_400)
    assert matrix.duration_s[:, 0, 1].tolist() == [60, 90, 70]
    assert matrix.duration_s[:, 1, 0].tolist() == [60, 95, NOWHERE]
    assert matrix.distance_m[0, 1] == 400
    assert [(p.name, p.start_s) for p in read.periods] == [
        ("00:00", 0),
        ("07:30", 27_000),
        ("09:00", 32_400),
    ]


def test_periods_follow_the_clock_on_the_day_it_springs_forward(folder):
    """From 3:00 to 4:00 there is nothing: 7:30 is 6.5 hours after midnight, and 3:10 is 4:10."""
    rows = "A,B,60,400,0:00\nA,B,61,400,3:10\nA,B,62,400,4:00\nA,B,63,400,7:30\n"

    matrix = folder.read(list=f"from,to,duration_s,distance_m,period\n{rows}", day=SPRING)

    assert matrix.starts_s == (0, 3 * 3600, 6 * 3600 + 1800)
    assert matrix.duration_s[:, 0, 1].tolist() == [60, 62, 63]


def test_one_period_leaves_the_day_and_its_traffic_as_they_are(folder):
    read = with_matrices(folder.settings(JAM, list=GOOD), MONDAY).settings

    assert read.periods == JAM


def test_two_squares_are_a_matrix_in_whatever_order_their_rows_are(folder):
    seconds = "s,hub,A\nhub,0,300\nA,320,\n"
    metres = "m,A,hub\nA,0,2600\nhub,2500,0\n"

    matrix = folder.read(seconds=seconds, metres=metres)

    assert matrix.ids == ("hub", "A")
    assert matrix.duration_s[0].tolist() == [[0, 300], [320, NOWHERE]]
    assert matrix.distance_m.tolist() == [[0, 2500], [2600, 0]]


def test_arrays_are_a_matrix_and_infinite_is_no_way(folder):
    seconds = np.array([[[0, 300], [np.inf, 0]], [[0, 600], [np.inf, 0]]])

    matrix = folder.read(npz=square_npz(duration_s=seconds, period_starts_s=np.array([0, 27_000])))

    assert matrix.ids == ("hub", "A")
    assert matrix.starts_s == (0, 27_000)
    assert matrix.duration_s.tolist() == seconds.tolist()
    assert matrix.distance_m.tolist() == [[0, 2500], [0, 0]]


def test_settings_of_other_sources_open_no_file(folder):
    settings = RoadsSettings(matrix_files={"": MatrixFiles(path="/nowhere/m.csv")})

    assert with_matrices(settings, MONDAY).settings is settings


def test_the_same_content_has_the_same_digest_and_another_has_another(folder):
    first, again = folder.read(list=GOOD).sha256, folder.read(list=GOOD).sha256
    other = folder.read(list=GOOD.replace("300", "301")).sha256

    assert first == again != other


@given(
    count=st.integers(2, 6),
    clocks_s=st.lists(
        st.integers(0, 1439).map(lambda m: 60 * m), min_size=1, max_size=4, unique=True
    ),
    chance=st.randoms(use_true_random=False),
)
def test_what_is_written_is_read_back_exactly(tmp_path, count, clocks_s, chance):
    """Times to the millisecond, ids that a spreadsheet would run, pairs without a way."""
    ids = ("=A1", "Ä, Ö", *(f"S{number}" for number in range(count)))[:count]
    shape = (len(clocks_s), count, count)
    ways = [chance.choice([NOWHERE, chance.randrange(20_000, 90_000) / 1000]) for _ in range(100)]
    seconds = np.array([chance.choice(ways) for _ in range(np.prod(shape))]).reshape(shape)
    metres = np.array([[float(chance.randrange(300, 900)) for _ in ids] for _ in ids])
    seconds[:, range(count), range(count)] = 0.0
    metres[np.isinf(seconds).all(axis=0) | np.eye(count, dtype=bool)] = 0.0
    written = TravelMatrix(
        name="m", ids=ids, starts_s=tuple(sorted(clocks_s)), duration_s=seconds, distance_m=metres
    )
    files = Files(tmp_path)

    as_arrays = files.read(arrays=matrix_npz(written, written.starts_s))
    as_list = files.read(list=matrix_csv(written, written.starts_s))

    assert as_arrays.ids == as_list.ids == ids
    assert as_arrays.starts_s == written.starts_s
    assert np.array_equal(as_arrays.duration_s, seconds)
    assert np.array_equal(as_arrays.distance_m, metres)
    # A list says nothing of the way from a place to itself, nor when its only period begins.
    off_diagonal = ~np.eye(count, dtype=bool)
    assert np.array_equal(as_list.duration_s[:, off_diagonal], seconds[:, off_diagonal])
    assert as_list.starts_s == (written.starts_s if written.has_hours else (0,))


LISTS = [
    pytest.param("A,B,soon,400", [("LM1473", 2, "duration_s")], id="no number"),
    pytest.param("A,B,nan,400", [("LM1473", 2, "duration_s")], id="not a number"),
    pytest.param("A,B,inf,400", [("LM1473", 2, "duration_s")], id="infinite"),
    pytest.param("A,B,1_0,400", [("LM1473", 2, "duration_s")], id="an underscore"),
    pytest.param("A,B,-60,400", [("LM1473", 2, "duration_s")], id="negative"),
    pytest.param("A,B,60,-1", [("LM1473", 2, "distance_m"), ("LM1477", None, "")], id="no metres"),
    pytest.param("A,B,1e9,400", [("LM1473", 2, "duration_s")], id="too large"),
    pytest.param("A,B,60,5,400", [("LM1014", 2, ""), ("LM1478", None, "")], id="a decimal comma"),
    pytest.param("A,B,60,400\nA,B,60,400", [("LM1474", 3, "")], id="twice"),
    pytest.param(",B,60,400", [("LM1475", 2, "from")], id="no start"),
    pytest.param("A,,60,400", [("LM1475", 2, "to")], id="no end"),
    pytest.param("A,B,60,", [("LM1477", None, "")], id="no distance"),
    pytest.param("A,B,1,400", [("LM1478", None, "")], id="minutes"),
    pytest.param("A,B,60,0.4", [("LM1478", None, "")], id="kilometres"),
]


@pytest.mark.parametrize(("rows", "expected"), LISTS)
def test_what_is_wrong_in_a_list_is_told_with_its_line(folder, rows, expected):
    notices = folder.refused(list=f"from,to,duration_s,distance_m\n{rows}\n")

    assert sorted(told(notices), key=str) == sorted(expected, key=str)
    assert all(notice.hint for notice in notices)


def test_everything_wrong_in_a_list_is_told_at_once(folder):
    rows = "A,B,x,1\nB,A,-3,1\n,A,5,5\nA,C,60,400,25:00\nA,C,60,400,07:00\nA,C,60,400,7:00\n"
    notices = folder.refused(list=f"from,to,duration_s,distance_m,period\n{rows}")

    assert {(notice.code, notice.place.row) for notice in notices} >= {
        ("LM1473", 2),
        ("LM1473", 3),
        ("LM1475", 4),
        ("LM1476", 5),
        ("LM1474", 7),
    }


def test_a_missing_column_is_named_with_the_one_that_may_be_meant(folder):
    notices = folder.refused(list="from,to,duration_min,distance_m\nA,B,5,400\n")

    assert told(notices)[0] == ("LM1471", 1, "")
    assert "duration_min" in notices[0].hint


@pytest.mark.parametrize("clock", ["soon", "25:00", "-1"])
def test_a_period_that_is_no_time_of_day_is_refused(folder, clock):
    notices = folder.refused(list=f"from,to,duration_s,distance_m,period\nA,B,60,400,{clock}\n")

    assert told(notices) == [("LM1476", 2, "period")]


SQUARES = [
    pytest.param("s,A,B\nA,0,60\n", [("LM1471", 1)], id="a column without a row"),
    pytest.param("s,A\nA,0\nB,60\n", [("LM1471", 3)], id="a row without a column"),
    pytest.param("s,A,B\nA,0,60\nB,60\n", [("LM1471", 3)], id="a short row"),
    pytest.param("s,A,B\nA,0,60\nB,60,0,1\n", [("LM1471", 3)], id="a long row"),
    pytest.param("s,A,A\nA,0,60\n", [("LM1474", 1)], id="a column twice"),
    pytest.param("s,A,B\nA,0,60\nB,60,0\nB,60,0\n", [("LM1474", 4)], id="a row twice"),
    pytest.param("s,A,B\nA,0,60\n,60,0\n", [("LM1475", 3), ("LM1471", 1)], id="a row without id"),
    pytest.param("s,A,B\nA,0,x\nB,-1,0\n", [("LM1473", 2), ("LM1473", 3)], id="no numbers"),
    pytest.param("hello world\n", [("LM1470", None)], id="no table"),
    pytest.param("from,to,duration_s,distance_m\n", [("LM1470", None)], id="a list of nothing"),
]


@pytest.mark.parametrize(("text", "expected"), SQUARES)
def test_what_is_wrong_in_a_square_is_told_with_its_line(folder, text, expected):
    notices = folder.refused(seconds=text, metres="m,A,B\nA,0,500\nB,500,0\n")

    assert {(notice.code, notice.place.row) for notice in notices} >= set(expected)


def test_a_square_of_seconds_alone_lacks_its_metres(folder):
    notices = folder.refused(seconds="s,A,B\nA,0,60\nB,60,0\n")

    assert [notice.code for notice in notices] == ["LM1477"]
    assert "roads.matrix.distances" in notices[0].hint


def test_squares_of_other_places_do_not_fit(folder):
    notices = folder.refused(seconds="s,A,B\nA,0,60\nB,60,0\n", metres="m,A,C\nA,0,500\nC,500,0\n")

    assert {(notice.code, Path(notice.place.file).name) for notice in notices} == {
        ("LM1471", "m0.csv"),
        ("LM1471", "m1.csv"),
    }


ARCHIVES = [
    pytest.param(square_npz()[:100], "LM1470", id="cut off"),
    pytest.param(b"PK\x03\x04" + b"\x00" * 80, "LM1470", id="no archive"),
    pytest.param(square_npz(ids=np.array(["hub", {}], dtype=object)), "LM1470", id="objects"),
    pytest.param(square_npz(distance_m=None), "LM1471", id="an array is missing"),
    pytest.param(square_npz(ids=np.array([1.5, 2.5])), "LM1471", id="ids are no names"),
    pytest.param(square_npz(ids=np.array(["hub"])), "LM1471", id="not square"),
    pytest.param(
        square_npz(duration_s=np.full((2, 2, 2), 300)), "LM1471", id="periods without starts"
    ),
    pytest.param(square_npz(ids=np.array(["A", "A"])), "LM1474", id="an id twice"),
    pytest.param(square_npz(ids=np.array(["A", ""])), "LM1475", id="an id is missing"),
    pytest.param(square_npz(duration_s=np.array([["a", "b"]] * 2)), "LM1473", id="words"),
    pytest.param(
        square_npz(duration_s=np.array([[0, np.nan], [320, 0]])), "LM1473", id="not a number"
    ),
    pytest.param(square_npz(duration_s=np.array([[0, -1], [320, 0]])), "LM1473", id="negative"),
    pytest.param(square_npz(period_starts_s=np.array([90_000])), "LM1476", id="after midnight"),
    pytest.param(square_npz(distance_m=np.full((2, 2), np.inf)), "LM1477", id="no distances"),
    pytest.param(square_npz(duration_s=np.array([[0, 5], [5, 0]])), "LM1478", id="minutes"),
]


@pytest.mark.parametrize(("content", "code"), ARCHIVES)
def test_what_is_wrong_in_an_archive_is_told(folder, content, code):
    notices = folder.refused(npz=content)

    assert [notice.code for notice in notices] == [code]
    assert notices[0].hint


def test_a_workbook_is_no_archive_of_arrays(folder):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")

    (notice,) = folder.refused(xlsx=buffer.getvalue())

    assert (notice.code, "CSV" in notice.hint) == ("LM1470", True)


def test_a_wrong_number_of_an_archive_is_told_with_its_pair(folder):
    (notice,) = folder.refused(npz=square_npz(duration_s=np.array([[0, 300], [-7, 0]])))

    assert notice.place.column == "duration_s[0, 1, 0]"
    assert "A to hub" in notice.problem


def test_hours_in_the_matrix_and_in_the_traffic_are_one_tale_too_many(folder):
    rows = "A,B,60,400,00:00\nA,B,90,400,07:30\n"

    notices = folder.refused(JAM, list=f"from,to,duration_s,distance_m,period\n{rows}")

    assert [notice.code for notice in notices] == ["LM1479"]
    assert "roads.traffic" in notices[0].hint


def test_files_that_are_not_there_are_all_named(tmp_path):
    files = {
        "": MatrixFiles(path=str(tmp_path / "a.csv")),
        "bike": MatrixFiles(path=str(tmp_path / "b.csv")),
    }
    settings = RoadsSettings(source="matrix", matrix_files=files)

    with pytest.raises(InputRefusedError) as caught:
        with_matrices(settings, MONDAY)

    assert [Path(notice.place.file).name for notice in caught.value.notices] == ["a.csv", "b.csv"]

"""Rules of the house that no linter knows."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "lastmile_cli"
HEAVY = frozenset(
    {"pandas", "numpy", "numba", "ortools", "osmium", "fpdf", "rapidfuzz", "pydantic", "geopy",
     "openpyxl", "yaml", "routingkit_cch", "segno", "barcode", "sqlite3"}
)  # fmt: skip
CODE = re.compile(r"\bLM\d{4}\b")
TABLE_ROW = re.compile(r"^\| (LM\d{4}) \|", re.M)
LONGEST = 400
KERNELS = re.compile(r"kernels?(_\w+)?\.py$")

LIST_LOADED = """
import json, sys
from lastmile_cli.cli import main
sys.argv = ["lastmile", *sys.argv[1:]]
try:
    main.run()
except SystemExit:
    sys.stderr.write(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


@pytest.mark.parametrize(
    ("args", "typers"),
    [
        (["--help"], set()),
        (["--version"], set()),
        ([], set()),
        (["plan", "--help"], {"pydantic"}),
        (["pln"], {"pydantic"}),
    ],
)
def test_help_loads_nothing_heavy(args, typers):
    """
    Whoever asks for help should not wait for a solver.

    ``typers`` is what typer loads of itself where it looks at a parameter.
    """
    ran = subprocess.run(
        [sys.executable, "-c", LIST_LOADED, *args],
        capture_output=True, text=True, cwd=ROOT, check=False, timeout=60,
    )  # fmt: skip
    loaded = set(json.loads(ran.stderr.splitlines()[-1]))

    assert "typer" in loaded
    assert HEAVY & loaded <= typers


def codes_in(paths, pattern: re.Pattern[str]) -> dict[str, set[str]]:
    """Every code with the files it stands in."""
    found: dict[str, set[str]] = {}
    for path in paths:
        for code in pattern.findall(path.read_text(encoding="utf-8")):
            found.setdefault(code, set()).add(str(path.relative_to(ROOT)))
    return found


def notice_pages() -> list[Path]:
    return [ROOT / "docs" / "notices.md", *(ROOT / "docs" / "notices").glob("*.md")]


def test_every_code_is_explained_and_every_explanation_has_its_code():
    used = codes_in(PACKAGE.rglob("*.py"), CODE)
    explained = codes_in(notice_pages(), TABLE_ROW)

    assert {code: used[code] for code in used.keys() - explained.keys()} == {}
    assert {code: explained[code] for code in explained.keys() - used.keys()} == {}


def test_a_code_is_explained_once():
    twice = {code: at for code, at in codes_in(notice_pages(), TABLE_ROW).items() if len(at) > 1}

    assert twice == {}


def test_files_have_one_idea_each():
    """A file too long to read in one sitting holds more than one idea; hot loops are excused."""
    long = {
        str(path.relative_to(ROOT)): lines
        for folder in (PACKAGE, ROOT / "tests", ROOT / "benchmarks")
        for path in folder.rglob("*.py")
        if (lines := path.read_text(encoding="utf-8").count("\n")) > LONGEST
        and not KERNELS.search(path.name)
    }

    assert {name: lines for name, lines in long.items() if name.startswith("lastmile_cli")} == {}


def test_every_room_says_what_happens_in_it():
    for room in PACKAGE.iterdir():
        door = room / "__init__.py"
        if door.exists():
            told = door.read_text(encoding="utf-8").strip()
            assert told.startswith('"""'), room.name
            assert "import" not in told.split('"""')[2], f"{room.name} has more than a sentence"


def test_nothing_unfinished_is_handed_over():
    unfinished = re.compile(r"\b(TODO|FIXME|NotImplementedError|breakpoint\(|pdb)\b")
    found = {
        f"{path.relative_to(ROOT)}:{number}": line.strip()
        for path in PACKAGE.rglob("*.py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if unfinished.search(line)
    }

    assert found == {}


def test_the_wheel_carries_the_data_that_the_code_reads():
    """What ``importlib.resources`` opens lies inside the package."""
    for name in (
        "intake/data/stop_columns.yaml",
        "intake/starter/config.yaml",
        "py.typed",
        "outputs/html_map/page/page.html",
    ):
        assert (PACKAGE / name).is_file()


def test_a_count_of_one_is_told_with_a_noun_of_one():
    """``counted`` writes counts; only what is more than one for sure may go without."""
    nouns = "stop|route|order|trip|vehicle|parcel|depot|driver|person|cell|side|visit|row|battery"
    bare = re.compile(rf"\{{(?!counted)[^{{}}]*\}} (?:{nouns})(?:s|es)\b")
    more_than_one = ("more than", "if too_few", "{parcels} parcels; {settings", "fixed on {count}")
    sure = (*more_than_one, "stops name one another", "is the door of", "has {count} routes")
    told = (
        "columns without",
        "visits stop",
        "which {name} visits",
        "MAX_",
        "rows give",
        "} cells in",
    )
    found = {
        f"{path.relative_to(PACKAGE)}:{number}": line.strip()
        for room in ("cli", "workflows", "outputs", "intake", "planning", "checking", "engines")
        for path in (PACKAGE / room).rglob("*.py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if bare.search(line) and not any(words in line for words in (*sure, *told))
    }

    assert found == {}

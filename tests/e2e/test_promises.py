"""``lastmile explain PLAN --promises``: what the windows of a small day cost."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.e2e.conftest import DAY, Shell
from tests.e2e.test_hand_edits import CONFIG

STOPS = """\
id,name,lat,lon,parcels,window
N1,North one,60.05,24.0,1,08:30-08:40
N2,North two,60.10,24.0,1,12:00-12:10
S1,South one,59.95,24.0,1,10:00-10:10
S2,South two,59.90,24.0,1,16:00-16:10
"""

QUICK = ("--seeds", "1", "--windows", "1", "--iterations", "40")


@pytest.fixture(scope="module")
def day(tmp_path_factory) -> Shell:
    """Four doors within half an hour of each other, promised over a whole day: the vans wait."""
    folder = tmp_path_factory.mktemp("promises")
    (folder / "day.yaml").write_text(CONFIG, encoding="utf-8")
    (folder / "day.csv").write_text(STOPS, encoding="utf-8")
    shell = Shell(folder)
    made = shell("plan", "day.csv", "-c", "day.yaml", "--date", DAY, "-o", "plan.json", "-q")
    assert made.code == 0, made.err
    return shell


def test_the_windows_cost_what_the_day_without_them_saves(day):
    ran = day("explain", "plan.json", "--promises", *QUICK, "--json")
    told = ran.json()
    windows = next(it for it in told["promises"] if it["promise"] == "windows")

    assert ran.code == 0, ran.err
    assert windows["stops"] == 4
    assert Decimal(windows["cost"]) == Decimal(told["base"]["cost"]) - Decimal(
        windows["day_without"]
    )
    assert Decimal(windows["cost"]) > Decimal(told["noise"])
    assert windows["is_above_noise"] is True
    assert len(told["other_seeds"]) == 1
    single = [it for it in told["promises"] if it["promise"] == "window"]
    assert all(
        it["what"] in ("N1", "N2", "S1", "S2") and Decimal(it["quick_look"]) > 0 for it in single
    )


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("plan.json", "N1", "--promises"), 2),
        (("plan.json", "N1", "--format", "csv"), 2),
        (("-", "--promises"), 3),
        (("nowhere.json", "--promises"), 3),
    ],
)
def test_what_does_not_go_together_is_refused(day, args, code):
    ran = day("explain", *args)

    assert ran.code == code
    assert "Traceback" not in ran.err

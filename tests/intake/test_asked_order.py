"""An order asked about: its cells read like a row, and what stands against a price."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from lastmile_cli.domain.errors import InputRefusedError, UsageError
from lastmile_cli.domain.settings import Config
from lastmile_cli.domain.stops import DeliveryOption, Window
from lastmile_cli.intake.asked_order import read_order, read_windows
from lastmile_cli.intake.clock_change import on_service_day
from lastmile_cli.intake.config import config_from_mapping, read_config
from lastmile_cli.intake.sources import Source
from lastmile_cli.planning.offered import offered_windows
from lastmile_cli.workflows import asked_orders, quote_orders
from tests.conftest import ROOT
from tests.days import DAY
from tests.plans import hauled_plan, small_plan

HOUR = 3_600


def example(**changes: str) -> Config:
    text = (ROOT / "config.example.yaml").read_text(encoding="utf-8")
    for old, new in changes.items():
        text = text.replace(old, new)
    source = Source(file=str(ROOT / "config.example.yaml"), content=text.encode())
    return on_service_day(read_config(source).config_or_refuse(), DAY)


CONFIG = example()


def test_cells_mean_what_they_mean_in_a_stops_file():
    read = read_order(
        {"lat_lon": "60.17,24.94", "weight_kg": "2.5", "time_windows": "10-12", "skills": ""},
        DAY,
        CONFIG,
    )

    assert read.stop.coordinate is not None
    assert read.stop.load.weight_g == 2_500
    assert read.stop.windows == (Window(10 * HOUR, 12 * HOUR),)
    assert read.notices == ()


def test_every_cell_that_cannot_be_read_is_told_at_once():
    with pytest.raises(InputRefusedError) as caught:
        read_order({"weight_kg": "heavy", "time_windows": "soon"}, DAY, CONFIG)

    columns = {notice.place.column for notice in caught.value.notices}
    assert {"weight_kg", "time_windows"} <= columns


def test_a_column_that_is_not_there_is_a_slip():
    with pytest.raises(UsageError) as caught:
        read_order({"wieght_kg": "2"}, DAY, CONFIG)

    assert "weight_kg" in caught.value.hint


def test_windows_to_offer_may_overlap_and_pass_midnight():
    found = read_windows("08-10, 09:30-11, 22-01", DAY)

    assert [(it.opens_s / HOUR, it.closes_s / HOUR) for it in found] == [
        (8, 10),
        (9.5, 11),
        (22, 25),
    ]


@pytest.mark.parametrize("text", ["", " , ", "soon", "17-09"])
def test_what_is_no_window_is_a_slip(text):
    with pytest.raises(UsageError, match="--windows"):
        read_windows(text, DAY)


def test_the_windows_offered_are_those_of_the_file_and_read_back_to_the_same():
    again = on_service_day(config_from_mapping(CONFIG.effective, base=ROOT), DAY)

    assert CONFIG.quote.windows[0] == (8 * HOUR, 10 * HOUR)
    assert again.quote == CONFIG.quote
    assert len(offered_windows(CONFIG.quote, CONFIG.vehicles)) == 5


def test_where_none_are_set_they_are_two_hours_as_long_as_anybody_is_on_the_road():
    """The last shift ends at 18:30: the last window is what is left of it, if that is an hour."""
    found = offered_windows(replace(CONFIG.quote, windows=()), CONFIG.vehicles)

    first = min(vehicle.shift.opens_s for vehicle in CONFIG.vehicles) // HOUR * HOUR
    last = max(vehicle.shift.closes_s for vehicle in CONFIG.vehicles)
    assert found[0] == Window(first, first + 2 * HOUR)
    assert found[-1].closes_s <= last
    assert last - found[-1].closes_s < HOUR
    assert offered_windows(replace(CONFIG.quote, windows=()), ()) == ()


def test_a_window_that_closes_before_it_opens_is_refused():
    text = (ROOT / "config.example.yaml").read_text(encoding="utf-8")
    swapped = text.replace('windows: [["08:00", "10:00"]', 'windows: [["18:00", "09:00"]')
    assert swapped != text
    source = Source(file=str(ROOT / "config.example.yaml"), content=swapped.encode())

    with pytest.raises(InputRefusedError) as caught:
        read_config(source).config_or_refuse()

    assert any("quote.windows" in str(notice.place) for notice in caught.value.notices)


def test_lm1637_an_order_that_is_planned_already_is_no_new_one():
    plan = small_plan()
    notice = asked_orders._taken(plan, plan.stops[0], "orders.csv")

    assert notice.code == "LM1637"


def test_lm1638_only_visits_to_one_door_are_quoted():
    plan = small_plan()
    stop = replace(plan.stops[0], stop_id="X", orders=())
    pair = asked_orders._taken(plan, replace(stop, paired_with="S-2"), "")
    point = replace(stop, delivery_option=DeliveryOption.COLLECTION_POINT)

    assert pair.code == "LM1638"
    assert asked_orders._taken(plan, point, "").code == "LM1638"
    assert asked_orders._taken(plan, stop, "") is None


def test_lm1521_of_trucks_it_is_told_what_is_taken_for_granted():
    assert [notice.code for notice in quote_orders._remarks(hauled_plan())] == ["LM1521"]
    assert quote_orders._remarks(small_plan()) == []


def test_lm1522_another_fleet_than_the_plans_is_told(tmp_path):
    text = (ROOT / "config.example.yaml").read_text(encoding="utf-8")
    other = tmp_path / "other.yaml"
    text = text.replace("sample_data/", f"{ROOT}/sample_data/")
    other.write_text(text.replace("max_hours: 9.5", "max_hours: 9"), encoding="utf-8")
    _, notices = asked_orders._own_config(small_plan(), CONFIG, str(other))

    assert [(it.code, it.place.column) for it in notices] == [("LM1522", "vehicles")]


def test_lm1523_an_address_that_is_not_sure_is_none_to_promise_anything_at():
    notice = asked_orders._not_found(small_plan().stops[0], "orders.csv")

    assert notice.code == "LM1523"
    assert notice.hint


def test_lm1524_who_lies_off_the_streets_is_told_how_far():
    class Nowhere:
        def snap(self, points, profile):
            return [None for _ in points]

    stops = [replace(small_plan().stops[0], stop_id="X")]
    opened = SimpleNamespace(config=CONFIG, roads=Nowhere())
    near, notices = asked_orders._near_streets(stops, opened, "orders.csv")

    assert near == []
    assert [notice.code for notice in notices] == ["LM1524"]
    assert "no street is within 5 km" in notices[0].problem

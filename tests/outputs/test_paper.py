"""Sheets of two sizes, pages that break well, and what paper cannot show, told."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lastmile_cli.domain.load import Load
from lastmile_cli.outputs.halts import goods_text
from lastmile_cli.outputs.load_sheet import list_load_lines, load_cells
from lastmile_cli.outputs.pdf.entries import entries_of
from lastmile_cli.outputs.pdf.fleet import fleet_pdf
from lastmile_cli.outputs.pdf.hub import hub_pdf
from lastmile_cli.outputs.pdf.manifest import manifest_pdf
from lastmile_cli.outputs.pdf.pagination import ORPHANS, pages_of
from lastmile_cli.outputs.pdf.paper import Paper
from lastmile_cli.outputs.pdf.shortfalls import find_shortfalls
from lastmile_cli.outputs.pdf.sizes import A4, LETTER, size_for_country
from lastmile_cli.outputs.pdf.tables import column_widths
from lastmile_cli.outputs.selection import stops_by_id
from lastmile_cli.outputs.sheet import Column, Sheet
from lastmile_cli.outputs.trip_loads import trip_loads
from tests.outputs.pdf_reading import pages_of_text, sheet_points, text_of
from tests.outputs.rich_day import rich_plan
from tests.plans import hauled_plan, long_plan, small_plan

POINTS = {A4.name: (595.28, 841.89), LETTER.name: (612.0, 792.0)}
NOTE = "Ring twice; leave it with the neighbour on the third floor, never in the yard. " * 4


@pytest.mark.parametrize("size", [A4, LETTER], ids=lambda size: size.name)
def test_every_paper_has_the_size_that_was_asked_for(size):
    plan = small_plan()

    for pdf in (
        manifest_pdf(plan, plan.routes[0], size=size),
        fleet_pdf(plan, size),
        hub_pdf(plan, "hub-1", size),
    ):
        assert sheet_points(pdf) == {POINTS[size.name]}


def test_the_country_says_what_is_in_the_printer():
    assert [size_for_country(it) for it in ("US", "ca", "FI", "GB", "")] == [
        LETTER,
        LETTER,
        A4,
        A4,
        A4,
    ]


@pytest.mark.parametrize("size", [A4, LETTER], ids=lambda size: size.name)
def test_a_route_of_150_stops_breaks_well(size):
    """Its head on every page with the stops that are on it, the pages counted, no stop alone."""
    plan = long_plan(150)
    pages = pages_of_text(manifest_pdf(plan, plan.routes[0], size=size))

    shown: list[int] = []
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in page
        assert "van-1" in page.splitlines()[0] + page.splitlines()[1]
        span = re.search(r"stops (\d+)–(\d+)", page)
        if span and number > 1:
            first, last = int(span[1]), int(span[2])
            assert last > first, "a stop stands alone"
            shown += range(first, last + 1)
    assert shown == list(range(1, 151))
    assert len(pages) <= 18
    assert "Back at Hub" in pages[-1]
    assert "Customer L-150" in pages[-1], "the way home does not stand alone either"


HEIGHTS = st.lists(st.floats(5, 120), min_size=1, max_size=60)


@given(HEIGHTS, st.data())
def test_entries_are_shared_out_in_order_and_no_page_is_too_full(heights, data):
    room = 250.0
    last = len(heights) - 1
    kept = frozenset(data.draw(st.sets(st.integers(0, max(0, last - 1)), max_size=5)))

    pages = pages_of(heights, room, kept)

    assert [entry for page in pages for entry in page] == list(range(len(heights)))
    assert all(pages)
    assert all(sum(heights[entry] for entry in page) <= room + 1e-6 for page in pages)
    groups_fit = all(heights[at] + heights[at + 1] <= room for at in kept if at < last)
    if groups_fit and len(kept) == 1 and last > 0:
        (at,) = kept
        assert any(at in page and at + 1 in page for page in pages)


@given(st.integers(4, 200), st.floats(20, 80))
def test_the_last_page_has_no_entry_alone(count, height):
    pages = pages_of([height] * count, room=250)

    assert len(pages[-1]) >= ORPHANS - 1
    assert len(pages) == 1 or len(pages[-2]) >= len(pages[-1]) - 1


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.text(min_size=1, max_size=30), st.text(max_size=300), st.integers(0, 5)),
        min_size=1,
        max_size=9,
    )
)
def test_columns_are_never_wider_than_the_paper_and_each_has_some(columns):
    sheet = Sheet(
        title="t",
        columns=tuple(Column(heading, ratio=ratio) for heading, _, ratio in columns),
        rows=(tuple(cell for _, cell, _ in columns),),
    )
    with Paper(small_plan(), title="", footer="", size=LETTER) as paper:
        widths = column_widths(paper, sheet)

    assert sum(widths) <= paper.inner_mm + 1e-6
    assert min(widths) > 1


def test_the_headings_of_the_fleet_stand_on_one_line_on_a_day_that_has_everything():
    """Trips and breaks make twelve columns, and none of their headings wraps."""
    plan = rich_plan()
    for size in (A4, LETTER):
        lines = text_of(fleet_pdf(plan, size)).splitlines()
        (heading,) = [line for line in lines if line.split()[:2] == ["vehicle", "driver"]]
        assert heading.split() == (
            [
                "vehicle",
                "driver",
                "stops",
                "trips",
                "load",
                "km",
                "drive",
                "break",
                "paid",
                "from",
                "to",
                "EUR",
            ]
        )


def test_the_fleet_summary_tells_costs_and_grams_of_each_route():
    text = text_of(fleet_pdf(hauled_plan()))

    for words in ("The day", "Costs by route, EUR", "CO2e by route, kg", "truck", "41.20", "0.90"):
        assert words in text, words
    assert re.search(r"total +108\.50 +100\.0 %", text)


def test_strips_of_many_vehicles_go_over_pages_with_the_same_hours():
    plan = small_plan()
    routes = tuple(replace(plan.routes[0], vehicle_id=f"van-{number}") for number in range(60))
    pages = pages_of_text(fleet_pdf(replace(plan, routes=routes)))
    with_strips = [page for page in pages if "The day" in page]

    assert len(with_strips) == 2
    assert all("08:00" in page and "at a door" in page for page in with_strips)


def odd_plan():
    plan = small_plan()
    names = ("שלום", "👩‍👩‍👧 Café", "Αθήνα Москва Łódź")
    odd = {
        f"S-{number}": {"name": name, "notes": NOTE[:300]} for number, name in enumerate(names, 1)
    }
    stops = tuple(replace(it, **odd.get(it.stop_id, {})) for it in plan.stops)
    return replace(plan, stops=stops)


def test_stops_whose_letters_paper_lacks_are_named_with_the_letters():
    plan = odd_plan()
    found = find_shortfalls(plan, plan.routes, A4)

    assert found.unprintable == ("S-1", "S-2")
    assert set(found.letters) == set("שלום👩👧")
    assert found.cut == ()
    text = text_of(manifest_pdf(plan, plan.routes[0]))
    assert "����" in text
    assert "Αθήνα Москва Łódź" in text


def test_notes_of_300_letters_stand_there_in_full_and_longer_ones_are_told():
    plan = odd_plan()
    text = " ".join(text_of(manifest_pdf(plan, plan.routes[0]), "-raw").split())
    assert text.count(NOTE[:300].strip()) == 3

    novel = replace(plan.stops[0], notes=NOTE * 5)
    longer = replace(plan, stops=(novel, *plan.stops[1:]))
    assert find_shortfalls(longer, longer.routes, A4).cut == ("S-1",)
    assert find_shortfalls(longer, longer.routes[1:], A4).cut == ()


def test_the_load_sheet_of_a_long_route_has_all_its_orders_and_no_row_alone():
    plan = long_plan(150)
    for size in (A4, LETTER):
        with Paper(plan, title="", footer="", size=size) as paper:
            entries = entries_of(paper, plan, plan.routes[0], stops_by_id(plan))
        pieces = [len(entry.grid) - 1 for entry in entries if entry.grid]
        assert sum(pieces) == 150
        assert min(pieces) > 2


def test_figures_of_goods_do_not_run_into_the_numbers_of_stops():
    plan = rich_plan()
    (first, _) = trip_loads(plan.routes[0], stops_by_id(plan))

    assert goods_text(plan.routes[0], first) == "4 parcels (5 kg) for stops 1-3"


def test_weights_below_each_other_have_as_many_decimals():
    plan = small_plan()
    stops = tuple(
        replace(it, load=Load(weight_g=number * 1_000 + 500 * (number % 2), parcels=1))
        for number, it in enumerate(plan.stops, 1)
    )
    plan = replace(plan, stops=stops)
    (load,) = trip_loads(plan.routes[0], stops_by_id(plan))
    cells = [load_cells(line) for line in list_load_lines(load, stops_by_id(plan))]

    assert [cell[5] for cell in cells] == ["2.0", "1.5"]
    assert [cell[8] for cell in cells] == ["2.0", "3.5"]

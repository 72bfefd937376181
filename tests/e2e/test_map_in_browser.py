"""The drawn map in a real browser: nothing asked for, nothing complained of, everything to hand."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from lastmile_cli.outputs.html_map.day_record import day_record
from lastmile_cli.outputs.html_map.page import map_page
from lastmile_cli.outputs.html_map.surroundings import Surroundings
from tests.browser import Browser, missing_browser
from tests.e2e.conftest import CONFIG, Shell
from tests.plans import small_plan

pytestmark = pytest.mark.skipif(bool(missing_browser()), reason=missing_browser())

READY = "document.documentElement.dataset.ready"
GO_TO = """
const slider = document.querySelector("#time");
slider.value = arguments[0];
slider.dispatchEvent(new Event("input"));
"""
INK = """
let ink = 0;
for (const canvas of document.querySelectorAll(".leaflet-streets-pane canvas")) {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  for (let at = 3; at < data.length; at += 4) ink += data[at] > 0;
}
return ink;
"""
VANS = "return [...document.querySelectorAll('.van')].map((it) => it.parentElement.style.transform)"


@pytest.fixture(scope="module")
def browser():
    with Browser() as window:
        yield window


@pytest.fixture(scope="module")
def page(tmp_path_factory, planned):
    """The sample day's map, with a street closed over noon and a stop that nobody serves."""
    folder = tmp_path_factory.mktemp("looked-at")
    plan = json.loads(planned.read_text(encoding="utf-8"))
    plan["config"]["roads"]["closures"] = [
        {"id": "works", "street": ["Unioninkatu"], "from": "2026-11-23 11:00",
         "until": "2026-11-23 13:00"}
    ]  # fmt: skip
    given = plan["outsourced"].pop()
    plan["unassigned"].append(
        {"stop_id": given["stop_id"], "class": "sacrificed", "reason": "cost", "detail": "too dear",
         "cheapest_fix": "", "fix_cost": None}
    )  # fmt: skip
    (folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    (folder / "sample_data").symlink_to(planned.parent / "sample_data")
    (folder / CONFIG).symlink_to(planned.parent / CONFIG)
    assert Shell(folder)("map", "plan.json").code == 0
    return folder / "map.html"


@pytest.fixture
def opened(browser, page):
    browser.as_screen(1280, 800)
    return visit(browser, page)


def visit(browser, page) -> Browser:
    browser.console()
    browser.requests()
    browser.visit(page)
    browser.wait_until(READY)
    return browser


def test_it_opens_without_a_word_and_asks_nobody(opened, page):
    assert opened.console() == []
    assert set(opened.requests()) - {"data:,"} == {page.as_uri()}
    assert opened.run(INK) > 10_000
    assert len(opened.texts(".pin .stop")) == opened.run(
        "return JSON.parse(document.querySelector('#day').textContent).routes"
        ".flatMap((it) => it.visits).filter((it) => it.k === 'stop').length"
    )


def test_the_hour_moves_the_vans_the_jams_and_the_closures(opened):
    assert opened.texts(".van") == []
    opened.run(GO_TO, 10 * 60)
    early = opened.run(VANS)
    assert early
    assert opened.run("return document.querySelectorAll('.closed-over.passive').length") > 0

    opened.run(GO_TO, 12 * 60)

    assert opened.texts("#clock") == ["12:00"]
    assert opened.texts("#period") == ["lunchtime"]
    assert opened.run("return document.querySelector('#time').getAttribute('aria-valuetext')") == (
        "12:00, lunchtime"
    )
    assert opened.run(VANS) != early
    assert opened.run("return document.querySelectorAll('.closed-over.passive').length") == 0
    assert opened.run("return document.querySelectorAll('.pin .done').length") > 5
    assert opened.console() == []


def test_the_day_plays_and_stops(opened):
    opened.run("document.querySelector('#pace').value = '3600'")
    opened.run("document.querySelector('#pace').dispatchEvent(new Event('change'))")
    begin = opened.texts("#clock")

    opened.click("#play")
    opened.wait_until(f"document.querySelector('#clock').textContent !== '{begin[0]}'")
    opened.click("#play")

    stopped = opened.texts("#clock")
    assert opened.run("return document.querySelector('#play').getAttribute('aria-label')") == (
        "Play the day"
    )
    assert stopped != begin
    assert opened.texts("#clock") == stopped


def test_a_stop_tells_about_itself(opened):
    opened.run("document.querySelector('.pin .stop').click()")

    assert opened.texts(".popup dt")[:3] == ["Address", "Window", "Arrival"]
    assert "Stop 1, " in opened.texts(".popup .sub")[0]
    before = opened.texts(".popup h3")
    opened.click(".popup .foot-line button:nth-of-type(2)")
    assert "Stop 2, " in opened.texts(".popup .sub")[0]
    assert opened.texts(".popup h3") != before


def test_what_nobody_serves_can_be_found_from_the_list(opened):
    opened.run("document.querySelectorAll('#others details')[0].open = true")
    opened.click("#others button")

    assert opened.texts(".popup .sub") == ["Nobody serves this stop"]
    assert "too dear" in opened.texts(".popup dd")


def test_a_vehicle_is_hidden_and_looked_at_alone(opened):
    shown = len(opened.texts(".pin .stop"))
    opened.click("#vehicles input")
    assert len(opened.texts(".pin .stop")) < shown

    opened.click("#vehicles .vehicle")

    assert len(opened.texts(".pin .stop")) == shown
    assert opened.run("return document.querySelectorAll('.pin .stop:not(.faded)').length") < shown
    assert opened.run("return document.querySelectorAll('[aria-pressed=true]').length") == 1


def test_it_can_be_used_from_the_keyboard_and_is_read_aloud(opened):
    assert opened.run(
        "return [...document.querySelectorAll('button, select, input, summary, a')]"
        ".filter((it) => !(it.textContent.trim() || it.getAttribute('aria-label')"
        " || it.closest('label'))).map((it) => it.outerHTML)"
    ) == []  # fmt: skip
    opened.run("document.querySelector('#vehicles details').open = true")
    opened.keys("#vehicles .stops button", "\ue007")  # Enter
    assert opened.run("return document.activeElement.closest('.popup') !== null")

    opened.keys(".popup .foot-line button", "\ue00c")  # Escape

    assert opened.texts(".popup h3") == []
    assert opened.run("return document.activeElement.closest('.stops') !== null")


@pytest.mark.parametrize(("width", "height"), [(360, 740), (390, 844)])
def test_on_a_phone_everything_is_within_reach(browser, page, width, height):
    browser.as_phone(width, height)
    visit(browser, page)

    assert browser.run("return document.documentElement.scrollWidth") <= width
    assert not browser.run("return document.querySelector('#list').offsetParent !== null")
    browser.click("#opener")
    assert browser.run("return document.querySelector('#list').offsetParent !== null")
    browser.click("#vehicles .vehicle")
    assert not browser.run("return document.querySelector('#list').offsetParent !== null")
    browser.run("document.querySelector('.pin .stop:not(.faded)').click()")
    browser.wait_until("document.querySelector('.popup').getBoundingClientRect().left >= 0")
    browser.wait_until(f"document.querySelector('.popup').getBoundingClientRect().right <= {width}")
    browser.run(GO_TO, 11 * 60)
    assert browser.texts("#clock") == ["11:00"]
    assert browser.console() == []


def test_by_night_it_is_dark_and_on_paper_light(opened):
    ground = "return getComputedStyle(document.querySelector('#map')).backgroundColor"
    opened.prefers("dark")
    opened.wait_until("document.documentElement.dataset.theme === 'dark'")
    dark = opened.run(ground)
    printed = opened.pdf(landscape=True, printBackground=True, preferCSSPageSize=True)
    opened.prefers("light")
    opened.wait_until("document.documentElement.dataset.theme === 'light'")

    assert printed.startswith(b"%PDF")
    assert opened.run(ground) != dark
    assert opened.run("return document.documentElement.dataset.print") is None
    assert opened.console() == []


def test_hostile_names_do_nothing(browser, tmp_path):
    """Scripts, closing tags, pictures that fail, right-to-left overrides, emoji."""
    name = "</script><script>document.title='caught'</script><img src=x onerror=\"document.title='caught'\">"
    plan = small_plan()
    stops = tuple(
        replace(it, name=f"{name} 👩‍👩‍👧 \u202eمرحبا", notes=name + "x" * 300) for it in plan.stops
    )
    route = replace(plan.routes[0], vehicle_id=name, driver_name=name)
    plan = replace(plan, stops=stops, routes=(route, plan.routes[1]))
    target = tmp_path / "hostile.html"
    record = day_record(plan, plan.routes, Surroundings())
    target.write_text(map_page({**record, "streets": None}), encoding="utf-8")

    browser.as_screen(1000, 700)
    visit(browser, target)
    browser.run("document.querySelector('.pin .stop').click()")
    browser.run("for (const it of document.querySelectorAll('details')) it.open = true")

    assert browser.run("return document.title") == "lastmile 2026-06-01"
    assert browser.texts(".popup h3")[0].startswith("</script><script>")
    assert browser.run("return document.querySelectorAll('img').length") == 0
    assert browser.run("return document.documentElement.scrollWidth") <= 1000
    assert browser.console() == []


def test_a_change_to_the_script_is_not_run(browser, tmp_path, page):
    """The policy holds: what is not in the page as it was made does not run."""
    target = tmp_path / "changed.html"
    text = page.read_text(encoding="utf-8")
    target.write_text(
        text.replace("<body>", "<body><script>document.title = 'caught'</script>"), encoding="utf-8"
    )

    visit(browser, target)

    assert browser.run("return document.title") != "caught"
    assert any("Content Security Policy" in told for told in browser.console())


def test_a_day_without_routes_is_a_page_too(browser, tmp_path):
    plan = replace(small_plan(), routes=())
    target = tmp_path / "nothing.html"
    record = day_record(plan, (), Surroundings())
    target.write_text(map_page({**record, "streets": None}), encoding="utf-8")

    visit(browser, target)

    assert browser.texts("#others summary") == ["Left out (1)"]
    assert browser.console() == []

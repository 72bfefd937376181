"""Links for a driver's phone: one page a vehicle, and all of them as CSV for a message."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from lastmile_cli.domain.plan import Plan, Route, Visit, VisitKind
from lastmile_cli.domain.stops import Stop
from lastmile_cli.outputs.csv_text import csv_text
from lastmile_cli.outputs.html_policy import content_policy
from lastmile_cli.outputs.navigation import (
    TRAVEL_MODES,
    apple_url,
    geo_uri,
    navigation_chunks,
    tel_uri,
    waze_url,
)
from lastmile_cli.outputs.on_foot import foot_texts, is_driven_to
from lastmile_cli.outputs.selection import charger_name, people_text, profile_of, stops_by_id
from lastmile_cli.outputs.wording import load_text, printable, where_text, window_words

LINKS_HEADER = ("vehicle", "app", "first", "last", "stop_id", "name", "url")
"""Columns of ``links_csv``: a link leads from where the phone is over all stops first to last."""

_STYLE = """
:root { color-scheme: light dark; font: 17px/1.4 system-ui, "Segoe UI", Roboto, sans-serif; }
body { margin: 0 auto; padding: 1rem; max-width: 40rem; }
h1 { font-size: 1.3rem; margin: 0; }
ol { list-style: none; padding: 0; }
li { border-top: 1px solid #8886; padding: .7rem 0; }
p { margin: .2rem 0; overflow-wrap: anywhere; }
.links { display: flex; flex-wrap: wrap; gap: .5rem; margin: .5rem 0; }
a.go { border: 1px solid #8889; border-radius: .5rem; padding: .55rem .9rem; }
.number { font-weight: 700; display: inline-block; min-width: 2rem; }
.soft { opacity: .75; }
"""


def phone_page(plan: Plan, route: Route) -> bytes:
    """
    Write a route as a plain page of links: chunks for Google Maps, each stop for the others.

    Nothing is loaded and no script runs; opening a link is the driver's choice.
    """
    stops = stops_by_id(plan)
    profile = profile_of(plan, route.vehicle_id)
    title = f"{printable(route.vehicle_id)} {plan.day.date.isoformat()}"
    chunks = "".join(
        _link(it.url, f"Google: {it.label}") for it in navigation_chunks(route, profile)
    )
    told = foot_texts(route, stops)
    items = "".join(
        f"<li>{_visit(plan, visit, stops, told.get(visit.stop_id or '', ''), profile)}</li>\n"
        for visit in route.visits
        if _is_shown(visit)
    )
    page = (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{content_policy(style=_STYLE)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f'<h1>{escape(title)}</h1>\n<p class="soft">{escape(people_text(plan, route))}</p>\n'
        f'<p class="links">{chunks}</p>\n<ol>\n{items}</ol>\n</body>\n</html>\n'
    )
    return page.encode()


def links_csv(plan: Plan, routes: Sequence[Route]) -> str:
    """Write every link of these routes: chunks for Google Maps, a link a halt for the others."""
    return csv_text(LINKS_HEADER, (row for route in routes for row in _rows(plan, route)))


def _rows(plan: Plan, route: Route) -> Iterator[list[object]]:
    stops = stops_by_id(plan)
    profile = profile_of(plan, route.vehicle_id)
    for chunk in navigation_chunks(route, profile):
        yield [route.vehicle_id, "google", chunk.first, chunk.last, "", chunk.label, chunk.url]
    for visit in route.visits:
        if not (_is_shown(visit) and is_driven_to(visit)):
            continue
        stop = stops.get(visit.stop_id or "")
        name = stop.name if stop else printable(charger_name(plan, visit.charger_id or ""))
        for app, url in _apps(visit, profile):
            number = visit.sequence
            yield [route.vehicle_id, app, number, number, visit.stop_id or "", name, url]


def _is_shown(visit: Visit) -> bool:
    return visit.kind in (VisitKind.STOP, VisitKind.CHARGE)


def _apps(visit: Visit, profile: str) -> list[tuple[str, str]]:
    """Links to one place; Waze leads cars only."""
    apps = [("apple", apple_url(visit.place, profile))]
    if profile not in TRAVEL_MODES:
        apps.append(("waze", waze_url(visit.place)))
    return [*apps, ("geo", geo_uri(visit.place))]


def _visit(plan: Plan, visit: Visit, stops: dict[str, Stop], on_foot: str, profile: str) -> str:
    names = {"apple": "Apple", "waze": "Waze", "geo": "Map"}
    stop = stops.get(visit.stop_id or "")
    head = f'<span class="number">{visit.sequence}</span> {plan.day.clock(visit.arrive_s)} '
    links = [_link(url, names[app]) for app, url in _apps(visit, profile)]
    if not is_driven_to(visit):
        links = links[-1:]
    if stop is None:
        return f"<p>{head}{_text(charger_name(plan, visit.charger_id or ''))}</p>{_links(links)}"
    windows = ", ".join(window_words(stop, plan.day, "–"))
    tel = tel_uri(stop.contact.phone)
    if tel:
        links.append(_link(tel, "Call"))
    lines = [where_text(stop), windows, load_text(stop.load), on_foot, stop.notes]
    told = "".join(f'<p class="soft">{_text(line)}</p>' for line in lines if line)
    return f"<p>{head}{_text(stop.name or stop.stop_id)}</p>{told}{_links(links)}"


def _links(links: Sequence[str]) -> str:
    return f'<p class="links">{"".join(links)}</p>'


def _link(url: str, text: str) -> str:
    return f'<a class="go" rel="noreferrer" href="{escape(url)}">{escape(text)}</a>'


def _text(text: str) -> str:
    return f'<bdi dir="auto">{escape(printable(text))}</bdi>'

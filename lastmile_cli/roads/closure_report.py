"""What closures hit on a map, for people: streets, metres, and what they name in vain."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from lastmile_cli.domain.closures import Closure
from lastmile_cli.domain.notices import Notice, Place, Severity
from lastmile_cli.domain.ports import ClosureHit
from lastmile_cli.roads.closed_areas import is_on_map
from lastmile_cli.roads.closed_streets import ClosedStreets, ClosureFinder
from lastmile_cli.roads.graph import RoadGraph
from lastmile_cli.roads.ways import Way

NAMES_TOLD = 12


def report_closures(
    graph: RoadGraph, finder: ClosureFinder, closures: Iterable[Closure]
) -> list[ClosureHit]:
    """Say of each closure what it hits, and as notices what is not on the map."""
    return [_report(graph, finder, closure) for closure in closures]


def _report(graph: RoadGraph, finder: ClosureFinder, closure: Closure) -> ClosureHit:
    found = finder.find(closure)
    names = sorted({graph.names[name] for name in graph.street_name[found.streets]} - {""})
    notices = [*_unknown_streets(finder, closure), *_unknown_ways(graph, closure)]
    if found.is_nothing and not notices:
        notices.append(_hits_nothing(graph, closure))
    return ClosureHit(
        closure=closure,
        streets=int(found.streets.sum()),
        length_m=float(graph.street_m[found.streets].sum()),
        junctions=_junctions(graph, found.stopped & ~np.repeat(found.streets, 2)),
        names=tuple(names[:NAMES_TOLD]),
        notices=tuple(notices),
    )


def _junctions(graph: RoadGraph, stopped: np.ndarray) -> int:
    """How many junctions are closed beside closed streets."""
    edges = np.flatnonzero(stopped)
    last = np.where(edges % 2 == 0, graph.first_point[(edges >> 1) + 1] - 1, 0)
    at = np.where(edges % 2 == 0, last, graph.first_point[edges >> 1])
    return len(np.unique(graph.point_node[at]))


def _unknown_streets(finder: ClosureFinder, closure: Closure) -> list[Notice]:
    notices = []
    for name in (*closure.streets, *closure.between):
        if not finder.names.streets_called(name).any():
            near = finder.names.find_near(name)
            hint = f"did you mean {near!r}?" if near else "look the name up on the map."
            problem = f"closure {closure.closure_id}: no street of the map is called {name!r}."
            notices.append(_warning("LM1460", closure, problem, hint))
    return notices


def _unknown_ways(graph: RoadGraph, closure: Closure) -> list[Notice]:
    missing = sorted(
        set(closure.way_ids) - set(graph.way_id[np.isin(graph.way_id, closure.way_ids)])
    )
    if not missing:
        return []
    told = ", ".join(map(str, missing[:6])) + (", ..." if len(missing) > 6 else "")
    problem = f"closure {closure.closure_id}: the map has no road with way id {told}."
    hint = "OpenStreetMap splits and renumbers ways; a street name or an area lasts longer."
    return [_warning("LM1461", closure, problem, hint)]


def _hits_nothing(graph: RoadGraph, closure: Closure) -> Notice:
    points = [point for ring in (*closure.rings, *closure.lines) for point in ring]
    what = f"closure {closure.closure_id} ({closure.what})"
    if points and not is_on_map(graph, points):
        problem = f"{what} lies outside the map."
        hint = "GeoJSON writes [longitude, latitude]; if that is right, nothing is to be done."
        return _notice("LM1463", Severity.INFO, closure, problem, hint)
    if closure.between:
        hint = "name two streets that both cross it."
    else:
        hint = "draw the area so that it holds a part of the street."
    return _warning("LM1462", closure, f"{what} closes no street.", hint)


def _warning(code: str, closure: Closure, problem: str, hint: str) -> Notice:
    return _notice(code, Severity.WARNING, closure, problem, hint)


def _notice(code: str, severity: Severity, closure: Closure, problem: str, hint: str) -> Notice:
    place = Place(file=closure.source)
    return Notice(code=code, severity=severity, place=place, problem=problem, hint=hint)


def closed_along(graph: RoadGraph, closed: ClosedStreets, way: Way) -> tuple[str, ...]:
    """Names (else road classes) of what is closed along a way, in driving order, each once."""
    told: dict[str, None] = {}
    for number, edge in enumerate(way.edges):
        is_last = number == len(way.edges) - 1
        if closed.streets[edge >> 1] or (closed.stopped[edge] and not is_last):
            told[_street_words(graph, edge >> 1)] = None
    return tuple(told)


def _street_words(graph: RoadGraph, street: int) -> str:
    """Return a street's name, else its road class."""
    name = graph.names[graph.street_name[street]]
    return name or f"a {graph.classes[graph.street_class[street]]} street without a name"

"""OSRM inside this process (``osrm-bindings``), over files that its own tools prepared."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from lastmile_cli.domain.errors import InputRefusedError, LastmileError, UsageError
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.notices import Notice, Place, Severity
from lastmile_cli.plumbing.map_digest import map_digest
from lastmile_cli.roads.router import RefusedQuestionError

BLOCK = 1_000
"""Places a side of one table: nobody limits us here but the memory."""

LEAST_PYTHON = (3, 12)
"""The oldest Python that its wheels are built for."""

GRAPHS = {"CH": ".hsgr", "MLD": ".cell_metrics"}
"""By algorithm, the file that holds the graph as it is driven on; the faster one first."""

PREPARING = (
    "prepare it: `python -m osrm extract -p car.lua MAP.osm.pbf`, then "
    "`python -m osrm contract MAP.osrm` (car.lua lies in share/profiles of the package osrm; for a "
    "map of a few streets add --small-component-size 100)"
)


class OsrmFiles:
    """
    An ``Osrm`` over prepared files, for the profile they were extracted with.

    Parameters
    ----------
    base
        The files' common path, ``map.osrm`` for ``map.osrm.hsgr`` and the others.

    Raises
    ------
    UsageError
        The library is not installed here.
    InputRefusedError
        The files are missing or of another version (LM1491).
    """

    def __init__(self, base: Path) -> None:
        self._osrm, self._base = _library(), base
        algorithm, graph = _prepared(base)
        self.where, self.sha256 = base.name, map_digest(graph)
        try:
            self._engine = self._osrm.OSRM(
                algorithm=algorithm,
                storage_config=str(base),
                use_shared_memory=False,
                max_locations_distance_table=2 * BLOCK,
            )
        except RuntimeError as error:
            raise _refused(base, f"OSRM cannot load it: {error}.") from None

    def nearest(self, point: Coordinate) -> Any:
        """The nearest street."""
        question = self._osrm.NearestParameters(coordinates=[_pair(point)], generate_hints=False)
        return self._ask(self._engine.Nearest, question)

    def table(
        self, points: Sequence[Coordinate], rows: Sequence[int], columns: Sequence[int]
    ) -> Any:
        """Durations and distances from rows to columns."""
        question = self._osrm.TableParameters(
            coordinates=[_pair(point) for point in points],
            sources=list(rows),
            destinations=list(columns),
            annotations=["duration", "distance"],
            generate_hints=False,
        )
        return self._ask(self._engine.Table, question)

    def route(self, start: Coordinate, end: Coordinate) -> Any:
        """One way."""
        question = self._osrm.RouteParameters(
            coordinates=[_pair(start), _pair(end)],
            overview="full",
            geometries="polyline6",
            generate_hints=False,
        )
        return self._ask(self._engine.Route, question)

    def nonsense(self, what: str) -> LastmileError:
        """Make the error for an answer that makes no sense."""
        return _refused(self._base, f"Its {what} make no sense.")

    def _ask(self, service: Callable[[Any], Any], question: Any) -> Any:
        try:
            return service(question)
        except RuntimeError as error:
            code, _, message = str(error).partition(" - ")
            raise RefusedQuestionError(code, message) from None


def _library() -> Any:
    if find_spec("osrm") is not None:
        return import_module("osrm")
    here, needs = (".".join(map(str, version)) for version in (_python(), LEAST_PYTHON))
    if _python() < LEAST_PYTHON:
        raise UsageError(
            f"osrm-bindings has wheels for Python {needs} and later; this is {here}.",
            hint=f"run lastmile under Python {needs}, or start `osrm-routed` and set roads.source: "
            "osrm",
        )
    raise UsageError(
        "The library osrm-bindings is not installed.", hint="pip install 'lastmile-cli[osrm]'"
    )


def _python() -> tuple[int, int]:
    return sys.version_info[:2]


def _prepared(base: Path) -> tuple[str, Path]:
    """Which algorithm the files are prepared for, and its graph."""
    for algorithm, suffix in GRAPHS.items():
        graph = base.with_name(base.name + suffix)
        if graph.is_file():
            return algorithm, graph
    listed = " or ".join(base.name + suffix for suffix in GRAPHS.values())
    raise _refused(base, f"There is no {listed} in {base.parent}.")


def _refused(base: Path, problem: str) -> InputRefusedError:
    notice = Notice(
        code="LM1491",
        severity=Severity.ERROR,
        place=Place(file=str(base), column="roads.osrm_embedded"),
        problem=problem,
        hint=PREPARING,
    )
    return InputRefusedError(
        f"The OSRM files {base} cannot be used: {problem}", hint=PREPARING, notices=(notice,)
    )


def _pair(point: Coordinate) -> tuple[float, float]:
    return round(point.lon_deg, 6), round(point.lat_deg, 6)

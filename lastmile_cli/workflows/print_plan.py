"""A plan to paper: manifests, the fleet summary, hub sheets, labels, and what paper cannot show."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from lastmile_cli.domain.errors import LastmileError
from lastmile_cli.domain.geo import BoundingBox
from lastmile_cli.domain.notices import Notice, Place, Severity
from lastmile_cli.domain.plan import Plan, Route
from lastmile_cli.domain.turns import RouteTurns
from lastmile_cli.outputs.hub_day import hub_ids
from lastmile_cli.outputs.parcels import list_parcels
from lastmile_cli.outputs.pdf.sizes import SIZES, size_for_country
from lastmile_cli.outputs.safe_names import safe_names
from lastmile_cli.outputs.wording import line_remark
from lastmile_cli.roads.registry import StreetFinder, find_streets
from lastmile_cli.workflows.verify_plan import config_of

Job = tuple[str, Callable[[], bytes]]
MOST_LETTERS, MOST_IDS = 12, 5


class Printing:
    """
    The PDF files of a plan, each named and made when it is asked for.

    Parameters
    ----------
    plan
        What to print.
    paper
        ``a4`` or ``letter``; empty for what printers hold in the country of the plan.
    labels
        ``sheet``, ``roll`` or ``none``.
    is_whole_day
        Whether the papers of the day are wanted too, not only those of vehicles.
    """

    def __init__(self, plan: Plan, paper: str, labels: str, *, is_whole_day: bool) -> None:
        self._plan = plan
        self._size = SIZES[paper] if paper else size_for_country(_country(plan))
        self._labels = labels
        self._is_whole_day = is_whole_day
        self._streets = _Streets(plan)

    def jobs(
        self,
        routes: Sequence[Route],
        names: Mapping[str, str],
        told: Mapping[str, RouteTurns] | None,
    ) -> Iterator[Job]:
        """Yield each file's name and what makes it."""
        if self._is_whole_day:
            yield "fleet.pdf", self._fleet
            for depot_id, name in safe_names(hub_ids(self._plan)).items():
                yield f"hub-{name}.pdf", partial(self._hub, depot_id)
                if self._labels != "none" and list_parcels(self._plan, depot_id):
                    yield f"labels-{name}.pdf", partial(self._labels_of, depot_id)
        for route in routes:
            turns = told[route.vehicle_id] if told else None
            yield f"{names[route.vehicle_id]}.pdf", partial(self._manifest, route, turns)

    def notices(self, routes: Sequence[Route]) -> tuple[Notice, ...]:
        """Tell what the paper does not show."""
        from lastmile_cli.outputs.pdf.shortfalls import find_shortfalls

        found = find_shortfalls(self._plan, routes, self._size)
        told = list(self._streets.notices)
        told += [_no_letters(found.unprintable, found.letters)] if found.unprintable else []
        told += [_cut_notes(found.cut)] if found.cut else []
        return tuple(told)

    def _fleet(self) -> bytes:
        from lastmile_cli.outputs.pdf.fleet import fleet_pdf

        return fleet_pdf(self._plan, self._size)

    def _hub(self, depot_id: str) -> bytes:
        from lastmile_cli.outputs.pdf.hub import hub_pdf

        return hub_pdf(self._plan, depot_id, self._size)

    def _labels_of(self, depot_id: str) -> bytes:
        from lastmile_cli.outputs.pdf.labels import labels_pdf

        return labels_pdf(self._plan, depot_id, self._size, is_roll=self._labels == "roll")

    def _manifest(self, route: Route, turns: RouteTurns | None) -> bytes:
        from lastmile_cli.outputs.pdf.manifest import manifest_map_bounds, manifest_pdf

        streets = self._streets.inside(manifest_map_bounds(route, self._size))
        return manifest_pdf(self._plan, route, streets, turns, self._size)


class _Streets:
    """The streets behind the routes, from the map the plan was made with, while it is known."""

    def __init__(self, plan: Plan) -> None:
        self.notices: tuple[Notice, ...] = ()
        self._find: StreetFinder | None = None
        try:
            roads = plan.provenance.roads
            self._find = find_streets(config_of(plan).roads, roads.map_sha256)
        except LastmileError as error:
            if not line_remark(plan):
                self.notices = (_no_streets(error),)

    def inside(self, bounds: BoundingBox) -> list[tuple[Sequence[tuple[float, float]], str, str]]:
        """Streets to draw, none where the map is gone."""
        return [] if self._find is None else list(self._find(bounds))


def _no_streets(error: LastmileError) -> Notice:
    return Notice(
        code="LM1430",
        severity=Severity.WARNING,
        place=Place(),
        problem=f"the maps in the manifests have no streets: {error.message}",
        hint=error.hint,
    )


def _no_letters(stop_ids: Sequence[str], letters: str) -> Notice:
    shown = " ".join(letters[:MOST_LETTERS]) + (" …" if len(letters) > MOST_LETTERS else "")
    return Notice(
        code="LM1619",
        severity=Severity.WARNING,
        place=Place(),
        problem=(
            f"letters that the font of the paper lacks ({shown}) print as � at {_named(stop_ids)}"
        ),
        hint=(
            "tell the driver, or write them in Latin, Greek or Cyrillic; CSV and GPX have them all"
        ),
    )


def _cut_notes(stop_ids: Sequence[str]) -> Notice:
    return Notice(
        code="LM1629",
        severity=Severity.WARNING,
        place=Place(),
        problem=f"notes are too long for the manifest and end in … at {_named(stop_ids)}",
        hint="put what the driver must know first; routes.csv has every word",
    )


def _named(stop_ids: Sequence[str]) -> str:
    named, rest = list(stop_ids[:MOST_IDS]), len(stop_ids) - MOST_IDS
    return ", ".join(named) + (f" and {rest} more" if rest > 0 else "")


def _country(plan: Plan) -> str:
    service = plan.config.get("service")
    country = service.get("country") if isinstance(service, Mapping) else None
    return country if isinstance(country, str) else ""

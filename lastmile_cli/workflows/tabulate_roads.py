"""The travel between a day's places as a matrix file that plans the same day again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.errors import InputRefusedError, UsageError
from lastmile_cli.domain.matrix import TravelMatrix
from lastmile_cli.domain.notices import Notice
from lastmile_cli.domain.progress import ProgressHook, no_progress
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.travel import UNREACHABLE_S, Travel, TravelMode, TravelTable
from lastmile_cli.outputs.matrix_files import matrix_csv, matrix_npz
from lastmile_cli.planning.places import PlaceIndex, index_places, list_modes
from lastmile_cli.planning.point_rules import points_in_question
from lastmile_cli.plumbing.files import check_target, write_bytes
from lastmile_cli.workflows.day_inputs import read_day
from lastmile_cli.workflows.measure_streets import measure_streets
from lastmile_cli.workflows.plan_day import locate

SUFFIXES = (".csv", ".npz")

MILLI = 0.001
"""Of a vehicle a thousand times slower, whole seconds are the milliseconds of the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRequest:
    """What to tabulate, and where to write it; no ``profile``: each of the fleet's."""

    stops: str
    config: str
    output: str
    profile: str = ""
    service_date: date | None = None
    offline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenMatrix:
    """One file: whose travel it holds, between how many places, in how many parts of the day."""

    file: str
    profile: str
    places: int
    periods: int
    without_a_way: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TabulatedRoads:
    """The files written, and what was odd on the way."""

    written: tuple[WrittenMatrix, ...]
    notices: tuple[Notice, ...] = ()

    def record(self) -> dict[str, Any]:
        """The report as JSON."""
        fields = ("file", "profile", "places", "periods", "without_a_way")
        files = [{name: getattr(one, name) for name in fields} for one in self.written]
        return {"schema_version": 1, "files": files}

    def lines(self) -> list[str]:
        """The report for people."""
        return [
            f"{one.file}: {one.profile}, {counted(one.places, 'place')}, "
            f"{counted(one.periods, 'period')}, "
            f"{counted(one.without_a_way, 'pair')} without a way"
            for one in self.written
        ]

    @property
    def remark(self) -> str:
        """How to plan with the files."""
        first = self.written[0]
        keys = f"file: {first.file}"
        if len(self.written) > 1:
            each = (f"{one.profile}: {{file: {one.file}}}" for one in self.written)
            keys = f"profiles: {{{', '.join(each)}}}"
        traffic = ", without roads.traffic" if first.periods > 1 else ""
        return f"Plan with it: roads.source: matrix, roads.matrix: {{{keys}}}{traffic}."


def tabulate_roads(request: TableRequest, progress: ProgressHook = no_progress) -> TabulatedRoads:
    """
    Write the travel between all depots and stops of a day, as the configured roads have it.

    One file for each profile of the fleet, named after it where there are
    several. Traffic is in it: one layer for each period of the day.

    Raises
    ------
    UsageError
        Neither CSV nor NPZ is asked for, or a profile that the fleet has not.
    InputRefusedError
        Something that came in cannot be used.
    """
    target = Path(request.output)
    if target.suffix not in SUFFIXES:
        raise UsageError(
            f"{request.output} is neither .csv nor .npz.", hint="name a file such as matrix.npz"
        )
    inputs = read_day(
        request.stops, request.config, service_date=request.service_date, skip_bad_rows=False
    )
    inputs.stops_read.raise_if_refused()
    located, roads = locate(inputs, inputs.config, offline=request.offline, progress=progress)
    config = located.config
    # Who is far from every street is in the file too: it is asked for everybody.
    off_the_streets = [stop for stop, _ in located.left_out if stop.coordinate is not None]
    doors = [stop for stop in located.stops if not stop.is_at_point]
    points = points_in_question(located.stops, config.collection_points)
    places = index_places(config.depots, [*doors, *off_the_streets], config.used_chargers, points)
    profiles = _profiles(request.profile, [mode.profile for mode in list_modes(config)])
    modes = [TravelMode(profile=profile, speed_factor=MILLI) for profile in profiles]
    files = {profile: _named(target, profile, alone=len(profiles) == 1) for profile in profiles}
    for file in files.values():
        check_target(file, inputs=[Path(request.stops), Path(request.config)])
    travel = measure_streets(places, config, roads, progress, modes=modes)
    written = []
    for table in travel.tables:
        file = files[table.mode.profile]
        matrix = _matrix(file.name, places, travel, table)
        write_bytes(file, _content(matrix, file, inputs.day))
        written.append(
            WrittenMatrix(
                file=str(file),
                profile=table.mode.profile,
                places=len(matrix.ids),
                periods=len(matrix.starts_s),
                without_a_way=int(np.isinf(matrix.duration_s).any(axis=0).sum()),
            )
        )
    return TabulatedRoads(written=tuple(written), notices=(*inputs.notices, *located.notices))


def _profiles(wanted: str, fleet: Sequence[str]) -> list[str]:
    own = list(dict.fromkeys(fleet))
    if wanted and wanted not in own:
        raise UsageError(
            f"No vehicle has the profile {wanted}.", hint=f"choose one of: {', '.join(own)}"
        )
    return [wanted] if wanted else own


def _named(target: Path, profile: str, *, alone: bool) -> Path:
    return target if alone else target.with_name(f"{target.stem}-{profile}{target.suffix}")


def _matrix(name: str, places: PlaceIndex, travel: Travel, table: TravelTable) -> TravelMatrix:
    both = sorted(
        (places.of_depot.keys() & places.of_stop.keys())
        | (places.of_point.keys() & (places.of_depot.keys() | places.of_stop.keys()))
    )
    if both:
        raise InputRefusedError(
            f"{', '.join(both)}: ids of two places; a matrix cannot tell them apart.",
            hint="rename one of the two",
        )
    place_of = {**places.of_depot, **places.of_stop, **places.of_point}
    rows = np.array(list(place_of.values()))
    milliseconds = table.duration_s[:, rows][:, :, rows]
    return TravelMatrix(
        name=name,
        ids=tuple(place_of),
        starts_s=travel.period_starts_s,
        duration_s=np.where(milliseconds >= UNREACHABLE_S, np.inf, milliseconds / 1000),
        distance_m=table.distance_m[np.ix_(rows, rows)].astype(np.float64),
    )


def _content(matrix: TravelMatrix, file: Path, day: ServiceDay) -> bytes:
    local = [day.local(start_s) for start_s in matrix.starts_s]
    clocks_s = [at.hour * 3600 + at.minute * 60 + at.second for at in local]
    if file.suffix == ".npz":
        return matrix_npz(matrix, clocks_s)
    return matrix_csv(matrix, clocks_s).encode()

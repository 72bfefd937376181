"""The user's own matrices of times and distances, read for one day."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.matrix import TravelMatrix
from lastmile_cli.domain.notices import Notice, Place, Severity, has_errors
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.settings import MatrixFiles, RoadsSettings
from lastmile_cli.domain.travel import FREE_FLOW, TrafficPeriod
from lastmile_cli.intake.matrix_long import column_of, is_long, read_long
from lastmile_cli.intake.matrix_npz import NPZ_BEGINS, read_npz
from lastmile_cli.intake.matrix_square import join_squares, read_distances, read_durations
from lastmile_cli.intake.matrix_table import MatrixRead
from lastmile_cli.intake.noticing import NoticeBook
from lastmile_cli.intake.sources import Source, read_source
from lastmile_cli.intake.table import Table
from lastmile_cli.intake.tables import read_csv
from lastmile_cli.intake.windows import at_clock


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadsRead:
    """Settings that hold the matrices their files name, and what is to say of the files."""

    settings: RoadsSettings
    notices: tuple[Notice, ...] = ()


def with_matrices(settings: RoadsSettings, day: ServiceDay) -> RoadsRead:
    """
    Read the matrices of a day, each file once, and cut the day at their hours.

    Settings of other sources are returned as they are.

    Raises
    ------
    InputRefusedError
        A file is missing or wrong; every problem of every file is a notice.
    """
    if settings.source != "matrix":
        return RoadsRead(settings=settings)
    notices: list[Notice] = []
    read = {
        files: _read(files, day, notices) for files in dict.fromkeys(settings.matrix_files.values())
    }
    matrices = {
        profile: matrix
        for profile, files in settings.matrix_files.items()
        if (matrix := read[files]) is not None
    }
    notices += _told_twice(settings.periods, matrices)
    if has_errors(notices):
        errors = sum(notice.severity is Severity.ERROR for notice in notices)
        raise InputRefusedError(
            f"The matrix of roads.matrix is refused: {counted(errors, 'error')}.",
            hint="correct the file, or plan with roads.source: embedded",
            notices=tuple(notices),
        )
    periods = _cut(settings.periods, matrices, day)
    filled = replace(settings, matrices=matrices, periods=periods)
    return RoadsRead(settings=filled, notices=tuple(notices))


def _read(files: MatrixFiles, day: ServiceDay, notices: list[Notice]) -> TravelMatrix | None:
    """Read one matrix; ``None`` after notices that it cannot be used."""
    try:
        sources = [read_source(path) for path in (files.path, files.distances) if path]
    except InputRefusedError as error:
        notices += error.notices
        return None
    books = [NoticeBook(source.file) for source in sources]
    found = _found(sources, books)
    told = [notice for book in books for notice in book.sorted()]
    notices += told
    if found is None or has_errors(told):
        return None
    return _on_day(found, day, sources)


def _found(sources: Sequence[Source], books: Sequence[NoticeBook]) -> MatrixRead | None:
    main, book = sources[0], books[0]
    if main.content.startswith(NPZ_BEGINS):
        return read_npz(main.content, book)
    table = _table(main, book)
    if table is None:
        return None
    if is_long(table.header):
        return read_long(table, book)
    durations = read_durations(table, book)
    if durations is None:
        return None
    if len(sources) == 1:
        problem = "this is a square of durations; where are the distances?"
        book.error("LM1477", problem, "name their file in roads.matrix.distances.")
        return None
    other = _table(sources[1], books[1])
    distances = None if other is None else read_distances(other, books[1])
    return None if distances is None else join_squares(durations, distances, *books)


def _table(source: Source, book: NoticeBook) -> Table | None:
    return read_csv(
        source.content,
        book,
        lambda header: bool(column_of(header)),
        if_too_long="write it as .npz, which has no such limit.",
    )


def _on_day(read: MatrixRead, day: ServiceDay, sources: Sequence[Source]) -> TravelMatrix:
    """Times on the clock become seconds of the day; a period the skipped hour swallows is none."""
    starts_s = [at_clock(clock_s, day) for clock_s in read.clocks_s]
    kept: list[int] = []
    for layer, start_s in enumerate(starts_s):
        while kept and starts_s[kept[-1]] >= start_s:
            kept.pop()
        kept.append(layer)
    digests = "\n".join(source.sha256 for source in sources)
    return TravelMatrix(
        name=sources[0].file,
        ids=read.ids,
        starts_s=tuple(starts_s[layer] for layer in kept),
        duration_s=read.duration_s[kept],
        distance_m=read.distance_m,
        sha256=hashlib.sha256(digests.encode()).hexdigest(),
    )


def _told_twice(
    periods: Sequence[TrafficPeriod], matrices: Mapping[str, TravelMatrix]
) -> list[Notice]:
    """Two tales of the traffic: which holds?"""
    has_factors = any(
        period.default_factor != 1 or period.speed_factors or period.areas for period in periods
    )
    if not has_factors:
        return []
    return [
        Notice(
            code="LM1479",
            severity=Severity.ERROR,
            place=Place(file=matrix.name),
            problem=f"it has {len(matrix.starts_s)} periods, and roads.traffic tells of jams too.",
            hint="leave out roads.traffic, or give a matrix of one period.",
        )
        for matrix in dict.fromkeys(matrices.values())
        if matrix.has_hours
    ]


def _cut(
    periods: Sequence[TrafficPeriod], matrices: Mapping[str, TravelMatrix], day: ServiceDay
) -> tuple[TrafficPeriod, ...]:
    """Let a period begin wherever a matrix has one."""
    own = {start for matrix in matrices.values() for start in matrix.starts_s[1:]}
    if not own:
        return tuple(periods)
    known = {period.start_s: period for period in periods}
    cut: list[TrafficPeriod] = []
    for start_s in sorted(own | known.keys()):
        around = known[max((at for at in known if at <= start_s), default=periods[0].start_s)]
        is_named = start_s in known and around.name != FREE_FLOW[0].name
        name = around.name if is_named else day.clock(start_s)
        cut.append(replace(around, name=name, start_s=start_s))
    return tuple(cut)

"""Do the user's matrices know the places of the day? Every one they do not know is told."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.geo import Coordinate, great_circle_m
from lastmile_cli.domain.matrix import TravelMatrix
from lastmile_cli.domain.notices import Notice, Place, Severity, has_errors
from lastmile_cli.domain.ports import NamedPlace

LEAST_OF_THE_CROW = 0.5
"""Distances whose median is below this share of the straight line are in no metres."""

MOST_OF_THE_CROW = 20.0
"""And above this multiple of it: no town makes such detours."""

FAR_M = 200.0
"""Nearer pairs say little of units: a courtyard makes its own detours."""

ALIKE_S = ALIKE_M = 1.0
"""Rows that differ by no more are those of one place."""

MOST_NAMED = 6
MOST_NOTICES = 50


def check_places(
    matrices: Mapping[str, TravelMatrix], places: Sequence[NamedPlace]
) -> tuple[Notice, ...]:
    """
    Return what is lacking but can be lived with: pairs without a way, and places of one profile.

    Raises
    ------
    InputRefusedError
        A place is in no matrix (LM1480), one id means two places (LM1481), two
        places at one coordinate have rows of their own that differ (LM1482), or
        distances cannot be metres (LM1483).
    """
    known = frozenset().union(*(matrix.ids for matrix in matrices.values()))
    notices = [*_unknown(known, places), *_one_name_twice(places)]
    for profile, matrix in matrices.items():
        inside = [place for place in places if place.name in matrix.row_of]
        notices += _one_door_twice(matrix, inside)
        notices += _units(matrix, inside)
        notices += _not_for(profile, matrix, known, places)
        notices += _without_a_way(matrix, inside)
    if has_errors(notices):
        errors = sum(notice.severity is Severity.ERROR for notice in notices)
        raise InputRefusedError(
            f"The matrix does not fit the day: {counted(errors, 'error')}.",
            hint="correct the file that roads.matrix names, or the ids of the stops",
            notices=tuple(notices),
        )
    return tuple(notices)


def _unknown(known: frozenset[str], places: Sequence[NamedPlace]) -> Iterator[Notice]:
    at_known = {place.at for place in places if place.name in known}
    for place in places:
        if place.at not in at_known:
            near = difflib.get_close_matches(place.name, known, n=1)
            hint = f"did you mean {near[0]} there?" if near else "add its rows and columns."
            problem = f"{place.name} is not in the matrix."
            yield _notice("LM1480", Severity.ERROR, place.written, problem, hint)


def _one_name_twice(places: Sequence[NamedPlace]) -> Iterator[Notice]:
    first: dict[str, NamedPlace] = {}
    for place in places:
        if first.setdefault(place.name, place).at != place.at:
            other = first[place.name].written
            problem = f"{place.name} is also the id of {other}: the matrix cannot tell them apart."
            yield _notice("LM1481", Severity.ERROR, place.written, problem, "rename one of them.")


def _one_door_twice(matrix: TravelMatrix, inside: Sequence[NamedPlace]) -> Iterator[Notice]:
    by_door: dict[Coordinate, list[NamedPlace]] = defaultdict(list)
    for place in inside:
        by_door[place.at].append(place)
    for first, *others in by_door.values():
        for other in others:
            rows = matrix.row_of[first.name], matrix.row_of[other.name]
            if not _are_one(matrix, *rows):
                problem = (
                    f"{other.name} stands where {first.name} does, but {matrix.name} has other "
                    "times or distances for it."
                )
                hint = "give one of them a pin of its own (a metre is enough), or the same rows."
                yield _notice("LM1482", Severity.ERROR, other.written, problem, hint)


def _are_one(matrix: TravelMatrix, one: int, other: int) -> bool:
    """Whether two rows, and their columns, are those of a single place."""
    rest = np.delete(np.arange(len(matrix.ids)), [one, other])
    seconds, metres = matrix.duration_s, matrix.distance_m
    between = np.append(seconds[:, one, other], seconds[:, other, one])
    return bool(
        (between <= ALIKE_S).all()
        and np.allclose(seconds[:, one, rest], seconds[:, other, rest], rtol=0, atol=ALIKE_S)
        and np.allclose(seconds[:, rest, one], seconds[:, rest, other], rtol=0, atol=ALIKE_S)
        and np.allclose(metres[one, rest], metres[other, rest], rtol=0, atol=ALIKE_M)
        and np.allclose(metres[rest, one], metres[rest, other], rtol=0, atol=ALIKE_M)
    )


def _units(matrix: TravelMatrix, inside: Sequence[NamedPlace]) -> Iterator[Notice]:
    """Hold distances against the straight lines between the pins."""
    ratios = []
    for start, end in zip(inside, [*inside[1:], *inside[:1]], strict=True):
        row, column = matrix.row_of[start.name], matrix.row_of[end.name]
        crow_m = great_circle_m(start.at, end.at)
        if crow_m >= FAR_M and np.isfinite(matrix.duration_s[0, row, column]):
            ratios.append(float(matrix.distance_m[row, column]) / crow_m)
    if not ratios or LEAST_OF_THE_CROW <= np.median(ratios) <= MOST_OF_THE_CROW:
        return
    problem = f"its distances are {np.median(ratios):.3g} times the straight line between the pins."
    hint = "write metres, not kilometres or miles; or are ids or pins mixed up?"
    yield _notice("LM1483", Severity.ERROR, Place(file=matrix.name), problem, hint)


def _not_for(
    profile: str, matrix: TravelMatrix, known: frozenset[str], places: Sequence[NamedPlace]
) -> Iterator[Notice]:
    here = {place.at for place in places if place.name in matrix.row_of}
    missing = [place.name for place in places if place.at not in here and place.name in known]
    if missing:
        problem = (
            f"it does not know {_listed(missing)}: {profile or 'the other profiles'} cannot go "
            "there."
        )
        hint = "add their rows and columns if that is not meant."
        yield _notice("LM1484", Severity.WARNING, Place(file=matrix.name), problem, hint)


def _without_a_way(matrix: TravelMatrix, inside: Sequence[NamedPlace]) -> Iterator[Notice]:
    names = list(dict.fromkeys(place.name for place in inside))
    rows = [matrix.row_of[name] for name in names]
    missing = np.isinf(matrix.duration_s.max(axis=0)[np.ix_(rows, rows)])
    np.fill_diagonal(missing, val=False)
    lacking = np.flatnonzero(missing.any(axis=1))
    for row in lacking[:MOST_NOTICES]:
        ends = [names[column] for column in np.flatnonzero(missing[row])]
        problem = f"there is no way from {names[row]} to {_listed(ends)}."
        hint = "add the pairs if there is one."
        yield _notice("LM1485", Severity.WARNING, Place(file=matrix.name), problem, hint)
    if len(lacking) > MOST_NOTICES:
        problem = f"nor are there all ways from {len(lacking) - MOST_NOTICES:,} other places."
        yield _notice("LM1485", Severity.WARNING, Place(file=matrix.name), problem, "")


def _listed(names: Sequence[str]) -> str:
    head = ", ".join(names[:MOST_NAMED])
    more = len(names) - MOST_NAMED
    return f"{head} and {counted(more, 'other')}" if more > 0 else head


def _notice(code: str, severity: Severity, place: Place, problem: str, hint: str) -> Notice:
    return Notice(code=code, severity=severity, place=place, problem=problem, hint=hint)

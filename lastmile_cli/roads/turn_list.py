"""
A way as instructions: where to turn into which street, and how far to follow it.

Said is what a driver must decide or will look for: a turn, a fork, a roundabout's
exit, another name. Not said is a bend where nothing else can be driven, nor any
junction that is crossed on the same street.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

from lastmile_cli.domain.turns import Step, StepKind
from lastmile_cli.roads.junctions import Junctions
from lastmile_cli.roads.network import PeriodNetwork, share_of
from lastmile_cli.roads.ways import Way

AHEAD_DEG = 30.0
"""Up to here a street goes straight on."""

SLIGHT_DEG = 55.0
"""Up to here it is a fork rather than a turn, where another street goes on ahead."""

CLEARER_DEG = 20.0
"""By so much another street must be straighter to be taken for the one that goes on."""

SHARP_DEG = 135.0
ROUND_DEG = 155.0
"""Two turns of so much together, a few metres apart, turn round."""

LINK_M = 25.0
"""A shorter piece between two turns is part of the junction."""

KINK_M = 12.0
"""Even under a name of its own a piece shorter than this is part of the junction."""

AT_ONCE_M = 5.0
"""A way that leaves its first street this soon begins in the next one."""

LESSER = frozenset({"service", "track", "footway", "path", "cycleway", "steps"})
"""Nobody takes these for the street going on, unless already on one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """What is driven after one instruction; ``angle_deg`` is that of the turn into it."""

    kind: StepKind
    street: str
    road_class: str
    metres: float = 0.0
    angle_deg: float = 0.0
    over: str = ""
    exit_number: int = 0
    edge: int


def tell_turns(network: PeriodNetwork, junctions: Junctions, way: Way) -> tuple[Step, ...]:
    """Return the instructions of a way, from departure to arrival."""
    pieces = _joined(_Teller(network, junctions, way).pieces())
    end = way.end
    side = end.side if way.edges[-1] % 2 == 0 or end.side is None else end.side.other
    arrival = Step(
        kind=StepKind.ARRIVE,
        street=junctions.name(way.edges[-1]),
        road_class=junctions.road_class(way.edges[-1]),
        door_side=side,
        walk_m=round(end.walk_m),
    )
    if way.length_m < 1:
        return (arrival,)
    steps = [
        Step(
            kind=piece.kind,
            street=piece.street,
            road_class=piece.road_class,
            distance_m=metres,
            over=piece.over,
            exit_number=piece.exit_number,
            heading_deg=_heading(junctions, way, piece) if piece is pieces[0] else None,
        )
        for piece, metres in zip(pieces, _whole_metres(pieces, way), strict=True)
    ]
    return (*steps, arrival)


def _whole_metres(pieces: list[_Piece], way: Way) -> list[int]:
    """Metres of each piece, so rounded that they add up to those of the leg."""
    done = [0, *(round(m) for m in itertools.accumulate(piece.metres for piece in pieces))]
    done[-1] = max(done[-2], round(way.length_m))
    return [after - before for before, after in itertools.pairwise(done)]


def _heading(junctions: Junctions, way: Way, piece: _Piece) -> int:
    if piece.edge != way.edges[0]:
        return round(junctions.bearing_deg(piece.edge)) % 360
    turned = 180.0 if piece.edge & 1 else 0.0
    return round(way.start.heading_deg + turned) % 360


class _Teller:
    """Walks along a way, junction by junction."""

    def __init__(self, network: PeriodNetwork, junctions: Junctions, way: Way) -> None:
        self._see, self._way = junctions, way
        self._metres = _metres(network, way)

    def pieces(self) -> list[_Piece]:
        """Cut the way where something is said."""
        see, edges = self._see, self._way.edges
        pieces = [self._piece(StepKind.DEPART, 0)]
        metres = [self._metres[0]]
        exits = 0
        for at in range(1, len(edges)):
            before, onto = edges[at - 1], edges[at]
            if see.is_round(before):
                ways_out = self._ways_out(before)
                if see.is_round(onto):
                    exits += len(ways_out)
                else:
                    # The metres of the circle count for the street one leaves it into.
                    out = self._piece(StepKind.ROUNDABOUT, at)
                    pieces[-1] = replace(out, exit_number=exits + 1)
                    metres[-1] += self._metres[at]
                    exits = 0
                    continue
            said = self._said(pieces[-1], before, onto, at)
            if said is None:
                metres[-1] += self._metres[at]
            else:
                pieces.append(said)
                metres.append(self._metres[at])
        return [replace(piece, metres=m) for piece, m in zip(pieces, metres, strict=True)]

    def _piece(self, kind: StepKind, at: int, angle_deg: float = 0.0, over: str = "") -> _Piece:
        edge = self._way.edges[at]
        return _Piece(
            kind=kind,
            street=self._see.name(edge),
            road_class=self._see.road_class(edge),
            angle_deg=angle_deg,
            over=over,
            edge=edge,
        )

    def _ways_out(self, edge: int) -> list[int]:
        """Edges on which one could leave a roundabout where an edge of it ends."""
        see = self._see
        return [e for e in see.leaving(edge) if see.is_open(e) and not see.is_round(e)]

    def _said(self, piece: _Piece, before: int, onto: int, at: int) -> _Piece | None:
        """Begin a new piece where there is something to say."""
        see = self._see
        angle = see.angle_deg(before, onto)
        if onto == before ^ 1:
            return self._piece(StepKind.U_TURN, at, 180.0)
        if see.is_round(onto):
            return None if see.is_round(before) else self._piece(StepKind.ROUNDABOUT, at, angle)
        name, is_ferry = see.name(onto), see.road_class(onto) == "ferry"
        if is_ferry != (see.road_class(before) == "ferry"):
            return self._piece(StepKind.STRAIGHT, at, angle)
        if name and name == piece.street and abs(angle) <= CLEARER_DEG:
            return None
        others = self._others(before, onto)
        rivals = [self._see.angle_deg(before, other) for other in others]
        if not _matters(piece.street, name, angle, rivals):
            return None
        over = self._crossed(before, onto) if abs(angle) <= AHEAD_DEG else ""
        return self._piece(_kind(angle, rivals), at, angle, over)

    def _others(self, before: int, onto: int) -> list[int]:
        """Other edges one could take: yards and tracks count only for who is on one."""
        see = self._see
        lesser_count = see.road_class(before) in LESSER or see.road_class(onto) in LESSER
        return [
            edge
            for edge in see.leaving(before)
            if edge not in (onto, before ^ 1)
            and see.is_open(edge)
            and (lesser_count or see.road_class(edge) not in LESSER)
        ]

    def _crossed(self, before: int, onto: int) -> str:
        """Name of the one street that is crossed, going straight on."""
        see = self._see
        known = {"", see.name(before), see.name(onto)}
        sides: dict[str, set[bool]] = {}
        for edge in see.leaving(before):
            if see.name(edge) not in known and (see.is_open(edge) or see.is_open(edge ^ 1)):
                sides.setdefault(see.name(edge), set()).add(see.angle_deg(before, edge) > 0)
        crossed = [name for name, found in sides.items() if len(found) == 2]
        return crossed[0] if len(crossed) == 1 else ""


def _metres(network: PeriodNetwork, way: Way) -> list[float]:
    """Metres driven on each edge of a way."""
    metres = [float(network.graph.street_m[edge >> 1]) for edge in way.edges]
    if len(metres) == 1:
        return [way.length_m]
    metres[0] *= 1.0 - share_of(way.edges[0], way.start)
    metres[-1] *= share_of(way.edges[-1], way.end)
    return metres


def _matters(street: str, name: str, angle: float, rivals: list[float]) -> bool:
    """Whether a driver on ``street`` must hear of a turn into ``name``."""
    goes_ahead = abs(angle) <= AHEAD_DEG
    if name == street:
        # The street bends away, and another one goes on where it came from.
        straighter = min(abs(angle) - CLEARER_DEG, AHEAD_DEG)
        keeps_straighter = any(abs(rival) < straighter for rival in rivals)
        is_fork = not name and any(abs(rival) <= AHEAD_DEG for rival in rivals)
        is_turn = not name and not goes_ahead and bool(rivals)
        return keeps_straighter or is_fork or is_turn
    if name and street:
        return True
    # From a street without a name into one, or the other way: the name alone is worth a word.
    is_choice = not goes_ahead or any(abs(rival) <= AHEAD_DEG for rival in rivals)
    return bool(name) or (bool(rivals) and is_choice)


def _kind(angle: float, rivals: list[float]) -> StepKind:
    """Name a turn by its angle, and by what else leads ahead."""
    bend = abs(angle)
    if bend <= SLIGHT_DEG:
        ahead = [rival for rival in rivals if abs(rival) <= SLIGHT_DEG]
        if ahead and (bend > AHEAD_DEG or min(map(abs, ahead)) <= AHEAD_DEG):
            nearest = min(ahead, key=lambda rival: abs(rival - angle))
            return StepKind.KEEP_LEFT if angle < nearest else StepKind.KEEP_RIGHT
        if bend <= AHEAD_DEG:
            return StepKind.STRAIGHT
    if bend < SHARP_DEG:
        return StepKind.LEFT if angle < 0 else StepKind.RIGHT
    return StepKind.SHARP_LEFT if angle < 0 else StepKind.SHARP_RIGHT


def _joined(pieces: list[_Piece]) -> list[_Piece]:
    """Join what is one manoeuvre to a driver: links inside a junction, a first few metres."""
    joined: list[_Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last is not None and _is_link(joined, piece):
            joined[-1] = _through_link(joined[-2], last, piece)
            if _goes_straight_on(joined[-2], joined[-1]):
                through = joined.pop()
                joined[-1] = replace(joined[-1], metres=joined[-1].metres + through.metres)
        elif last is not None and last.kind is StepKind.DEPART and last.metres < AT_ONCE_M:
            joined[-1] = replace(piece, kind=StepKind.DEPART, metres=last.metres + piece.metres)
        else:
            joined.append(piece)
    return joined


def _is_link(joined: list[_Piece], piece: _Piece) -> bool:
    """Whether the last piece only leads from one turn to the next within a junction."""
    if len(joined) < 2 or StepKind.ROUNDABOUT in (joined[-1].kind, piece.kind):
        return False
    link, before = joined[-1], joined[-2]
    if (
        link.metres >= LINK_M
        or link.road_class == "ferry"
        or StepKind.U_TURN in (link.kind, piece.kind)
    ):
        return False
    # A link that crosses the street one then turns into leads over its first carriageway.
    has_own_name = link.street not in ("", before.street, piece.street)
    if has_own_name and link.over != piece.street and link.metres >= KINK_M:
        return False
    turns = link.angle_deg, piece.angle_deg
    return turns[0] * turns[1] >= 0 or min(map(abs, turns)) <= AHEAD_DEG


def _goes_straight_on(before: _Piece, through: _Piece) -> bool:
    """Whether a junction was only crossed on the way, askew as it may lie."""
    is_named = bool(through.street) and through.street == before.street
    return is_named and through.kind is StepKind.STRAIGHT


def _through_link(before: _Piece, link: _Piece, piece: _Piece) -> _Piece:
    angle = link.angle_deg + piece.angle_deg
    is_back = abs(angle) >= ROUND_DEG and before.street == piece.street
    kind = StepKind.U_TURN if is_back else _kind(angle, [])
    return replace(piece, kind=kind, angle_deg=angle, metres=link.metres + piece.metres)

"""Ways to have come along a course with breaks: labels, and which of them are worth following."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from lastmile_cli.domain.problem import NO_LIMIT, ProblemBreak
from lastmile_cli.timing.course import Course, Halt
from lastmile_cli.timing.departure import has_steady_legs, may_drive_too_long
from lastmile_cli.timing.placement import Piece, Placement, Worth
from lastmile_cli.timing.windows import begin

MOST_LABELS = 100
"""So many ways to have come to a halt are followed for each number of breaks taken."""
FEW_LABELS = 16
"""Of more than so many an earlier one is taken to be as good as a later one, in traffic too."""


class Label(NamedTuple):
    """
    One way to have come so far, where ``taken`` breaks are over and maybe a part of the next.

    ``at_s`` is when the vehicle goes on, ``driven_s`` and ``since_s`` what the
    next break looks at: seconds driven since, and the second of, the end of the
    break before, ``later_s`` how much later the vehicle could have left without
    making anybody late or a break miss its clock, if legs take the same then.
    ``pieces`` lists what was taken.
    """

    broken_s: int
    beyond_s: int
    late_price: int
    late_s: int
    at_s: int
    driven_s: int
    since_s: int
    drive_s: int
    wait_s: int
    unpaid_s: int
    later_s: int
    taken: int
    in_parts: bool
    pieces: tuple[Piece, ...]


MOST_WAYS = 8
"""So many ways to the end are tried with later departures, where traffic changes."""


@dataclass(frozen=True, eq=False)
class BreakTable:
    """
    Labels along a course, from one departure.

    Notes
    -----
    One label is dropped for another of the same state (breaks taken, part
    taken) that is nowhere worse: no dearer so far, no more driven since the
    break before, which ended no earlier, and at the same second. An earlier
    second is as good only where nothing ahead could turn on it: with traffic
    who leaves earlier may drive longer, and a break that ends earlier brings
    the next one forward. All else never falls with time (FIFO), so no better
    placement is lost: this is the labelling of shortest paths with resources
    (Irnich, Desaulniers 2005). Of more than ``FEW_LABELS`` in one state earlier ones
    count as good in any case, and of more than ``MOST_LABELS`` in one state the
    dearest are not followed, and a better placement may be.
    """

    course: Course

    @cached_property
    def breaks(self) -> tuple[ProblemBreak, ...]:
        """The breaks in their order."""
        return self.course.vehicle.breaks

    @cached_property
    def is_steady(self) -> bool:
        """Whether driving takes the same at any hour."""
        return has_steady_legs(self.course)

    @cached_property
    def counts_drive(self) -> bool:
        """Whether seconds driven or waited can differ between labels, and matter to the end."""
        unpaid_waiting = not self.course.vehicle.waiting_paid
        return not self.is_steady and (unpaid_waiting or may_drive_too_long(self.course))

    @cached_property
    def earlier_is_better(self) -> tuple[bool, ...]:
        """For each number of breaks taken: whether the earlier of two labels is as good."""
        return tuple(
            all(later.max_work_s == NO_LIMIT for later in self.breaks[taken + 1 :])
            and not self.counts_drive
            and (self.is_steady or all(it.max_drive_s == NO_LIMIT for it in self.breaks[taken:]))
            for taken in range(len(self.breaks) + 1)
        )

    def place(self, depart_s: int, fixed: tuple[Piece, ...] | None = None) -> Placement:
        """Place the breaks for the least worth, or take them as they are ``fixed``."""
        ends = self._ends(depart_s, fixed)
        return _placement(depart_s, min(ends, key=_as_it_is))

    def place_for_later(self, depart_s: int) -> tuple[Placement, ...]:
        """
        Place the breaks for who will then leave as late as they allow: the most promising first.

        Several where traffic changes: what leaving later saves is not known before. Last comes
        what is best for who leaves now.
        """
        ends = sorted(self._ends(depart_s, None), key=lambda end: self._promise(*end))
        most = 1 if self.is_steady else MOST_WAYS
        chosen = (*ends[:most], min(ends, key=_as_it_is))
        return tuple(dict.fromkeys(_placement(depart_s, end) for end in chosen))

    def _ends(self, depart_s: int, fixed: tuple[Piece, ...] | None) -> list[tuple[Worth, Label]]:
        """All ways to have come to the end; those that keep all breaks, where there are any."""
        start_s = depart_s - self.course.vehicle.loading_s
        at = None if fixed is None else {piece.halt: piece for piece in fixed}
        for must_be_legal in (True, False):
            labels = [Label(0, 0, 0, 0, depart_s, 0, start_s, 0, 0, 0, NO_LIMIT, 0, False, ())]
            for number, halt in enumerate(self.course.halts):
                labels = self._go_on(labels, number, halt, at, must_be_legal=must_be_legal)
            ends = [(self._worth(label, start_s), label) for label in labels]
            if must_be_legal:
                ends = [(worth, label) for worth, label in ends if not worth.broken_s]
            if ends:
                return ends
        raise AssertionError

    def _go_on(
        self,
        labels: list[Label],
        number: int,
        halt: Halt,
        fixed: Mapping[int, Piece] | None,
        *,
        must_be_legal: bool,
    ) -> list[Label]:
        """All labels worth following behind a halt."""
        states: dict[tuple[int, bool], list[Label]] = {}
        for label in labels:
            arrive_s = self.course.arrive_at(halt, label.at_s)
            leg_s = arrive_s - label.at_s
            there = label._replace(
                at_s=arrive_s, driven_s=label.driven_s + leg_s, drive_s=label.drive_s + leg_s
            )
            for served in self._served(there, number, halt, fixed):
                if not (must_be_legal and self._is_too_late(served)):
                    states.setdefault((served.taken, served.in_parts), []).append(served)
        return [label for state in states.values() for label in self._pruned(state)]

    def _served(
        self, there: Label, number: int, halt: Halt, fixed: Mapping[int, Piece] | None
    ) -> Iterator[Label]:
        """Go on from a halt without a break, and after each that may be taken on arrival."""
        if fixed is None or number not in fixed:
            yield _serve(there, halt)
        if fixed is None:
            for piece in self._pieces(there, number):
                yield _serve(self._pause(there, piece), halt)
        elif number in fixed:
            yield _serve(self._pause(there, fixed[number]), halt)

    def _pieces(self, label: Label, halt: int) -> Iterator[Piece]:
        """What may be taken next: the break, the first part of it, or the rest."""
        if label.taken == len(self.breaks):
            return
        asked = self.breaks[label.taken]
        whole = Piece(
            halt=halt,
            break_index=label.taken,
            duration_s=asked.duration_s,
            earliest_s=asked.earliest_s,
        )
        if label.in_parts:
            yield replace(whole, duration_s=asked.duration_s - asked.first_part_s)
            return
        yield whole
        if asked.first_part_s:
            # It has no bound: it begins on arrival, whenever that is.
            yield replace(whole, duration_s=asked.first_part_s, earliest_s=-NO_LIMIT)

    def _pause(self, label: Label, piece: Piece) -> Label:
        asked = self.breaks[label.taken]
        start_s = max(label.at_s, piece.earliest_s)
        end_s = start_s + piece.duration_s
        paused = label._replace(
            at_s=end_s,
            wait_s=label.wait_s + start_s - label.at_s,
            unpaid_s=label.unpaid_s + (0 if asked.is_paid else piece.duration_s),
            later_s=label.later_s
            if piece.earliest_s == -NO_LIMIT
            else min(label.later_s, max(asked.latest_s, start_s) - label.at_s + label.wait_s),
            pieces=(*label.pieces, piece),
        )
        if piece.earliest_s == -NO_LIMIT:
            return paused._replace(in_parts=True)
        return paused._replace(
            broken_s=label.broken_s + _missed_s(asked, label, start_s),
            driven_s=0,
            since_s=end_s,
            taken=label.taken + 1,
            in_parts=False,
        )

    def _is_too_late(self, label: Label) -> bool:
        """Whether a bound has been or cannot but be missed."""
        return label.broken_s > 0 or self._owed_s(label, label.at_s) > 0

    def _owed_s(self, label: Label, at_s: int) -> int:
        """Seconds by which the breaks not taken miss their bounds if the day ends now."""
        rest = self.breaks[label.taken :]
        if not rest:
            return 0
        later_s = sum(max(0, at_s - later.latest_s) for later in rest[1:])
        return _missed_s(rest[0], label, at_s) + later_s

    def _worth(self, label: Label, start_s: int) -> Worth:
        """Drive home and add up."""
        vehicle, end_s = self.course.vehicle, self.course.arrive_home(label.at_s)
        leg_s = end_s - label.at_s
        home = label._replace(driven_s=label.driven_s + leg_s)
        return Worth(
            broken_s=label.broken_s + self._owed_s(home, end_s),
            beyond_s=label.beyond_s
            + max(0, end_s - vehicle.latest_s)
            + max(0, end_s - start_s - vehicle.max_duration_s)
            + max(0, label.drive_s + leg_s - vehicle.max_drive_s),
            late_price=label.late_price,
            late_s=label.late_s,
            paid_s=end_s - start_s - label.unpaid_s - (0 if vehicle.waiting_paid else label.wait_s),
            end_s=end_s,
        )

    def _promise(self, worth: Worth, label: Label) -> tuple[Worth, int, int]:
        """What an end is worth to who leaves as late as it allows; then as it is."""
        saved_s = min(label.later_s, label.wait_s) if self.course.vehicle.waiting_paid else 0
        return worth._replace(paid_s=worth.paid_s - saved_s), len(label.pieces), worth.paid_s

    def _pruned(self, labels: list[Label]) -> list[Label]:
        """Keep the labels of one state that no other one beats, the first of equal ones."""
        taken = labels[0].taken
        if len(labels) == 1:
            return labels
        is_earlier_fine = self.earlier_is_better[taken] or len(labels) > FEW_LABELS
        kept: list[tuple[tuple[int, ...], Label]] = []
        for rank, label in sorted(
            ((self._rank(label), label) for label in labels), key=lambda pair: pair[0]
        ):
            if not any(
                (is_earlier_fine or other[0] == rank[0])
                and other[1:5] <= rank[1:5]
                and all(a <= b for a, b in zip(other[5:], rank[5:], strict=True))
                for other, _ in kept
            ):
                kept.append((rank, label))
        if len(kept) > MOST_LABELS:
            kept.sort(key=lambda pair: (pair[0][1:5], pair[0]))
        return [label for _, label in kept[:MOST_LABELS]]

    def _rank(self, label: Label) -> tuple[int, ...]:
        """Second, the four costs so far, then all that matters ahead; smaller is better."""
        asked = self.breaks[label.taken] if label.taken < len(self.breaks) else None
        is_driven = asked is not None and asked.max_drive_s < NO_LIMIT
        is_worked = asked is not None and asked.max_work_s < NO_LIMIT
        return (
            label.at_s,
            *label[:4],
            label.driven_s if is_driven else 0,
            -label.since_s if is_worked else 0,
            label.drive_s if self.counts_drive else 0,
            -label.wait_s if self.counts_drive else 0,
            -label.later_s if self.course.vehicle.waiting_paid else 0,
        )


def _as_it_is(end: tuple[Worth, Label]) -> tuple[Worth, int]:
    return end[0], len(end[1].pieces)


def _placement(depart_s: int, end: tuple[Worth, Label]) -> Placement:
    worth, label = end
    return Placement(depart_s=depart_s, pieces=label.pieces, worth=worth)


def _serve(label: Label, halt: Halt) -> Label:
    start_s = begin(label.at_s, halt.windows)
    late_s = max(0, start_s - halt.windows[-1][1])
    return label._replace(
        beyond_s=label.beyond_s
        + max(0, start_s - (halt.latest_s if halt.by_s is None else halt.by_s)),
        late_price=label.late_price + late_s * halt.late_micro,
        late_s=label.late_s + late_s,
        at_s=start_s + halt.service_s,
        wait_s=label.wait_s + start_s - label.at_s,
        later_s=min(label.later_s, max(halt.meant_by_s, start_s) - label.at_s + label.wait_s),
    )


def _missed_s(asked: ProblemBreak, label: Label, start_s: int) -> int:
    """Seconds by which a break that begins, or is done without, at a second misses its bounds."""
    return (
        max(0, start_s - asked.latest_s)
        + max(0, start_s - label.since_s - asked.max_work_s)
        + max(0, label.driven_s - asked.max_drive_s)
    )

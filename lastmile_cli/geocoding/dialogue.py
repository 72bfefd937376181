"""Doubtful addresses gone through one by one: what is shown, and what each answer decides."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field, replace

from lastmile_cli.domain.addresses import (
    Address,
    GeocodeCandidate,
    GeocodeResult,
    GeocodeStatus,
    Precision,
)
from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.geo import Coordinate, great_circle_m
from lastmile_cli.domain.pins import CONFIRMED
from lastmile_cli.domain.stops import Stop
from lastmile_cli.geocoding.overrides import address_key
from lastmile_cli.geocoding.overrides_edit import rounded

_PLACES = frozenset(one for one in Precision if one.rank <= Precision.STREET.rank)

FAR_M = 50_000.0
"""A typed place farther away than this from all that is known is asked about once more."""

WORTH_SHOWING = 0.2
"""Below this score a place has little in common with the address."""

HELP = """\
  1, 2 …              take this place
  60.1699, 24.9384    coordinates, also as a map app copies them, or its link
  Torikatu 1          ask for another street and number in the same town
  Torikatu 1, 00100 Helsinki   ask for another address (with a comma: all of it)
  s                   skip this one; Enter does so too
  u                   undo the last decision and go back to it
  q                   stop here; what is decided is kept (so does Ctrl-C)
"""

_LAST = "  That was the last one. u undoes it, Enter ends: "

Ask = Callable[[Address, str], GeocodeResult]
ReadPlace = Callable[[str], Coordinate | None]
Talk = Generator[str, str, None]
"""Yields what is to be shown, with the prompt as its last line; is sent the line typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Stops of one address that nobody is sure of: they get one answer."""

    stops: tuple[Stop, ...]

    @property
    def stop(self) -> Stop:
        """The first of them."""
        return self.stops[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Where a question's stops are, and what is worth noting about it."""

    question: Question
    coordinate: Coordinate
    label: str
    note: str


@dataclass(slots=True)
class Dialogue:
    """
    A talk about doubtful stops; ``decisions`` holds what is decided whenever it ends.

    Parameters
    ----------
    questions
        What to go through; see ``questions_of``.
    ask
        Looks up an address that was corrected; the text is who is to be found there.
    read_place
        Reads typed coordinates; ``None`` for what are none.
    near
        Where the work is, if known: a typed place far from it is doubted once.
    """

    questions: Sequence[Question]
    ask: Ask
    read_place: ReadPlace
    near: Coordinate | None = None
    decisions: list[Decision] = field(default_factory=list)

    def talk(self) -> Talk:
        """Go through the questions until all are seen, or somebody quits."""
        at, told = 0, ""
        while at < len(self.questions):
            turn = _Turn(self, self.questions[at], f"{at + 1} of {len(self.questions)}")
            word = yield from turn.talk(told)
            told = turn.last_words
            at += 1
            if word == "quit":
                return
            is_last = word == "decided" and at == len(self.questions)
            if is_last and (yield f"{told}\n{_LAST}").strip().lower() == "u":
                word = "undo"
            if word == "undo":
                at, told = self._undone(at)

    def _undone(self, at: int) -> tuple[int, str]:
        if not self.decisions:
            return at - 1, "There is nothing to undo."
        last = self.decisions.pop()
        return self.questions.index(last.question), f"{last.label} is not decided any more."


class _Turn:
    """The talk about one question."""

    def __init__(self, dialogue: Dialogue, question: Question, count: str) -> None:
        self._dialogue = dialogue
        self._question = question
        self._count = count
        self._result = question.stop.geocode or GeocodeResult(status=GeocodeStatus.FAIL)
        self._asked = question.stop.address
        self._doubted: Coordinate | None = None
        self.last_words = ""

    def talk(self, told: str) -> Generator[str, str, str]:
        """Return "undo", "quit", or else how it went; ``told`` is shown first."""
        shown = self._shown()
        while True:
            line = (yield f"{told}\n{shown}{self._prompt}").strip()
            word = {"": "skipped", "s": "skipped", "u": "undo", "q": "quit"}.get(line.lower())
            if word is not None:
                return word
            if line in ("?", "h", "help"):
                told, shown = HELP, ""
            elif line.isdecimal() and len(line) < 4:
                if self._chosen(int(line)):
                    return "decided"
                told, shown = f"There is no {line}.", ""
            elif (place := self._dialogue.read_place(line)) is not None:
                if self._typed(place):
                    return "decided"
                told, shown = self.last_words, ""
            elif not any(letter.isalpha() for letter in line):
                told, shown = f"{line!r} is neither a place nor an address; ? tells more.", ""
            else:
                if self._corrected(line):
                    return "decided"
                told, shown = "", self._shown()

    @property
    def _candidates(self) -> tuple[GeocodeCandidate, ...]:
        best = (self._result.best,) if self._result.best else ()
        # The middle of a town is no place to send anybody to, whoever asks for it.
        fitting = [one for one in self._result.others or best if one.precision in _PLACES]
        return tuple(one for one in fitting if one.score >= WORTH_SHOWING or one in best)

    @property
    def _prompt(self) -> str:
        numbers = len(self._candidates)
        choice = {0: "", 1: "1, "}.get(numbers, f"1-{numbers}, ")
        return f"  {choice}coordinates, an address, s(kip), u(ndo), q(uit), ?: "

    def _shown(self) -> str:
        stop, others = self._question.stop, self._question.stops[1:]
        who = " · ".join(part for part in (self._count, stop.stop_id, stop.name) if part)
        more = f" (and {counted(len(others), 'stop')} of the same address)" if others else ""
        lines = [f"{who}{more}", f"  asked  {str(self._asked) or 'nothing: there is no address'}"]
        if self._result.reason:
            lines.append(f"  why    {self._result.reason}")
        first = self._candidates[0].coordinate if self._candidates else None
        for number, candidate in enumerate(self._candidates, start=1):
            lines += _candidate_lines(number, candidate, first, self._result.reason)
        return "\n".join([*lines, ""])

    def _chosen(self, number: int) -> bool:
        if not 1 <= number <= len(self._candidates):
            return False
        chosen = self._candidates[number - 1]
        note = CONFIRMED if chosen.precision is Precision.PIN else f"{chosen.matched} chosen"
        self._decide(chosen.coordinate, chosen.matched, note)
        return True

    def _typed(self, place: Coordinate) -> bool:
        """Decide, unless the place is far off and was not typed twice."""
        known = [candidate.coordinate for candidate in self._candidates]
        known += [self._dialogue.near] if self._dialogue.near else []
        away_m = min((great_circle_m(place, other) for other in known), default=0.0)
        if away_m > FAR_M and place != self._doubted:
            self._doubted = place
            turned = " Are lat and lon swapped?" if _is_turned(place, known) else ""
            away = f"{_degrees(place)} is {away_m / 1000:,.0f} km away."
            self.last_words = f"{away}{turned} Type it again to keep it."
            return False
        self._decide(place, _degrees(place), "")
        return True

    def _corrected(self, line: str) -> bool:
        """Ask again; a sure answer is taken at once, as undoing is cheap."""
        old = self._question.stop.address
        self._asked = Address(line1=line) if "," in line else replace(old, line1=line, line2="")
        self._result = self._dialogue.ask(self._asked, self._question.stop.name)
        best = self._result.best
        if best is None or self._result.status is not GeocodeStatus.ACCEPT:
            return False
        self._decide(best.coordinate, best.matched, f"corrected to {self._asked}")
        return True

    def _decide(self, at: Coordinate, label: str, note: str) -> None:
        self._dialogue.decisions.append(
            Decision(question=self._question, coordinate=rounded(at), label=label, note=note)
        )
        self.last_words = f"  -> {label}"


def questions_of(stops: Sequence[Stop]) -> list[Question]:
    """What there is to ask about: stops whose place is not sure, those of one address together."""
    together: dict[str, list[Stop]] = {}
    for stop in stops:
        if stop.geocode is not None and stop.geocode.status is not GeocodeStatus.ACCEPT:
            key = address_key(stop.address) if stop.address else f"stop {stop.stop_id}"
            together.setdefault(key, []).append(stop)
    return [Question(stops=tuple(some)) for some in together.values()]


def map_link(at: Coordinate) -> str:
    """Where to look at a place: nothing is asked, the link is only printed."""
    lat, lon = f"{at.lat_deg:.6f}", f"{at.lon_deg:.6f}"
    return f"https://www.openstreetmap.org/?mlat={lat}&mlon={lon}#map=18/{lat}/{lon}"


def _candidate_lines(
    number: int, candidate: GeocodeCandidate, first: Coordinate | None, known: str
) -> list[str]:
    at = candidate.coordinate
    apart = ""
    if number > 1 and first is not None:
        apart = f", {_far(great_circle_m(first, at))} from 1"
    exact = f"{candidate.precision}, score {candidate.score:.2f}"
    if candidate.precision is Precision.PIN:
        exact = str(candidate.precision)
    lines = [f"  {number}  {candidate.matched}  ({exact}{apart})"]
    differs = "; ".join(candidate.differs)
    if differs and differs != known:
        lines.append(f"     {differs}")
    lines.append(f"     {map_link(at)}  geo:{at.lat_deg:.6f},{at.lon_deg:.6f}")
    return lines


def _far(metres: float) -> str:
    return f"{metres:.0f} m" if metres < 1000 else f"{metres / 1000:.1f} km"


def _degrees(at: Coordinate) -> str:
    return f"{at.lat_deg:.6f}, {at.lon_deg:.6f}"


def _is_turned(place: Coordinate, known: Sequence[Coordinate]) -> bool:
    if abs(place.lon_deg) > 90:
        return False
    turned = Coordinate(lat_deg=place.lon_deg, lon_deg=place.lat_deg)
    return any(great_circle_m(turned, other) <= FAR_M for other in known)

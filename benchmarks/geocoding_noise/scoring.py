"""Look spoilt addresses up and count: right, accepted, wrong and silent; scores against truth."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from benchmarks.geocoding_noise.drawing import Drawn, Spoilt, draw
from benchmarks.geocoding_noise.kinds import Expect, Kind
from lastmile_cli.domain.addresses import GeocodeCandidate, GeocodeStatus
from lastmile_cli.domain.settings import GeocodingSettings
from lastmile_cli.geocoding.map_geocoder import MapGeocoder
from lastmile_cli.geocoding.plane import distance_m
from lastmile_cli.geocoding.verdicts import ACCEPTABLE, judge

RIGHT_M = 60.0
SILENT_M = 100.0
MOST_EXAMPLES = 40
SETTINGS = GeocodingSettings()
BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.92, 0.94, 0.96, 0.98, 1.0)


def bin_of(score: float) -> float:
    """The lower edge of the bin a score falls in; 1.0 has one of its own."""
    return max(edge for edge in BINS if edge <= score)


@dataclass
class Score:
    """Counts of one kind of noise; ``binned`` counts answers and right ones by bin of score."""

    expect: Expect = Expect.RIGHT
    tries: int = 0
    right: int = 0
    accepted: int = 0
    accepted_right: int = 0
    silent: int = 0
    cpu_s: float = 0.0
    slowest_s: float = 0.0
    binned: Counter[float] = field(default_factory=Counter)
    binned_right: Counter[float] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """Shares of the tries, for the report."""
        tries = max(1, self.tries)
        return {
            "expected": str(self.expect),
            "tries": self.tries,
            "right_share": round(self.right / tries, 4),
            "accepted_share": round(self.accepted / tries, 4),
            "right_of_accepted": round(self.accepted_right / max(1, self.accepted), 4),
            "wrong_and_silent": self.silent,
            "cpu_ms_per_lookup": round(1000 * self.cpu_s / tries, 3),
            "cpu_ms_slowest": round(1000 * self.slowest_s, 1),
        }


def run_kind(
    geocoder: MapGeocoder, pool: Sequence[Drawn], kind: Kind, tries: int, seed: int
) -> Score:
    """Draw, spoil, look up and judge."""
    dice = random.Random(f"{seed} {kind.name}")
    return look_up(geocoder, draw(pool, kind.spoil, dice, tries), kind.expect)


def look_up(geocoder: MapGeocoder, asked: Iterable[tuple[Drawn, Spoilt]], expect: Expect) -> Score:
    """Ask for each and judge the answers; CPU time is that of the lookups alone."""
    score = Score(expect)
    for drawn, spoilt in asked:
        begun = time.process_time()
        found = geocoder.candidates(spoilt.address)
        took_s = time.process_time() - begun
        score.cpu_s += took_s
        score.slowest_s = max(score.slowest_s, took_s)
        judge_one(score, spoilt, drawn, found)
    return score


def judge_one(score: Score, spoilt: Spoilt, drawn: Drawn, found: list[GeocodeCandidate]) -> None:
    """Count one lookup."""
    truths = (drawn.at, *spoilt.also)
    away = [
        min(distance_m(at, (one.coordinate.lat_deg, one.coordinate.lon_deg)) for at in truths)
        for one in found
    ]
    status = judge(found, SETTINGS).status
    is_accepted = status is GeocodeStatus.ACCEPT
    is_there = bool(away) and away[0] <= RIGHT_M
    is_silent = is_accepted and away[0] > SILENT_M
    is_right = is_there
    if score.expect is Expect.LISTED and not is_accepted:
        is_right = min(away, default=SILENT_M) <= RIGHT_M
    if score.expect is Expect.DOUBT:
        is_right, is_silent, is_there = not is_accepted, is_accepted, False
    score.tries += 1
    score.right += is_right
    score.accepted += is_accepted
    score.accepted_right += is_accepted and is_there
    score.silent += is_silent
    if found and found[0].precision in ACCEPTABLE:
        score.binned[bin_of(found[0].score)] += 1
        score.binned_right[bin_of(found[0].score)] += is_there
    if (is_silent or not is_right) and len(score.examples) < MOST_EXAMPLES:
        best = found[0] if found else None
        shown = f"{best.score} {best.precision} {best.matched} {best.differs}" if best else "-"
        mark = "SILENT " if is_silent else "accepted " if is_accepted else ""
        asked = {key: value for key, value in vars_of(spoilt).items() if value}
        score.examples.append(f"{mark}{asked} -> {shown} ({away[0] if away else -1:.0f} m)")


def vars_of(spoilt: Spoilt) -> dict[str, str]:
    """The cells of an address by their names."""
    return {name: getattr(spoilt.address, name) for name in spoilt.address.__slots__}

"""
How far travel times stray, from real trips: where the defaults of ``stress`` come from.

    python -m benchmarks.travel_spread ../shared/data/nyc_tlc_taxis_2019_03.csv

Taxi trips of New York (TLC trip records of March 2019, a sample of 6,433). The logarithm of a
trip's duration is explained by the hour, by weekday or weekend, and by its length (a square in the
logarithm); what is left is parted into days and trips (analysis of variance, days of unequal
size). Trips begin and end anywhere and take their own way, so what is left between trips of one
day is more than what one and the same leg would stray by: an upper end for ``travel_leg``.
"""

from __future__ import annotations

import argparse
import csv
import math
from datetime import datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt

SHORTEST_S, LONGEST_S = 60, 7_200
SHORTEST_MI, LONGEST_MI = 0.3, 20.0
SLOWEST_KMH, FASTEST_KMH = 2.0, 100.0
LENGTHS_MI = ((0.3, 1.0), (1.0, 3.0), (3.0, 20.0))

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def trips(path: Path) -> list[tuple[datetime, float, float]]:
    """When each trip began, its seconds and its miles; those that cannot be true left out."""
    found = []
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            begun = datetime.fromisoformat(row["pickup"])
            seconds = (datetime.fromisoformat(row["dropoff"]) - begun).total_seconds()
            miles = float(row["distance"])
            if not SHORTEST_S <= seconds <= LONGEST_S or not SHORTEST_MI <= miles <= LONGEST_MI:
                continue
            if SLOWEST_KMH < miles * 1.609344 / seconds * 3_600 < FASTEST_KMH:
                found.append((begun, seconds, miles))
    return found


def left_over(of_trips: list[tuple[datetime, float, float]]) -> Floats:
    """What hour, kind of day and length do not explain of the logarithm of the duration."""
    log_s = np.log([seconds for _, seconds, _ in of_trips])
    log_mi = np.log([miles for _, _, miles in of_trips])
    explained = np.zeros((len(of_trips), 50))
    hours = [begun.hour + 24 * (begun.weekday() >= 5) for begun, _, _ in of_trips]
    explained[np.arange(len(of_trips)), hours] = 1
    explained[:, 48], explained[:, 49] = log_mi, log_mi**2
    weights, *_ = np.linalg.lstsq(explained, log_s, rcond=None)
    rest: Floats = log_s - explained @ weights
    return rest


def parted(rest: Floats, days: Ints) -> tuple[float, float]:
    """Standard deviations between days, and between the trips of a day."""
    groups = [rest[days == day] for day in np.unique(days)]
    sizes = np.array([len(group) for group in groups])
    within = sum(float(group.var()) * len(group) for group in groups) / (sizes - 1).sum()
    means = np.array([group.mean() for group in groups])
    squares = (sizes * (means - np.average(means, weights=sizes)) ** 2).sum() / (len(groups) - 1)
    size = (sizes.sum() - (sizes**2).sum() / sizes.sum()) / (len(groups) - 1)
    return math.sqrt(max(0.0, (squares - within) / size)), math.sqrt(within)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("trips", type=Path)
    of_trips = trips(parser.parse_args().trips)
    rest = left_over(of_trips)
    days = np.array([begun.day for begun, _, _ in of_trips])
    miles = np.array([miles for _, _, miles in of_trips])
    is_work = np.array([begun.weekday() < 5 and 7 <= begun.hour < 19 for begun, _, _ in of_trips])
    skew = float(((rest - rest.mean()) ** 3).mean() / rest.std() ** 3)
    print(f"{len(of_trips):,} trips; skewness of the logarithms {skew:.2f} (log-normal: 0)")
    for name, chosen in (("all", is_work | ~is_work), ("Mon-Fri 7-19 h", is_work)):
        between, within = parted(rest[chosen], days[chosen])
        print(f"{name}: {chosen.sum():,} trips, days {between:.3f}, trips {within:.3f}")
        for low, high in LENGTHS_MI:
            of_length = chosen & (miles > low) & (miles <= high)
            _, each = parted(rest[of_length], days[of_length])
            print(f"  {low:g} to {high:g} miles: {of_length.sum():,} trips, trips {each:.3f}")


if __name__ == "__main__":
    main()

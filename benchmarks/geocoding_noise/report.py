"""The table of one map, and how far scores are to be believed on all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def print_report(report: Mapping[str, Any], *, examples: int) -> None:
    """Print a line per kind, and so many of its failures."""
    print(
        f"\n{report['map']}: {report['addresses']} addresses, index built in"
        f" {report['build_cpu_s']} CPU-s ({report['build_s']} s), opened in"
        f" {report['open_cpu_s']} CPU-s"
    )
    print(
        "kind                                        tries   right accepted  of them right"
        "  silent  CPU-ms  slowest  expected"
    )
    for name, row in report["kinds"].items():
        print(
            f"{name:42}{row['tries']:>7}{row['right_share']:>8.1%}{row['accepted_share']:>9.1%}"
            f"{row['right_of_accepted']:>15.2%}{row['wrong_and_silent']:>8}"
            f"{row['cpu_ms_per_lookup']:>8.2f}{row['cpu_ms_slowest']:>9.1f}  {row['expected']}"
        )
        for line in report["examples"][name][:examples]:
            print(f"    {line}")


def print_reliability(reports: Iterable[Mapping[str, Any]]) -> None:
    """Print, for all kinds and maps, the share of right answers by score."""
    total: dict[float, list[int]] = {}
    for report in reports:
        for edge, (count, right) in report["reliability"].items():
            row = total.setdefault(float(edge), [0, 0])
            row[0] += count
            row[1] += right
    print("\nscore from   answers   right    of all from here on")
    for edge in sorted(total):
        count, right = total[edge]
        above = [sum(row[i] for at, row in total.items() if at >= edge) for i in (0, 1)]
        print(f"{edge:>10.2f}{count:>10}{right / count:>8.2%}{above[1] / above[0]:>15.2%}")

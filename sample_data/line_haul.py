"""Give the example configuration a warehouse and a truck that supplies both hubs."""

from __future__ import annotations

import sys
from pathlib import Path

WAREHOUSE = """
depots:
  - id: warehouse
    name: Warehouse
    lat: 60.178300
    lon: 24.950000
    opens: "05:00"
    closes: "20:00"
    loading_min: 20
"""
SUPPLIED = """
    supplied_by: warehouse
    unload_min: 10
    unload_per_parcel_s: 5
    sort_min: 30
    receiving_hours: ["06:00", "10:00"]
"""
TRUCK = """
vehicles:
  - id: truck
    echelon: line_haul
    profile: truck
    depot: warehouse
    capacity: {weight_kg: 3000, parcels: 400}
    shift: {start: "05:30", end: "14:00"}
    max_trips: 2
    energy: {kind: diesel, l_per_100km: 18}
    emission: diesel_rigid_7.5t
"""


def main() -> None:
    """Print the configuration named on the command line with both echelons."""
    text = Path(sys.argv[1]).read_text(encoding="utf-8")
    text = text.replace("\ndepots:\n", WAREHOUSE, 1).replace("\nvehicles:\n", TRUCK, 1)
    for hub in ("bookstore", "station"):
        text = text.replace(f"\n  - id: {hub}\n", f"\n  - id: {hub}{SUPPLIED}", 1)
    sys.stdout.write(text)


if __name__ == "__main__":
    main()

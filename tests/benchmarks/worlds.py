"""Little instances in each format, drawn so that their figures can be checked on fingers."""

from __future__ import annotations

from benchmarks.solving.reading import read_instance

SOLOMON = """drawn

VEHICLE
NUMBER     CAPACITY
  2          10

CUSTOMER
CUST NO.  XCOORD.  YCOORD.  DEMAND  READY TIME  DUE DATE  SERVICE TIME

    0      0        0         0      0           100       0
    1      3        4         6      0            50       2
    2      0        5         4     20            30       2
    3      1        1         5      0            90       2
"""

CVRP = """NAME : drawn
COMMENT : "three doors: one street"
TYPE : CVRP
DIMENSION : 4
EDGE_WEIGHT_TYPE : EUC_2D
CAPACITY : 10
NODE_COORD_SECTION
1\t0\t0
2\t3\t4
3\t0\t5
4\t1\t1
DEMAND_SECTION
1\t0
2\t6
3\t4
4\t5
DEPOT_SECTION
\t1
\t-1
EOF
"""

ORTEC = """NAME : drawn
COMMENT : ORTEC
TYPE : VRPTW
DIMENSION : 3
EDGE_WEIGHT_TYPE : EXPLICIT
VEHICLES : 2
EDGE_WEIGHT_FORMAT : FULL_MATRIX
CAPACITY : 10
EDGE_WEIGHT_SECTION
0 7 9
8 0 3
9 4 0
NODE_COORD_SECTION
1 0 0
2 5 5
3 6 6
DEMAND_SECTION
1 0
2 4
3 4
DEPOT_SECTION
1
-1
SERVICE_TIME_SECTION
1 0
2 60
3 30
TIME_WINDOW_SECTION
1 0 1000
2 10 100
3 0 900
EOF
"""

RICH = """NAME: drawn
TYPE: MDVRPTW
EDGE_WEIGHT_TYPE: EUC_2D
DIMENSION: 4
VEHICLES: 3
VEHICLES_MAX_DURATION: 40
SERVICE_TIME: 2
NODE_COORD_SECTION
1 0 0
2 10 0
3 3 4
4 10 5
DEMAND_SECTION
1 0
2 0
3 3
4 3
TIME_WINDOW_SECTION
1 0 100
2 0 90
3 0 60
4 0 60
CAPACITY_SECTION
1 5
2 5
3 9
VEHICLES_FIXED_COST_SECTION
1 2
2 2
3 7
VEHICLES_UNIT_DISTANCE_COST_SECTION
1 1
2 1
3 3
VEHICLES_DEPOT_SECTION
1 1
2 1
3 2
VEHICLES_ALLOWED_CLIENTS_SECTION
1 3 4
2 3 4
3 4
PRIZE_SECTION
1 0
2 0
3 0
4 6
DEPOT_SECTION
1
2
EOF
"""

TRIPS = """NAME: drawn
TYPE: MTVRPTWR
EDGE_WEIGHT_TYPE: EUC_2D
DIMENSION: 3
VEHICLES: 1
CAPACITY: 5
SERVICE_TIME: 1
NODE_COORD_SECTION
1 0 0
2 3 4
3 0 5
DEMAND_SECTION
1 0
2 5
3 5
TIME_WINDOW_SECTION
1 0 100
2 0 90
3 0 90
RELEASE_TIME_SECTION
1 0
2 0
3 30
VEHICLES_RELOAD_DEPOT_SECTION
1 1
DEPOT_SECTION
1
EOF
"""


def drawn(folder, text, name="drawn.vrp", rounding=None):
    """Write a drawn instance to a file and read it."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_instance(path, rounding)

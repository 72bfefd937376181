"""A town drawn for the tests: two towns, two languages, every kind of address, one map file.

Metres from the corner (60.0 N, 25.0 E), east first:

    Pikkula (Lillby), 00100                       Isola, 00200, 5 km to the east
    y=0     Torikatu / Torggatan   0..600         y=0  Torikatu  5000..5200
    y=200   Kirkkokatu / Kyrkogatan 0..200        y=200 Mäntytie 5000..5300 (no numbers)
    y=400   Kaarikatu, a bend: east, then north
    y=-300  Rantatie, numbers from an interpolation line
    y=1000  Kauppakuja 0..800: shops lie scattered under its numbers
"""

from __future__ import annotations

import math
from pathlib import Path

LAT, LON = 60.0, 25.0
M_PER_DEG = 111_195.0


def at(east_m: float, north_m: float) -> tuple[float, float]:
    """Latitude and longitude of a point of the drawing."""
    scale = math.cos(math.radians(LAT))
    return LAT + north_m / M_PER_DEG, LON + east_m / M_PER_DEG / scale


PIKKULA = {"addr:city": "Pikkula", "addr:postcode": "00100", "addr:country": "FI"}
ISOLA = {"addr:city": "Isola", "addr:postcode": "00200", "addr:country": "FI"}

HOUSES = [
    # street, number, east, north, other tags
    ("Torikatu", "1", 0, -15, PIKKULA),
    ("Torikatu", "3", 40, -15, PIKKULA),
    ("Torikatu", "7", 90, -15, PIKKULA),
    ("Torikatu", "2", 0, 15, PIKKULA),
    ("Torikatu", "4", 40, 15, PIKKULA),
    ("Torikatu", "6", 80, 15, {}),
    ("Torikatu", "8-10", 120, 15, PIKKULA),
    ("Torikatu", "12", 160, 15, PIKKULA),
    ("Torikatu", "20", 480, 15, PIKKULA),
    ("Torikatu", "22", 510, 15, PIKKULA),
    ("Torikatu", "22B", 525, 15, PIKKULA),
    ("Kirkkokatu", "1", 0, 185, PIKKULA),
    ("Kirkkokatu", "2", 0, 215, {**PIKKULA, "addr:suburb": "Keskusta"}),
    ("Kirkkokatu", "5;7", 60, 185, PIKKULA),
    ("Äyräskatu", "7", 300, 600, PIKKULA),
    ("Hauptstraße", "5", 400, 700, PIKKULA),
    ("Kaarikatu", "1", 0, 405, PIKKULA),
    ("Kaarikatu", "9", 205, 600, PIKKULA),
    ("Torikatu", "1", 5000, -15, ISOLA),
    ("Torikatu", "2", 5000, 15, ISOLA),
    ("Torikatu", "14", 5150, 15, ISOLA),
    ("Salokuja", "3", 5050, 400, ISOLA),
    ("Kauppakuja", "2", 0, 1000, PIKKULA),
    ("Kauppakuja", "2", 20, 1000, {**PIKKULA, "shop": "florist", "name": "Ruusu"}),
    ("Kauppakuja", "2", 50, 1000, {**PIKKULA, "shop": "books", "name": "Lukutoukka"}),
    ("Kauppakuja", "4", 200, 1000, PIKKULA),
    ("Kauppakuja", "4", 262, 1000, {**PIKKULA, "shop": "shoes", "name": "Suutari Salo"}),
    ("Kauppakuja", "4", 270, 1000, {**PIKKULA, "amenity": "cafe", "name": "Kahvila Pikkula"}),
    ("Kauppakuja", "4", 280, 1000, {**PIKKULA, "shop": "toys", "name": "Leluluola"}),
    ("Kauppakuja", "6", 400, 1000, {**PIKKULA, "name": "Vanha Talo", "building": "yes"}),
    ("Kauppakuja", "6", 540, 1000, {**PIKKULA, "name": "Uusi Talo", "building": "yes"}),
    ("Kauppakuja", "8", 600, 1000, PIKKULA),
    ("Halli, Kauppakuja", "8", 720, 1000, PIKKULA),
    ("Halli, Kauppakuja", "10", 780, 1000, PIKKULA),
]

STREETS = [
    (
        {"name": "Torikatu", "name:fi": "Torikatu", "name:sv": "Torggatan"},
        [(0, 0), (300, 0), (600, 0)],
    ),
    ({"name": "Kirkkokatu", "name:sv": "Kyrkogatan"}, [(0, 200), (200, 200)]),
    ({"name": "Kaarikatu", "name:sv": "Båggatan"}, [(0, 400), (200, 400)]),
    ({"name": "Kaarikatu", "name:sv": "Båggatan"}, [(200, 400), (200, 600)]),
    ({"name": "Äyräskatu", "alt_name": "Vanha Äyräs"}, [(200, 590), (400, 590)]),
    ({"name": "Rantatie"}, [(0, -300), (400, -300)]),
    ({"name": "Kauppakuja"}, [(0, 990), (800, 990)]),
    ({"name": "Torikatu"}, [(5000, 0), (5200, 0)]),
    ({"name": "Mäntytie", "postal_code": "00200"}, [(5000, 200), (5300, 200)]),
]

PLACES = [
    ({"place": "village", "name": "Pikkula", "name:sv": "Lillby"}, (200, 100)),
    ({"place": "village", "name": "Isola"}, (5100, 100)),
    ({"place": "suburb", "name": "Rantala"}, (100, -250)),
]


BORDERS = [
    {"name": "Rajala", "admin_level": "8"},
    {"name": "Etelälääni", "admin_level": "4"},
    {"name": "Kortteli", "admin_level": "10"},
    {"name": "Vieraslääni", "admin_level": "4", "ISO3166-2": "SE-X"},
]


def draw_town(path: Path, *, country: str = "FI") -> Path:
    """Write the drawing as an OpenStreetMap file; without a country its addresses name none."""
    import osmium
    from osmium.osm import mutable

    def told(tags: dict[str, str]) -> dict[str, str]:
        named = {"addr:country": country} if country and "addr:country" in tags else {}
        return {key: value for key, value in tags.items() if key != "addr:country"} | named

    nodes: dict[tuple[float, float], int] = {}
    todo = []

    def node(point, tags=None):
        if tags is None and point in nodes:
            return nodes[point]
        number = len(todo) + 1
        lat, lon = at(*point)
        todo.append(mutable.Node(id=number, location=(lon, lat), tags=told(tags or {})))
        if tags is None:
            nodes[point] = number
        return number

    for street, number, east, north, tags in HOUSES:
        node((east, north), {"addr:street": street, "addr:housenumber": number, **tags})
    for tags, point in PLACES:
        node(point, tags)
    node((30, 230), {"addr:housename": "Villa Rosa", **PIKKULA})
    first = node((0, -290), {"addr:street": "Rantatie", "addr:housenumber": "1", **PIKKULA})
    last = node((160, -290), {"addr:street": "Rantatie", "addr:housenumber": "9", **PIKKULA})
    ways = [
        mutable.Way(id=1, nodes=[first, last], tags={"addr:interpolation": "odd"}),
        *(
            mutable.Way(
                id=10 + i, nodes=[node(p) for p in points], tags={"highway": "residential", **tags}
            )
            for i, (tags, points) in enumerate(STREETS)
        ),
    ]
    ring = [node(p) for p in ((100, 170), (120, 170), (120, 190), (100, 190))]
    ways.append(mutable.Way(id=50, nodes=[*ring, ring[0]], tags={}))
    courtyard = mutable.Relation(
        id=1,
        members=[("w", 50, "outer")],
        tags=told({"type": "multipolygon", "building": "yes", "addr:street": "Kirkkokatu", "addr:housenumber": "9", **PIKKULA}),
    )  # fmt: skip
    borders = [
        mutable.Relation(
            id=2 + i,
            members=[("w", 50, "outer")],
            tags={"type": "boundary", "boundary": "administrative", **tags},
        )
        for i, tags in enumerate(BORDERS)
    ]
    with osmium.SimpleWriter(str(path)) as writer:
        for thing in todo:
            writer.add_node(thing)
        for way in ways:
            writer.add_way(way)
        writer.add_relation(courtyard)
        for border in borders:
            writer.add_relation(border)
    return path

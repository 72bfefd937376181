"""Every kind of noise on one map, and houses that its index does not know."""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path

from benchmarks.geocoding_noise.cell_kinds import cell_kinds
from benchmarks.geocoding_noise.drawing import Facts, Spoilt, facts_of, list_drawn, list_named
from benchmarks.geocoding_noise.hasty_kinds import hasty_kinds
from benchmarks.geocoding_noise.kinds import Expect, Kind, Pool
from benchmarks.geocoding_noise.letter_kinds import letter_kinds
from benchmarks.geocoding_noise.mixed_kinds import mixed_kinds
from benchmarks.geocoding_noise.number_kinds import number_kinds
from benchmarks.geocoding_noise.old_kinds import old_kinds
from benchmarks.geocoding_noise.scoring import Score, look_up, run_kind
from benchmarks.geocoding_noise.town_kinds import town_kinds
from lastmile_cli.geocoding import index_build
from lastmile_cli.geocoding.address_index import AddressIndex
from lastmile_cli.geocoding.index_file import open_address_index
from lastmile_cli.geocoding.map_geocoder import MapGeocoder
from lastmile_cli.geocoding.map_scan import MappedAddress, MappedNames, scan_map
from lastmile_cli.geocoding.text import loose_key, street_key


def all_kinds(facts: Facts) -> list[Kind]:
    """Every kind, those of old first."""
    return [
        *old_kinds(facts),
        *number_kinds(facts),
        *cell_kinds(facts),
        *letter_kinds(facts),
        *town_kinds(facts),
        *mixed_kinds(facts),
        *hasty_kinds(facts),
    ]


def run_map(map_path: Path, tries: int, seed: int, only: str) -> dict[str, object]:
    """Build the index, run every kind whose name holds ``only``, and report."""
    with tempfile.TemporaryDirectory() as folder:
        begun, begun_cpu = time.perf_counter(), time.process_time()
        open_address_index(map_path, folder=Path(folder)).close()
        build_s = time.perf_counter() - begun
        build_cpu_s = time.process_time() - begun_cpu
        begun_cpu = time.process_time()
        index = open_address_index(map_path, folder=Path(folder))
        open_cpu_s = time.process_time() - begun_cpu
        names = scan_map(map_path)
        pools = {
            Pool.WHOLE: list_drawn(names),
            Pool.ANY: list_drawn(names, whole=False),
            Pool.NAMED: list_named(names),
        }
        facts = facts_of(index, pools[Pool.WHOLE])
        geocoder = MapGeocoder(index)
        scores = {
            kind.name: run_kind(geocoder, pools[kind.pool], kind, tries, seed)
            for kind in all_kinds(facts)
            if only in kind.name
        }
        for name in ("unmapped house", "unmapped street"):
            if only in name:
                scores[name] = _unmapped(name, map_path, Path(folder), seed)
    return {
        "map": map_path.name,
        "build_s": round(build_s, 2),
        "build_cpu_s": round(build_cpu_s, 2),
        "open_cpu_s": round(open_cpu_s, 3),
        "addresses": len(pools[Pool.WHOLE]),
        "kinds": {name: score.as_json() for name, score in scores.items()},
        "reliability": _reliability(scores),
        "examples": {name: score.examples for name, score in scores.items()},
    }


def _reliability(scores: dict[str, Score]) -> dict[str, list[int]]:
    """By lower edge of the score's bin: answers, right ones; unmapped houses are no address."""
    counted: dict[str, list[int]] = {}
    for score in scores.values():
        for edge, count in score.binned.items():
            row = counted.setdefault(str(edge), [0, 0])
            row[0] += count
            row[1] += score.binned_right[edge]
    return dict(sorted(counted.items()))


def _unmapped(name: str, map_path: Path, folder: Path, seed: int) -> Score:
    target = folder / f"{name}.sqlite"
    gone = _hide(map_path, target, seed, whole_streets="street" in name)
    asked = [(one, Spoilt(one.address)) for one in list_drawn(MappedNames(gone))]
    index = AddressIndex(target)
    try:
        return look_up(MapGeocoder(index), asked, Expect.RIGHT)
    finally:
        index.close()


def _hide(map_path: Path, target: Path, seed: int, *, whole_streets: bool) -> list[MappedAddress]:
    """Build an index without one house number (or whole street) in ten; return what is missing."""
    names = scan_map(map_path)
    dice = random.Random(seed)

    def secret(address: MappedAddress) -> tuple[str, ...]:
        name = loose_key(street_key(address.street))
        return (name,) if whole_streets else (name, address.city, address.number)

    everything = sorted({secret(address) for address in names.addresses})
    hidden = {item for item in everything if dice.random() < 0.1}
    kept = MappedNames(
        [address for address in names.addresses if secret(address) not in hidden],
        [
            piece
            for piece in names.streets
            if not any((loose_key(street_key(name)),) in hidden for name in piece.names)
        ],
        names.places,
        [],
        names.box,
    )
    original = index_build.scan_map
    index_build.scan_map = lambda _: kept
    try:
        index_build.build_index(map_path, target)
    finally:
        index_build.scan_map = original
    return [address for address in names.addresses if secret(address) in hidden]

"""
How good is the map geocoder on addresses written badly? Seventeen kinds of noise and some more.

    LASTMILE_DATA=../shared/data python benchmarks/geocoding.py --tries 5000
    python benchmarks/geocoding.py --map some-region.osm.pbf --json

Addresses are drawn from the map itself with a fixed seed, spoilt in one way,
and looked up. "right": the best answer lies within 60 m of the drawn address
(for street and number alone also: it was sent to review and the right place is
among the candidates). "silent": accepted, yet more than 100 m wrong. The two
"unmapped" kinds hide one house number (or whole street) in ten from the index
and ask for it: there the right place cannot be known, only doubt is right. So
it is where another town or country stands in the address: for these "right"
says that the answer was not accepted, and "silent" that it was.

The truth is one object even where the map shows a number at many (56 shops of
one shopping centre) and the address tells no name: then no answer can be right
for all, and the best is the point near most.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from lastmile_cli.domain.addresses import Address, GeocodeCandidate, GeocodeStatus
from lastmile_cli.domain.settings import GeocodingSettings
from lastmile_cli.geocoding import index_build
from lastmile_cli.geocoding.address_index import AddressIndex
from lastmile_cli.geocoding.countries import country_code
from lastmile_cli.geocoding.house_numbers import read_mapped_numbers
from lastmile_cli.geocoding.index_file import open_address_index
from lastmile_cli.geocoding.map_geocoder import MapGeocoder
from lastmile_cli.geocoding.map_scan import MappedAddress, MappedNames, scan_map
from lastmile_cli.geocoding.plane import distance_m
from lastmile_cli.geocoding.text import fold, loose_key, street_key, town_key, words
from lastmile_cli.geocoding.verdicts import judge

RIGHT_M = 60.0
SILENT_M = 100.0
MAPS = ("liechtenstein-20240303.osm.pbf", "berlin-reinickendorf-202607.osm.pbf")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
UNITS = ("Top 4", "Apt 3B", "2. OG", "Wohnung 12", "as. 5", "c/o Meier", "Stiege 2 Top 7", "#12")

OTHER_TOWNS = (
    "Tampere", "Turku", "Oulu", "Rovaniemi", "Hanko", "Ii", "Stockholm", "Göteborg", "Oslo",
    "Tallinn", "Riga", "Hamburg", "München", "Bad Tölz", "Hof", "Au", "Trieben",
    "Frankfurt am Main",
    "Wien", "Linz", "Sankt Pölten", "Graz", "Bern", "Zürich", "Lausanne", "La Chaux-de-Fonds",
    "Buchs", "Sevelen", "Sargans", "Feldkirch", "Espoo", "Vantaa", "Kauniainen", "Oranienburg",
    "Hennigsdorf", "Potsdam",
    "Genève", "Milano", "Paris", "Den Haag", "Praha", "Warszawa", "London", "New York",
)  # fmt: skip
SHOPS = (
    "Bäckerei Huber", "Kirjakauppa Oy", "Blumen Meier GmbH", "Café Central", "Schmidt & Sohn",
    "Apotheke", "Kukkakauppa Ruusu", "The Corner Shop",
)  # fmt: skip
OWN_COUNTRY = {
    "FI": ("Finland", "Suomi", "FINLAND", "Finnland", "FI"),
    "DE": ("Deutschland", "Germany", "GERMANY", "Saksa", "DE"),
    "LI": ("Liechtenstein", "Fürstentum Liechtenstein", "LIECHTENSTEIN", "FL", "LI"),
}
OTHER_COUNTRIES = ("Sweden", "Schweiz", "Österreich", "AT", "Norge", "USA", "Polska", "SE", "CZ")

Spoil = Callable[[Address, random.Random], Address]


def typo(text: str, dice: random.Random) -> str:
    """One wrong, missing, doubled or swapped letter; the first letter and digits stay."""
    places = [i for i in range(1, len(text)) if text[i].isalpha()]
    if not places:
        return text
    i = dice.choice(places)
    kind = dice.randrange(4)
    if kind == 0:
        return text[:i] + dice.choice(LETTERS) + text[i + 1 :]
    if kind == 1:
        return text[:i] + text[i + 1 :]
    if kind == 2:
        return text[:i] + text[i] + text[i:]
    return text[: i - 1] + text[i] + text[i - 1] + text[i + 1 :]


def street_and_number(address: Address) -> tuple[str, str]:
    street, _, number = address.line1.rpartition(" ")
    return street, number


def spoil_shouted(address: Address, dice: random.Random) -> Address:
    parts = (address.line1, address.postal_code, address.city)
    plain = [" ".join(words_kept(part)).upper() for part in parts]
    if dice.random() < 0.5:
        return Address(line1=" ".join(plain))
    return Address(line1=plain[0], postal_code=plain[1], city=plain[2])


def words_kept(text: str) -> list[str]:
    letters = [letter if letter.isalnum() else " " for letter in text]
    return "".join(letters).split()


def spoil_abbreviated(address: Address, dice: random.Random) -> Address:
    line = address.line1
    for long, short in (
        ("strasse", "str."), ("straße", "str."), ("Strasse", "Str."), ("Straße", "Str."),
        ("Sankt ", "St. "), ("platz", "pl."), ("katu ", "k. "), ("tie ", "t. "), ("gasse", "g."),
    ):  # fmt: skip
        line = line.replace(long, short)
    if dice.random() < 0.3:
        line = line.replace("str. ", "str ")
    return replace(address, line1=line)


def spoil_typo(address: Address, dice: random.Random) -> Address:
    street, number = street_and_number(address)
    return replace(address, line1=f"{typo(street, dice)} {number}")


def spoil_two_typos(address: Address, dice: random.Random) -> Address:
    return replace(spoil_typo(address, dice), city=typo(address.city, dice))


def spoil_swapped(address: Address, dice: random.Random) -> Address:
    street, number = street_and_number(address)
    if dice.random() < 0.5:
        return replace(address, line1=f"{number} {street}")
    return Address(line1=f"{address.postal_code} {address.city}, {number} {street}")


def spoil_unit(address: Address, dice: random.Random) -> Address:
    unit = dice.choice(UNITS)
    kind = dice.randrange(3)
    if kind == 0:
        return replace(address, line2=unit)
    if kind == 1 and not unit.startswith("c/o"):
        return replace(address, line1=f"{address.line1} {unit}")
    return replace(address, line1=f"{address.line1}, {unit}")


def spoil_transliterated(address: Address, dice: random.Random) -> Address:
    pairs = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}

    def written(text: str) -> str:
        if dice.random() < 0.5:
            return "".join(pairs.get(letter, letter) for letter in text)
        return fold(text)

    return replace(address, line1=written(address.line1), city=written(address.city))


def make_wrong_postcode(codes: Sequence[str]) -> Spoil:
    def spoil(address: Address, dice: random.Random) -> Address:
        others = [code for code in codes if code != address.postal_code]
        other = dice.choice(others) if others and dice.random() < 0.7 else ""
        digits = list(address.postal_code)
        digits[-1] = str((int(digits[-1]) + dice.randrange(1, 10)) % 10) if digits else "0"
        return replace(address, postal_code=other or "".join(digits))

    return spoil


def other_towns(index: AddressIndex) -> list[str]:
    """Towns off the map; a neighbour whose border alone is on it is off as well."""
    places = {town: index.places.get(town_key(town), []) for town in OTHER_TOWNS}
    return [
        town
        for town, known in places.items()
        if not index.by_town.get(town_key(town)) and not any(place.at for place in known)
    ]


def make_other_city(index: AddressIndex) -> Spoil:
    towns = other_towns(index)
    return lambda address, dice: replace(address, city=dice.choice(towns))


def make_other_town(index: AddressIndex) -> Spoil:
    towns = other_towns(index)

    def spoil(address: Address, dice: random.Random) -> Address:
        town, line = dice.choice(towns), address.line1
        forms = (
            f"{line}, {town}", f"{line} {town}", f"{town}, {line}", f"{line}, 99999 {town}",
            f"{line} {town.upper()}", f"{line}, c/o Meier, {town}",
        )  # fmt: skip
        if dice.random() < 0.3:
            return replace(address, line1=dice.choice(forms[:2]))
        return Address(line1=dice.choice(forms))

    return spoil


def spoil_shop(address: Address, dice: random.Random) -> Address:
    shop = dice.choice(SHOPS)
    if dice.random() < 0.5:
        return replace(address, line1=f"{shop}, {address.line1}")
    return replace(address, line1=shop, line2=address.line1)


def make_country(names: Sequence[str]) -> Spoil:
    def spoil(address: Address, dice: random.Random) -> Address:
        name = dice.choice(names)
        if dice.random() < 0.3:
            return replace(address, country=name)
        if dice.random() < 0.5:
            return replace(address, line1=f"{address.line1}, {name}")
        return Address(line1=f"{address}{dice.choice((', ', ' '))}{name}")

    return spoil


DOUBTED = frozenset(
    {"other town in the city column", "other town in the address cell", "other country"}
)
"""Kinds that must never be accepted."""


def kinds(codes: Sequence[str], index: AddressIndex) -> dict[str, Spoil]:
    own = [name for code in sorted(index.countries) for name in OWN_COUNTRY.get(code, (code,))]
    others = [name for name in OTHER_COUNTRIES if country_code(name) not in index.countries]
    return {
        "clean": lambda address, _: address,
        "shouted, no punctuation": spoil_shouted,
        "abbreviated": spoil_abbreviated,
        "one typo": spoil_typo,
        "typos in street and city": spoil_two_typos,
        "no city": lambda address, _: replace(address, city=""),
        "no postcode": lambda address, _: replace(address, postal_code=""),
        "street and number only": lambda address, _: Address(line1=address.line1),
        "swapped order": spoil_swapped,
        "unit": spoil_unit,
        "wrong postcode": make_wrong_postcode(codes),
        "transliterated": spoil_transliterated,
        "one line": lambda address, _: Address(line1=str(address)),
        "typo, no postcode": lambda a, d: replace(spoil_typo(a, d), postal_code=""),
        "wrong city": lambda a, _: replace(a, city="Entenhausen"),
        "business name before the street": spoil_shop,
        "country at the end": make_country(own or ["Liechtenstein"]),
        "other town in the city column": make_other_city(index),
        "other town in the address cell": make_other_town(index),
        "other country": make_country(others),
    }


@dataclass
class Score:
    """Counts of one kind of noise."""

    tries: int = 0
    right: int = 0
    accepted: int = 0
    accepted_right: int = 0
    silent: int = 0
    seconds: float = 0.0
    examples: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """Shares of the tries, for the report."""
        tries = max(1, self.tries)
        return {
            "tries": self.tries,
            "right_share": round(self.right / tries, 4),
            "accepted_share": round(self.accepted / tries, 4),
            "right_of_accepted": round(self.accepted_right / max(1, self.accepted), 4),
            "wrong_and_silent": self.silent,
            "ms_per_lookup": round(1000 * self.seconds / tries, 3),
        }


def whole_addresses(names: MappedNames) -> list[tuple[Address, tuple[float, float]]]:
    return [
        (
            Address(line1=f"{a.street} {a.number}", city=a.city, postal_code=a.postcode),
            a.at,
        )
        for a in names.addresses
        if a.street and a.city and a.postcode and read_mapped_numbers(a.number)
        and street_key(a.street) and " " not in a.number.strip() and words(a.city)
    ]  # fmt: skip


def judge_one(
    score: Score,
    asked: Address,
    truth: tuple[float, float],
    found: list[GeocodeCandidate],
    *,
    listed_counts: bool,
    is_doubted: bool = False,
) -> None:
    settings = GeocodingSettings()
    result = judge(found, settings)
    away = [distance_m(truth, (c.coordinate.lat_deg, c.coordinate.lon_deg)) for c in found]
    accepted = result.status is GeocodeStatus.ACCEPT
    right = bool(away) and away[0] <= RIGHT_M
    if listed_counts and not right and not accepted and result.status is GeocodeStatus.REVIEW:
        right = min(away, default=SILENT_M) <= RIGHT_M
    if is_doubted:
        right, away = not accepted, [0.0 if not accepted else SILENT_M + 1]
    score.tries += 1
    score.right += right
    score.accepted += accepted
    score.accepted_right += accepted and away[0] <= RIGHT_M
    if accepted and away[0] > SILENT_M:
        score.silent += 1
    if (accepted and away[0] > SILENT_M) or (not right and len(score.examples) < 40):
        best = found[0] if found else None
        shown = f"{best.score} {best.precision} {best.matched} {best.differs}" if best else "-"
        mark = "SILENT " if accepted else ""
        score.examples.append(f"{mark}{asked} -> {shown} ({away[0] if away else -1:.0f} m)")


def run_kind(
    geocoder: MapGeocoder,
    sample: Iterable[tuple[Address, tuple[float, float]]],
    spoil: Spoil,
    dice: random.Random,
    *,
    listed_counts: bool,
    is_doubted: bool = False,
) -> Score:
    score = Score()
    for address, truth in sample:
        asked = spoil(address, dice)
        begun = time.perf_counter()
        found = geocoder.candidates(asked)
        score.seconds += time.perf_counter() - begun
        judge_one(score, asked, truth, found, listed_counts=listed_counts, is_doubted=is_doubted)
    return score


def hide(map_path: Path, target: Path, seed: int, *, whole_streets: bool) -> list[MappedAddress]:
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


def run_map(map_path: Path, tries: int, seed: int, only: str) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder:
        begun, begun_cpu = time.perf_counter(), time.process_time()
        open_address_index(map_path, folder=Path(folder)).close()
        build_s = time.perf_counter() - begun
        build_cpu_s = time.process_time() - begun_cpu
        begun = time.perf_counter()
        index = open_address_index(map_path, folder=Path(folder))
        open_s = time.perf_counter() - begun
        geocoder = MapGeocoder(index)
        pool = whole_addresses(scan_map(map_path))
        codes = sorted({address.postal_code for address, _ in pool})
        scores: dict[str, Score] = {}
        for name, spoil in kinds(codes, index).items():
            if only and only not in name:
                continue
            dice = random.Random(f"{seed} {name}")
            sample = [dice.choice(pool) for _ in range(tries)]
            listed = name == "street and number only"
            scores[name] = run_kind(
                geocoder, sample, spoil, dice, listed_counts=listed, is_doubted=name in DOUBTED
            )
        for name in ("unmapped house", "unmapped street"):
            if only and only not in name:
                continue
            target = Path(folder) / f"{name}.sqlite"
            gone = hide(map_path, target, seed, whole_streets="street" in name)
            scores[name] = run_kind(
                MapGeocoder(AddressIndex(target)),
                whole_addresses(MappedNames(gone)),
                lambda address, _: address,
                random.Random(seed),
                listed_counts=False,
            )
    return {
        "map": map_path.name,
        "build_s": round(build_s, 2),
        "build_cpu_s": round(build_cpu_s, 2),
        "open_s": round(open_s, 3),
        "addresses": len(pool),
        "kinds": {name: score.as_json() for name, score in scores.items()},
        "examples": {name: score.examples for name, score in scores.items()},
    }


def print_report(report: dict[str, object], *, examples: int) -> None:
    print(
        f"\n{report['map']}: {report['addresses']} addresses, index built in {report['build_s']} s"
        f" ({report['build_cpu_s']} CPU-s),"
        f" opened in {report['open_s']} s"
    )
    print(
        "kind                               tries   right  accepted  of them right  silent     ms"
    )
    for name, row in report["kinds"].items():  # type: ignore[attr-defined]
        print(
            f"{name:33}{row['tries']:>7}{row['right_share']:>8.1%}{row['accepted_share']:>10.1%}"
            f"{row['right_of_accepted']:>15.2%}{row['wrong_and_silent']:>8}{row['ms_per_lookup']:>7.2f}"
        )
        for line in report["examples"][name][:examples]:  # type: ignore[index]
            print(f"    {line}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--map", action="append", type=Path, default=[])
    parser.add_argument("--tries", type=int, default=500, help="per kind of noise")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="", help="kinds whose name holds this text")
    parser.add_argument("--examples", type=int, default=0, help="failures shown per kind")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    data = Path(os.environ.get("LASTMILE_DATA", "../shared/data"))
    maps = arguments.map or [data / "osm" / name for name in MAPS]
    missing = [str(path) for path in maps if not path.is_file()]
    if missing:
        print(f"No map at {', '.join(missing)}; set LASTMILE_DATA or give --map.", file=sys.stderr)
        return 3
    reports = [run_map(path, arguments.tries, arguments.seed, arguments.only) for path in maps]
    if arguments.json:
        print(json.dumps({"schema_version": 1, "seed": arguments.seed, "maps": reports}, indent=2))
        return 0
    for report in reports:
        print_report(report, examples=arguments.examples)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

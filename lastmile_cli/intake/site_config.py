"""A configuration in which goods leave from other hubs: the changes that make it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.insight.hub_sites import Site, SiteKind
from lastmile_cli.intake.config_changes import ConfigChange
from lastmile_cli.intake.decoding import decode
from lastmile_cli.intake.noticing import NoticeBook
from lastmile_cli.intake.sources import Source
from lastmile_cli.intake.yaml_nodes import read_yaml

KEPT_OF_A_DEPOT = ("opens", "closes", "loading_min", "loading_per_parcel_s")
"""What a new hub has in common with the first one there is."""
NOT_LOOKED_AT: Mapping[str, Any] = {
    "drivers": [],
    "roster": [],
    "roster_file": "",
    "partners": [],
    "stock": {},
}
"""Who drives on which day, partners and stock hang on the hubs there are."""


def with_sites(
    source: Source, sites: Sequence[Site], counts: Mapping[str, int] | None = None
) -> tuple[ConfigChange, ...]:
    """
    Say what to change of a configuration so that these sites are its hubs and lockers.

    Every group of vehicles is there at each hub; at the first one under its own name, at others
    with the hub behind it: ``van@north``. ``counts`` says how many are in each, where they are
    not as many as in the configuration. What trucks bring is left out, and what hangs on the
    hubs there are; see ``NOT_LOOKED_AT``.

    Raises
    ------
    InputRefusedError
        The configuration is no YAML of depots and vehicles.
    """
    data = _plain(source)
    hubs = [site for site in sites if site.kind is SiteKind.HUB]
    lockers = [site for site in sites if site.kind is SiteKind.LOCKER]
    groups = [
        group
        for group in data["vehicles"]
        if isinstance(group, dict) and group.get("echelon") != "line_haul"
    ]
    values: dict[str, Any] = {
        **NOT_LOOKED_AT,
        "depots": [_depot(site, data["depots"]) for site in hubs],
        "vehicles": [
            _at(group, hub.site_id, counts, is_first=number == 0)
            for number, hub in enumerate(hubs)
            for group in groups
        ],
        "collection_points": [
            *(data.get("collection_points") or ()),
            *(_locker(site) for site in lockers),
        ],
    }
    return tuple(
        ConfigChange(key, json.dumps(value, default=_number, ensure_ascii=False))
        for key, value in values.items()
    )


def _plain(source: Source) -> dict[str, Any]:
    book = NoticeBook(source.file)
    text = decode(source.content, book)
    document = read_yaml(text, book) if text is not None else None
    data = document.data if document else None
    lists = isinstance(data, dict) and all(
        isinstance(data.get(key), list) and data[key] for key in ("depots", "vehicles")
    )
    if not isinstance(data, dict) or not lists:
        raise InputRefusedError(
            f"{source.file} is refused: it names no depots and vehicles.",
            hint="name a configuration that days are planned with",
            notices=book.sorted(),
        )
    return data


def _depot(site: Site, depots: Sequence[Any]) -> dict[str, Any]:
    entries = [it for it in depots if isinstance(it, dict)]
    same = next((it for it in entries if it.get("id") == site.site_id), None)
    first = entries[0] if entries else {}
    entry = dict(same) if same else {key: first[key] for key in KEPT_OF_A_DEPOT if key in first}
    entry = {key: value for key, value in entry.items() if key not in _OF_TRUCKS}
    return {**entry, **_where(site), "id": site.site_id}


_OF_TRUCKS = (
    "supplied_by",
    "unload_min",
    "unload_per_parcel_s",
    "sort_min",
    "receiving_hours",
)


def _where(site: Site) -> dict[str, Any]:
    found: dict[str, Any] = {
        key: value
        for key, value in (
            ("name", site.name),
            ("address", site.address.line1),
            ("postal_code", site.address.postal_code),
            ("city", site.address.city),
        )
        if value
    }
    if site.coordinate is not None:
        found |= {"lat": site.coordinate.lat_deg, "lon": site.coordinate.lon_deg}
    return found


def _locker(site: Site) -> dict[str, Any]:
    entry = {
        **_where(site),
        "id": site.site_id,
        "opening_hours": [{"from": "00:00", "to": "24:00"}],
        "walking_radius_m": site.radius_m,
    }
    return entry if site.capacity is None else {**entry, "capacity_parcels": site.capacity}


def _at(
    group: Mapping[str, Any], hub: str, counts: Mapping[str, int] | None, *, is_first: bool
) -> dict[str, Any]:
    gone = ("end_depot", "drivers", "echelon")
    entry = {key: value for key, value in group.items() if key not in gone}
    name = str(group.get("id")) if is_first else f"{group.get('id')}@{hub}"
    if counts is not None:
        entry["count"] = counts.get(name, 0)
    return {**entry, "id": name, "depot": hub}


def _number(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else str(value)

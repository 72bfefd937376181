"""Small worlds for the tests of intake: a header, a row, a configuration."""

from __future__ import annotations

import textwrap
from datetime import date

from lastmile_cli.domain.order_settings import OrderSettings
from lastmile_cli.domain.settings import ServiceSettings
from lastmile_cli.domain.stops import Stop
from lastmile_cli.intake.config import ConfigRead, read_config
from lastmile_cli.intake.fleet_facts import FleetFacts
from lastmile_cli.intake.sources import Source
from lastmile_cli.intake.stops import BadRowPolicy, StopsRead, read_stops

HELSINKI = ServiceSettings(timezone="Europe/Helsinki", currency="EUR", country="FI")
MONDAY = date(2026, 6, 1)

CONFIG = """\
service: {timezone: Europe/Helsinki, currency: EUR, country: FI}
roads: {map: helsinki.osm.pbf}
depots:
  - {id: hub, lat: 60.17, lon: 24.94}
vehicles:
  - id: van
    shift: {start: 08:00, end: 17:00}
    capacity: {weight_kg: 800}
    skills: [tail lift]
    drivers: [aino]
    energy: {kind: diesel, l_per_100km: 8.4}
drivers:
  - {id: aino}
"""


def read(
    text: str | bytes,
    *,
    wanted: date | None = None,
    facts: FleetFacts | None = None,
    on_bad_row: BadRowPolicy = BadRowPolicy.REFUSE,
    service: ServiceSettings = HELSINKI,
    orders: OrderSettings | None = None,
) -> StopsRead:
    """Read a stops file given as text (indentation is taken off) or bytes."""
    content = textwrap.dedent(text).encode() if isinstance(text, str) else text
    return read_stops(
        Source(file="stops.csv", content=content),
        service=service,
        default_date=MONDAY,
        wanted_date=wanted,
        facts=facts,
        on_bad_row=on_bad_row,
        orders=orders,
    )


def stop_of(header: str, row: str, **options) -> Stop:
    """The one stop of a file with this header and row, read without a word of complaint."""
    result = read(f"stop_id,address,{header}\nA,Katu 1,{row}\n", **options)
    assert not result.is_refused, result.notices
    return result.stops[0]


def codes(result: StopsRead | ConfigRead) -> list[str]:
    """Codes of all notices, sorted."""
    return sorted(notice.code for notice in result.notices)


def configure(text: str = CONFIG, environ: dict[str, str] | None = None) -> ConfigRead:
    """Read a configuration given as text."""
    return read_config(Source(file="config.yaml", content=text.encode()), environ=environ or {})


def facts() -> FleetFacts:
    """What the small configuration knows."""
    return FleetFacts.of(configure().config_or_refuse())

"""The host behind a `domain` option, however it is spelt."""

from __future__ import annotations

import unicodedata
from urllib.parse import urlsplit

from lastmile_cli.domain.errors import InputRefusedError


def host_of(domain: str) -> str:
    """
    Host (and port, where one is written) of a domain, in the one spelling limits are kept under.

    >>> host_of("Nominatim.Example.COM./"), host_of("data.geopf.fr/geocodage")
    ('nominatim.example.com', 'data.geopf.fr')
    >>> host_of("geo.example.com:443"), host_of("127.0.0.1:8080")
    ('geo.example.com', '127.0.0.1:8080')

    Raises
    ------
    InputRefusedError
        There is a name and password, or no host, in it.
    """
    plain = unicodedata.normalize("NFKC", domain).strip()
    try:
        parts = urlsplit(f"//{plain}")
        name, port = parts.hostname or "", parts.port
    except ValueError:
        name, port = "", None
    name = name.strip(".")
    if not name or "@" in parts.netloc or "://" in plain:
        raise InputRefusedError(
            "The `domain` of a geocoder is not the name of a host.",
            hint="write geo.example.com, geo.example.com:8080 or geo.example.com/path;"
            " http or https goes into `scheme`",
        )
    return name if port in (None, 80, 443) else f"{name}:{port}"


def is_host_or_below(host: str, parent: str) -> bool:
    """
    Whether a host is another one, or one of its parts, on whatever port.

    >>> is_host_or_below("nominatim.openstreetmap.org:8080", "openstreetmap.org")
    True
    >>> is_host_or_below("notopenstreetmap.org", "openstreetmap.org")
    False
    """
    name = host.partition(":")[0]
    return name == parent or name.endswith(f".{parent}")

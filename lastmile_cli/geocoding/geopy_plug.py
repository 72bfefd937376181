"""Make a geopy geocoder from settings, with our limits and none of its surprises."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from geopy.exc import ConfigurationError

from lastmile_cli import __version__
from lastmile_cli.domain.addresses import Address
from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.settings import ProviderSettings
from lastmile_cli.geocoding.limiter import HostLimiter
from lastmile_cli.geocoding.online import OnlineGeocoder, Provider, checked_adapter
from lastmile_cli.geocoding.parsing import read_address
from lastmile_cli.geocoding.providers import Surroundings

USER_AGENT = f"lastmile/{__version__} (delivery planning)"


def make_client(
    client_class: Callable[..., Any],
    settings: ProviderSettings,
    is_answer: Callable[[Any], bool],
    *,
    not_for_client: Iterable[str] = (),
) -> Any:
    """
    Construct geopy's class with the options of the settings.

    Raises
    ------
    InputRefusedError
        An option is unknown or makes no sense; its value is not repeated.
    """
    kept = {k: v for k, v in settings.options.items() if k not in set(not_for_client)}
    kept.setdefault("user_agent", USER_AGENT)
    kept["timeout"] = settings.timeout_s
    kept["adapter_factory"] = checked_adapter(is_answer)
    try:
        return client_class(**kept)
    except (TypeError, ValueError, ConfigurationError) as error:
        names = ", ".join(sorted(settings.options)) or "none"
        why = "" if _may_hold_secret(settings.options, str(error)) else f": {error}"
        raise InputRefusedError(
            f"The options of geocoder {settings.name!r} do not fit (given: {names}){why}.",
            hint="see the options of this provider in docs/geocoding.md",
        ) from error


def make_geocoder(
    settings: ProviderSettings, provider: Provider, surroundings: Surroundings
) -> OnlineGeocoder:
    """Put limiter, cache and retries around a provider."""
    try:
        limiter = HostLimiter(provider.host, settings.requests_per_s, sleep=surroundings.sleep)
    except ValueError as error:
        raise InputRefusedError(
            f"Geocoder {settings.name!r}: {error}", hint="give a number above 0"
        ) from error
    return OnlineGeocoder(provider, limiter, surroundings.cache(), surroundings.sleep)


def query_options(settings: ProviderSettings, names: Iterable[str]) -> dict[str, Any]:
    """Those options that belong to each request, not to the client."""
    return {name: settings.options[name] for name in names if name in settings.options}


def house_line(address: Address) -> str:
    """
    Street and number without flat, floor and "c/o": less to misread, less told to strangers.

    >>> house_line(Address(line1="Unioninkatu 20 A 12", line2="c/o Virtanen"))
    'Unioninkatu 20'
    """
    readings = [reading for reading in read_address(address) if reading.number]
    if not readings:
        return address.line1 or address.line2
    reading = min(readings, key=lambda item: any(c.isdigit() for c in item.street))
    number = reading.number
    shown = "" if number is None else f"{number.first}" if number.flat else f"{number}"
    return f"{reading.street} {shown}".strip()


def free_text(address: Address) -> str:
    """
    The whole address on one line, as a search box takes it.

    >>> free_text(Address(line1="Unioninkatu 20, 2. krs", postal_code="00130", city="Helsinki"))
    'Unioninkatu 20, 00130 Helsinki'
    """
    town = " ".join(part for part in (address.postal_code, address.city) if part)
    line = house_line(address) if town else address.line1 or address.line2
    return ", ".join(part for part in (line, town, address.state, address.country) if part)


def text_of(raw: Mapping[str, Any], *names: str) -> str:
    """The first of some fields that says anything, as text."""
    return next((str(raw[name]) for name in names if raw.get(name)), "")


def texts_of(raw: Mapping[str, Any], *names: str) -> tuple[str, ...]:
    """All fields that say anything, each once."""
    return tuple(dict.fromkeys(str(raw[name]) for name in names if raw.get(name)))


def _may_hold_secret(options: Mapping[str, Any], message: str) -> bool:
    return any(isinstance(value, str) and value and value in message for value in options.values())

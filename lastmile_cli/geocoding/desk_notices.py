"""What the dispatcher is told about each geocoded stop."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from lastmile_cli.domain.addresses import GeocodeStatus, Precision
from lastmile_cli.domain.notices import Notice, Place, Severity
from lastmile_cli.domain.pins import PINS_PROVIDER, RememberedPin
from lastmile_cli.domain.settings import DoubtPolicy, GeocodingSettings
from lastmile_cli.domain.stops import Stop

COLUMN = "address"

_MOST_SHOWN = 200
_ABOUT_PINS = frozenset({"LM1306", "LM1307"})


def notices_of_stop(stop: Stop, settings: GeocodingSettings, file: str) -> list[Notice]:
    """Notices about one stop's answer; none where it is what was asked for."""
    result = stop.geocode
    if result is None:
        return []
    place = Place(file=file, row=stop.row, column=COLUMN)
    if result.status is GeocodeStatus.FAIL:
        return [_failed(stop, settings, place, result.reason)]
    if result.status is GeocodeStatus.REVIEW:
        return [_doubtful(stop, settings, place, result.reason)]
    best = result.best
    if best is None or best.precision is Precision.PIN or not best.differs:
        return []
    problem = f"{stop.address} was taken for {best.matched}: {'; '.join(best.differs)}."
    hint = "correct the row if that is not meant"
    return [Notice(code="LM1303", severity=Severity.INFO, place=place, problem=problem, hint=hint)]


def notice_of_forgotten_pin(stop: Stop, file: str) -> Notice:
    """Say that a corrected address was asked anew, although the sheet still had the old pin."""
    return Notice(
        code="LM1312",
        severity=Severity.INFO,
        place=Place(file=file, row=stop.row, column=COLUMN),
        problem=f"the address is now {stop.address}; the pin of the old one is not used.",
    )


def notice_of_unknown_word(stop: Stop, word: str, file: str) -> Notice:
    """Say that a status nobody knows settles nothing."""
    return Notice(
        code="LM1315",
        severity=Severity.WARNING,
        place=Place(file=file, row=stop.row, column="geocode_status"),
        problem=f'"{word}" is no status: only accept confirms a place; the address is asked again.',
        hint="write accept, correct the address, or set lat and lon",
    )


def notice_of_pin_left_behind(stop: Stop, pin: RememberedPin, file: str) -> Notice:
    """Say that a customer's pin was not used, as the order goes elsewhere."""
    where = f"is of {pin.address}" if pin.address else "has no address beside it"
    return Notice(
        code="LM1333",
        severity=Severity.INFO,
        place=Place(file=file, row=stop.row, column=COLUMN),
        problem=f"customer {stop.customer_id} has a pin, but it {where}: it is not used"
        f" for {stop.address}.",
        hint="" if pin.address else "write the address beside the pin",
    )


def with_way_to_forget(notices: Iterable[Notice], stops: Iterable[Stop]) -> list[Notice]:
    """Suspicions, with the way out where the pin is a remembered one: no row has it to remove."""
    remembered = {
        stop.row: stop
        for stop in stops
        if stop.geocode and stop.geocode.best and stop.geocode.best.provider == PINS_PROVIDER
    }
    return [
        replace(notice, hint=_way_to_forget(remembered[notice.place.row]))
        if notice.code in _ABOUT_PINS and notice.place.row in remembered
        else notice
        for notice in notices
    ]


def _way_to_forget(stop: Stop) -> str:
    since = stop.geocode.reason if stop.geocode else ""
    whose = str(stop.address) or stop.customer_id
    return f'the pin was {since}; `lastmile geocode --forget "{whose}"` if it is wrong'


def _failed(stop: Stop, settings: GeocodingSettings, place: Place, reason: str) -> Notice:
    refuses = settings.on_doubtful is DoubtPolicy.REFUSE
    severity = Severity.ERROR if refuses else Severity.WARNING
    if not stop.address:
        return Notice(
            code="LM1304",
            severity=severity,
            place=place,
            problem=f"stop {stop.stop_id} has neither an address nor a pin.",
            hint="fill in `address` and `city`, or `lat` and `lon`",
        )
    return Notice(
        code="LM1301",
        severity=severity,
        place=place,
        problem=f"{_shown(stop)} was not found: {reason}.",
        hint="correct the address, or set a pin in `lat` and `lon`",
    )


def _shown(stop: Stop) -> str:
    """The address, or the beginning of a whole page of text."""
    text = str(stop.address)
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def _doubtful(stop: Stop, settings: GeocodingSettings, place: Place, reason: str) -> Notice:
    refuses = settings.on_doubtful is DoubtPolicy.REFUSE
    best = stop.geocode.best if stop.geocode else None
    shown = f"{best.matched} (score {best.score:.2f})" if best else "nothing"
    what = {
        DoubtPolicy.REFUSE: "",
        DoubtPolicy.SKIP: " It is left out.",
        DoubtPolicy.ACCEPT: " It is used all the same.",
    }[settings.on_doubtful]
    return Notice(
        code="LM1302",
        severity=Severity.ERROR if refuses else Severity.WARNING,
        place=place,
        problem=f"{stop.address} is doubtful; the best guess is {shown}: {reason}.{what}",
        hint="look at it with `lastmile geocode`, correct the row or set a pin, and run again",
    )

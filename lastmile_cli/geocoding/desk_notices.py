"""What the dispatcher is told about each geocoded stop."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from lastmile_cli.domain.addresses import GeocodeStatus, Precision
from lastmile_cli.domain.notices import Notice, Place, Severity
from lastmile_cli.domain.pins import PINS_PROVIDER, RememberedPin
from lastmile_cli.domain.settings import DoubtPolicy, GeocodingSettings
from lastmile_cli.domain.stops import Stop
from lastmile_cli.geocoding.asking import NOT_ASKED
from lastmile_cli.geocoding.overrides import PinBook
from lastmile_cli.geocoding.review_back import is_confirmed
from lastmile_cli.geocoding.suspicions import Suspicion
from lastmile_cli.geocoding.verdicts import NOTHING_FOUND

COLUMN = "address"

_MOST_SHOWN = 200
_ABOUT_PINS = frozenset({"LM1306", "LM1307"})
_ABOUT_PLACES = _ABOUT_PINS | {"LM1308"}


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


def told_calmly(
    suspicions: Iterable[Suspicion], stops: Iterable[Stop], pins: PinBook
) -> list[Suspicion]:
    """
    Suspicions as they are told, with the way out where the pin is a remembered one.

    No row has that to remove. What somebody has looked at and confirmed is no
    warning any more.
    """
    by_row = {stop.row: stop for stop in stops}
    return [_told_calmly(one, by_row.get(one.notice.place.row), pins) for one in suspicions]


def _told_calmly(suspicion: Suspicion, stop: Stop | None, pins: PinBook) -> Suspicion:
    notice = suspicion.notice
    best = stop.geocode.best if stop and stop.geocode else None
    if stop is None or best is None or notice.code not in _ABOUT_PLACES:
        return suspicion
    known = pins.find(stop) if best.provider == PINS_PROVIDER else None
    if known is not None and notice.code in _ABOUT_PINS:
        notice = replace(notice, hint=_way_to_forget(stop))
    if is_confirmed(stop) or (known is not None and known.is_confirmed):
        notice = replace(notice, severity=Severity.INFO)
    return replace(suspicion, notice=notice)


def _way_to_forget(stop: Stop) -> str:
    since = stop.geocode.reason if stop.geocode else ""
    whose = str(stop.address) or stop.customer_id
    right = 'accept it in a review sheet, or note "confirmed" beside it, if it is right'
    return f'the pin was {since}; `lastmile geocode --forget "{whose}"` if it is wrong; {right}'


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
        problem=f"{_shown(stop)} was {_not_found(reason)}.",
        hint="correct the address, or set a pin in `lat` and `lon`",
    )


def _shown(stop: Stop) -> str:
    """The address, or the beginning of a whole page of text."""
    text = str(stop.address)
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def _not_found(reason: str) -> str:
    """How it went, said once."""
    if reason == NOT_ASKED:
        return reason.replace(":", " about:", 1)
    return "not found" if reason in {"", NOTHING_FOUND} else f"not found: {reason}"


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

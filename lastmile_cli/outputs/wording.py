"""How values read in every output: clock, distance, load, and text that is safe to print."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from lastmile_cli.domain.addresses import Precision, same_spelling
from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.fleet import CostCategory
from lastmile_cli.domain.load import Load
from lastmile_cli.domain.money import Money
from lastmile_cli.domain.plan import Bill, Plan, UnassignedClass
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.stops import Stop, StopKind
from lastmile_cli.records.bills import money_text

_STEERING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SPACES = re.compile(r"\s+")

MINIMUM = "up to the daily minimum"
"""What is owed to a partner beside the prices of stops."""

REQUIREMENTS = {"signature": "Signature", "id": "Check ID", "photo": "Photo", "cash": "Cash"}
"""What the words in ``requires`` ask of the driver."""

KINDS = {
    StopKind.DELIVERY: "Deliver",
    StopKind.PICKUP: "Pick up",
    StopKind.RETURN: "Take back",
    StopKind.SERVICE: "Service",
}
"""What the driver does at the door."""

OUTCOMES = {
    UnassignedClass.IMPOSSIBLE: "cannot be served",
    UnassignedClass.SACRIFICED: "could not fit",
    UnassignedClass.WITHDRAWN: "not asked for any more",
}
"""What became of a stop that was left out."""

ESTIMATE_REMARK = "Distances and times are estimates: straight lines, no street was looked at."
STRAIGHT_REMARK = "Lines are straight: distances and times are a matrix's, which knows no streets."
ROSTER_CODE = "LM1293"
"""The notices that tell what is not as every day."""
OSM_CREDIT = "© OpenStreetMap contributors"


def printable(text: str) -> str:
    r"""
    Return text on one line, without anything that steers a terminal or turns writing around.

    >>> printable("Tab\there,\n new line")
    'Tab here, new line'
    >>> printable("\x1b[2J\u202egnp.exe")
    '�[2Jgnp.exe'
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    one_line = _SPACES.sub(" ", _STEERING.sub("", text)).strip()
    return "".join(
        "\ufffd" if unicodedata.category(letter) in ("Cc", "Cs") else letter for letter in one_line
    )


def km_text(distance_m: int) -> str:
    """
    Kilometres with one decimal.

    >>> km_text(12_345)
    '12.3'
    """
    return f"{distance_m / 1000:.1f}"


def mapped_text(stop: Stop) -> str:
    """
    What the map calls a stop's house, where the order spells it otherwise; else nothing.

    A pin was put there by somebody, whatever the houses around are called.
    """
    best = stop.geocode.best if stop.geocode else None
    if best is None or best.precision is Precision.PIN or not best.differs:
        return ""
    house = best.matched.partition(",")[0]
    is_written = f" {same_spelling(house)} " in f" {same_spelling(str(stop.address))} "
    return "" if is_written else house


def where_text(stop: Stop) -> str:
    """
    The address as the order has it; of a stop that has only a pin, that.

    >>> from lastmile_cli.domain.geo import Coordinate
    >>> where_text(Stop(stop_id="A", coordinate=Coordinate(lat_deg=60.17, lon_deg=24.9412)))
    '60.17000, 24.94120'
    """
    at = stop.coordinate
    if str(stop.address) or at is None:
        return str(stop.address)
    return f"{at.lat_deg:.5f}, {at.lon_deg:.5f}"


def address_text(stop: Stop) -> str:
    """The address as the order has it, and in brackets the map's word for it where that differs."""
    mapped = mapped_text(stop)
    return f"{where_text(stop)} (map: {mapped})" if mapped else where_text(stop)


def hours_text(duration_s: int) -> str:
    """
    Hours and minutes of a duration, rounded to the minute.

    >>> hours_text(2 * 3600 + 14 * 60 + 29)
    '2:14'
    """
    minutes = round(duration_s / 60)
    sign = "-" if minutes < 0 else ""
    return f"{sign}{abs(minutes) // 60}:{abs(minutes) % 60:02d}"


def minutes_text(duration_s: int) -> str:
    """
    Whole minutes, empty below half a minute.

    >>> minutes_text(500), minutes_text(0)
    ('8 min', '')
    """
    minutes = round(duration_s / 60)
    return f"{minutes} min" if minutes else ""


def late_text(late_s: int, bill: Bill) -> str:
    """
    How late, all doors together, and what that costs; empty where nobody is late.

    Minutes are rounded up: who is late by seconds is not on time.

    >>> [late_text(seconds, Bill(currency="EUR")) for seconds in (600, 5, 0)]
    ['late 0:10 h', 'late 0:01 h', '']
    """
    if not late_s:
        return ""
    price = next((it.amount for it in bill.lines if it.category == CostCategory.LATENESS), None)
    told = f" for {money_text(price)} {bill.currency}" if price is not None else ""
    return f"late {hours_text(-(-late_s // 60) * 60)} h{told}"


def late_min_text(late_s: int) -> str:
    """
    Minutes with one decimal for a spreadsheet, rounded up as in ``late_text``.

    >>> late_min_text(0), late_min_text(2), late_min_text(90)
    ('0.0', '0.1', '1.5')
    """
    return f"{-(-late_s // 6) / 10:.1f}"


def kg_text(weight_g: int) -> str:
    """
    Kilograms with as many decimals as a driver needs.

    >>> kg_text(2500), kg_text(312_000), kg_text(50)
    ('2.5 kg', '312 kg', '0.1 kg')
    """
    kilograms = weight_g / 1000
    return (
        f"{kilograms:.0f} kg" if kilograms >= 100 or weight_g % 1000 == 0 else f"{kilograms:.1f} kg"
    )


def kg_texts(weights_g: Sequence[int]) -> list[str]:
    """
    Kilograms that stand below each other: all with a decimal, or none of them.

    >>> kg_texts([203_100, 46_800]), kg_texts([2000, 500_000])
    (['203.1 kg', '46.8 kg'], ['2 kg', '500 kg'])
    """
    decimals = 1 if any(weight_g % 1000 for weight_g in weights_g) else 0
    return [f"{weight_g / 1000:.{decimals}f} kg" for weight_g in weights_g]


def load_text(load: Load, separator: str = ", ") -> str:
    """
    Pieces, weight and volume, as far as there are any worth a word.

    >>> load_text(Load(weight_g=2500, parcels=1))
    '1 parcel, 2.5 kg'
    """
    pieces = f"{load.parcels} parcel{'' if load.parcels == 1 else 's'}" if load.parcels else ""
    weight = kg_text(load.weight_g) if load.weight_g else ""
    volume = f"{load.volume_ml / 1_000_000:.2f} m³" if load.volume_ml >= 50_000 else ""
    return separator.join(part for part in (pieces, weight, volume) if part)


def windows_text(stop: Stop, day: ServiceDay) -> str:
    """All windows of a stop on the wall clock, as files keep them; empty for any time."""
    return ", ".join(
        f"{day.clock(window.opens_s)}-{day.clock(window.closes_s)}" for window in stop.windows
    )


def window_words(stop: Stop, day: ServiceDay, dash: str = "-") -> list[str]:
    """
    Each window as people say it: one that reaches an end of the day is open on that side.

    >>> from datetime import date
    >>> from lastmile_cli.domain.stops import Window
    >>> day = ServiceDay(date=date(2026, 6, 1), timezone="Europe/Helsinki")
    >>> windows = (Window(0, 28_800), Window(36_000, 50_400), Window(57_600, 86_399))
    >>> window_words(Stop(stop_id="A", windows=windows), day)
    ['until 08:00', '10:00-14:00', 'from 16:00']
    """
    ends = [(day.clock(window.opens_s), day.clock(window.closes_s)) for window in stop.windows]
    return [words for opens, closes in ends if (words := _window_words(opens, closes, dash))]


def _window_words(opens: str, closes: str, dash: str) -> str:
    from_midnight, to_midnight = opens == "00:00", closes in ("23:59", "00:00+1")
    if from_midnight:
        return "" if to_midnight else f"until {closes}"
    return f"from {opens}" if to_midnight else f"{opens}{dash}{closes}"


def requirement_texts(stop: Stop, currency: str = "") -> list[str]:
    """
    What the driver must ask for at the door, in a fixed order; cash with its amount if known.

    >>> asked = frozenset({"cash", "id"})
    >>> requirement_texts(Stop(stop_id="A", requires=asked, cash_micro=12_500_000), "EUR")
    ['Cash 12.50 EUR', 'Check ID']
    """
    words = sorted(stop.requires, key=lambda word: (word not in REQUIREMENTS, word))
    texts = {
        word: REQUIREMENTS.get(word, printable(word).replace("_", " ").capitalize())
        for word in words
    }
    if "cash" in texts and stop.cash_micro:
        amount = Money.from_micro(stop.cash_micro, currency or "XXX")
        texts["cash"] = f"{texts['cash']} {money_text(amount)} {currency}".rstrip()
    return list(texts.values())


def cash_text(stops: Iterable[Stop], currency: str) -> str:
    """
    How much cash to collect at how many doors; empty where there is none.

    >>> cash_text([Stop(stop_id="A", cash_micro=12_500_000), Stop(stop_id="B")], "EUR")
    'cash 12.50 EUR at 1 door'
    """
    paying = [stop for stop in stops if stop.cash_micro]
    if not paying:
        return ""
    total = Money.from_micro(sum(stop.cash_micro for stop in paying), currency)
    return f"cash {money_text(total)} {currency} at {counted(len(paying), 'door')}"


def crew_text(crew: int) -> str:
    """
    How many are on board, where it is more than the driver.

    >>> crew_text(1), crew_text(2)
    ('', 'crew of 2')
    """
    return f"crew of {crew}" if crew > 1 else ""


def task_text(stop: Stop, other_end: str = "") -> str:
    """
    What to do at the door in a few words, empty for an ordinary delivery.

    ``other_end`` is the stop where a shipment goes to, or comes from.

    >>> task_text(Stop(stop_id="A", kind=StopKind.PICKUP), other_end="B")
    'Pick up for B'
    """
    if stop.is_at_point:
        return "Drop at the collection point"
    if stop.kind is StopKind.DELIVERY:
        return f"Bring from {other_end}" if other_end else ""
    return f"{KINDS[stop.kind]} for {other_end}" if other_end else KINDS[stop.kind]


def orders_text(stop: Stop) -> str:
    """
    Every order a stop is visited for, the one it is named after first.

    >>> from lastmile_cli.domain.stops import Order
    >>> orders_text(Stop(stop_id="A", orders=(Order(order_id="A"), Order(order_id="B"))))
    'A + B'
    """
    return " + ".join(stop.order_ids)


def line_remark(plan: Plan) -> str:
    """Why the lines of routes follow no street; empty where they do."""
    roads = plan.provenance.roads
    if roads.is_estimate:
        return ESTIMATE_REMARK
    return STRAIGHT_REMARK if roads.is_straight else ""


def remarks(plan: Plan) -> list[str]:
    """Return what everybody who looks at this plan must know about its figures."""
    found = [remark] if (remark := line_remark(plan)) else []
    changes = [notice.problem.rstrip(".") for notice in plan.notices if notice.code == ROSTER_CODE]
    found += [f"Roster of the day: {'; '.join(changes)}."] if changes else []
    if not plan.provenance.repeatable:
        found.append(
            "The search was cut short by a clock or by hand: this plan cannot be repeated exactly."
        )
    return found


def minimum_name(partner_id: str) -> str:
    """What is owed to one partner beside the prices of stops, as a name in a list of costs."""
    return f"partner {partner_id}: {MINIMUM}"

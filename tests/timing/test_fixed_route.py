"""Charging on a settled order: the public instance, a grid that tries everything, small stories."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastmile_cli.timing.fixed_route import ChargedRoute, RouteHalt, Station, charge_best
from lastmile_cli.timing.levels import Curve, Leg

STEADY = Curve(((0, 0), (100, 100)))
SLOWING = Curve(((0, 0), (40, 80), (80, 100)))

# Optima of the instance's own tests: e-VRO/frvcpy, frvcpy/test/data/testdata.json at 7788f2e, hours.
OPTIMA = {
    (0, 40, 12, 33, 38, 16, 0): 7.338904,
    (0, 11, 22, 21, 2, 5, 0): 9.085842,
    (0, 19, 26, 20, 13, 34, 10, 0): 8.399904,
    (0, 13, 20, 34, 0): 5.606753,
    (0, 38, 4, 33, 21, 22, 0): 7.133665,
    (0, 8, 36, 19, 0): 5.109574,
    (0, 39, 15, 37, 7, 31, 29, 17, 0): 7.595456,
    (0, 13, 20, 34, 10, 35, 3, 30, 0): 9.482802,
    (0, 22, 21, 33, 38, 0): 6.723484,
    (0, 20, 34, 10, 8, 23, 9, 0): 9.60422,
    (0, 38, 4, 33, 12, 40, 16, 0): 7.815372,
    (0, 8, 36, 19, 26, 6, 23, 9, 0): 9.6495,
    (0, 13, 0): 3.825316,
    (0, 26, 20, 13, 34, 3, 35, 30, 0): 9.789074,
    (0, 30, 3, 35, 13, 20, 34, 10, 0): 9.652677,
    (0, 17, 39, 15, 37, 7, 22, 21, 0): 9.950588,
    (0, 30, 3, 35, 13, 26, 19, 36, 8, 0): 9.953735,
    (0, 40, 2, 22, 21, 16, 0): 9.767109,
    (0, 38, 4, 33, 21, 22, 31, 7, 29, 0): 9.970946,
    (0, 7, 31, 2, 16, 0): 9.430493,
    (0, 35, 3, 10, 34, 20, 26, 13, 0): 9.699297,
    (0, 26, 20, 13, 34, 10, 3, 35, 0): 9.778293,
    (0, 18, 27, 14, 28, 6, 23, 36, 8, 0): 9.681935,
    (0, 2, 22, 21, 4, 38, 0): 9.678243,
    (0, 10, 34, 20, 13, 35, 3, 30, 0): 9.658184,
    (0, 21, 22, 2, 16, 0): 9.495951,
    (0, 36, 19, 26, 13, 3, 35, 30, 0): 9.524696,
}


@dataclass(frozen=True)
class Town:
    """Places along a line, a second and a watt-hour apart each; twice as slow in the jam."""

    at: tuple[int, ...]
    jam_s: tuple[int, int] = (0, 0)

    def drive(self, start: int, end: int) -> Leg:
        apart = abs(self.at[start] - self.at[end])
        edges = {*self.jam_s, *(self.when(self.free_s(edge) - apart) for edge in self.jam_s)}
        return Leg(
            wh=apart,
            arrive=lambda hour: self.when(self.free_s(hour) + apart),
            latest=lambda hour: self.when(self.free_s(hour) - apart),
            bends=tuple(sorted(edges)),
        )

    def free_s(self, hour: float) -> float:
        """Seconds of free driving that fit in until an hour."""
        begins, ends = self.jam_s
        return hour - max(0.0, min(hour, ends) - begins) / 2

    def when(self, free_s: float) -> float:
        """The hour until which so much fits in."""
        begins, ends = self.jam_s
        return free_s + max(0.0, min(free_s - begins, (ends - begins) / 2))


def driven(route, start, halts, drive, stations, wh):
    """Drive a plan by its own word; the hour and level at its end, and the least level on the way."""
    hour, place, least = start.opens_s + start.service_s, start.place, wh
    fillings = list(route.fillings)
    for number, halt in enumerate(halts):
        while fillings and fillings[0].before == number:
            filling = fillings.pop(0)
            station = stations[filling.station]
            leg = drive(place, station.place)
            hour, wh, place = leg.arrive(hour), wh - leg.wh, station.place
            least = min(least, wh)
            assert filling.wh_before == pytest.approx(wh, abs=1e-5)
            assert filling.begins_s >= hour - 1e-6
            curve = station.curve
            held = filling.seconds - station.plug_s + curve.seconds_to(wh)
            hour, wh = filling.begins_s + filling.seconds, curve.after(held)
            assert filling.wh_after == pytest.approx(wh, abs=1e-5)
        leg = drive(place, halt.place)
        hour, wh, place = leg.arrive(hour), wh - leg.wh, halt.place
        least = min(least, wh)
        assert hour <= halt.closes_s + 1e-6
        hour = max(hour, halt.opens_s) + halt.service_s
    assert not fillings
    return hour, wh, least


@pytest.fixture(scope="module")
def told(shared_data):
    path = shared_data / "ev_frvcpy" / "frvcpy-instance.json"
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("order", OPTIMA)
def test_the_optimum_of_the_public_instance_is_matched(told, order):
    seconds, used = told["time_matrix"], told["energy_matrix"]
    curves = {
        one["cs_type"]: Curve(tuple(zip(one["time"], one["charge"], strict=True)))
        for one in told["breakpoints_by_type"]
    }
    stations = [Station(place=one["node_id"], curve=curves[one["cs_type"]]) for one in told["css"]]
    start, *halts = (RouteHalt(place=it, service_s=told["process_times"][it]) for it in order)

    def drive(one, other):
        return Leg.steady(seconds[one][other], used[one][other])

    found = charge_best(start, halts, drive, stations, wh=told["max_q"])
    assert found is not None
    assert found.ends_s == pytest.approx(OPTIMA[order], abs=1e-6)
    hour, _, least = driven(found, start, halts, drive, stations, told["max_q"])
    assert hour == pytest.approx(found.ends_s, abs=1e-6)
    assert least >= -1e-6


def test_who_gets_home_anyway_charges_nowhere():
    town = Town((0, 30, 10))
    found = charge_best(
        RouteHalt(place=0),
        [RouteHalt(place=1), RouteHalt(place=0)],
        town.drive,
        [Station(place=2, curve=STEADY)],
        wh=60,
    )
    assert found == ChargedRoute(ends_s=60, fillings=())


def test_no_more_is_charged_than_the_way_home_needs():
    """Out 40, home 40, 60 on board: the charger at 30 is passed twice; 20 more are needed."""
    town = Town((0, 40, 30))
    stations = [Station(place=2, curve=STEADY)]
    halts = [RouteHalt(place=1), RouteHalt(place=0)]
    found = charge_best(RouteHalt(place=0), halts, town.drive, stations, wh=60)
    assert found is not None
    assert found.ends_s == 40 + 40 + 20
    (filling,) = found.fillings
    assert filling.wh_after - filling.wh_before == 20


def test_a_steep_beginning_is_used_twice_rather_than_a_flat_end_once():
    """A battery of 100 charges 2 Wh a second up to 80, then half of one: nobody fills it up."""
    town = Town((0, 100, 50, 150))
    stations = [Station(place=2, curve=SLOWING), Station(place=1, curve=SLOWING)]
    halts = [RouteHalt(place=3)]
    found = charge_best(RouteHalt(place=0), halts, town.drive, stations, wh=60)
    assert found is not None
    assert found.ends_s == pytest.approx(150 + 90 / 2)
    assert all(filling.wh_after <= 80 for filling in found.fillings)
    assert found.fillings


def test_waiting_for_a_window_is_time_to_charge():
    town = Town((0, 40, 30))
    stations = [Station(place=2, curve=STEADY)]
    halts = [RouteHalt(place=1, opens_s=90), RouteHalt(place=0)]
    found = charge_best(RouteHalt(place=0), halts, town.drive, stations, wh=60)
    assert found is not None
    assert found.ends_s == 90 + 40


def test_in_a_jam_that_ends_charging_costs_less():
    """Out 40, home 40, 50 on board; from second 40 to 100 all is half as fast."""
    town = Town((0, 40, 40), (40, 100))
    stations = [Station(place=2, curve=STEADY)]
    halts = [RouteHalt(place=1), RouteHalt(place=0)]
    found = charge_best(RouteHalt(place=0), halts, town.drive, stations, wh=50)
    assert found is not None
    # 30 Wh more until second 70; then half a second's way a second until 100, the rest freely.
    assert found.ends_s == 70 + 30 + (40 - 15)


def test_a_reserve_is_kept_and_a_window_that_charging_would_miss_refuses():
    town = Town((0, 40, 30))
    stations = [Station(place=2, curve=STEADY)]
    home = [RouteHalt(place=1), RouteHalt(place=0)]
    asked = (RouteHalt(place=0), home, town.drive, stations)
    kept = charge_best(*asked, wh=60, reserve_wh=10)
    assert kept is not None
    assert kept.ends_s == 40 + 40 + 30
    early = [RouteHalt(place=1), RouteHalt(place=0, closes_s=99)]
    assert charge_best(RouteHalt(place=0), early, town.drive, stations, wh=60) is None
    assert charge_best(*asked, wh=29) is None


def grid(start_wh, halts, town, stations, full):
    """The earliest end where only whole watt-hours are charged, by trying them all."""
    place, levels = 0, {start_wh: 0.0}  # Watt-hours: earliest hour.
    for halt in halts:
        everywhere = [(place, levels)]
        newest = [(place, -1, levels)]
        for _ in range(2):
            newest = [
                (station.place, index, stay(newest, index, station, town, full))
                for index, station in enumerate(stations)
            ]
            everywhere += [(place, levels) for place, _, levels in newest]
        come = at_end(everywhere, town, halt.place)
        place = halt.place
        levels = {
            wh: max(hour, halt.opens_s) + halt.service_s
            for wh, hour in come.items()
            if hour <= halt.closes_s
        }
    return min(levels.values(), default=math.inf)


def at_end(starts, town, place):
    """The earliest hour for each level at the other end of all legs to a place."""
    found = {}
    for start, levels in starts:
        leg = town.drive(start, place)
        for wh, hour in levels.items():
            if wh >= leg.wh:
                found[wh - leg.wh] = min(found.get(wh - leg.wh, math.inf), leg.arrive(hour))
    return found


def stay(starts, index, station, town, full):
    """The earliest hour to leave a charger with each level."""
    elsewhere = [(place, levels) for place, at, levels in starts if at != index]
    found = {}
    for wh, hour in at_end(elsewhere, town, station.place).items():
        for after in range(wh, full + 1):
            seconds = station.curve.seconds_to(after) - station.curve.seconds_to(wh)
            found[after] = min(found.get(after, math.inf), hour + station.plug_s + seconds)
    return found


@given(data=st.data())
def test_nothing_that_a_grid_finds_is_better_and_the_plan_can_be_driven(data):
    draw = data.draw
    at = tuple(draw(st.integers(0, 30)) for _ in range(5))
    begins = draw(st.integers(0, 60))
    town = Town(at, (begins, begins + draw(st.integers(0, 60))))
    curves = st.sampled_from(
        [Curve(((0, 0), (30, 40))), Curve(((0, 0), (10, 20), (30, 40))), Curve(((0, 0), (80, 40)))]
    )
    stations = [
        Station(place=place, curve=draw(curves), plug_s=draw(st.integers(0, 5)))
        for place in draw(st.lists(st.integers(0, 4), max_size=2))
    ]
    halts = []
    for _ in range(draw(st.integers(1, 3))):
        opens = draw(st.integers(0, 60))
        closes = opens + draw(st.integers(0, 200))
        service = draw(st.integers(0, 5))
        place = draw(st.integers(0, 4))
        halts.append(RouteHalt(place=place, service_s=service, opens_s=opens, closes_s=closes))
    wh = draw(st.integers(0, 40))

    found = charge_best(RouteHalt(place=0), halts, town.drive, stations, wh=wh)
    tried = grid(wh, halts, town, stations, 40)
    if found is None:
        assert tried == math.inf
        return
    assert found.ends_s <= tried + 1e-6
    hour, left, least = driven(found, RouteHalt(place=0), halts, town.drive, stations, wh)
    assert hour <= found.ends_s + 1e-6
    assert left >= -1e-6
    assert least >= -1e-6

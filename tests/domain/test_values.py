import numpy as np
import pytest

from lastmile_cli.domain.addresses import Address, GeocodeResult, GeocodeStatus, Precision
from lastmile_cli.domain.fleet import Break, Vehicle
from lastmile_cli.domain.geo import BoundingBox, Coordinate, great_circle_m
from lastmile_cli.domain.load import Capacity, Load
from lastmile_cli.domain.settings import ObjectiveSettings, ServiceSettings
from lastmile_cli.domain.stops import Stop, Window
from lastmile_cli.domain.travel import ExactLeg, TrafficPeriod, Travel, TravelMode, TravelTable


def test_swapped_lat_and_lon_are_suspected_where_they_cannot_be_right():
    with pytest.raises(ValueError, match="swapped"):
        Coordinate(lat_deg=124.9, lon_deg=60.1)


def test_a_degree_of_latitude_is_about_111_km():
    start, end = Coordinate(lat_deg=60, lon_deg=25), Coordinate(lat_deg=61, lon_deg=25)
    assert great_circle_m(start, end) == pytest.approx(111_195, abs=1)


def test_a_box_holds_its_own_corners():
    box = BoundingBox(south_deg=60, west_deg=24, north_deg=61, east_deg=25)
    assert box.contains(Coordinate(lat_deg=60, lon_deg=25))
    assert not box.contains(Coordinate(lat_deg=59.9, lon_deg=24.5))


def test_a_window_cannot_close_before_it_opens():
    with pytest.raises(ValueError, match="before it opens"):
        Window(17 * 3600, 9 * 3600)


def test_no_limit_holds_everything_and_a_limit_only_what_fits():
    van = Capacity(weight_g=800_000)
    assert van.holds(Load(weight_g=800_000, volume_ml=10**9, parcels=999))
    assert not van.holds(Load(weight_g=800_001))


@pytest.mark.parametrize("bad", [{"weight_g": -1}, {"volume_ml": -1}, {"parcels": -1}])
def test_loads_and_capacities_are_never_negative(bad):
    with pytest.raises(ValueError, match="negative"):
        Load(**bad)
    with pytest.raises(ValueError, match="negative"):
        Capacity(**bad)


def test_a_pin_is_more_exact_than_a_house_and_a_house_than_a_street():
    ranks = [precision.rank for precision in Precision]
    assert ranks == sorted(ranks)
    assert Precision.PIN.rank < Precision.HOUSE.rank < Precision.STREET.rank


def test_an_empty_address_has_nothing_to_look_up():
    assert not Address(state="Uusimaa", country="FI")
    assert Address(line1="Unioninkatu 20")


def test_a_geocoder_without_a_place_has_failed():
    with pytest.raises(ValueError, match="has failed"):
        GeocodeResult(status=GeocodeStatus.REVIEW)


def test_a_stop_needs_a_name_tag_and_a_sane_priority():
    with pytest.raises(ValueError, match="stop_id"):
        Stop(stop_id="")
    with pytest.raises(ValueError, match=r"outside \[0, 100\]"):
        Stop(stop_id="1", priority=101)


@pytest.mark.parametrize("factor", [0, -1, 11])
def test_a_speed_factor_is_above_zero_and_not_absurd(factor):
    with pytest.raises(ValueError, match="outside"):
        TrafficPeriod(name="jam", start_s=0, speed_factors={"primary": factor})


def table(duration: int, distance: int) -> TravelTable:
    return TravelTable(
        mode=TravelMode(profile="van"),
        duration_s=np.full((1, 2, 2), duration, np.int32),
        distance_m=np.full((2, 2), distance, np.int32),
    )


def test_exact_legs_replace_table_legs_in_a_copy():
    travel = Travel(period_starts_s=(0,), tables=(table(60, 500),))
    exact = travel.with_legs({(0, 0, 1): ExactLeg(duration_s=(61,), distance_m=507)})
    assert (exact.durations_s(0, 0, 1), exact.leg_m(0, 0, 1)) == ((61,), 507)
    assert (exact.durations_s(0, 1, 0), exact.leg_m(0, 1, 0)) == ((60,), 500)
    assert travel.durations_s(0, 0, 1) == (60,)


def test_periods_must_start_in_rising_order():
    with pytest.raises(ValueError, match="rising order"):
        Travel(period_starts_s=(0, 0), tables=())


def test_a_table_never_holds_a_negative_duration():
    with pytest.raises(ValueError, match="negative"):
        table(-1, 0)


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ({"duration_s": 0}, "cannot begin with"),
        ({"first_part_s": 1_800}, "cannot begin with"),
        ({"earliest_s": 600, "latest_s": 599}, "cannot begin from"),
        ({"max_work_s": -1}, "cannot be due"),
    ],
)
def test_a_break_that_cannot_be_taken_is_refused(bad, words):
    with pytest.raises(ValueError, match=words):
        Break(**({"duration_s": 1_800} | bad))


def test_a_vehicle_makes_one_trip_at_least():
    day = Window(0, 3_600)
    with pytest.raises(ValueError, match="one at least"):
        Vehicle(
            vehicle_id="v",
            kind="van",
            start_depot_id="D",
            end_depot_id=None,
            shift=day,
            max_trips=0,
        )


def test_no_wish_and_no_lateness_has_a_negative_price():
    with pytest.raises(ValueError, match="negative price"):
        ObjectiveSettings(balance_micro=-1)
    with pytest.raises(ValueError, match="is negative"):
        ServiceSettings(timezone="UTC", currency="EUR", late_micro_per_hour=-1)

"""Where and how customers want their goods, read from a row."""

import pytest
from intake_world import codes, read, stop_of

from lastmile_cli.domain.stops import DeliveryOption


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("", DeliveryOption.DOOR),
        ("n/a", DeliveryOption.DOOR),
        ("Door", DeliveryOption.DOOR),
        ("White-Glove", DeliveryOption.WHITE_GLOVE),
        ("collection point", DeliveryOption.COLLECTION_POINT),
        ("Noutopiste", DeliveryOption.COLLECTION_POINT),
        ("ANY", DeliveryOption.ANY),
    ],
)
def test_an_option_is_read_however_it_is_spelt(written, means):
    assert stop_of("delivery_option", written).delivery_option is means


def test_a_point_without_a_word_is_chosen():
    stop = stop_of("delivery_option,collection_point", ",station")

    assert stop.delivery_option is DeliveryOption.COLLECTION_POINT
    assert stop.collection_point == "station"


def test_a_shops_own_words_are_told_once_and_mean_the_door():
    result = read("stop_id,address,shipping method\nA,Katu 1,DHL Express\nB,Katu 2,DHL Express\n")

    assert codes(result) == ["LM1132"]
    assert "'DHL Express'" in result.notices[0].problem
    assert {stop.delivery_option for stop in result.stops} == {DeliveryOption.DOOR}


def test_two_orders_for_one_door_stay_apart_where_one_goes_elsewhere():
    """Aino gets one parcel at the door and fetches the other two, which meet at the point."""
    result = read(
        """\
        stop_id,name,address,delivery_option
        A,Aino,Katu 1,door
        B,Aino,Katu 1,collection_point
        C,Aino,Katu 1,collection_point
        D,Aino,Katu 1,any
        """
    )

    assert [stop.stop_id for stop in result.stops] == ["A", "B", "C", "D"]

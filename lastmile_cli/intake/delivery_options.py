"""Where and how a customer wants the goods: at the door, in the home, at a collection point."""

from __future__ import annotations

import re

from lastmile_cli.domain.stops import DeliveryOption
from lastmile_cli.intake.row_reader import RowReader

OPTIONS = {
    DeliveryOption.DOOR: "door todoor doorstep doordelivery home homedelivery kotiinkuljetus"
    " kotitoimitus ovelle hemleverans haustür domicile domicilio curbside standard",
    DeliveryOption.WHITE_GLOVE: "whiteglove inhome inhomedelivery roomofchoice carryin"
    " kantopalvelu sisäänkanto inbärning verwendungsstelle",
    DeliveryOption.COLLECTION_POINT: "collectionpoint collection pickuppoint parcellocker locker"
    " parcelshop clickandcollect noutopiste pakettiautomaatti automaatti utlämningsställe"
    " paketbox packstation abholstation pointrelais relais",
    DeliveryOption.ANY: "any anything either doorlocker lockerdoor cheapest flexible"
    " vapaavalintainen valfri egal beliebig",
}
"""Words for each option, without spaces and marks."""

_WORDS = {word: option for option, words in OPTIONS.items() for word in words.split()}


def find_option(text: str) -> DeliveryOption | None:
    """
    Read a delivery option; ``None`` for a word that means none.

    >>> find_option("White-glove"), find_option("any"), find_option("DHL Express")
    (<DeliveryOption.WHITE_GLOVE: 'white_glove'>, <DeliveryOption.ANY: 'any'>, None)
    """
    return _WORDS.get(re.sub(r"[^\w]|_", "", text.casefold()))


def read_option(row: RowReader) -> tuple[DeliveryOption, str]:
    """
    Read the option of a row and the collection point it names.

    A point without a word for the option is one; a word that means nothing here
    was told of the whole column, and the goods go to the door.
    """
    word, point = row.value("delivery_option"), row.value("collection_point")
    if not word:
        return (DeliveryOption.COLLECTION_POINT if point else DeliveryOption.DOOR), point
    option = find_option(word) or DeliveryOption.DOOR
    if point and option in (DeliveryOption.DOOR, DeliveryOption.WHITE_GLOVE):
        problem = f"a collection point is named, but the goods go to the door ({word})."
        hint = "write collection_point or any as the option, or leave the point empty."
        row.warning("LM1183", problem, hint, column="collection_point")
        return option, ""
    return option, point

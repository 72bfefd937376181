"""Is it a shop, a person, or another town, what stands beside the street?"""

from __future__ import annotations

from lastmile_cli.geocoding.text import stem, street_key, words

NAME_WORDS = frozenset(
    {
        "apotheke", "apteekki", "pharmacy", "apotek", "hotel", "hotelli", "hostel", "pension",
        "gasthof", "gasthaus", "restaurant", "ravintola", "cafe", "kahvila", "bar", "bistro",
        "pizzeria", "praxis", "kanzlei", "zahnarzt", "dr", "firma", "company", "familie", "fam",
        "family", "familj", "perhe", "herr", "herrn", "frau", "mr", "mrs", "ms", "kita",
        "kindergarten", "schule", "school", "koulu", "paivakoti", "empfang", "reception",
        "rezeption", "vastaanotto", "wareneingang", "warenannahme", "einkauf", "sekretariat",
        "hausmeister", "buro", "buero", "office", "toimisto", "gmbh", "ag", "oy", "oyj", "ab", "kg",
        "ohg", "ug", "gbr", "ev", "ltd", "inc", "llc", "sarl", "srl", "bv", "aps", "anstalt",
        "stiftung", "trust", "gemeinde", "museum", "museo", "kirche", "spital", "klinik",
        "krankenhaus", "sairaala", "backerei", "baeckerei", "konditorei", "metzgerei", "blumen",
        "werkhof", "werkstatt", "garage", "autohaus", "salon", "friseur", "coiffeur", "parturi",
        "kampaamo", "kirjasto", "bibliothek", "library", "shop", "store", "kauppa", "boutique",
        "atelier", "studio", "kiosk", "kioski", "bank", "pankki", "post", "posti", "asunto",
        "kirjakauppa", "kukkakauppa", "supermarkt", "market", "treuhand", "consulting",
        "architekten", "elektro", "malerei", "schreinerei", "co", "sohn", "sohne", "partner",
    }
)  # fmt: skip
"""Folded words that make a phrase the name of a firm or person; long ones end a word too."""

TOWN_BEGINNINGS = frozenset(
    {
        "bad", "sankt", "st", "saint", "san", "santa", "hohen", "hohe", "neu", "neue", "alt",
        "alte", "ober", "unter", "nieder", "gross", "klein", "den", "la", "le", "les", "los", "el",
        "new", "north", "south", "east", "west", "markt", "schloss", "uusi", "vanha", "iso",
        "pieni", "nya", "gamla", "stora", "lilla", "norra", "sodra", "vastra", "ostra",
    }
)  # fmt: skip
"""Folded words that begin the names of towns: "Bad Ragaz", "Hohen Neuendorf"."""

_LONG_NAME_WORD = 6


def may_be_name(phrase: str, proofs: int) -> bool:
    """
    Whether a phrase apart from the street is a shop's name rather than a place.

    ``proofs`` counts what confirms the town without it: the city cell, the
    postcode. One word may always be a town, whatever they say, unless it is one
    that firms and persons bear.

    >>> [may_be_name(text, proofs=1) for text in ("Lumen Oy", "Apotheke", "Matti Meri")]
    [True, True, True]
    >>> [may_be_name(text, proofs=2) for text in ("Tampere", "Bad Ragaz")]
    [False, False]
    """
    if any(letter.isdigit() for letter in phrase) or stem(street_key(phrase)) != street_key(phrase):
        return False
    found = words(phrase)
    if not proofs or not found:
        return False
    if any(_is_name_word(word) for word in found):
        return True
    return len(found) > 1 and found[0] not in TOWN_BEGINNINGS


def _is_name_word(word: str) -> bool:
    endings = (name for name in NAME_WORDS if len(name) >= _LONG_NAME_WORD)
    return word in NAME_WORDS or any(word.endswith(ending) for ending in endings)

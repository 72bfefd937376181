"""Is it a shop, a person, or another town, what stands beside the street?"""

from __future__ import annotations

from collections.abc import Sequence

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

TOWN_MIDDLES = frozenset(
    {"am", "an", "bei", "im", "in", "ob", "vor", "unter", "sur", "upon", "by", "en", "de", "du"}
)
"""And what stands within: "Frankfurt am Main", "Chalon-sur-Saône"."""

BESIDE_WORDS = frozenset(
    {
        "gegenuber", "neben", "hinter", "ecke", "nahe", "zwischen", "kreuzung", "vis", "hohe",
        "vastapaata", "vieressa", "lahella", "takana", "edessa", "kulma", "kulmassa", "mittemot",
        "bredvid", "nara", "bakom", "opposite", "corner", "near", "behind", "next", "across",
        "between", "face", "derriere", "haltestelle", "bushaltestelle", "zufahrt", "anfahrt",
        "einfahrt", "parkplatz", "baustelle",
    }
)  # fmt: skip
"""Folded words that tell of a place beside the one named: no part of a shop's name."""

_LONG_NAME_WORD = 6


def may_be_name(phrase: str, proofs: int, unknown: Sequence[str] | None = None) -> bool:
    """
    Whether a phrase apart from the street is a shop's name rather than a place.

    ``proofs`` counts what confirms the town without it: the city cell, the
    postcode. ``unknown`` are the words of it that nothing else accounts for: all
    where nothing is said. One alone may always be a town, unless it is one that
    firms and persons bear.

    >>> [may_be_name(text, proofs=1) for text in ("Lumen Oy", "Apotheke", "Matti Meri")]
    [True, True, True]
    >>> [may_be_name(text, proofs=2) for text in ("Tampere", "Bad Ragaz", "opposite Lumen Oy")]
    [False, False, False]
    """
    if any(letter.isdigit() for letter in phrase) or stem(street_key(phrase)) != street_key(phrase):
        return False
    found = words(phrase)
    if not proofs or any(word in BESIDE_WORDS for word in found):
        return False
    if any(_is_name_word(word) for word in found):
        return True
    left = found if unknown is None else unknown
    is_town_like = found[0] in TOWN_BEGINNINGS or any(word in TOWN_MIDDLES for word in found[1:])
    return len(left) > 1 and not is_town_like


def _is_name_word(word: str) -> bool:
    endings = (name for name in NAME_WORDS if len(name) >= _LONG_NAME_WORD)
    return word in NAME_WORDS or any(word.endswith(ending) for ending in endings)

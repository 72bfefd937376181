"""The words that addresses are made of besides names: kinds of streets, units, countries."""

from __future__ import annotations

FULL_WORDS = {
    "str": "strasse", "strasse": "strasse", "wg": "weg", "plz": "platz", "pl": "platz",
    "rd": "road", "ave": "avenue", "av": "avenue", "aven": "avenue", "avda": "avenida",
    "blvd": "boulevard", "bvd": "boulevard", "boul": "boulevard", "bd": "boulevard",
    "blv": "boulevard", "ln": "lane", "ct": "court", "sq": "square", "hwy": "highway",
    "pkwy": "parkway", "terr": "terrace", "cres": "crescent", "saint": "sankt", "ste": "sainte",
    "doktor": "dr", "doctor": "dr", "drive": "dr", "professor": "prof", "imp": "impasse",
    "pza": "piazza", "vle": "viale", "cso": "corso", "pca": "praca", "ul": "ulica",
    "ulitsa": "ulica", "fbg": "faubourg", "chem": "chemin", "rte": "route", "all": "allee",
}  # fmt: skip
"""Folded short words and what they stand for; both sides of a comparison pass through it."""

WORD_ENDINGS = (("str", "strasse"),)
"""Short endings that are glued to a name ("Hauptstr") and their long form."""

GENERIC_ENDINGS = (
    "strasse", "straat", "street", "gasse", "gass", "weg", "platz", "allee", "ring", "steig",
    "zeile", "damm", "ufer", "katu", "tie", "kuja", "polku", "ranta", "gatan", "vagen", "grand",
    "gade", "gate", "vej", "vei", "road", "avenue", "boulevard", "lane", "court", "square",
    "drive", "plein", "laan", "avenida", "platsen",
)  # fmt: skip
"""Endings that many streets share: a typo in them is harmless, one before them is not."""

UNIT_WORDS = frozenset(
    {
        "top", "tuer", "tur", "stiege", "stg", "stock", "stk", "etage", "og", "eg", "ug", "dg",
        "obergeschoss", "erdgeschoss", "apt", "apartment", "appartement", "app", "whg", "wohnung",
        "unit", "suite", "flat", "floor", "fl", "room", "rm", "zimmer", "krs", "kerros", "as",
        "asunto", "huoneisto", "lgh", "trappa", "rappu", "tr", "piso", "andar", "porta", "int",
        "interno", "scala", "esc", "bat", "batiment", "hinterhaus", "hh", "vorderhaus", "vh",
        "seitenfluegel", "aufgang", "haus", "building", "bldg", "block", "door",
    }
)  # fmt: skip
"""Folded words that begin or end the name of a flat, floor or staircase."""

CARE_OF = ("c/o", "co/", "z.hd.", "z. hd.", "attn", "attn.", "att:", "zuhanden")
"""How a line begins that names a person, not a place."""

COUNTRY_WORDS = frozenset(
    {
        "liechtenstein", "furstentumliechtenstein", "fl", "deutschland", "germany", "de", "d",
        "schweiz", "suisse", "svizzera", "switzerland", "ch", "osterreich", "austria", "at", "a",
        "finland", "suomi", "fi", "fin", "sweden", "sverige", "se", "norway", "norge", "no",
        "denmark", "danmark", "dk", "france", "fr", "f", "italy", "italia", "it", "i", "spain",
        "espana", "es", "portugal", "pt", "netherlands", "nederland", "nl", "belgium", "belgique",
        "belgie", "be", "poland", "polska", "pl", "czechia", "cesko", "cz", "estonia", "eesti",
        "ee", "latvia", "latvija", "lv", "lithuania", "lietuva", "lt", "unitedkingdom", "uk",
        "gb", "greatbritain", "ireland", "ie", "usa", "us", "unitedstates", "luxembourg", "lu",
        "hungary", "magyarorszag", "hu", "slovenia", "slovenija", "si", "croatia", "hrvatska",
        "hr", "greece", "ellada", "gr", "romania", "ro", "bulgaria", "bg", "slovakia",
        "slovensko", "sk",
    }
)  # fmt: skip
"""Folded names and codes of countries, blanks dropped, as they end an address."""

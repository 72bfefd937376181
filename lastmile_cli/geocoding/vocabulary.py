"""The words that addresses are made of besides names: kinds of streets, units, door codes."""

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
        "seitenfluegel", "aufgang", "haus", "building", "bldg", "block", "door", "links", "rechts",
        "left", "right", "vasen", "oikea", "ovi", "porras", "staircase", "uppgang",
        "sisapiha", "pihatalo", "hinterhof", "courtyard", "lh", "lt", "liiketila", "qg",
    }
)  # fmt: skip
"""Folded words that begin or end the name of a flat, floor or staircase."""

NUMBERED_UNITS = frozenset({"as", "fl", "tr", "rm", "int", "app", "esc", "bat", "ovi", "lh", "lt"})
"""Words that name a unit only with a number behind them: alone they may be a town or country."""

LONE_UNITS = frozenset({"eg", "og", "ug", "dg", "vh", "hh", "qg"})
"""Short floors and wings that may stand alone between commas; some are codes of far countries."""

SIDE_WORDS = frozenset({"li", "re", "mi", "mitte", "vas", "oik"})
"""Sides of a staircase, behind a floor: "3. OG li"."""

COMPANY_FORMS = frozenset({"ag", "kg", "sa", "se", "as", "co", "ab"})
"""Legal forms that are also codes of countries or regions."""

NO_TOWN_WORDS = frozenset({"n/a", "na", "none", "null", "nan", "unknown", "tbd", "xxx"})
"""Folded words that fill a city cell without naming a town."""

CODE_WORDS = frozenset(
    {
        "code", "doorcode", "kod", "portkod", "dorrkod", "koodi", "ovikoodi", "turcode", "tuercode",
        "digicode", "codice", "buzzer", "summeri", "klingel", "intercom",
    }
)  # fmt: skip
"""Words before what is typed or rung at a door."""

DOOR_WORDS = frozenset({"door", "gate", "entry", "entrance", "access"})

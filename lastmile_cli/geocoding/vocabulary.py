"""The words that addresses are made of besides names: kinds of streets, units, door codes."""

from __future__ import annotations

FULL_WORDS = {
    "str": "strasse", "strasse": "strasse", "wg": "weg", "plz": "platz", "pl": "platz",
    "rd": "road", "ave": "avenue", "av": "avenue", "aven": "avenue", "avda": "avenida",
    "blvd": "boulevard", "bvd": "boulevard", "boul": "boulevard", "bd": "boulevard",
    "blv": "boulevard", "ln": "lane", "ct": "court", "sq": "square", "hwy": "highway",
    "pkwy": "parkway", "terr": "terrace", "cres": "crescent", "saint": "sankt", "skt": "sankt",
    "ste": "sainte", "doktor": "dr", "doctor": "dr", "drive": "dr", "professor": "prof",
    "imp": "impasse", "pza": "piazza", "vle": "viale", "cso": "corso", "pca": "praca",
    "ul": "ulica", "ulitsa": "ulica", "fbg": "faubourg", "chem": "chemin", "rte": "route",
    "all": "allee",
}  # fmt: skip
"""Folded short words and what they stand for; both sides of a comparison pass through it."""

WORD_ENDINGS = (
    ("str", "strasse"),
    *((case, "katu") for case in ("kadulla", "kadulta", "kadulle", "kadun", "katua")),
    *((case, "tie") for case in ("tiella", "tielta", "tielle", "tieta", "tien")),
    *((case, "kuja") for case in ("kujalla", "kujalta", "kujalle", "kujan")),
    *((case, "tori") for case in ("torilla", "torilta", "torille", "torin")),
    *((case, "ranta") for case in ("rannalla", "rannassa", "rannan")),
    *((case, "aukio") for case in ("aukiolla", "aukiolle", "aukion")),
    *((case, "polku") for case in ("polulla", "polulle", "polun")),
)
"""
Endings that are glued to a name and what they stand for: short ones ("Hauptstr"), and
cases of Finnish ("Torikadulla", on Torikatu).
"""

SHORT_ENDINGS = {
    "k": ("katu",), "t": ("tie", "tori"), "kj": ("kuja",), "g": ("gatan", "gasse"), "v": ("vagen",),
    "w": ("weg",), "pl": ("platz", "platsen"),
}  # fmt: skip
"""What a dotted ending may stand for: "Aleksanterink."."""

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
        "left", "right", "vasen", "oikea", "ovi", "porras", "staircase", "uppgang", "eingang",
        "tor", "buero", "buro", "zi", "office", "toimisto", "ste", "byt", "kv", "dor", "doer",
        "lokal", "local", "bureau", "ufficio", "oficina", "piano", "interior", "penthouse",
        "basement", "ground", "uksi", "keller", "souterrain", "parterre", "hochparterre",
        "dachgeschoss", "untergeschoss", "quergebaeude", "gartenhaus", "remise", "tuere", "lager",
        "rampe", "wing", "tower", "level", "lvl", "kontor", "mezzanine", "sisapiha", "pihatalo",
        "hinterhof", "courtyard", "lh", "lt", "liiketila", "qg", "vaning", "van", "vn", "bostad",
        "bost", "bst", "huone", "trapp", "trp", "talo", "talon", "hus", "wohneinheit", "rgb", "gth",
        "ruckgebaude", "rueckgebaeude", "obergesch", "whe", "we", "raum",
    }
)  # fmt: skip
"""Folded words that begin or end the name of a flat, floor or staircase."""

FLOOR_WORDS = frozenset(
    {
        "van", "vaning", "vn", "krs", "kerros", "tr", "trp", "trappa", "trapp", "og", "stock",
        "stk", "etage", "floor", "obergeschoss", "piano", "piso",
    }
)  # fmt: skip
"""Floors that are counted without a dot: "2 vån", between commas."""

NUMBERED_UNITS = frozenset(
    {
        "as", "fl", "tr", "rm", "int", "app", "esc", "bat", "ovi", "lh", "lt", "tor", "zi", "kv",
        "byt", "dor", "doer", "ste", "local", "lokal", "piano", "tower", "wing", "level", "lvl",
        "lager", "rampe", "office", "remise", "interior", "ground", "kontor", "keller", "van", "vn",
        "bst", "trp", "talo", "talon", "hus", "whe", "we", "raum",
    }
)  # fmt: skip
"""Words that name a unit only with a number behind them: alone they may be a town or country."""

LONE_UNITS = frozenset({"eg", "og", "ug", "dg", "vh", "hh", "qg"})
"""Short floors and wings that may stand alone between commas; some are codes of far countries."""

SIDE_WORDS = frozenset({"li", "re", "mi", "mitte", "vas", "oik", "th", "tv", "mf"})
"""Sides of a staircase, behind a floor: "3. OG li"."""

SITE_WORDS = frozenset({"halle", "geb", "gebaude", "werk", "bau", "hangar", "halli", "hall"})
"""Buildings of one site, named by a number: "Halle 2"."""

COMPANY_FORMS = frozenset({"ag", "kg", "sa", "se", "as", "co", "ab"})
"""Legal forms that are also codes of countries or regions."""

TOWN_SHORTS = {
    "hki": "helsinki", "hfors": "helsingfors", "tku": "turku", "tre": "tampere",
    "sthlm": "stockholm", "gbg": "goteborg", "bln": "berlin", "ffm": "frankfurtammain",
    "kbh": "kobenhavn", "cph": "copenhagen",
}  # fmt: skip
"""Keys of towns that their own people cut short."""

NO_TOWN_WORDS = frozenset(
    {
        "n/a", "na", "n.a.", "none", "null", "nil", "nan", "unknown", "tbd", "x", "xx", "xxx", "0",
        "keine", "keiner", "kein", "leer", "unbekannt", "ei ole", "tuntematon", "undefined", "#n/a",
    }
)  # fmt: skip
"""Folded words that fill a cell without saying anything."""

CODE_WORDS = frozenset(
    {
        "code", "doorcode", "kod", "portkod", "dorrkod", "koodi", "ovikoodi", "turcode", "tuercode",
        "digicode", "codice", "buzzer", "summeri", "klingel", "intercom",
    }
)  # fmt: skip
"""Words before what is typed or rung at a door."""

DOOR_WORDS = frozenset({"door", "gate", "entry", "entrance", "access"})

NOTE_WORDS = frozenset(
    {
        "bitte", "klingeln", "lauten", "anrufen", "anruf", "abgeben", "abstellen", "ablegen",
        "beim", "nachbar", "nachbarn", "vor", "tur", "eingang", "hintereingang", "nebeneingang",
        "die", "der", "den", "das", "an", "auf", "seiteneingang", "lieferung", "anlieferung",
        "rampe", "uhr", "bis", "please", "ring", "twice", "bell", "doorbell", "call", "before",
        "leave", "at", "the", "door", "side", "rear", "back", "front", "entrance", "delivery",
        "deliver", "loading", "dock", "reception", "soita", "soittakaa", "ovikello", "ovikelloa",
        "jata", "oven", "taakse", "eteen", "sisaankaynti", "sonner", "sonnez", "appeler",
        "livraison", "suonare", "citofonare", "consegna", "gebaude", "trakt", "flugel", "mo", "di",
        "mi", "do", "fr", "sa", "so", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "ma", "ti",
        "ke", "to", "pe", "la", "su",
    }
)  # fmt: skip
"""
What a driver is asked to do at the door, and when, folded: two of them at least make a note,
for one alone may be a town (Side, Bell). Words that say where the door is (corner, opposite,
behind) are not among them: they make another place of it.
"""

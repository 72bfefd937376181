"""Which country a word means: its names in the languages around it, ISO and vehicle codes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

from lastmile_cli.geocoding.text import loose_key, words

_OTHER_NAMES = {
    "AT": "Österreich Itävalta Österrike Autriche AUT A",
    "BE": "Belgique België Belgien Belgia BEL B",
    "BG": "Bulgarien Balgariya BGR",
    "CH": "Schweiz Suisse Svizzera Svizra Sveitsi CHE",
    "CY": "Kypros Zypern Cypern CYP",
    "CZ": "Czechia Česko Czech_Republic Česká_republika Tschechien Tsekki Tjeckien CZE",
    "DE": "Deutschland Saksa Tyskland Allemagne Germania DEU GER D",
    "DK": "Danmark Dänemark Tanska DNK",
    "EE": "Eesti Estland Viro EST",
    "ES": "España Spanien Espanja ESP E",
    "FI": "Suomi FIN Finnland Finlande Finlandia Republic_of_Finland",
    "FR": "Frankreich Ranska Frankrike Francia FRA F",
    "GB": "United_Kingdom Great_Britain Großbritannien Iso-Britannia Storbritannien England"
    " Scotland Wales Northern_Ireland Vereinigtes_Königreich UK GBR",
    "GR": "Ellada Hellas Griechenland Kreikka Grekland GRC",
    "HR": "Hrvatska Kroatien Kroatia HRV",
    "HU": "Magyarország Ungarn Unkari Ungern HUN H",
    "IE": "Éire Irland Irlanti IRL Republic_of_Ireland",
    "IS": "Ísland Island Islanti ISL",
    "IT": "Italia Italien Italie ITA I",
    "LI": "Fürstentum_Liechtenstein Principality_of_Liechtenstein LIE FL",
    "LT": "Lietuva Litauen Liettua LTU",
    "LU": "Luxemburg Lëtzebuerg LUX L",
    "LV": "Latvija Lettland LVA",
    "MT": "MLT",
    "NL": "Nederland Niederlande Holland Alankomaat Hollanti Nederländerna The_Netherlands NLD",
    "NO": "Norge Noreg Norwegen Norja NOR N",
    "PL": "Polska Polen Puola Pologne POL",
    "PT": "Portugali PRT P",
    "RO": "România Rumänien Romania ROU",
    "RS": "Srbija Serbien SRB",
    "RU": "Rossiya Russland Venäjä Ryssland Russian_Federation RUS",
    "SE": "Sverige Schweden Ruotsi Suède SWE S",
    "SI": "Slovenija Slowenien SVN SLO",
    "SK": "Slovensko Slowakei Slovakien SVK",
    "TR": "Türkiye Türkei Turkki Turkiet TUR",
    "UA": "Ukraina Ukrayina UKR",
    "US": "USA United_States_of_America U.S.A. Vereinigte_Staaten Yhdysvallat",
}
"""More names of countries near, by ISO 3166 code; ``_`` stands for a blank."""

REGION_CODE_COUNTRIES = frozenset({"AU", "BR", "CA", "CH", "IT", "MX", "US"})
"""Where two letters behind a town are a state, province or canton: "Chur GR"."""

COMPANY_JOINTS = frozenset({"&", "+", "und", "and", "et", "ja", "och", "y"})
"""Before "Co." they make a company of it, not Colombia."""

SMALL_WORDS = frozenset(
    {"in", "is", "as", "am", "by", "do", "et", "il", "me", "my", "na", "so", "to", "us", "pm"}
)
"""Codes that are rather words where they are written small."""

LONGEST_NAME = 4
_SHORTEST_NAME = 4


def country_code(text: str) -> str:
    """
    The ISO 3166 code of a country by any of its names or codes; empty where there is none.

    >>> country_code("Ruotsi"), country_code("fin"), country_code("OESTERREICH")
    ('SE', 'FI', 'AT')
    >>> country_code("Tampere")
    ''
    """
    return _codes().get(_key(text), "")


def split_country(text: str) -> tuple[str, str]:
    """
    Cut a country off the end of a phrase; one letter alone is rather a staircase.

    >>> split_country("Helsinki Finland"), split_country("Vaduz FL"), split_country("Great Britain")
    (('Helsinki', 'Finland'), ('Vaduz', 'FL'), ('', 'Great Britain'))
    >>> split_country("Staircase A"), split_country("Tampere")
    (('Staircase A', ''), ('Tampere', ''))
    >>> split_country("Hilti & Co."), split_country("the door in"), split_country("Delhi IN")
    (('Hilti & Co.', ''), ('the door in', ''), ('Delhi', 'IN'))
    """
    found = text.split()
    for size in range(min(LONGEST_NAME, len(found)), 0, -1):
        name = " ".join(found[-size:])
        if len(_key(name)) > 1 and country_code(name) and not _is_rather_a_word(found, size):
            return " ".join(found[:-size]), name
    return text, ""


def is_country_name(text: str) -> bool:
    """Whether this names a country in full, not by a code that may be any short word."""
    return len(_key(text)) >= _SHORTEST_NAME and bool(country_code(text))


def _is_rather_a_word(found: list[str], size: int) -> bool:
    """Whether the end of a phrase is "& Co." or a word such as "in", not a country's code."""
    last = found[-1].strip(".,")
    if size == 1 and last in SMALL_WORDS:
        return True
    joint = found[-2].casefold() if len(found) > 1 else ""
    return size < 3 and last.casefold() == "co" and joint in COMPANY_JOINTS


def _key(text: str) -> str:
    return loose_key("".join(words(text.partition("(")[0])))


@cache
def _codes() -> Mapping[str, str]:
    table = resources.files("tzdata") / "zoneinfo" / "iso3166.tab"
    codes: dict[str, str] = {}
    for line in table.read_text(encoding="utf-8").splitlines():
        code, _, name = line.partition("\t")
        if name and not line.startswith("#"):
            codes[_key(name)] = code
            codes[code.casefold()] = code
    for code, names in _OTHER_NAMES.items():
        codes |= {_key(name.replace("_", " ")): code for name in names.split()}
    return codes

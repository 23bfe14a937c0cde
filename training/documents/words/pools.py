"""Pools of names, places and everyday words, drawn once per locale with a fixed seed and kept."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import lru_cache

from faker import Faker
from wordfreq import top_n_list

from training.documents.words.manners import is_printable


@dataclass(frozen=True, slots=True)
class Pool:
    """Lists to draw from for one locale."""

    last: tuple[str, ...]
    first: tuple[str, ...]
    cities: tuple[str, ...]


_KNOWN_CITIES: dict[str, str] = {
    "en_US": "Austin|Boston|Chicago|Dallas|Denver|Seattle|Portland|Phoenix|Atlanta|Miami|"
    "Houston|San Jose|San Francisco|New York|"
    "Brooklyn|Los Angeles|Salt Lake City|Kansas City|St. Louis|Nashville|Richmond|"
    "Columbus|Omaha|Tampa|Reno|Boise|Madison|Buffalo|"
    "Albany|Springfield|Raleigh|Charlotte|El Paso|Tucson|Fresno|Oakland|"
    "Little Rock|Baton Rouge|Des Moines|Grand Rapids|Fort Wayne",
    "en_GB": "London|Manchester|Leeds|Bristol|York|Cambridge|Oxford|Glasgow|Edinburgh|"
    "Cardiff|Belfast|Liverpool|Reading|Milton Keynes|"
    "Brighton|Norwich|Exeter|Bath|Dublin|Cork|Sheffield|Nottingham|Leicester|"
    "Coventry|Swindon|Slough|Newcastle upon Tyne",
    "en_AU": "Sydney|Melbourne|Brisbane|Perth|Adelaide|Hobart|Darwin|Geelong|Newcastle|"
    "Parramatta|Surry Hills|Fremantle",
    "en_CA": "Toronto|Vancouver|Calgary|Ottawa|Halifax|Winnipeg|Edmonton|Mississauga|"
    "Burnaby|Hamilton|London|Victoria",
    "de_DE": "Berlin|Hamburg|München|Köln|Frankfurt am Main|Stuttgart|Düsseldorf|Leipzig|"
    "Dresden|Hannover|Nürnberg|Bremen|Essen|Dortmund|"
    "Freiburg|Mannheim|Karlsruhe|Augsburg|Kiel|Bonn|Münster|Aachen|Regensburg|Ulm|"
    "Erfurt|Kassel|Bad Homburg|Offenbach a. M.|Halle (Saale)",
    "de_AT": "Wien|Graz|Linz|Salzburg|Innsbruck|Klagenfurt|Villach|Wels|St. Pölten|Dornbirn",
    "de_CH": "Zürich|Bern|Basel|Luzern|Winterthur|St. Gallen|Genève|Lausanne|Zug|Aarau|Chur|Thun",
    "fr_FR": "Paris|Lyon|Marseille|Toulouse|Nantes|Bordeaux|Lille|Rennes|Strasbourg|Nice|"
    "Montpellier|Grenoble|Dijon|Reims|Tours|Brest|"
    "PARIS CEDEX 08|Le Havre|Saint-Étienne|Aix-en-Provence|Clermont-Ferrand|"
    "Bruxelles|Liège|Namur",
    "es_ES": "Madrid|Barcelona|Valencia|Sevilla|Bilbao|Zaragoza|Málaga|Murcia|Granada|Vigo|"
    "Gijón|Alicante|Pamplona|Valladolid|Getafe",
    "es_MX": "Ciudad de México|Guadalajara|Monterrey|Puebla|Querétaro|Mérida|Bogotá|"
    "Medellín|Santiago|Lima",
    "it_IT": "Roma|Milano|Torino|Napoli|Bologna|Firenze|Genova|Verona|Padova|Bari|Palermo|"
    "Trieste|Modena|Parma|Bergamo|Bolzano|Reggio Emilia",
    "nl_NL": "Amsterdam|Rotterdam|Utrecht|Den Haag|Eindhoven|Groningen|Tilburg|Breda|"
    "Nijmegen|Arnhem|Haarlem|Zwolle|Leiden|Delft|'s-Hertogenbosch",
    "pt_PT": "Lisboa|Porto|Braga|Coimbra|Faro|Aveiro|Setúbal|Vila Nova de Gaia|Évora",
    "pt_BR": "São Paulo|Rio de Janeiro|Belo Horizonte|Curitiba|Porto Alegre|Recife|Salvador|"
    "Campinas|Brasília",
    "pl_PL": "Warszawa|Kraków|Gdańsk|Wrocław|Poznań|Łódź|Katowice|Lublin|Szczecin|Gdynia|"
    "Rzeszów|Bielsko-Biała",
    "en_IN": "Mumbai|Bengaluru|New Delhi|Chennai|Pune|Hyderabad|Kolkata|Ahmedabad|Noida|"
    "Gurgaon|Kochi|Jaipur",
}


@lru_cache(maxsize=32)
def pool(locale: str) -> Pool:
    """Names and cities of a Faker locale such as ``de_DE``."""
    fake = Faker(locale)
    fake.seed_instance(sum(map(ord, locale)))
    last = tuple(sorted({fake.last_name() for _ in range(700)}))
    first = tuple(sorted({fake.first_name() for _ in range(500)}))
    known = tuple(_KNOWN_CITIES.get(locale, "").split("|")) if locale in _KNOWN_CITIES else ()
    drawn = tuple(sorted({fake.city() for _ in range(400)}))
    repeat = max(1, len(drawn) // max(1, 2 * len(known)))
    return Pool(last, first, known * repeat + drawn)


@lru_cache(maxsize=16)
def common_words(lang: str) -> tuple[str, ...]:
    """About 7,000 frequent words of the language, lower case, at least four letters, alphabetic
    only.
    """
    words = top_n_list(lang, 9000)[150:]
    return tuple(w for w in words if w.isalpha() and len(w) > 3 and is_printable(w))


_ONSETS = [
    "b",
    "br",
    "c",
    "ch",
    "cl",
    "cr",
    "d",
    "dr",
    "f",
    "fl",
    "fr",
    "g",
    "gl",
    "gr",
    "h",
    "j",
    "k",
    "kl",
    "kr",
    "l",
    "m",
    "n",
    "p",
    "pl",
    "pr",
    "qu",
    "r",
    "s",
    "sc",
    "sh",
    "sl",
    "sp",
    "st",
    "str",
    "t",
    "th",
    "tr",
    "v",
    "w",
    "x",
    "z",
]
_NUCLEI = [
    "a",
    "e",
    "i",
    "o",
    "u",
    "a",
    "e",
    "i",
    "o",
    "ai",
    "ea",
    "io",
    "oo",
    "ou",
    "y",
    "ia",
    "eo",
]
_CODAS = ("", "", "", "n", "r", "l", "s", "x", "m", "t", "k", "nd", "nt", "rt", "th", "ck", "lt")
_ENDINGS = (
    "",
    "",
    "",
    "a",
    "o",
    "is",
    "ix",
    "ex",
    "ia",
    "on",
    "os",
    "us",
    "ium",
    "ly",
    "ify",
    "tec",
    "net",
    "soft",
    "lab",
    "works",
    "pro",
    "co",
)


def made_up(rng: random.Random) -> str:
    """A brand-like word nobody has: ``Tralix``, ``Soonetec``."""
    parts = [
        rng.choice(_ONSETS) + rng.choice(_NUCLEI) + rng.choice(_CODAS)
        for _ in range(rng.choice((1, 1, 2, 2)))
    ]
    return ("".join(parts) + rng.choice(_ENDINGS)).capitalize()

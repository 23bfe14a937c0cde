"""Word pools for receipts: names, streets, towns, goods. Drawn once per process, the same every
time.

Everything is a generic word, a place name or invented; no shop of the real world is meant.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from faker import Faker
from wordfreq import top_n_list

from training.documents.words.manners import is_printable

_FAKER = {"en": "en_US", "de": "de_DE", "fr": "fr_FR", "es": "es_ES", "it": "it_IT", "nl": "nl_NL"}

_TABLES = json.loads(Path(__file__).with_name("words.json").read_text("utf-8"))
MALAY: list[str] = _TABLES["malay"]
MALAY_GIVEN: list[str] = _TABLES["malay_given"]
SYLLABLES: list[str] = _TABLES["syllables"]
US_PLACES: list[str] = _TABLES["us_places"]
PLACES: dict[str, list[str]] = _TABLES["places"]
TRADES: dict[str, list[str]] = _TABLES["trades"]
TRADES_BY_LANG: dict[str, list[str]] = _TABLES["trades_by_lang"]
STREETS: dict[str, list[str]] = _TABLES["streets"]
GOODS: dict[str, list[str]] = _TABLES["goods"]
GOODS_BY_LANG: dict[str, list[str]] = _TABLES["goods_by_lang"]
QUALIFIERS: dict[str, list[str]] = _TABLES["qualifiers"]


@dataclass(frozen=True, slots=True)
class Pools:
    """Drawn lists. surnames, words: by language. given: first names, mostly English."""

    surnames: dict[str, tuple[str, ...]]
    words: dict[str, tuple[str, ...]]
    given: tuple[str, ...]


@lru_cache(maxsize=1)
def pools() -> Pools:
    """The pools, about one second the first time."""
    surnames: dict[str, tuple[str, ...]] = {}
    words: dict[str, tuple[str, ...]] = {}
    given: tuple[str, ...] = ()
    for lang, locale in _FAKER.items():
        faker = Faker(locale)
        faker.seed_instance(11)
        surnames[lang] = tuple(dict.fromkeys(faker.last_name() for _ in range(250)))
        common = top_n_list(lang, 6000 if lang == "en" else 2500)
        words[lang] = tuple(
            w for w in common[250:] if w.isalpha() and len(w) > 3 and is_printable(w)
        )
        if lang == "en":
            given = tuple(dict.fromkeys(faker.first_name() for _ in range(250)))
    return Pools(surnames, words, given)


def fill(rng: random.Random, pattern: str) -> str:
    """A pattern with `#` replaced by digits and `@` by capital letters."""
    out = []
    for char in pattern:
        if char == "#":
            out.append(rng.choice("0123456789"))
        elif char == "@":
            out.append(rng.choice("ABCDEFGHJKLMNPRSTUVWXYZ"))
        else:
            out.append(char)
    return "".join(out)


def invented(rng: random.Random) -> str:
    """A made-up proper name of two or three syllables."""
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.choice((2, 2, 3)))).capitalize()

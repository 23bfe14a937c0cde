"""Printed countries -> ISO 3166-1 alpha-2, by code or name. Knows no cities."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale
from babel.core import get_global

from schemas.normalise.months import LANGUAGES
from schemas.normalise.result import DocumentContext, Normalised, unread
from schemas.normalise.text import collapse, fold

_ALIASES = {
    "uk": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "great britain": "GB",
    "usa": "US", "us of a": "US", "united states of america": "US", "america": "US",
    "holland": "NL", "the netherlands": "NL", "brd": "DE", "bundesrepublik deutschland": "DE",
    "czech republic": "CZ", "republic of ireland": "IE", "el": "GR", "uae": "AE", "korea": "KR",
    "republic of korea": "KR", "pr china": "CN", "p r china": "CN",
}  # fmt: skip
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})
# Letters of the international vehicle code, used before postal codes ("D-10115", "A-1010").
_VEHICLE = {
    "d": "DE",
    "a": "AT",
    "f": "FR",
    "i": "IT",
    "e": "ES",
    "b": "BE",
    "l": "LU",
    "p": "PT",
    "s": "SE",
    "n": "NO",
}


@lru_cache(maxsize=64)
def _names(language: str) -> dict[str, str]:
    """Country name -> code in one language; empty for a language babel does not know."""
    if language not in LANGUAGES and language not in ("ja", "zh"):
        return {}
    territories = Locale.parse(language).territories
    return {
        fold(name): code
        for code, name in territories.items()
        if len(code) == 2 and code not in _NO_COUNTRIES
    }


def _code(word: str) -> str | None:
    upper = word.upper()
    if len(upper) == 2 and upper in set(_names("en").values()):
        return upper
    if len(upper) == 3:
        aliases = get_global("territory_aliases").get(upper, [])
        return str(aliases[0]) if aliases else None
    return None


def normalise_country(raw: str, context: DocumentContext) -> Normalised:
    """``"Deutschland"``, ``"DEU"``, ``"D"`` -> ``"DE"``."""
    printed = collapse(raw).strip(" ,;:-()")
    word = fold(printed)
    if not word:
        return unread("empty")
    if word in _ALIASES:
        return Normalised(_ALIASES[word], "usual name", True)
    code = _code(word)
    if code is not None:
        return Normalised(code, "ISO 3166 code", True)
    for language in dict.fromkeys((*context.languages, *LANGUAGES, "ja", "zh")):
        if word in _names(language):
            return Normalised(_names(language)[word], f"name in {language}", True)
    if word in _VEHICLE:
        return Normalised(_VEHICLE[word], "vehicle code", False)
    return unread(f"no country in {raw[:40]!r}")

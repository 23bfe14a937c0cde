"""Currency signs, codes and words -> ISO 4217. Knows no amounts.

Signs that several currencies share (``$``, ``kr``, ``¥``) are decided by the document's
country; without one the usual reading is taken and marked as a guess.
"""

from __future__ import annotations

import re
from functools import lru_cache

from babel.numbers import get_currency_name, list_currencies

from schemas.normalise.result import DocumentContext, Normalised, unread
from schemas.normalise.text import plain

_SIGNS = {
    "€": "EUR", "£": "GBP", "₹": "INR", "₺": "TRY", "₴": "UAH",
    "₽": "RUB", "₩": "KRW", "₫": "VND", "฿": "THB", "₱": "PHP",
    "₦": "NGN", "₪": "ILS", "₵": "GHS", "₸": "KZT", "₾": "GEL",
    "₼": "AZN", "₲": "PYG", "₭": "LAK", "円": "JPY", "원": "KRW",
    "US$": "USD", "U$S": "USD", "C$": "CAD", "CA$": "CAD", "A$": "AUD", "AU$": "AUD", "NZ$": "NZD",
    "HK$": "HKD", "NT$": "TWD", "S$": "SGD", "R$": "BRL", "MX$": "MXN", "J$": "JMD", "RM": "MYR",
    "RP": "IDR", "RS": "INR", "SR": "SAR", "DHS": "AED", "DH": "AED", "LE": "EGP", "KSH": "KES",
    "ZŁ": "PLN", "KČ": "CZK", "FT": "HUF", "ЛВ": "BGN", "LEI": "RON",
    "SFR": "CHF", "FR": "CHF", "TL": "TRY", "РУБ": "RUB",
    "ГРН": "UAH", "RMB": "CNY", "元": "CNY", "NIS": "ILS", "EURO": "EUR",
    "EUROS": "EUR", "POUND": "GBP", "POUNDS": "GBP", "FRANKEN": "CHF", "RINGGIT": "MYR",
    "YEN": "JPY", "RUPEES": "INR", "ZLOTY": "PLN", "RAND": "ZAR", "BAHT": "THB", "R": "ZAR",
    "S/": "PEN",
}  # fmt: skip
# sign -> the currency by country, the usual reading under "".
_SHARED: dict[str, dict[str, str]] = {
    "$": {"": "USD", "CA": "CAD", "AU": "AUD", "NZ": "NZD", "SG": "SGD", "HK": "HKD", "MX": "MXN",
          "TW": "TWD", "AR": "ARS", "CL": "CLP", "CO": "COP", "JM": "JMD", "BB": "BBD", "BN": "BND",
          "FJ": "FJD"},
    "DOLLAR": {"": "USD", "CA": "CAD", "AU": "AUD", "NZ": "NZD", "SG": "SGD", "HK": "HKD"},
    "DOLLARS": {"": "USD", "CA": "CAD", "AU": "AUD", "NZ": "NZD", "SG": "SGD", "HK": "HKD"},
    "KR": {"": "SEK", "NO": "NOK", "DK": "DKK", "IS": "ISK"},
    "¥": {"": "JPY", "CN": "CNY"},
}  # fmt: skip
_SHARED_LANGUAGE = {
    "nb": "NO",
    "no": "NO",
    "nn": "NO",
    "da": "DK",
    "is": "IS",
    "sv": "SE",
    "zh": "CN",
    "ja": "JP",
}
# Signs that are words or units too ("Mo-Fr 8.00"): they mean money only where an amount is read.
_WEAK = frozenset({"R", "FR", "LE", "DH", "FT", "LEI", "RAND", "POUND", "POUNDS"})


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    return frozenset(list_currencies())


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    signs = sorted({*_SIGNS, *_SHARED}, key=len, reverse=True)
    alternatives = "|".join(re.escape(sign) for sign in signs)
    # A code or a word ends where its letters end; digits may touch it ("RM15.00", "12EUR").
    return re.compile(rf"(?<![^\W\d_])(?:{alternatives}|[A-Z]{{3}})(?![^\W\d_])\.?", re.IGNORECASE)


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """English name -> code: ``canadian dollar`` -> ``CAD``."""
    return {
        get_currency_name(code, locale="en").casefold(): code
        for code in sorted(_codes(), reverse=True)
    }


def find_signs(text: str) -> list[tuple[int, int, str]]:
    """(start, end, sign) of every sign, code or word, as upper-case sign or ISO code."""
    found = []
    for match in _pattern().finditer(text):
        sign = match.group().rstrip(".").upper()
        if sign in _SIGNS or sign in _SHARED or (sign in _codes() and match.group()[:3].isupper()):
            found.append((match.start(), match.end(), sign))
    return found


def without_glued_sign(word: str) -> str:
    """``RMl5.00`` -> ``l5.00``: a sign glued to digits that were misread as letters."""
    for length in (3, 2):
        head = word[:length].upper()
        if len(word) > length and (head in _SIGNS or (head in _codes() and word[:3].isupper())):
            return word[length:]
    return word


def is_weak(sign: str) -> bool:
    """Whether the sign is a word or letter that means other things too."""
    return sign in _WEAK


def code_of(sign: str, context: DocumentContext) -> tuple[str, bool]:
    """ISO code of a sign that `find_signs` returned, and whether that is more than a guess."""
    shared = _SHARED.get(sign)
    if shared is None:
        return _SIGNS.get(sign, sign), True
    if context.currency in shared.values():
        return str(context.currency), True
    country = context.country or next(
        (_SHARED_LANGUAGE.get(code, "") for code in context.languages), ""
    )
    if country and country in shared:
        return shared[country], True
    # "$" on a page from the United States is the usual reading confirmed.
    return shared[""], country == {"USD": "US", "JPY": "JP", "SEK": "SE"}.get(shared[""])


def normalise_currency(raw: str, context: DocumentContext) -> Normalised:
    """``"€"``, ``"EUR"``, ``"Euro"``, ``"S$ 5"`` -> ISO 4217 code."""
    text = plain(raw)
    named = _names().get(text.casefold().removesuffix("s"))
    if named is not None:
        return Normalised(named, f"{text} is {named}", True)
    signs = list(dict.fromkeys(sign for _, _, sign in find_signs(text)))
    if not signs:
        return unread(f"no currency sign or code in {raw[:40]!r}")
    # A written-out code beats a sign: "USD $".
    sign = next((sign for sign in signs if sign in _codes()), signs[0])
    code, sure = code_of(sign, context)
    how = f"{sign} is {code}" if sign != code else f"code {code}"
    return Normalised(code, how if sure else f"{how} (usual reading)", sure)

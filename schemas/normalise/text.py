"""Character-level cleaning shared by the normalisers. Knows no kind and no locale."""

from __future__ import annotations

import re
import unicodedata

_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d"), "-")
_QUOTES = dict.fromkeys(map(ord, "\u2018\u2019\u02bc\u00b4`\u2032"), "'")
# Arabic decimal and thousands separators.
_MARKS = {0x066B: ".", 0x066C: ","}
_INVISIBLE = dict.fromkeys(
    map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202b\u202c"), None
)
_TABLE = {**_DASHES, **_QUOTES, **_MARKS, **_INVISIBLE}

# Letters that readers of pixels take for digits.
LOOKALIKES = {
    "O": "0",
    "o": "0",
    "Q": "0",
    "I": "1",
    "l": "1",
    "|": "1",
    "S": "5",
    "s": "5",
    "B": "8",
}
LOOKALIKE_TABLE = str.maketrans(LOOKALIKES)


def collapse(raw: str) -> str:
    """One space between words, none around, no invisible characters; else as printed."""
    return " ".join(raw.translate(_INVISIBLE).split())


def plain(raw: str) -> str:
    """`collapse`, and every kind of digit, dash, quote and wide character in its ASCII form."""
    text = unicodedata.normalize("NFKC", raw).translate(_TABLE)
    digits = "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() and not char.isascii() else char
        for char in text
    )
    return " ".join(digits.split())


def fold(text: str) -> str:
    """Case, accents and full stops removed: the form in which words are looked up."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[.\u0300-\u036f]", "", decomposed)

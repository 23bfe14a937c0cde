"""Finds and marks where a receipt prints its currency; a receipt that prints none has none."""

from __future__ import annotations

import re
from functools import lru_cache

from training.documents.canvas import Mark, PlacedWord
from training.documents.receipts.receipt import Receipt

_NUMBER = re.compile(r"-?\(?[0-9][0-9.,' ]*\)?-?[A-Z]{0,3}")


@lru_cache(maxsize=64)
def _pattern(signs: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the signs, not within a run of letters; single letters only before a digit."""
    forms = []
    for sign in sorted(set(signs), key=lambda text: (-len(text), text)):
        if len(sign) == 1 and sign.isalpha():
            forms.append(rf"(?<![A-Za-z]){sign}(?=-?[0-9])")
        elif sign[0].isalpha():
            end = "" if sign[-1] in "$." else "(?![A-Za-z])"
            forms.append(rf"(?<![A-Za-z])(?i:{re.escape(sign)}){end}")
        else:
            forms.append(re.escape(sign))
    return re.compile("|".join(forms))


def _alone(words: list[PlacedWord], index: int, signs: tuple[str, ...]) -> bool:
    """A single letter apart, as ``P 23.40``: the next word of the row is a number."""
    word = words[index]
    if len(word.text) != 1 or word.text not in signs or index + 1 == len(words):
        return False
    after = words[index + 1]
    return after.box[1] == word.box[1] and _NUMBER.fullmatch(after.text) is not None


def mark_currency(r: Receipt) -> None:
    """Marks every sign and code of the currency and notes the currency if there is one."""
    region, words = r.facts.region, r.till.canvas.words
    signs = (*region.signs, region.currency)
    if region.currency == "EUR":
        signs = (*signs, "\u20ac", "EURO", "EUROS")
    pattern = _pattern(signs)
    for index, word in enumerate(words):
        found = [match.span() for match in pattern.finditer(word.text)]
        if not found and _alone(words, index, signs):
            found = [(0, 1)]
        if found and not any(mark.path.startswith("supplier") for mark in word.marks):
            word.marks += tuple(Mark("currency", start, end) for start, end in found[:1])
            r.till.values["currency"] = region.currency

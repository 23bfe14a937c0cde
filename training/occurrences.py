"""Where each value of a generated document stands in its anchor: words, characters, raw text. Knows
no tokens.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from training.answers import Raw, template_of
from training.documents.canvas import PlacedWord
from workers.steps.anchor import Anchor

#: values of these kinds are running text and may go on over several rows; others stand in one row
TEXT_KINDS = ("name", "address", "string")

CURRENCY_TEXTS: dict[str, tuple[str, ...]] = {
    "EUR": ("EUR", "€", "Euro"),
    "USD": ("USD", "US$", "$"),
    "GBP": ("GBP", "£"),
    "CHF": ("CHF", "Fr."),
    "MYR": ("MYR", "RM"),
    "SGD": ("SGD", "S$", "$"),
    "AUD": ("AUD", "A$", "AU$", "$"),
    "CAD": ("CAD", "C$", "CA$", "$"),
    "NZD": ("NZD", "NZ$", "$"),
    "HKD": ("HKD", "HK$", "$"),
    "JPY": ("JPY", "¥", "円"),
    "CNY": ("CNY", "¥", "RMB"),
    "INR": ("INR", "₹", "Rs.", "Rs"),
    "PLN": ("PLN", "zł"),
    "BRL": ("BRL", "R$"),
    "SEK": ("SEK", "kr"),
    "DKK": ("DKK", "kr"),
    "NOK": ("NOK", "kr"),
    "CZK": ("CZK", "Kč"),
    "IDR": ("IDR", "Rp"),
    "PHP": ("PHP", "₱"),
    "THB": ("THB", "฿"),
    "MXN": ("MXN", "$"),
}


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place a value stands at. parts: (word index, start, end) character ranges of anchor
    words, in order.
    """

    raw: Raw
    parts: tuple[tuple[int, int, int], ...]

    def locate(self, offset: int) -> tuple[int, int] | None:
        """(word, character in it) of the raw text's `offset`; the space before a word is its
        character -1.
        """
        cursor = 0
        for index, (word, start, end) in enumerate(self.parts):
            length = end - start
            if offset < cursor + length:
                # between two words: the space belongs to the next one
                return (word, start + offset - cursor) if offset >= cursor or start == 0 else None
            cursor += length + 1
            if index + 1 == len(self.parts):
                return None
        return None


def find_occurrences(
    anchor: Anchor,
    placed: Sequence[PlacedWord],
    values: Mapping[str, str],
    kinds: Mapping[str, str],
) -> dict[str, list[Occurrence]]:
    """All places of each value, the first is the one written.

    placed: the anchor words' truth, same order. kinds: ``x-kind`` by leaf template.
    """
    runs: dict[str, list[list[tuple[int, int, int]]]] = {}
    for index, word in enumerate(placed):
        for mark in word.marks:
            part = (index, mark.start, mark.end)
            known = runs.setdefault(mark.path, [])
            follows = (
                known and known[-1][-1][0] == index - 1 and _same_row(anchor, index - 1, index)
            )
            # signs of neighbouring amounts are places of the currency, each for itself
            if follows and mark.path != "currency":
                known[-1].append(part)
            else:
                known.append([part])
    found = {
        path: _places(anchor, kinds.get(template_of(path), "string") in TEXT_KINDS, parts)
        for path, parts in runs.items()
        if path in values
    }
    code = values.get("currency")
    if code is not None and "currency" not in found:
        places = _currency(anchor, code)
        if places:
            found["currency"] = places
    return found


def _same_row(anchor: Anchor, left: int, right: int) -> bool:
    a, b = anchor.words[left], anchor.words[right]
    return a.row == b.row and a.page == b.page


def _raw(anchor: Anchor, parts: Sequence[tuple[int, int, int]]) -> Raw:
    texts = [_text(anchor, word)[start:end] for word, start, end in parts]
    return Raw(" ".join(texts), glued=parts[0][1] > 0)


def _text(anchor: Anchor, index: int) -> str:
    start, end, _ = anchor.spans[index]
    return anchor.text[start:end]


def _places(
    anchor: Anchor, is_text: bool, runs: list[list[tuple[int, int, int]]]
) -> list[Occurrence]:
    if not is_text:
        return [Occurrence(_raw(anchor, run), tuple(run)) for run in runs]
    texts = [_raw(anchor, run).text.casefold() for run in runs]
    for count in range(len(runs), 0, -1):
        size = len(runs) // count
        groups = [texts[i * size : (i + 1) * size] for i in range(count)]
        if size * count == len(runs) and all(group == groups[0] for group in groups):
            joined = [list(chain(*runs[i * size : (i + 1) * size])) for i in range(count)]
            return [Occurrence(_raw(anchor, parts), tuple(parts)) for parts in joined]
    raise AssertionError("one group of all runs always equals itself")


def _currency(anchor: Anchor, code: str) -> list[Occurrence]:
    for sign in CURRENCY_TEXTS.get(code, (code,)):
        places = []
        for index in range(len(anchor.words)):
            text = _text(anchor, index)
            at = text.find(sign)
            if at >= 0 and not (_joined(text, at) or _joined(text, at + len(sign))):
                part = (index, at, at + len(sign))
                places.append(Occurrence(Raw(sign, glued=at > 0), (part,)))
        if places:
            return [p for p in places if p.raw == places[0].raw]
    return []


def _joined(text: str, at: int) -> bool:
    """Whether a cut at `at` would fall inside a run of letters or of digits."""
    if not 0 < at < len(text):
        return False
    left, right = text[at - 1], text[at]
    return (left.isalpha() and right.isalpha()) or (left.isdigit() and right.isdigit())

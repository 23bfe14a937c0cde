"""Where exact values stand on pages, in any form they are printed in. Knows no schema and no XML.

Built once over the words of a document; then a number is found by what it is worth (`1.234,56`,
`1,234.56`, `1 234.56`), a day by the day it is, and a text by its letters and digits.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from schemas.normalise.identifiers import iban_is_valid
from schemas.normalise.months import month_of
from schemas.normalise.text import fold
from workers.page import Box
from workers.steps.anchor import Anchor, AnchorWord, Span

#: places of one value that are looked at; a value that stands more often says little
MAX_SPOTS = 64
#: characters of text searched for all values together: what is more takes too long
MAX_SEARCHED_CHARS = 400_000_000
_FEW_AMOUNTS = 3
_SMALL_AMOUNT = 100
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"\d+(?:[.,'’]\d+)*")
_NUMERIC_DATE = re.compile(r"(?<!\d)(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})(?!\d)")
_COMPACT_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")
_IBAN_START = re.compile(r"[A-Z]{2}\d{2}")
_IBAN_CHARS = (15, 34)
_MAX_IBAN_WORDS = 10
_PIECES = re.compile(r"[^\W_]+")
_ASCII_PIECES = re.compile("[a-z0-9]+")
_FILLERS = frozenset({"de", "del", "of", "d'"})
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|º)?")
#: how the months' names begin in the languages of most e-invoices
_MONTHS = {
    start: month
    for month, starts in enumerate(
        (
            "jan ene gen", "feb fev", "mar mae", "apr avr abr", "mai may mag mei", "jun juin giu",
            "jul juil lug", "aug aou ago", "sep set", "okt oct ott out", "nov", "dec dez dic",
        ),
        start=1,
    )
    for start in starts.split()
}  # fmt: skip
_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "INR": "₹", "PLN": "zł", "CZK": "Kč"}


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on a page. row: of the document, counted on over pages. has_cents: a number that is
    printed with two decimals or more.
    """

    page: int
    row: int
    bbox: Box
    has_cents: bool = False


class _Stream:
    """Words in one order as one string of letters and digits, with the way back to the words."""

    def __init__(self, words: Sequence[AnchorWord], order: Sequence[Span], text: str) -> None:
        self.words = words
        pieces: list[str] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._indices: list[int] = []
        #: number of the run (a row's segment, a block) a word belongs to; no value crosses one
        self._runs: list[int] = []
        length = run = last = 0
        for start, end, index in order:
            gap = text[last:start]
            run += "\n" in gap or "\t" in gap
            last = end
            for piece in _pieces(words[index].word.text):
                self._starts.append(length)
                self._indices.append(index)
                self._runs.append(run)
                length += len(piece)
                self._ends.append(length)
                pieces.append(piece)
        self.text = "".join(pieces)

    def spots(self, wanted: str) -> Iterator[Spot]:
        """Every place of `wanted` that begins and ends with a piece of a word, in order."""
        at = self.text.find(wanted)
        while at >= 0:
            first = bisect_left(self._starts, at)
            last = bisect_left(self._ends, at + len(wanted))
            if (
                first < len(self._starts)
                and self._starts[first] == at
                and last < len(self._ends)
                and self._ends[last] == at + len(wanted)
                and self._runs[first] == self._runs[last]
            ):
                yield _around(self.words[i] for i in self._indices[first : last + 1])
            at = self.text.find(wanted, at + 1)


class Printed:
    """Everything printed on the pages of an anchor."""

    def __init__(self, anchor: Anchor) -> None:
        self._anchor = anchor
        self._rows = _Stream(anchor.words, anchor.spans, anchor.text)
        self._blocks = _Stream(anchor.words, anchor.blocks_spans, anchor.blocks_text)
        self._numbers: dict[str, list[Spot]] = defaultdict(list)
        self._days: dict[str, list[Spot]] = defaultdict(list)
        self._signs: dict[str, list[Spot]] = defaultdict(list)
        self._left = MAX_SEARCHED_CHARS
        self._read_words()

    @property
    def num_words(self) -> int:
        return len(self._anchor.words)

    @cached_property
    def num_amounts(self) -> int:
        """Numbers printed with decimals."""
        return sum(spot.has_cents for spots in self._numbers.values() for spot in spots)

    @property
    def is_exact(self) -> bool:
        """Whether all words are the file's own text, none read off pixels."""
        return all(word.word.source == "text" for word in self._anchor.words)

    def amounts(self, value: str) -> list[Spot]:
        """Places of an amount of money. A bare 1 is no 1.00 where amounts are printed with cents,
        but 300 may be 300.00.
        """
        spots = self.numbers(value)
        with_cents = [spot for spot in spots if spot.has_cents]
        is_small = abs(Decimal(value)) < _SMALL_AMOUNT
        if with_cents or (is_small and self.num_amounts >= _FEW_AMOUNTS):
            return with_cents
        return spots

    def numbers(self, value: str) -> list[Spot]:
        """Places of a number, whatever its sign."""
        return self._numbers.get(_number_key(Decimal(value)), [])[:MAX_SPOTS]

    def days(self, value: str) -> list[Spot]:
        """Places of an ISO day."""
        spots = self._days.get(value) or self._named_days(value)
        return spots[:MAX_SPOTS]

    def texts(self, value: str) -> list[Spot]:
        """Places of a text in one row, or going on over the lines of a block."""
        wanted = compact(value)
        self._left -= len(self._rows.text) + len(self._blocks.text)
        if not wanted or self._left < 0:
            return []
        found: list[Spot] = []
        for stream in (self._rows, self._blocks):
            for spot in stream.spots(wanted):
                found.append(spot)
                if len(found) >= MAX_SPOTS:
                    return found
            if found:
                return found
        return found

    def currencies(self, code: str) -> list[Spot]:
        """Places of a currency, as code or as sign."""
        return (self._signs.get(code) or self._signs.get(_SIGNS.get(code, code)) or [])[:MAX_SPOTS]

    def contains(self, value: str) -> bool:
        """Whether the letters and digits of `value` stand anywhere, in words or across them."""
        wanted = compact(value)
        return wanted in self._rows.text or wanted in self._blocks.text

    def has_figure_after(self, label: Spot, *, needs_cents: bool) -> bool:
        """Whether something with a digit, or with cents, stands right of a label in its row."""
        if needs_cents:
            figures = (spot for spots in self._numbers.values() for spot in spots if spot.has_cents)
            return any(f.row == label.row and f.bbox[0] >= label.bbox[2] for f in figures)
        return any(
            word.row == label.row
            and word.word.bbox[0] >= label.bbox[2] - 0.002
            and any(char.isdigit() for char in word.word.text)
            for word in self._anchor.words
        )

    def words(self) -> Iterator[str]:
        """The letters and digits of every word."""
        for word in self._anchor.words:
            yield compact(word.word.text)

    def ibans(self) -> set[str]:
        """Every IBAN that is printed and whose check digits hold."""
        found = set()
        rows: dict[int, list[str]] = defaultdict(list)
        for word in self._anchor.words:
            rows[word.row].append(re.sub(r"[^A-Za-z0-9]", "", word.word.text).upper())
        for row in rows.values():
            for index, text in enumerate(row):
                for match in _IBAN_START.finditer(text):
                    rest = [text[match.start() :], *row[index + 1 : index + _MAX_IBAN_WORDS]]
                    found.update(_iban_among(rest))
        return found

    def _read_words(self) -> None:
        words = self._anchor.words
        for index, word in enumerate(words):
            text = word.word.text
            self._signs[text.strip("()[]:;,. ")].append(_around([word]))
            for sign in _SIGNS.values():
                if sign in text:
                    self._signs[sign].append(_around([word]))
            if not _DIGIT.search(text):
                continue
            for match in _NUMBER.finditer(text):
                self._add_number([word], match.group())
            for joined, token in _grouped_by_spaces(words, index):
                self._add_number(joined, token)
            for day in _numeric_days(text):
                self._days[day].append(_around([word]))

    def _add_number(self, words: Sequence[AnchorWord], token: str) -> None:
        for value, has_cents in _meanings(token):
            spot = _around(words)
            self._numbers[_number_key(value)].append(
                Spot(spot.page, spot.row, spot.bbox, has_cents)
            )

    def _named_days(self, value: str) -> list[Spot]:
        """Places where a day stands with its month's name: ``5. März 2024``, ``March 5, 2024``."""
        year, month, day = value.split("-")
        # "5 de marzo de 2024", "the 5th of March 2024"
        words = [w for w in self._anchor.words if w.word.text.casefold() not in _FILLERS]
        spots = []
        for three in zip(words, words[1:], words[2:], strict=False):
            if three[2].word.text.strip(",;:.()") != year or three[0].row != three[2].row:
                continue
            texts = [fold(word.word.text).strip(",;:()") for word in three[:2]]
            if _is_day_of_month(texts, int(day), int(month)):
                spots.append(_around(three))
        return spots


def compact(text: str) -> str:
    """Letters and digits of a text, without case and accents."""
    return "".join(_pieces(text))


def _pieces(text: str) -> list[str]:
    """Runs of letters and digits, without case and accents."""
    if text.isascii():
        return _ASCII_PIECES.findall(text.lower())
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return _PIECES.findall(plain)


def _around(words: Sequence[AnchorWord] | Iterator[AnchorWord]) -> Spot:
    held = list(words)
    if len(held) == 1:
        return Spot(held[0].page, held[0].row, held[0].word.bbox)
    lefts, tops, rights, bottoms = zip(*(word.word.bbox for word in held), strict=True)
    box = (min(lefts), min(tops), max(rights), max(bottoms))
    return Spot(held[0].page, held[0].row, box)


def _number_key(value: Decimal) -> str:
    return f"{abs(value).normalize():f}"


def _meanings(token: str) -> Iterator[tuple[Decimal, bool]]:
    """What a printed number may be worth, and whether it has cents then."""
    marks = [char for char in token if not char.isdigit()]
    if len(token) > 24:
        return
    if not marks:
        yield Decimal(token), False
        return
    last = marks[-1]
    whole, cents = token.rsplit(last, 1)
    digits = re.sub(r"\D", "", whole)
    if last in ".," and (len(marks) == 1 or last not in marks[:-1]):
        yield Decimal(f"{digits}.{cents}"), len(cents) >= 2
    if len(cents) == 3 and len(set(marks)) == 1:
        yield Decimal(digits + cents), False


def _grouped_by_spaces(
    words: Sequence[AnchorWord], index: int
) -> Iterator[tuple[Sequence[AnchorWord], str]]:
    """Numbers such as ``1 234 567,89`` that begin with the word at `index`."""
    first = re.search(r"(?<![\d.,])\d{1,3}$", words[index].word.text)
    if first is None:
        return
    token = first.group()
    for end in range(index + 1, min(index + 4, len(words))):
        match = re.match(r"\d{3}(?!\d)(?:[.,]\d+)?", words[end].word.text)
        if match is None or words[end].row != words[index].row:
            return
        token += match.group()
        yield words[index : end + 1], token
        if not match.group().isdigit():
            return


def _numeric_days(text: str) -> set[str]:
    days = set()
    for match in _NUMERIC_DATE.finditer(text):
        first, second, third = match[1], match[3], match[4]
        if len(first) == 4:
            days.add(_iso(first, second, third))
        elif len(third) in (2, 4):
            year = third if len(third) == 4 else f"20{third}"
            days |= {_iso(year, second, first), _iso(year, first, second)}
    days |= {_iso(*match.groups()) for match in _COMPACT_DATE.finditer(text)}
    return {day for day in days if day is not None}


def _is_day_of_month(words: Sequence[str], day: int, month: int) -> bool:
    for number, name in (words, reversed(words)):
        found = _DAY.fullmatch(number)
        if found is not None and int(found[1]) == day and name.isalpha():
            known = _MONTHS.get(name[:3]) or _MONTHS.get(name[:4])
            if known is None:
                # Only now: the names of months in all languages take time to load.
                other = month_of(name, ())
                known = None if other is None else other[0]
            if known == month:
                return True
    return False


def _iso(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _iban_among(words: Sequence[str]) -> set[str]:
    """IBANs that the first letters of some words, joined, are."""
    least, most = _IBAN_CHARS
    found = set()
    length = 0
    text = "".join(words)[: most + 1]
    ends = []
    for word in words:
        length += len(word)
        ends.append(length)
    for end in ends:
        if least <= end <= most and iban_is_valid(text[:end]):
            found.add(text[:end])
    return found

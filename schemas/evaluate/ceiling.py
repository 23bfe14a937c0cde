"""Whether a labelled value stands in a text at all: no model that copies can read more than that.

Dates count in any printed form that is read as the same day, amounts to the cent, identifiers
without spaces and punctuation, names where some run of words is similar enough to be scored as
right. Knows no document and no result.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from schemas.evaluate.fields import EXTRA, fields_of, own_leaves
from schemas.evaluate.items import ITEM_COLUMNS
from schemas.evaluate.lists import lists_of
from schemas.evaluate.matchers import (
    SIMILAR,
    Matcher,
    cents,
    dates_of,
    numbers_of,
    same_amount,
    same_code,
    same_date,
    same_id,
    same_printed,
    same_text,
    simplified,
)

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_GROUP = re.compile(r"\d+")
_GOES_ON_BEFORE = re.compile(r"\d[.,'’]$")
_GOES_ON_BEHIND = re.compile(r"[.,'’]\d")
#: marks between groups of digits, and the blanks that text recognition puts there
_BETWEEN = re.compile(r" ?[.,'’]? ?")
_MAX_GROUPS = 4
#: years of another calendar that a date may be printed in: Thailand's
_CALENDARS = (0, 543)
_MAX_DATE_WORDS = 6
#: a run of words this much longer is not similar any more
_LONGER = 1 / SIMILAR
# Written without spaces: each character is a word of its own.
_UNSPACED = re.compile(r"([\u0e00-\u0eff\u2e80-\u2fff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])")


def _matchers(kind: str) -> dict[str, Matcher]:
    """By field; of a kind labelled with the keys of test sets, by the last part of it."""
    if own_leaves(kind):
        scalars = fields_of(kind, without_spaces=False, date_ambiguous=False)
        return {field.key: field.same for field in scalars} | {
            f"{name}.{key}": column.same
            for name, columns in lists_of(kind).items()
            for key, column in columns.items()
        }
    fields = [
        *fields_of("invoice", without_spaces=False, date_ambiguous=False),
        *fields_of("receipt", without_spaces=False, date_ambiguous=False),
        *EXTRA,
    ]
    cells = {key: column.same for key, column in ITEM_COLUMNS.items()}
    return {field.key: field.same for field in fields} | cells


class GivenText:
    """A text that values are looked for in.

    kind: of the document, see `schemas.evaluate.fields`. without_spaces: names are compared as in
    labels whose spaces are missing. either_order: day and month of a date may be swapped.
    """

    def __init__(
        self,
        text: str,
        *,
        kind: str = "invoice",
        without_spaces: bool = False,
        either_order: bool = False,
    ) -> None:
        self._matchers = _matchers(kind)
        self._lines = [" ".join(line.split()) for line in text.splitlines()]
        self._without_spaces = without_spaces
        self._either_order = either_order

    def holds(self, field: str, expected: Any) -> bool | None:
        """Whether `expected`, the label of `field` (``total``, ``line_items.amount``,
        ``pairs.Name``), stands in the text; None where that cannot be told: codes and boxes are
        printed as signs, and what is not labelled stands nowhere.
        """
        same: Matcher | None = same_printed
        if not field.startswith("pairs."):
            same = self._matchers.get(field, self._matchers.get(field.rpartition(".")[2]))
        if same is None or same is same_code or expected is None or isinstance(expected, bool):
            return None
        if same is same_amount:
            return self._holds_amount(expected)
        if same is same_date:
            return self._holds_date(str(expected))
        if same is same_id:
            return self._holds_id(str(expected))
        if same is same_text:
            return self._holds_words(str(expected))
        return self._holds_printed(expected)

    def _holds_printed(self, expected: Any) -> bool:
        """As `matchers.same_printed` tells the type."""
        if isinstance(expected, int | float):
            return self._holds_amount(expected)
        text = str(expected)
        if _ISO_DATE.fullmatch(text):
            return self._holds_date(text)
        letters = re.sub(r"[\W_]+", "", text)
        if 2 * sum(char.isdigit() for char in letters) >= len(letters):
            return self._holds_id(text)
        return self._holds_words(text, without_spaces=True)

    def _holds_amount(self, expected: Any) -> bool:
        wanted = cents(expected)
        # A sign may be a bracket, a word, or nowhere.
        return wanted is not None and abs(wanted) in self._amounts

    @cached_property
    def _amounts(self) -> frozenset[Decimal]:
        texts = {text for line in self._lines for text in _number_texts(line)}
        found = (cents(number) for text in texts for number in numbers_of(text))
        return frozenset(abs(number) for number in found if number is not None)

    def _holds_date(self, expected: str) -> bool:
        year, month, day = expected[:10].split("-")
        wanted = {expected[:10]}
        if self._either_order:
            wanted.add(f"{year}-{day}-{month}")
        years = {f"{(int(year) + offset) % 100:02d}" for offset in _CALENDARS}
        days = {int(day), int(month)} if self._either_order else {int(day)}
        return any(not wanted.isdisjoint(dates_of(text)) for text in self._date_texts(years, days))

    def _date_texts(self, years: set[str], days: set[int]) -> Iterator[str]:
        """Runs of words that hold a year's last digits and a day."""
        for line in self._lines:
            words = line.split()
            for start in range(len(words)):
                for end in range(start + 1, min(start + _MAX_DATE_WORDS, len(words)) + 1):
                    text = " ".join(words[start:end])
                    digits = re.findall(r"\d+", text)
                    has_year = any(year in part for part in digits for year in years)
                    if has_year and any(str(day) in part for part in digits for day in days):
                        yield text

    def _holds_id(self, expected: str) -> bool:
        """Letters and digits in this order; what stands beside the number is no part of it."""
        wanted = simplified(expected, spaces=False)
        if not wanted:
            return False
        pattern = " ?".join(re.escape(char) for char in wanted)
        before = r"(?<!\d)" if wanted[0].isdigit() else ""
        after = r"(?!\d)" if wanted[-1].isdigit() else ""
        return re.search(before + pattern + after, self._folded) is not None

    def _holds_words(self, expected: str, *, without_spaces: bool = False) -> bool:
        spaces = (True, False) if without_spaces else (not self._without_spaces,)
        return any(self._holds_run(_words(expected), " " if each else "") for each in spaces)

    def _holds_run(self, expected: list[str], mark: str) -> bool:
        wanted = mark.join(expected)
        runs = {mark.join(run) for run in self._runs(len("".join(expected)))}
        if not wanted or not runs:
            return False
        scorer = Levenshtein.normalized_similarity
        return process.extractOne(wanted, runs, scorer=scorer, score_cutoff=SIMILAR) is not None

    def _runs(self, num_chars: int) -> Iterator[list[str]]:
        """Runs of words of about so many letters, also over the ends of lines."""
        least, most = num_chars / _LONGER - 2, num_chars * _LONGER + 2
        words = self._words
        for start in range(len(words)):
            length = 0
            for end in range(start, len(words)):
                length += len(words[end])
                if length > most:
                    break
                if length >= least:
                    yield words[start : end + 1]

    @cached_property
    def _folded(self) -> str:
        return simplified("\n".join(self._lines))

    @cached_property
    def _words(self) -> list[str]:
        return _words(self._folded)


def _words(text: str) -> list[str]:
    return _UNSPACED.sub(r" \1 ", simplified(text)).split()


def _number_texts(line: str) -> Iterator[str]:
    """Everything in a line that may be one number: words with a digit, and groups of digits that no
    digit goes on from before or behind.
    """
    yield from (word for word in line.split() if any(char.isdigit() for char in word))
    groups = list(_GROUP.finditer(line))
    for first, group in enumerate(groups):
        start, end = group.span()
        if _GOES_ON_BEFORE.search(line[max(0, start - 2) : start]):
            continue
        for following in [group, *groups[first + 1 : first + _MAX_GROUPS]]:
            if following is not group and not _BETWEEN.fullmatch(line[end : following.start()]):
                break
            end = following.end()
            if not _GOES_ON_BEHIND.match(line[end : end + 2]):
                yield line[start:end]
                # Cents without a whole part.
                if line[max(0, start - 1) : start] in (".", ","):
                    yield line[start - 1 : end]

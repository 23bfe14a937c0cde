"""What a page says of its own number: ``Page 2 of 3``, ``Seite 2/3``, ``- 2 -``. Knows no kinds."""

from __future__ import annotations

import re
from dataclasses import dataclass

from workers.sorting.rows import Row, Segment

_OF = r"(?:of|von|de|di|van|z|sur|aus|out of|/|\|)"
_WORD = r"(?:page|pagina|pag|pg|seite|blatt|strona|str|sheet|folha|hoja|foglio|blad|feuille|p)"
_NUMBER = r"(\d{1,3})"
#: with the word, anywhere on the page: the count may be missing
_NAMED = re.compile(rf"\b{_WORD}[ .:]*(?:no|nr|n)?[ .:]*{_NUMBER}(?: ?{_OF} ?{_NUMBER})?(?![\d.,])")
#: number before the word
_BEFORE = re.compile(rf"^{_NUMBER} ?\|? ?{_WORD}$")
#: without the word, in a margin
_PAIR = re.compile(rf"^{_NUMBER} ?{_OF} ?{_NUMBER}$")
_BARE = re.compile(r"^(\d{1,2})$")
#: how far from the top or the bottom a margin reaches, as a share of the page
MARGIN = 0.1


@dataclass(frozen=True, slots=True)
class PageMark:
    """number: from 1. count: of the document's pages, 0 where it is not said. is_named: the word
    page stands beside it.
    """

    number: int
    count: int
    is_named: bool


def page_mark(rows: list[Row]) -> PageMark | None:
    """The page's own number, the most explicit of those that stand on it; None without one."""
    found = [
        mark for row in rows for segment in row if (mark := _mark_of(segment, rows)) is not None
    ]
    return max(found, key=lambda m: (m.is_named, m.count > 0), default=None)


def _mark_of(segment: Segment, rows: list[Row]) -> PageMark | None:
    text = segment.text
    if len(text) > 200 or not any(char.isdigit() for char in text):
        return None
    if match := _NAMED.search(text):
        return _mark(match.group(1), match.group(2), named=True)
    if match := _BEFORE.match(text):
        return _mark(match.group(1), None, named=True)
    if MARGIN < (segment.top + segment.bottom) / 2 < 1 - MARGIN:
        return None
    if match := _PAIR.match(text):
        return _mark(match.group(1), match.group(2), named=False)
    if (match := _BARE.match(text)) and segment.top > 0.5:
        return _mark(match.group(1), None, named=False)
    return None


def _mark(number: str, count: str | None, *, named: bool) -> PageMark | None:
    first, last = int(number), int(count or 0)
    if first < 1 or (last and first > last):
        return None
    return PageMark(first, last, named)

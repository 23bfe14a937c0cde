"""A page as what the fitted model weighs: words and word pairs, titles by size and place, and
figures of the layout. Knows no weights.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from workers.page import Word
from workers.sorting.numbering import PageMark, page_mark
from workers.sorting.rows import Row, Segment, rows_of
from workers.sorting.sketch import PageSketch
from workers.sorting.titles import titles_of

#: a title is large when it is so many times as high as the page's words
LARGE = 1.25
#: where titles stand: the share of the page above which
UPPER = 0.45
#: a page of thousands of words is looked at no further
MAX_WORDS = 3_000

_LETTERS = re.compile(r"[^\W\d_][^\W\d_'’./&-]*")
_AMOUNT = re.compile(r"^[-–+(]?[€$£]?[-–]?\d{1,3}(?:[.,' ]?\d{3})*[.,]\d{2}[-–)€$£]?$")
_DATE = re.compile(r"^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\.?$|^\d{1,2}[./-][A-Za-z]{3}[./-]\d{2,4}$")
_TIME = re.compile(r"^\d{1,2}:\d{2}(?::\d{2})?(?:[ap]m)?$", re.IGNORECASE)
_NEGATIVE = re.compile(r"^[-–(]\D{0,2}\d.*[.,]\d{2}|\d[.,]\d{2}[-–]$")
_IBAN = re.compile(r"^[A-Z]{2}\d{2}[A-Z0-9]{0,30}$")

#: the figures of a page's layout, in the order of `Features.figures`
FIGURES = (
    "words",
    "rows",
    "digit_words",
    "amounts",
    "amount_share",
    "dates",
    "times",
    "percents",
    "negatives",
    "signs_of_money",
    "iban",
    "narrow",
    "landscape",
    "large_print",
    "words_of_a_row",
    "segments_of_a_row",
    "rows_with_columns",
    "rows_ending_in_amounts",
    "prose",
    "long_prose",
    "blanks",
    "colons",
    "capitals",
    "widgets",
    "lowest_print",
    "highest_print",
    "large_on_top",
    "goes_on_from",
    "goes_on_to",
    "is_numbered",
    "is_page_one",
    "is_later_page",
    "is_last_page",
    "is_not_last_page",
)


@dataclass(frozen=True, slots=True)
class Features:
    """What a page shows.

    words: names of words and pairs that stand on it (``w:total``, ``p:net pay``, ``h:invoice`` of
    large print in its upper part). marks: titles by kind (``t:invoice:large``). figures: [F], in
    the order of FIGURES, each about 0 to 3. rows, mark: as the page was read.
    """

    words: frozenset[str]
    marks: frozenset[str]
    figures: tuple[float, ...]
    rows: list[Row]
    mark: PageMark | None


def features_of(page: PageSketch) -> Features:
    """What `page` shows."""
    rows = rows_of(page)
    mark = page_mark(rows)
    heights = [segment.height for row in rows for segment in row]
    usual = median(heights) if heights else 1.0
    return Features(
        _words(rows, usual), _marks(rows, usual), _figures(page, rows, mark), rows, mark
    )


def _words(rows: list[Row], usual: float) -> frozenset[str]:
    found: set[str] = set()
    count = 0
    for row in rows:
        for segment in row:
            is_head = segment.top < UPPER and segment.height > LARGE * usual
            before = ""
            for word in segment.words:
                count += 1
                if len(word) > 30 or not _LETTERS.fullmatch(word):
                    before = ""
                    continue
                found.add(f"w:{word}")
                if is_head:
                    found.add(f"h:{word}")
                if before:
                    found.add(f"p:{before} {word}")
                before = word
        if count > MAX_WORDS:
            break
    return frozenset(found)


def _marks(rows: list[Row], usual: float) -> frozenset[str]:
    titles = titles_of(rows)
    found: set[str] = set()
    upper = [title for title in titles if title.segment.top < UPPER]
    for title in titles:
        found.add(f"t:{title.kind}:{'whole' if title.is_whole else 'open'}")
    for title in upper:
        large = title.segment.height > LARGE * usual
        found.add(f"t:{title.kind}:upper{'' if title.is_whole else ' open'}")
        if large:
            found.add(f"t:{title.kind}:large{'' if title.is_whole else ' open'}")
    whole = [title for title in upper if title.is_whole]
    if whole:
        found.add(f"t:{whole[0].kind}:first")
        largest = max(whole, key=lambda t: t.segment.height)
        found.add(f"t:{largest.kind}:largest")
    return frozenset(found)


def _figures(page: PageSketch, rows: list[Row], mark: PageMark | None) -> tuple[float, ...]:
    words = page.words[:MAX_WORDS]
    texts = [word.text for word in words]
    count, num_rows = max(len(texts), 1), max(len(rows), 1)
    amounts = sum(bool(_AMOUNT.match(text)) for text in texts)
    segments = [segment for row in rows for segment in row]
    height = median(w.bbox[3] - w.bbox[1] for w in words) if words else 0.0
    width_pt, height_pt = max(page.width_pt, 1.0), max(page.height_pt, 1.0)
    prose = [s for s in segments if len(s.words) >= 7]
    figures = (
        math.log1p(len(texts)) / 3,
        math.log1p(len(rows)) / 2,
        2 * sum(any(c.isdigit() for c in text) for text in texts) / count,
        math.log1p(amounts) / 2,
        4 * amounts / count,
        math.log1p(_count(_DATE, texts)) / 2,
        math.log1p(_count(_TIME, texts)) / 2,
        math.log1p(sum("%" in text for text in texts)) / 2,
        math.log1p(_count(_NEGATIVE, texts)) / 2,
        math.log1p(sum(any(c in "€$£" for c in text) for text in texts)) / 2,
        float(any(len(text) > 3 and _IBAN.match(text) for text in texts)),
        min(3.0, height_pt / width_pt / 1.4),
        float(width_pt > 1.1 * height_pt),
        min(3.0, height * height_pt / width_pt * 50),
        min(3.0, len(texts) / num_rows / 5),
        min(3.0, len(segments) / num_rows / 2),
        2 * sum(len(row) >= 3 for row in rows) / num_rows,
        2 * sum(_ends_in_amount(row) for row in rows) / num_rows,
        2 * sum(len(s.words) for s in prose) / count,
        math.log1p(sum(len(s.words) >= 11 for s in prose)) / 2,
        math.log1p(sum("___" in text or "....." in text for text in texts)) / 2,
        4 * sum(text.endswith(":") for text in texts) / count,
        2 * sum(text.isupper() and len(text) > 1 for text in texts) / count,
        math.log1p(page.num_widgets) / 2,
        max((w.bbox[3] for w in words), default=0.0),
        4 * min((w.bbox[1] for w in words), default=0.0),
        *_edges(segments),
        *_numbering(mark),
    )
    return tuple(float(figure) for figure in figures)


def _numbering(mark: PageMark | None) -> tuple[float, ...]:
    if mark is None:
        return (0.0,) * 5
    weight = 1.0 if mark.is_named or mark.count else 0.5
    return (
        weight,
        weight * (mark.number == 1),
        weight * (mark.number > 1),
        weight * (mark.count == mark.number),
        weight * (mark.count > mark.number),
    )


def _edges(segments: list[Segment]) -> tuple[float, ...]:
    """Whether print in the upper third is large, and whether the text begins and ends inside of a
    sentence, as on a page between others.
    """
    heights = [segment.height for segment in segments]
    usual = median(heights) if heights else 1.0
    large = any(s.top < 0.33 and s.height > LARGE * usual and s.words for s in segments)
    running = [segment for segment in segments if len(segment.words) >= 6]
    if not running:
        return float(large), 0.0, 0.0
    is_full = running[-1].bottom > 0.8
    is_open = running[-1].last[-1] not in ".:;!?)"
    return float(large), float(running[0].first[0].islower()), float(is_full and is_open)


def _ends_in_amount(row: Row) -> bool:
    return bool(row[-1].words) and bool(_AMOUNT.match(row[-1].words[-1]))


def _count(pattern: re.Pattern[str], texts: Sequence[str]) -> int:
    return sum(bool(pattern.match(text)) for text in texts)


def text_height(words: Sequence[Word]) -> float:
    """Median height of words as a share of the page, 0 without words."""
    return median(w.bbox[3] - w.bbox[1] for w in words) if words else 0.0

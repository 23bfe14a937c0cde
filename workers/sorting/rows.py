"""The words of a page as rows of print, top to bottom, quick and rough: good for counting words,
not for reading values. Knows no kinds.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from workers.page import Word
from workers.sorting.sketch import PageSketch

#: a gap wider than this many word heights parts a row in segments
SEGMENT_GAP = 1.6


@dataclass(frozen=True, slots=True)
class Segment:
    """Words of a row that stand close together.

    words: as ``plain_words`` gives them, left to right. left, top, right, bottom: shares of the
    page. height: of the highest word, in points. first, last: the outer words as printed.
    """

    words: tuple[str, ...]
    left: float
    top: float
    right: float
    bottom: float
    height: float
    first: str
    last: str

    @property
    def text(self) -> str:
        """The words, parted by spaces."""
        return " ".join(self.words)


Row = list[Segment]


@lru_cache(maxsize=50_000)
def plain(text: str) -> str:
    """`text` in small letters without accents, and without signs at its ends."""
    text = text.casefold()
    if not text.isascii():
        text = "".join(
            c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)
        )
        text = text.replace("ł", "l").replace("ß", "ss")
    return text.strip(".,:;#*|()[]{}<>\"'`-–—_=+/\\")


def rows_of(page: PageSketch) -> list[Row]:
    """The segments of the page's rows, top to bottom."""
    words = [word for word in page.words if not word.text.isspace() and word.text]
    words.sort(key=lambda word: word.bbox[1] + word.bbox[3])
    rows: list[list[Word]] = []
    middle = 0.0
    for word in words:
        _, top, _, bottom = word.bbox
        center, reach = (top + bottom) / 2, 0.45 * (bottom - top)
        if rows and center - middle <= reach:
            rows[-1].append(word)
            middle += (center - middle) / len(rows[-1])
        else:
            rows.append([word])
            middle = center
    return [_segments(sorted(row, key=lambda w: w.bbox[0]), page) for row in rows]


def _segments(row: list[Word], page: PageSketch) -> Row:
    groups: list[list[Word]] = []
    for word in row:
        if groups and not _is_wide(groups[-1][-1], word, page):
            groups[-1].append(word)
        else:
            groups.append([word])
    return [_segment(group, page) for group in groups]


def _is_wide(left: Word, right: Word, page: PageSketch) -> bool:
    height = min(left.bbox[3] - left.bbox[1], right.bbox[3] - right.bbox[1]) * page.height_pt
    return (right.bbox[0] - left.bbox[2]) * page.width_pt > SEGMENT_GAP * max(height, 1.0)


def _segment(group: list[Word], page: PageSketch) -> Segment:
    return Segment(
        tuple(word for w in group if (word := plain(w.text))),
        group[0].bbox[0],
        min(w.bbox[1] for w in group),
        group[-1].bbox[2],
        max(w.bbox[3] for w in group),
        max(w.bbox[3] - w.bbox[1] for w in group) * page.height_pt,
        group[0].text,
        group[-1].text,
    )

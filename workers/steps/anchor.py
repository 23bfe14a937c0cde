"""The anchor: a page's words laid out as text rows, given to the model beside the page image.

Rows follow the print, also on a skewed photo; words of a row are separated by a space, wide gaps by
a tab, rows by
a newline, and every word is preceded by one space. The same words are also kept in block order (a
column's lines one
after the other), since an address in one column is not contiguous in row order. Knows no schema and
no tokenizer.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from workers.page import Page, Word

#: a gap wider than this many word heights separates two segments of a row
SEGMENT_GAP = 1.4
#: the same between single digits or dashes, as they stand in the boxes of a number on a form
COMB_GAP = 2.0
#: number of columns and box bins the model's layout positions know; bin 0 means "none"
LAYOUT_SIZE = 128
ROW_BANDS = 256
#: what a page of thousands of words on top of each other is held to; no printed page comes near
MAX_ROWS_IN_BAND = 40
MAX_BANDS_OF_WORD = 40

Span = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class AnchorWord:
    """A word in reading order. row: its row in the window, from 0, counted on over pages. page:
    1-based number.
    """

    index: int
    page: int
    row: int
    word: Word


@dataclass(frozen=True, slots=True)
class Anchor:
    """The words of a window's pages as text.

    text: rows of words. spans: (start, end, word index), half-open character ranges of `text`, in
    order.
    blocks_text, blocks_spans: the same for words in block order, only blocks of two lines or more;
    blocks are
    separated by a newline, a block's lines by a space.
    row_height: median height of the words as a share of the page.
    """

    words: tuple[AnchorWord, ...]
    text: str
    spans: tuple[Span, ...]
    blocks_text: str
    blocks_spans: tuple[Span, ...]

    def layout(self, word_index: int) -> tuple[int, int, int, int]:
        """Bins of a word: left, top, right and height, each 1 to LAYOUT_SIZE."""
        left, top, right, bottom = self.words[word_index].word.bbox
        height = min(1.0, (bottom - top) * 16)
        return _bin(left), _bin(top), _bin(right), _bin(height)

    def cell(self, word_index: int) -> tuple[int, int]:
        """Row in the window and column (0 to LAYOUT_SIZE - 1) of a word, for rotary positions."""
        word = self.words[word_index]
        left, _, right, _ = word.word.bbox
        return word.row, _bin((left + right) / 2) - 1


@dataclass(slots=True)
class _Segment:
    words: list[int]
    box: list[float]


def build_anchor(pages: Sequence[Page]) -> Anchor:
    """Lay out the words of `pages`."""
    words: list[AnchorWord] = []
    text: list[str] = []
    spans: list[Span] = []
    segments: list[list[_Segment]] = []
    length = row_index = 0
    for page in pages:
        page_segments: list[_Segment] = []
        for row in _rows(page):
            previous: Word | None = None
            for word in row:
                gap = "" if previous is None else "\t" if _is_wide(previous, word, page) else ""
                piece = _clean(word.text)
                index = len(words)
                words.append(AnchorWord(index, page.number, row_index, word))
                text.append(f"{gap} {piece}")
                start = length + len(gap) + 1
                length += len(gap) + 1 + len(piece)
                spans.append((start, length, index))
                if previous is None or gap:
                    page_segments.append(_Segment([index], list(word.bbox)))
                else:
                    _extend(page_segments[-1], index, word)
                previous = word
            text.append("\n")
            length += 1
            row_index += 1
        segments.append(page_segments)
    blocks_text, blocks_spans = _blocks(segments, words, pages)
    return Anchor(tuple(words), "".join(text), tuple(spans), blocks_text, tuple(blocks_spans))


def _bin(share: float) -> int:
    return min(LAYOUT_SIZE, 1 + int(max(0.0, share) * LAYOUT_SIZE))


def _clean(text: str) -> str:
    """A word's text in NFC without white space or control characters (they would break rows);
    "" when nothing is left.
    """
    if text.isascii() and text.isprintable() and " " not in text:
        return text
    kept = "".join(c for c in text if c.isprintable() and not c.isspace())
    return unicodedata.normalize("NFC", kept)


def _is_wide(left: Word, right: Word, page: Page) -> bool:
    height = min(left.bbox[3] - left.bbox[1], right.bbox[3] - right.bbox[1]) * page.height_pt
    most = COMB_GAP if _is_boxed(left.text) and _is_boxed(right.text) else SEGMENT_GAP
    return (right.bbox[0] - left.bbox[2]) * page.width_pt > most * max(height, 1.0)


def _is_boxed(text: str) -> bool:
    return len(text) == 1 and (text.isdigit() or text in "-–—")


def _extend(segment: _Segment, index: int, word: Word) -> None:
    segment.words.append(index)
    box = segment.box
    box[0], box[1] = min(box[0], word.bbox[0]), min(box[1], word.bbox[1])
    box[2], box[3] = max(box[2], word.bbox[2]), max(box[3], word.bbox[3])


def _rows(page: Page) -> list[list[Word]]:
    """Words grouped into rows, top to bottom. A row is followed from word to word, so skew does not
    break it.
    """
    rows: list[list[Word]] = []
    # rows by the bands of the page their last word touches, so that each word meets few of them
    bands: list[dict[int, list[Word]]] = [{} for _ in range(ROW_BANDS)]
    for word in sorted(page.words, key=lambda w: w.bbox[0]):
        if not _clean(word.text):
            continue
        touched = bands[_band(word.bbox[1]) : _band(word.bbox[3]) + 1]
        touched = touched[:: 1 + len(touched) // MAX_BANDS_OF_WORD]
        near = {key: row for band in touched for key, row in band.items()}
        distances = {key: d for key, row in near.items() if (d := _distance(row, word)) is not None}
        if distances:
            row = near[min(distances, key=distances.__getitem__)]
            for band in bands[_band(row[-1].bbox[1]) : _band(row[-1].bbox[3]) + 1]:
                band.pop(id(row), None)
            row.append(word)
        else:
            row = [word]
            rows.append(row)
        for band in touched:
            band[id(row)] = row
            if len(band) > MAX_ROWS_IN_BAND:
                # The one that was left alone for longest.
                del band[next(iter(band))]
    rows.sort(key=lambda row: median((w.bbox[1] + w.bbox[3]) / 2 for w in row))
    return rows


def _band(share: float) -> int:
    return min(ROW_BANDS - 1, max(0, int(share * ROW_BANDS)))


def _distance(row: list[Word], word: Word) -> float | None:
    """Between the middles of a word and the last word of a row, downwards; None when the word does
    not go on with the row: it overlaps it sideways, or too little in height.
    """
    last = row[-1].bbox
    left, top, right, bottom = word.bbox
    if last[2] - left > 0.6 * (right - left):
        return None
    if min(last[3], bottom) - max(last[1], top) <= 0.5 * min(bottom - top, last[3] - last[1]):
        return None
    return abs((last[1] + last[3]) - (top + bottom)) / 2


def _blocks(
    pages: list[list[_Segment]], words: list[AnchorWord], source: Sequence[Page]
) -> tuple[str, list[Span]]:
    """Segments chained downwards while they are aligned and close; chains of two or more become
    blocks.
    """
    text: list[str] = []
    spans: list[Span] = []
    length = 0
    for segments, page in zip(pages, source, strict=True):
        aspect = page.height_pt / max(page.width_pt, 1.0)
        for chain in _chains(segments, aspect):
            for segment in chain:
                for index in segment.words:
                    piece = _clean(words[index].word.text)
                    text.append(f" {piece}")
                    spans.append((length + 1, length + 1 + len(piece), index))
                    length += 1 + len(piece)
            text.append("\n")
            length += 1
    return "".join(text), spans


def _chains(segments: list[_Segment], aspect: float) -> list[list[_Segment]]:
    chains: list[list[_Segment]] = []
    ends: list[list[_Segment]] = []
    for segment in sorted(segments, key=lambda s: s.box[1]):
        left, top, right, bottom = segment.box
        height = bottom - top
        best: list[_Segment] | None = None
        best_gap = 0.9 * height
        for chain in ends:
            above = chain[-1].box
            gap = top - above[3]
            above_height = above[3] - above[1]
            if (
                gap > best_gap
                or gap < -0.5 * height
                or not 0.6 < above_height / max(height, 1e-6) < 1.7
            ):
                continue
            tolerance = 0.8 * height * aspect
            aligned = (
                abs(above[0] - left) < tolerance
                or abs(above[2] - right) < tolerance
                or abs((above[0] + above[2]) - (left + right)) / 2 < tolerance
            )
            if aligned:
                best, best_gap = chain, gap
        if best is None:
            best = []
            chains.append(best)
            ends.append(best)
        best.append(segment)
        ends = [chain for chain in ends if top - chain[-1].box[3] < 4 * height]
    return [chain for chain in chains if len(chain) > 1]

"""What a value may be copied from: a window's words as one string, and where each character stands.

Holds the words twice, in row order and (blocks of several lines) in block order, each word preceded
by one space. A newline parts rows, wide gaps in a row, and blocks: no value crosses it, so one that
goes on over several lines is a run of its block. Knows no schema, no grammar and no tokens.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from workers.steps.anchor import Anchor, AnchorWord

BREAK = "\n"
# Scripts written without spaces: each character is a word of its own.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")
# An amount of money or a quantity: no cut at its separators. Dates and times are left alone.
_NUMBER = re.compile(
    r"(?<!\d)(?<!\d[/:.,'’])(?:\d{1,3}(?:[.,'’]\d{3})+|\d+)(?:[.,]\d{1,2})?(?![\d/:]|[.,'’]\d)"
)
# Letters and digits joined inside a word: ``R-1042/7`` is one number, ``15.11.2024`` one date.
_JOINER = re.compile(r"(?<=[^\W_])[-/_](?=[^\W_])|(?<=\d)\.(?=\d)")
# A row of words, up to what stands behind them in brackets.
_WORDS_ALONE = re.compile(r"(?: ?[^\W\d_]|[.&'’/-]| [&+](?= ))+(?= ?\(|$)")
_LETTER, _DIGIT, _MARK, _OTHER, _SPACE = b"LDMS "


@dataclass(frozen=True, slots=True)
class PageText:
    """n characters, W words.

    text: the words. codes: uint32 [n], its code points. words: int32 [n], index of the word a
    character belongs to, -1 for spaces and breaks. offsets: int32 [n], the character's place in its
    word. edges: bool [n + 1], whether a value may begin or end before the character. lengths: int32
    [W], characters of each word. source: the words by index, for their pages and boxes.
    rows_end: how many characters are in row order; those in block order follow.
    """

    text: str
    codes: npt.NDArray[np.uint32]
    words: npt.NDArray[np.int32]
    offsets: npt.NDArray[np.int32]
    edges: npt.NDArray[np.bool_]
    lengths: npt.NDArray[np.int32]
    source: tuple[AnchorWord, ...]
    rows_end: int

    @property
    def is_empty(self) -> bool:
        """Whether there is no word to copy."""
        return not self.source

    def chunks(self, most_rows: int | None = None) -> list[str]:
        """The text cut at every edge, so that a run of chunks is text of at most so many rows.

        most_rows: 1, None for any number, or 2: then a row is followed by the next one of its block
        only as a whole, and only where that is words alone. Breaks are chunks of their own.
        """
        if most_rows is None:
            return self._cut(0, len(self.text))
        found = self._cut(0, self.rows_end)
        if most_rows > 1:
            for (start, _), (second, end) in pairwise(self._rows_of_blocks()):
                words = _WORDS_ALONE.match(self.text, second, end)
                if words is not None and BREAK not in self.text[start:end]:
                    found += [BREAK, *self._cut(start, second), words.group()]
        return found

    def _cut(self, start: int, end: int) -> list[str]:
        cuts = [start, *(start + 1 + np.flatnonzero(self.edges[start + 1 : end])).tolist(), end]
        return [self.text[i:j] for i, j in pairwise(cuts)]

    def _rows_of_blocks(self) -> list[tuple[int, int]]:
        """Characters of each row of the part in block order, the space before it included."""
        places = np.flatnonzero(self.words[self.rows_end :] >= 0) + self.rows_end
        # The type is named: without a block there is nothing to infer it from.
        numbers = [self.source[word].row for word in self.words[places].tolist()]
        rows = np.array(numbers, dtype=np.int64)
        # Blocks may end and begin in the same row.
        blocks = np.cumsum(self.codes == ord(BREAK))[places]
        turns = np.flatnonzero(
            np.diff(rows, prepend=-1, append=-1) | np.diff(blocks, prepend=-1, append=-1)
        )
        return [(int(places[i]) - 1, int(places[j - 1]) + 1) for i, j in pairwise(turns.tolist())]


def build_page_text(anchor: Anchor) -> PageText:
    """Both orders of the words of `anchor`, row order first."""
    pieces: list[str] = []
    indices: list[int] = []
    lengths: list[int] = []
    for word, index, is_broken in _placed(anchor):
        gap = f"{BREAK} " if is_broken else " "
        pieces += (gap, word)
        indices += (-1, index)
        lengths += (len(gap), len(word))
    text = "".join(pieces)
    sizes = np.asarray(lengths, dtype=np.int32)
    starts = np.cumsum(sizes, dtype=np.int32) - sizes
    offsets = np.arange(len(text), dtype=np.int32) - np.repeat(starts, sizes)
    words = np.repeat(np.asarray(indices, dtype=np.int32), sizes)
    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    word_lengths = np.zeros(len(anchor.words), dtype=np.int32)
    for start, end, index in anchor.spans:
        word_lengths[index] = end - start
    rows_end = sum(lengths[: 2 * len(anchor.spans)])
    edges = _edges(text)
    return PageText(text, codes, words, offsets, edges, word_lengths, anchor.words, rows_end)


def escape_json(text: str) -> str:
    """Characters of a JSON string's inside; `text` holds no control characters."""
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _placed(anchor: Anchor) -> Iterator[tuple[str, int, bool]]:
    """Word text, word index and whether a break stands before it, for both orders."""
    last = 0
    for start, end, index in anchor.spans:
        gap = anchor.text[last:start]
        yield anchor.text[start:end], index, last > 0 and ("\n" in gap or "\t" in gap)
        last = end
    last = 0
    for start, end, index in anchor.blocks_spans:
        is_broken = last == 0 or BREAK in anchor.blocks_text[last:start]
        yield anchor.blocks_text[start:end], index, is_broken
        last = end


def _edges(text: str) -> npt.NDArray[np.bool_]:
    """Edges lie between signs, letters and digits, not inside a run of letters, digits or a number,
    nor where a hyphen or slash joins them.

    A value may thus begin after ``#`` or ``:``, and where text recognition glued words together
    (``RM15.00``, ``25/12/2018Time``), but neither ``R-104`` nor ``1042`` is a value where
    ``R-1042`` is printed.
    """
    classes = text.translate({ord(c): _class_of(c) for c in set(text)}).encode("ascii")
    own = np.frombuffer(classes, dtype=np.uint8)
    is_mark = own == _MARK
    is_mark[1:] &= own[:-1] != _SPACE
    kind = own[np.maximum.accumulate(np.where(is_mark, 0, np.arange(len(own))))]
    left, right = kind[:-1], kind[1:]
    is_run = (left == right) & ((left == _LETTER) | (left == _DIGIT))
    edges = np.ones(len(text) + 1, dtype=np.bool_)
    edges[1:-1] = ~(is_run | is_mark[1:])
    for match in _NUMBER.finditer(text):
        edges[match.start() + 1 : match.end()] = False
    for match in _JOINER.finditer(text):
        edges[match.start() : match.end() + 1] = False
    return edges


def _class_of(char: str) -> str:
    """Letter, digit, mark or joiner (belongs to the character before it), space, anything else."""
    if char.isspace():
        return " "
    category = unicodedata.category(char)
    if category[0] == "M" or category == "Cf":
        return "M"
    if _IS_UNSPACED.match(char):
        return "S"
    if category == "Nd":
        return "D"
    return "L" if char.isalnum() else "S"

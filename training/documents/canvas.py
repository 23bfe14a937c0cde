"""A page to write on that remembers where every word went and which field it belongs to.

Layouts write runs of text at positions in points; the canvas measures with the font's own widths,
splits runs into
words with boxes and keeps each word's tag. It knows no document type, and draws nothing itself:
`render.py` does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

import pymupdf

Align = Literal["left", "right", "center"]
Color = tuple[float, float, float]
BLACK: Color = (0.0, 0.0, 0.0)

FONTS = ("helv", "hebo", "heit", "tiro", "tibo", "tiit", "cour", "cobo")


@lru_cache(maxsize=32)
def font(name: str) -> pymupdf.Font:
    """One of the base-14 fonts by its short name (``helv``, ``hebo``, ``tiro``, ``cour`` ...)."""
    return pymupdf.Font(name)


class _Advances(dict[str, float]):
    """Advance of each character at size 1, measured when first asked for."""

    def __init__(self, fontname: str) -> None:
        super().__init__()
        self.fontname = fontname

    def __missing__(self, char: str) -> float:
        self[char] = float(font(self.fontname).text_length(char, fontsize=1))
        return self[char]


@lru_cache(maxsize=32)
def _advances(fontname: str) -> _Advances:
    return _Advances(fontname)


def text_width(text: str, fontname: str, size: float) -> float:
    """Width of `text` in points. Base-14 fonts have no kerning here: the sum of the advances."""
    return sum(map(_advances(fontname).__getitem__, text)) * size


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters [start, end) of a word belong to the field `path`."""

    path: str
    start: int
    end: int


@dataclass(slots=True)
class PlacedWord:
    """A word on the page. box: left, top, right, bottom in points, origin top left."""

    text: str
    box: tuple[float, float, float, float]
    marks: tuple[Mark, ...] = ()


WordTag = str | tuple[Mark, ...] | None


@dataclass(slots=True)
class Run:
    """A drawn run of text: baseline origin in points."""

    x: float
    y: float
    text: str
    fontname: str
    size: float
    color: Color


@dataclass(slots=True)
class Shape:
    """A line (``line``) or a rectangle (``rect``) in points; fill or stroke may be None."""

    kind: Literal["line", "rect"]
    box: tuple[float, float, float, float]
    stroke: Color | None = BLACK
    fill: Color | None = None
    width: float = 0.5


@dataclass(slots=True)
class Canvas:
    """One page. width, height in points."""

    width: float
    height: float
    words: list[PlacedWord] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    background: Color | None = None

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 9.0,
        fontname: str = "helv",
        color: Color = BLACK,
        align: Align = "left",
        tag: str | None = None,
        tags: list[WordTag] | None = None,
    ) -> float:
        """Write one line whose baseline is at `y`; `x` is its left, right or centre by `align`.

        `tag` marks all its words whole; `tags` gives one entry per space-separated word instead: a
        path, None, or
        marks on parts of the word (``Total:9.00`` glued to its label, ``#123`` without the sign).
        Returns the width in points. Words keep exactly the characters drawn.
        """
        width = text_width(text, fontname, size)
        left = x - width if align == "right" else x - width / 2 if align == "center" else x
        self.runs.append(Run(left, y, text, fontname, size, color))
        space = text_width(" ", fontname, size)
        cursor, index = left, 0
        for piece in text.split(" "):
            piece_width = text_width(piece, fontname, size) if piece else 0.0
            if piece:
                entry = tags[index] if tags is not None else tag
                marks = (Mark(entry, 0, len(piece)),) if isinstance(entry, str) else entry or ()
                box = (cursor, y - 0.78 * size, cursor + piece_width, y + 0.22 * size)
                self.words.append(PlacedWord(piece, box, marks))
                index += 1
            cursor += piece_width + space
        return width

    def line(
        self,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        *,
        width: float = 0.5,
        color: Color = BLACK,
    ) -> None:
        """A rule."""
        self.shapes.append(Shape("line", (x0, y0, x1, y1), stroke=color, width=width))

    def rect(
        self,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        *,
        stroke: Color | None = BLACK,
        fill: Color | None = None,
        width: float = 0.5,
    ) -> None:
        """A box, drawn under the text."""
        self.shapes.append(Shape("rect", (x0, y0, x1, y1), stroke=stroke, fill=fill, width=width))


@dataclass(slots=True)
class SyntheticDocument:
    """A generated document.

    kind: the schema's name (``invoice``, ``receipt``, ``form``). pages: canvases in order. lang:
    ISO 639-1.
    values: typed truth by path (ISO dates, decimal strings, ISO 4217 codes); a path of the schema's
    core that is
    missing here is absent from the page. Line items are ``line_items[0].description`` and so on.
    A value's raw text is the words (or parts) marked with its path, in reading order; where a value
    stands at several
    places each place is marked with the same path, and `examples.py` tells the places apart by
    adjacency.
    The currency needs no marks: its sign or code is found from `values["currency"]`.
    schema: for `form` documents, the JSON Schema properties asked for (a user-like schema), else
    None.
    """

    kind: str
    lang: str
    pages: list[Canvas]
    values: dict[str, str]
    schema: dict[str, object] | None = None

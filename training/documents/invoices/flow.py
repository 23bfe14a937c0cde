"""Writing marked text onto canvases: segments, wrapping, widths. Knows no document type.

Widths come from glyph advances (base-14 fonts have no kerning), which is some fifty times
faster than asking the font for each string.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

from training.documents.canvas import BLACK, Align, Canvas, Color, Mark, PlacedWord, Run, font
from training.documents.places import is_text

Paths = tuple[str, ...]
Seg = tuple[str, Paths]
"""Printed text and the fields it belongs to; neighbouring segments touch (no space is added)."""


@cache
def _advance(fontname: str, char: str) -> float:
    return float(font(fontname).glyph_advance(ord(char)))


@lru_cache(maxsize=65536)
def _unit_width(text: str, fontname: str) -> float:
    return sum(_advance(fontname, c) for c in text)


def width_of(text: str, fontname: str, size: float) -> float:
    """Width of `text` in points."""
    return _unit_width(text, fontname) * size


def seg(text: str, *paths: str) -> Seg:
    """A segment."""
    return text, paths


def plain(segs: Sequence[Seg]) -> str:
    """The printed text of segments."""
    return "".join(text for text, _ in segs)


def write(
    canvas: Canvas,
    x: float,
    y: float,
    segs: Sequence[Seg] | str,
    *,
    size: float,
    fontname: str,
    color: Color = BLACK,
    align: Align = "left",
) -> float:
    """Write one line with its baseline at `y` and mark words (or parts of words) by the segments'
    paths. Returns its width.
    """
    pieces: Sequence[Seg] = [(segs, ())] if isinstance(segs, str) else segs
    text = plain(pieces)
    width = width_of(text, fontname, size)
    left = x - width if align == "right" else x - width / 2 if align == "center" else x
    canvas.runs.append(Run(left, y, text, fontname, size, color))
    spans: list[tuple[int, int, Paths]] = []
    at = 0
    for piece, paths in pieces:
        if paths and spans and spans[-1][1:] == (at, paths):
            spans[-1] = (spans[-1][0], at + len(piece), paths)
        elif paths:
            spans.append((at, at + len(piece), paths))
        at += len(piece)
    space = width_of(" ", fontname, size)
    cursor, start = left, 0
    for word in text.split(" "):
        if word:
            end = start + len(word)
            marks = tuple(
                Mark(path, max(a, start) - start, min(b, end) - start)
                for a, b, paths in spans
                if a < end and b > start
                for path in paths
            )
            piece_width = width_of(word, fontname, size)
            canvas.words.append(
                PlacedWord(
                    word, (cursor, y - 0.78 * size, cursor + piece_width, y + 0.22 * size), marks
                )
            )
            cursor += piece_width
        cursor += space
        start += len(word) + 1
    return width


def wrap(segs: Sequence[Seg], fontname: str, size: float, width: float) -> list[list[Seg]]:
    """Lines of at most `width` points (a longer single word stands alone)."""
    words: list[tuple[float, list[Seg]]] = []
    current: list[Seg] = []
    for text, paths in segs:
        # a date or a number of several words never breaks
        first, *rest = text.split(" ") if all(map(is_text, paths)) else [text]
        if first:
            current.append((first, paths))
        for word in rest:
            words.append((0.0, current))
            current = [(word, paths)] if word else []
    words.append((0.0, current))
    space = width_of(" ", fontname, size)
    lines: list[list[Seg]] = []
    line: list[Seg] = []
    used = 0.0
    for _, parts in words:
        if not parts:
            continue
        extent = width_of(plain(parts), fontname, size)
        if line and used + space + extent > width:
            lines.append(line)
            line, used = [], 0.0
        if line:
            shared = tuple(p for p in parts[0][1] if p in line[-1][1])
            line.append((" ", shared))
            used += space
        line.extend(parts)
        used += extent
    if line:
        lines.append(line)
    return lines or [[("", ())]]


def fitted_size(text: str, fontname: str, size: float, width: float, least: float = 5.5) -> float:
    """`size`, or the smaller one at which `text` fits in `width` points (not under `least`)."""
    extent = width_of(text, fontname, size)
    return size if extent <= width else max(least, size * width / extent)


def shift(canvas: Canvas, dy: float) -> None:
    """Move all of a canvas by `dy` points downwards, in place."""
    for word in canvas.words:
        left, top, right, bottom = word.box
        word.box = (left, top + dy, right, bottom + dy)
    for run in canvas.runs:
        run.y += dy
    for shape in canvas.shapes:
        x0, y0, x1, y1 = shape.box
        shape.box = (x0, y0 + dy, x1, y1 + dy)


def merge(into: Canvas, other: Canvas) -> None:
    """Add all of `other` to `into`."""
    into.words.extend(other.words)
    into.runs.extend(other.runs)
    into.shapes.extend(other.shapes)

"""Labels with their values in the ways office documents set them. Knows no document type."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from training.documents.invoices.flow import Seg, plain, seg
from training.documents.paper import GREY, Paper
from training.documents.places import is_text

Pair = tuple[str, list[Seg]]
"""A label as printed, and its value."""
Setting = Callable[[Paper, Sequence[Pair], float, float, float], float]
"""Writes pairs between two x from a top edge downwards; returns the bottom edge."""


def in_rows(paper: Paper, pairs: Sequence[Pair], x0: float, x1: float, y: float) -> float:
    """A label a row, the values in a column of their own; a value too wide goes below its label."""
    bold = paper.look.bold_labels
    indent = max((paper.width(label, bold=bold) for label, _ in pairs), default=0.0) + 8
    indent = min(indent, 0.62 * (x1 - x0))
    for label, value in pairs:
        room = x1 - x0 - indent
        beside = paper.width(label, bold=bold) + 4 <= indent
        low = paper.line(x0, y, label, bold=bold)
        if beside and (paper.width(value) <= room or _is_running(value)):
            y = paper.lines(x0 + indent, y, value, room)
        else:
            y = paper.lines(x0 + 8, low, value, x1 - x0 - 8)
    return y


def _is_running(value: Sequence[Seg]) -> bool:
    """Whether a value may go on over several lines."""
    return all(is_text(path) for _, paths in value for path in paths)


def to_the_edge(paper: Paper, pairs: Sequence[Pair], x0: float, x1: float, y: float) -> float:
    """A label a row, the values at the right edge."""
    for label, value in pairs:
        paper.line(x0, y, label, bold=paper.look.bold_labels)
        if paper.width(label, bold=True) + paper.width(value) + 8 > x1 - x0:
            y += paper.look.leading
        y = paper.line(x1, y, value, align="right")
    return y


def running(paper: Paper, pairs: Sequence[Pair], x0: float, x1: float, y: float) -> float:
    """A label and its value in one run of text, a row each."""
    for label, value in pairs:
        gap = "" if not label else " "
        y = paper.lines(x0, y, [seg(label + gap), *value], x1 - x0)
    return y


def under_labels(paper: Paper, pairs: Sequence[Pair], x0: float, x1: float, y: float) -> float:
    """A strip: labels side by side, each value under its label; as many strips as are needed."""
    widest = max(paper.width(value) for _, value in pairs) + 8
    per_strip = max(1, min(len(pairs), 5, int((x1 - x0) // max(widest, 85.0))))
    boxed = paper.chance(0.5)
    for first in range(0, len(pairs), per_strip):
        strip = pairs[first : first + per_strip]
        pitch = (x1 - x0) / len(strip)
        bottom = y
        for index, (label, value) in enumerate(strip):
            x = x0 + index * pitch
            size = paper.look.size * 0.85
            under = paper.lines(x + 3, y + 2, label, pitch - 6, size=size, color=GREY)
            low = paper.lines(x + 3, under, value, pitch - 6)
            bottom = max(bottom, low + 3)
        if boxed:
            for index in range(len(strip)):
                x = x0 + index * pitch
                paper.canvas.rect(x, y, x + pitch, bottom, width=0.4)
        y = bottom + 2
    return y


def in_two_columns(paper: Paper, pairs: Sequence[Pair], x0: float, x1: float, y: float) -> float:
    """Two columns of rows, where there is room for two."""
    bold = paper.look.bold_labels
    widest = max(paper.width(label, bold=bold) + paper.width(value) for label, value in pairs)
    if widest + 24 > (x1 - x0) / 2:
        return in_rows(paper, pairs, x0, x1, y)
    middle = (x0 + x1) / 2
    half = (len(pairs) + 1) // 2
    left = in_rows(paper, pairs[:half], x0, middle - 10, y)
    right = in_rows(paper, pairs[half:], middle + 4, x1, y)
    return max(left, right)


#: settings for a block of half the page's width, and for one of all of it
NARROW: tuple[Setting, ...] = (in_rows, in_rows, to_the_edge, running)
WIDE: tuple[Setting, ...] = (in_two_columns, under_labels, in_rows, running)


def write_pairs(
    paper: Paper, pairs: Sequence[Pair], x0: float, x1: float, y: float, *, wide: bool = False
) -> float:
    """Pairs in one of the settings; those that cannot be told apart by their labels, too."""
    shown = [(label, value) for label, value in pairs if plain(value)]
    if not shown:
        return y
    return paper.rng.choice(WIDE if wide else NARROW)(paper, shown, x0, x1, y)

"""Writes a receipt downwards on a narrow page: centred lines, label-value pairs, columns, rules.

Text comes as segments (text, path): the path's characters are marked on the words, whatever the
words are glued to.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from training.documents.canvas import Align, Canvas, Mark, WordTag, text_width

Segment = tuple[str, str | None]
Word = tuple[str, tuple[Mark, ...]]

Cell = tuple[float, Align, list[Segment]]

#: ends of the paths whose values may go on over several lines
BREAKABLE = (".name", ".text", ".description")


def words_of(segments: list[Segment]) -> list[Word]:
    """Segments as words with marks. Spaces inside segments part words; adjoining segments glue."""
    out: list[Word] = []
    text, marks = "", list[Mark]()
    for piece, path in segments:
        for index, part in enumerate(piece.split(" ")):
            if index and text:
                out.append((text, tuple(marks)))
                text, marks = "", []
            if part:
                if path is not None:
                    marks.append(Mark(path, len(text), len(text) + len(part)))
                text += part
    if text:
        out.append((text, tuple(marks)))
    return out


def unbroken(words: list[Word], breakable: tuple[str, ...] = BREAKABLE) -> list[list[Word]]:
    """Words in groups that stay on one line: a date or a number is not broken, running text is."""
    groups: list[list[Word]] = []
    last = ""
    for word in words:
        path = word[1][0].path if word[1] else ""
        tight = path != "" and not path.endswith(breakable)
        if tight and path == last:
            groups[-1].append(word)
        else:
            groups.append([word])
        last = word[1][-1].path if word[1] else ""
    return groups


@dataclass(slots=True)
class Look:
    """How a receipt is printed. Sizes and margins in points; leading in parts of the size."""

    width: float
    margin: float
    size: float
    leading: float
    fontname: str
    bold: str
    upper: bool
    left_head: bool
    rule: str
    colon: str


@dataclass(slots=True)
class Till:
    """The paper. `x0` is the paper's left edge on the page, `y` the baseline of the last line
    written."""

    rng: random.Random
    look: Look
    canvas: Canvas
    x0: float
    y: float
    values: dict[str, str] = field(default_factory=dict)

    @property
    def left(self) -> float:
        """Left edge of the print."""
        return self.x0 + self.look.margin

    @property
    def right(self) -> float:
        """Right edge of the print."""
        return self.x0 + self.look.width - self.look.margin

    def case(self, text: str) -> str:
        """A label or name in the receipt's case."""
        return text.upper().replace("\u1e9e", "SS") if self.look.upper else text

    def feed(self, scale: float = 1.0) -> float:
        """Move down one line; returns the baseline."""
        self.y += self.look.size * scale * self.look.leading
        return self.y

    def gap(self, lines: float = 0.6) -> None:
        """White space of so many lines."""
        self.y += self.look.size * self.look.leading * lines

    def put(
        self,
        x: float,
        words: list[Word],
        *,
        align: Align = "left",
        scale: float = 1.0,
        bold: bool = False,
    ) -> float:
        """Words on the present baseline, moved or shrunk to stay on the paper; returns their
        width."""
        tags: list[WordTag] = [marks or None for _, marks in words]
        text = " ".join(word for word, _ in words)
        name = self.look.bold if bold else self.look.fontname
        size = self.look.size * scale
        width = text_width(text, name, size)
        if width > self.right - self.left:
            size *= (self.right - self.left) / width
            width = self.right - self.left
        start = x - width if align == "right" else x - width / 2 if align == "center" else x
        start = max(self.left, min(start, self.right - width))
        return self.canvas.text(start, self.y, text, size=size, fontname=name, tags=tags)

    def width_of(self, words: list[Word], scale: float = 1.0, bold: bool = False) -> float:
        """Printed width in points."""
        name = self.look.bold if bold else self.look.fontname
        return text_width(" ".join(word for word, _ in words), name, self.look.size * scale)

    def wrap(
        self, words: list[Word], room: float, scale: float = 1.0, bold: bool = False
    ) -> list[list[Word]]:
        """Words in lines no wider than `room` where words and unbroken values allow it."""
        lines: list[list[Word]] = [[]]
        for group in unbroken(words):
            if lines[-1] and self.width_of([*lines[-1], *group], scale, bold) > room:
                lines.append([])
            lines[-1].extend(group)
        return lines

    def center(self, segments: list[Segment], *, scale: float = 1.0, bold: bool = False) -> None:
        """Centred (or, in left-headed receipts, left) lines, wrapped and shrunk to fit."""
        room = self.right - self.left
        words = words_of(segments)
        if not words:
            return
        widest = max(self.width_of([word], scale, bold) for word in words)
        scale = min(scale, scale * room / widest) if widest > room else scale
        for line in self.wrap(words, room, scale, bold):
            self.feed(scale)
            if self.look.left_head:
                self.put(self.left, line, scale=scale, bold=bold)
            else:
                self.put((self.left + self.right) / 2, line, align="center", scale=scale, bold=bold)

    def lines(
        self,
        segments: list[Segment],
        *,
        scale: float = 1.0,
        bold: bool = False,
        indent: float = 0.0,
    ) -> None:
        """Left lines, wrapped."""
        for line in self.wrap(words_of(segments), self.right - self.left - indent, scale, bold):
            self.feed(scale)
            self.put(self.left + indent, line, scale=scale, bold=bold)

    def pair(
        self,
        label: list[Segment],
        value: list[Segment],
        *,
        scale: float = 1.0,
        bold: bool = False,
        label_x: float | None = None,
        right: float | None = None,
    ) -> None:
        """A label left and a value at the right edge, on two lines where they would touch."""
        first, second = words_of(label), words_of(value)
        x = self.left if label_x is None else label_x
        edge = self.right if right is None else right
        needed = (
            self.width_of(first, scale, bold) + self.width_of(second, scale, bold) + self.look.size
        )
        if needed > edge - x:
            x = self.left
            fit = (self.right - self.left) / max(1.0, needed)
            scale = max(min(scale, scale * fit), 0.75 * scale)
        self.feed(scale)
        used = self.put(x, first, scale=scale, bold=bold) if first else 0.0
        if used + self.width_of(second, scale, bold) + 2 > edge - x:
            self.feed(scale)
        if second:
            self.put(edge, second, align="right", scale=scale, bold=bold)

    def columns(self, cells: list[Cell], *, bold: bool = False) -> None:
        """Cells (share of the print width, align, segments), moved apart where they would touch."""
        self.feed()
        span, reached = self.right - self.left, self.left
        for share, align, segments in sorted(cells, key=lambda cell: cell[0]):
            words = words_of(segments)
            if not words:
                continue
            width = self.width_of(words, 1.0, bold)
            x = self.left + share * span
            start = x - width if align == "right" else x - width / 2 if align == "center" else x
            start = min(start, self.right - width)
            if start < reached:
                start = reached
                if start + width > self.right:
                    self.feed()
                    start = max(self.left, self.right - width)
            self.put(start, words, bold=bold)
            reached = start + width + 0.35 * self.look.size

    def rule(self) -> None:
        """The receipt's kind of dividing line."""
        char = self.look.rule
        if char == "":
            self.gap(0.5)
        elif char == "line":
            self.gap(0.45)
            self.canvas.line(self.left, self.y, self.right, self.y, width=0.6)
        else:
            count = int(
                (self.right - self.left) / text_width(char, self.look.fontname, self.look.size)
            )
            self.feed(0.9)
            self.put(self.left, words_of([(char * max(4, count), None)]))

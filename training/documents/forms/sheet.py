"""A form's page while it is filled: fonts, position, labels and values with provisional marks
``3.key`` and ``3.value``."""

from __future__ import annotations

import random
from dataclasses import dataclass

from training.documents.canvas import Align, Canvas, Color, WordTag, text_width
from training.documents.forms.catalogue import Concept
from training.documents.forms.makers import Value
from training.documents.receipts.till import Segment, Word, unbroken, words_of

#: kinds whose values may go on over several lines
RUNNING = ("string", "name", "address")
#: ends of the provisional marks of running text
LOOSE = (".key", ".between", ".words", ".box")


@dataclass(slots=True)
class Field:
    """A printed field. value None: left empty. index: its number in the provisional marks.
    listed: the list it may be asked for as a part of, "" for none.
    """

    index: int
    concept: Concept
    label: str
    value: Value | None
    listed: str = ""

    def label_segments(self, after: str = "") -> list[Segment]:
        """The label, what follows it unmarked."""
        return [(self.label, f"{self.index}.key"), (after, None)]

    def tag(self, sub: str | None) -> str:
        """The provisional mark of a part of the value; ``.words`` where the text may be broken."""
        if sub is None:
            return f"{self.index}.between"
        return f"{self.index}.{'words' if self.concept.kind in RUNNING else 'value'}{sub}"

    def value_segments(self) -> list[Segment]:
        """The value's pieces."""
        if self.value is None:
            return []
        return [(text, self.tag(sub)) for text, sub in self.value.parts]


@dataclass(slots=True)
class Box:
    """A box to tick. group: the label of the boxes it belongs to, a number of the form."""

    index: int
    group: int
    label: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class Style:
    """Fonts and sizes of a form; ink: the colour of what is filled in."""

    label_font: str
    value_font: str
    head_font: str
    label_size: float
    value_size: float
    ink: Color
    shade: Color | None
    border: float
    colon: str


def draw_style(rng: random.Random) -> Style:
    """A form's style."""
    base = rng.choices((("helv", "hebo"), ("tiro", "tibo"), ("cour", "cobo")), (66, 26, 8))[0]
    label_font = base[1] if rng.random() < 0.35 else base[0]
    value_font = rng.choices(
        (base[0], base[1], "cour", "heit", "tiit", "helv"), (46, 16, 14, 6, 6, 12)
    )[0]
    size = rng.uniform(7.5, 11.0)
    ink = (
        (0.0, 0.0, 0.0)
        if rng.random() < 0.75
        else rng.choice(((0.05, 0.1, 0.55), (0.2, 0.2, 0.25), (0.0, 0.0, 0.35)))
    )
    shade = rng.choice((None, None, (0.9, 0.9, 0.9), (0.85, 0.9, 0.96), (0.95, 0.95, 0.88)))
    return Style(
        label_font,
        value_font,
        base[1],
        size * rng.choice((0.72, 0.8, 0.9, 1.0, 1.0)),
        size,
        ink,
        shade,
        rng.choice((0.4, 0.6, 1.0)),
        rng.choice((":", ":", ":", "", " :")),
    )


@dataclass(slots=True)
class Sheet:
    """The page and where writing goes on. y: the next free top edge in points."""

    rng: random.Random
    canvas: Canvas
    style: Style
    left: float
    right: float
    y: float

    @property
    def room(self) -> float:
        """Height left above the bottom margin."""
        return self.canvas.height - 40 - self.y

    def scratch(self) -> Sheet:
        """An empty page of the same make, for what another window of the document holds."""
        canvas = Canvas(self.canvas.width, self.canvas.height)
        return Sheet(self.rng, canvas, self.style, self.left, self.right, 30.0)

    def wrap(
        self, groups: list[list[Word]], width: float, font: str, size: float
    ) -> list[list[Word]]:
        """Groups of words in lines no wider than `width` where the groups allow it."""
        lines: list[list[Word]] = [[]]
        for group in groups:
            line = " ".join(text for text, _ in [*lines[-1], *group])
            if lines[-1] and text_width(line, font, size) > width:
                lines.append([])
            lines[-1].extend(group)
        return lines

    def write(
        self,
        x: float,
        y: float,
        words: list[Word],
        *,
        font: str,
        size: float,
        align: Align = "left",
        color: Color = (0.0, 0.0, 0.0),
    ) -> float:
        """One line; returns its width."""
        if not words:
            return 0.0
        tags: list[WordTag] = [marks or None for _, marks in words]
        return self.canvas.text(
            x,
            y,
            " ".join(w for w, _ in words),
            size=size,
            fontname=font,
            align=align,
            color=color,
            tags=tags,
        )

    def block(
        self,
        x: float,
        top: float,
        segments: list[Segment],
        width: float,
        *,
        font: str,
        size: float,
        color: Color = (0.0, 0.0, 0.0),
        align: Align = "left",
    ) -> float:
        """Wrapped lines below `top`, shrunk where one word or unbroken value is wider than `width`.

        Returns the bottom edge.
        """
        groups = unbroken(words_of(segments), LOOSE)
        if not groups:
            return top + size * 1.2
        widest = max(text_width(" ".join(w for w, _ in group), font, size) for group in groups)
        size = size * min(1.0, width / max(widest, 1.0))
        bottom = top
        for line in self.wrap(groups, width, font, size):
            bottom += size * 1.2
            at = x if align == "left" else x + width if align == "right" else x + width / 2
            self.write(
                at, bottom - 0.25 * size, line, font=font, size=size, align=align, color=color
            )
        return bottom

    def label(
        self,
        x: float,
        top: float,
        field: Field,
        width: float,
        *,
        after: str = "",
        scale: float = 1.0,
    ) -> float:
        """The field's label."""
        return self.block(
            x,
            top,
            field.label_segments(after),
            width,
            font=self.style.label_font,
            size=self.style.label_size * scale,
        )

    def value(
        self, x: float, top: float, field: Field, width: float, align: Align = "left"
    ) -> float:
        """The field's value."""
        return self.block(
            x,
            top,
            field.value_segments(),
            width,
            font=self.style.value_font,
            size=self.style.value_size,
            color=self.style.ink,
            align=align,
        )

    def plain(
        self,
        x: float,
        top: float,
        text: str,
        width: float,
        *,
        font: str | None = None,
        size: float = 8.0,
        align: Align = "left",
    ) -> float:
        """Text that is no field."""
        return self.block(
            x,
            top,
            [(text, None)],
            width,
            font=font or self.style.label_font,
            size=size,
            align=align,
        )

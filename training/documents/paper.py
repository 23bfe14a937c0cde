"""A plain office document under construction: its look, its page, and the values printed so far.

Statements and payslips are written on it. Text is given as segments, each with the fields it
belongs to; a value counts as printed once it was written. Knows no document type.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from training.documents.canvas import BLACK, Align, Canvas, Color
from training.documents.invoices.flow import Seg, plain, seg, width_of, wrap, write
from training.documents.words import numbers
from training.documents.words.dates import date_text, pick_pattern
from training.documents.words.numbers import MoneyStyle, money_style
from training.documents.words.regions import A4, LETTER, Region

FAMILIES = {"helv": "hebo", "tiro": "tibo", "cour": "cobo"}
ACCENTS: tuple[Color, ...] = (
    (0.0, 0.25, 0.5), (0.7, 0.05, 0.1), (0.0, 0.4, 0.25), (0.25, 0.25, 0.25), (0.9, 0.4, 0.0),
    (0.3, 0.1, 0.45), (0.0, 0.45, 0.6),
)  # fmt: skip
GREY: Color = (0.45, 0.45, 0.45)


@dataclass(slots=True)
class Look:
    """Habits of one document; lengths in points. signed: how often an amount has its currency."""

    paper: tuple[float, float]
    margin: float
    top: float
    regular: str
    bold: str
    size: float
    leading: float
    accent: Color
    tinted: bool
    upper: bool
    colon: str
    bold_labels: bool
    money: MoneyStyle
    signed: float
    date_pattern: str
    lang: str

    @property
    def right(self) -> float:
        """Right edge of the body."""
        return self.paper[0] - self.margin


def draw_look(rng: random.Random, region: Region) -> Look:
    """Habits for a document of this region."""
    regular = rng.choices(("helv", "tiro", "cour"), (0.74, 0.12, 0.14))[0]
    size = rng.choice((7.0, 7.5, 8.0, 8.0, 8.5, 9.0, 9.0, 9.5, 10.0))
    paper = region.paper if rng.random() < 0.94 else rng.choice((A4, LETTER))
    return Look(
        paper=paper,
        margin=rng.uniform(26, 62),
        top=rng.uniform(26, 60),
        regular=regular,
        bold=FAMILIES[regular],
        size=min(size, 8.0) if regular == "cour" else size,
        leading=size * rng.uniform(1.15, 1.55),
        accent=rng.choice(ACCENTS) if rng.random() < 0.6 else BLACK,
        tinted=rng.random() < 0.45,
        upper=rng.random() < 0.12,
        colon=rng.choices((":", "", " :"), (0.55, 0.4, 0.05))[0],
        bold_labels=rng.random() < 0.35,
        money=money_style(rng, region.numbers, region.signs, region.currency),
        signed=rng.choice((0.0, 0.0, 0.5, 1.0)),
        date_pattern=pick_pattern(rng, region.dates),
        lang=region.lang,
    )


@dataclass(slots=True)
class Paper:
    """The page being written, from the top edge `y` downwards, and all values written so far."""

    rng: random.Random
    look: Look
    canvas: Canvas
    values: dict[str, str] = field(default_factory=dict)
    pages: list[Canvas] = field(default_factory=list)
    y: float = 0.0
    currency: str = ""

    def chance(self, share: float) -> bool:
        """True in `share` of the cases."""
        return self.rng.random() < share

    def word(self, words: str) -> str:
        """One of several wordings, separated by bars, in the document's case."""
        text = self.pick(words)
        # Placeholders are small letters.
        return text.upper() if self.look.upper and "{" not in text else text

    def pick(self, words: str) -> str:
        """One of several wordings, separated by bars, as it is."""
        return self.rng.choice(words.split("|"))

    def label(self, words: str) -> str:
        """A wording with the document's colon."""
        text = self.word(words)
        return text if text[-1:] in ":.°º" else text + self.look.colon

    def text(self, path: str, text: str) -> list[Seg]:
        """A text as it is printed. Effects: it is a value from now on."""
        self.values[path] = " ".join(text.split())
        return [seg(text, path)]

    def day(self, path: str, day: date, pattern: str | None = None) -> list[Seg]:
        """A date in the document's habit. Effects: as `text`."""
        self.values[path] = day.isoformat()
        return [seg(date_text(day, pattern or self.look.date_pattern, self.look.lang), path)]

    def amount(
        self, path: str | None, value: Decimal, *, signed: bool = False, plus: bool = False
    ) -> list[Seg]:
        """An amount in the document's habit; only the number, and a sign glued to it, is the value.

        path: None for an amount that nobody asks for. signed: with the currency, where this
        document prints any. plus: with a plus where it is none less than nothing.
        """
        signed = signed and bool(self.look.money.sign)
        paths = () if path is None else (path,)
        segs: list[Seg] = [
            (text, paths if own else ()) for text, own in self.look.money.segs(value, signed=signed)
        ]
        if plus and value > 0:
            place = next(i for i, (_, own) in enumerate(segs) if own == paths)
            segs[place] = ("+" + segs[place][0], paths)
        if path is not None:
            self.values[path] = numbers.plain(value)
        if signed and self.currency:
            self.values["currency"] = self.currency
        return segs

    def code(self) -> list[Seg]:
        """The currency's code, as a value."""
        self.values["currency"] = self.currency
        return [seg(self.currency)]

    def line(
        self,
        x: float,
        y: float,
        segs: Sequence[Seg] | str,
        *,
        bold: bool = False,
        size: float | None = None,
        align: Align = "left",
        color: Color = BLACK,
    ) -> float:
        """One line with its top edge at `y`; returns the top edge of the next."""
        size = size or self.look.size
        fontname = self.look.bold if bold else self.look.regular
        write(
            self.canvas, x, y + size, segs, size=size, fontname=fontname, color=color, align=align
        )
        return y + self.look.leading * size / self.look.size

    def lines(
        self,
        x: float,
        y: float,
        segs: Sequence[Seg] | str,
        width: float,
        *,
        bold: bool = False,
        size: float | None = None,
        color: Color = BLACK,
    ) -> float:
        """Text over as many lines as it needs in `width`; returns the top edge of the next."""
        size = size or self.look.size
        pieces = [seg(segs)] if isinstance(segs, str) else segs
        fontname = self.look.bold if bold else self.look.regular
        for piece in wrap(pieces, fontname, size, width):
            y = self.line(x, y, piece, bold=bold, size=size, color=color)
        return y

    def width(self, segs: Sequence[Seg] | str, *, bold: bool = False) -> float:
        """Width of a text in points."""
        text = segs if isinstance(segs, str) else plain(segs)
        return width_of(text, self.look.bold if bold else self.look.regular, self.look.size)

    def new_page(self) -> None:
        """Keep the page and begin another."""
        self.pages.append(self.canvas)
        self.canvas = Canvas(self.canvas.width, self.canvas.height)
        self.y = self.look.top

    @property
    def limit(self) -> float:
        """Lowest y of the body."""
        return self.canvas.height - max(36.0, self.look.margin)


def open_paper(rng: random.Random, look: Look, currency: str) -> Paper:
    """An empty first page."""
    return Paper(rng, look, Canvas(*look.paper), y=look.top, currency=currency)

"""The document under construction: current page, facts, style, and what is decided about it."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from training.documents.canvas import BLACK, Align, Canvas, Color
from training.documents.invoices import labels
from training.documents.invoices.facts import Facts
from training.documents.invoices.flow import Seg, merge, plain, shift, width_of, wrap, write
from training.documents.invoices.style import Style
from training.documents.words.dates import date_text

if TYPE_CHECKING:
    from training.documents.invoices.parts.columns import Look

Block = Callable[["Sheet", float, float, float], float]
"""Draws between x0 and x1 from y downwards (top edge) and returns its bottom edge, in points."""


@dataclass(slots=True)
class Plan:
    """Which facts this document shows, and where."""

    due: bool
    account: bool
    order: bool
    delivery: bool
    customer: bool
    tax_id: bool
    iban: bool
    name_in: set[str]
    address_in: set[str]
    number_in: str
    date_in: str
    due_in: str


@dataclass(frozen=True, slots=True)
class Variant:
    """How a document differs from an invoice.

    words, sentences: by language and key, alternatives separated by ``|``; where a key is missing
    the invoice's are used. entries: label and value pairs of the details block. columns: keys of
    the table's columns. cell: what stands in line i under a key, None for what an invoice has
    there. layouts: of the parties. opening, closing: blocks above the table, after the sums.
    priced: whether there are sums. banked: how often bank details. third: how often there is a
    third party, the place of delivery. untitled: without a heading.
    """

    words: Mapping[str, Mapping[str, str]]
    sentences: Mapping[str, Mapping[str, str]]
    entries: Callable[[Sheet], list[tuple[str, list[Seg]]]]
    columns: Callable[[Sheet], list[str]]
    cell: Callable[[Sheet, Look, int, str], list[Seg] | None]
    layouts: tuple[Block, ...]
    opening: tuple[Block, ...] = ()
    closing: tuple[Block, ...] = ()
    priced: bool = True
    banked: float = 0.0
    third: float = 0.3
    untitled: bool = False


@dataclass(slots=True)
class Breaks:
    """What a document does where its table runs on over a page.

    carried_below, carried_above: the sum so far at the page's end, at the next one's start.
    repeats_header: of the table. says_more: that the document goes on. head: what stands at the
    top of later pages.
    """

    carried_below: bool = False
    carried_above: bool = False
    repeats_header: bool = True
    says_more: bool = False
    head: Block | None = None


@dataclass(slots=True)
class Sheet:
    """Facts, style and the page being written. variant: None for an invoice."""

    rng: random.Random
    facts: Facts
    style: Style
    plan: Plan
    canvas: Canvas
    pages: list[Canvas] = field(default_factory=list)
    words_used: dict[str, str] = field(default_factory=dict)
    every_page: list[Block] = field(default_factory=list)
    reserved: float = 14.0
    later: list[tuple[str, list[Seg]]] = field(default_factory=list)
    variant: Variant | None = None
    breaks: Breaks = field(default_factory=Breaks)

    def chance(self, share: float) -> bool:
        """True in `share` of the cases."""
        return self.rng.random() < share

    def label(self, key: str, **values: str) -> str:
        """The document's word for `key`, the same each time it is asked without values."""
        if values:
            return self.style.cased(
                self._word(key).format(**({"c": self.facts.currency, "r": "", "b": ""} | values))
            )
        if key not in self.words_used:
            word = self._word(key)
            self.words_used[key] = self.style.cased(
                word.format(c=self.facts.currency) if "{c}" in word else word
            )
        return self.words_used[key]

    def _word(self, key: str) -> str:
        own = self.variant.words.get(self.style.lang, {}) if self.variant else {}
        if key in own:
            return labels.pick_of(self.rng, tuple(own[key].split("|")))
        return labels.pick(self.rng, self.style.lang, key)

    def own_sentences(self, key: str) -> tuple[str, ...] | None:
        """The sentences a document that is no invoice has of this key, None for an invoice."""
        if self.variant is None:
            return None
        found = self.variant.sentences.get(self.style.lang, {}).get(key, "")
        return tuple(found.split("|")) if found else ()

    def colon(self, label: str) -> str:
        """`label` with the document's colon, unless it ends in a sign already."""
        return (
            label
            if label[-1:] in ":#°º"
            else label + (self.style.colon if self.style.colon != "." else ":")
        )

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
        """One line whose top edge is about `y`. Returns the y of the next line."""
        size = size or self.style.size
        write(
            self.canvas,
            x,
            y + size,
            segs,
            size=size,
            fontname=self.style.bold if bold else self.style.regular,
            color=color,
            align=align,
        )
        return y + max(self.style.leading * size / self.style.size, size * 1.12)

    def lines(
        self,
        x0: float,
        x1: float,
        y: float,
        segs: Sequence[Seg] | str,
        *,
        bold: bool = False,
        size: float | None = None,
        align: Align = "left",
        color: Color = BLACK,
    ) -> float:
        """Wrapped text between x0 and x1."""
        size = size or self.style.size
        pieces = [(segs, ())] if isinstance(segs, str) else segs
        at = x0 if align == "left" else x1 if align == "right" else (x0 + x1) / 2
        for piece in wrap(pieces, self.style.bold if bold else self.style.regular, size, x1 - x0):
            y = self.line(at, y, piece, bold=bold, size=size, align=align, color=color)
        return y

    def extent(
        self, text: str | Sequence[Seg], *, bold: bool = False, size: float | None = None
    ) -> float:
        """Width of a text in points."""
        string = text if isinstance(text, str) else plain(text)
        return width_of(
            string, self.style.bold if bold else self.style.regular, size or self.style.size
        )

    def money(
        self, value: Decimal, *paths: str, signed: bool = True, places: int | None = None
    ) -> list[Seg]:
        """An amount in the document's habit; only the number (and a sign glued to it) belongs to
        the field.
        """
        return [
            (text, paths if own else ())
            for text, own in self.style.money.segs(value, signed=signed, places=places)
        ]

    def day(self, name: str, *paths: str) -> list[Seg]:
        """One of the facts' dates in the document's habit."""
        return [
            (date_text(self.facts.dates[name], self.style.date_pattern, self.style.lang), paths)
        ]

    def below(self, block: Block, x0: float, x1: float, y: float) -> float:
        """Draw `block` at y, or at the top of a new page where it does not fit any more."""
        main, scratch = self.canvas, Canvas(self.canvas.width, self.canvas.height)
        self.canvas = scratch
        bottom = block(self, x0, x1, y)
        self.canvas = main
        if bottom > self.limit() and y > self.style.top + 90:
            top = self.new_page()
            shift(scratch, top - y)
            bottom += top - y
        merge(self.canvas, scratch)
        return bottom

    def limit(self) -> float:
        """Lowest y for the body of a page."""
        return self.canvas.height - self.style.bottom - self.reserved

    def new_page(self) -> float:
        """Start a page; returns where its body begins."""
        self.finish_page()
        self.canvas = Canvas(self.canvas.width, self.canvas.height)
        if self.breaks.head is not None:
            right = self.canvas.width - self.style.right
            return self.breaks.head(self, self.style.left, right, self.style.top) + 8
        return self.style.top + 20

    def finish_page(self) -> None:
        """Draw what stands on every page and keep the page."""
        for block in self.every_page:
            block(
                self,
                self.style.left,
                self.canvas.width - self.style.right,
                self.canvas.height - self.style.bottom,
            )
        self.pages.append(self.canvas)

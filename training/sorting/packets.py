"""Generated packets: documents of any kinds one after the other in one file, with their borders.

Some follow a sibling: the same sender and layout, other numbers and dates. Some packets are scanned
as a whole, with blank backs, on sheets of one size. Knows no weights.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from training.documents.canvas import Canvas, PlacedWord
from training.sorting.documents import Drawn, read
from workers.page import Word
from workers.sorting.sketch import PageSketch

SHEETS = ((595.0, 842.0), (612.0, 792.0))
_SIBLINGS, _SAME_KIND = 0.22, 0.25
_DIGIT = re.compile(r"\d")
#: what stays the same on all documents of a sender
_LASTING = re.compile(r"supplier|customer|employer|employee|bank|account\.|ship_to|tax_id|iban")


@dataclass(frozen=True, slots=True)
class Packet:
    """pages: numbered from 1. starts: indexes of pages that open a document. schemas: the kind of
    each document.
    """

    pages: list[PageSketch]
    starts: list[int]
    schemas: list[str]


def draw_packet(rng: random.Random, pool: Sequence[Drawn], *, count: int | None = None) -> Packet:
    """A packet of `count` documents of the pool, 2 to 10 where none is given."""
    count = count or rng.choice((2, 2, 3, 3, 4, 5, 6, 8, 10))
    mode = rng.choice(("scanned", "scanned", "mixed", "text"))
    one_kind = rng.choice(pool).schema if rng.random() < _SAME_KIND else None
    choice = [drawn for drawn in pool if one_kind in (None, drawn.schema)]
    on_sheets = mode == "scanned" and rng.random() < 0.5
    sheet = rng.choice(SHEETS)
    with_backs = mode == "scanned" and rng.random() < 0.15
    pages: list[PageSketch] = []
    starts, schemas = [], []
    drawn = rng.choice(choice)
    for index in range(count):
        if index:
            drawn = sibling(rng, drawn) if rng.random() < _SIBLINGS else rng.choice(choice)
        starts.append(len(pages))
        schemas.append(drawn.schema)
        scanned = {"scanned": True, "text": False}.get(mode)
        own = read(rng, drawn, scanned=scanned)
        own = [_on_sheet(page, sheet) for page in own] if on_sheets else own
        if with_backs and len(own) % 2:
            own.append(replace(own[-1], words=()))
        pages += own
    return Packet([replace(page, number=i + 1) for i, page in enumerate(pages)], starts, schemas)


def sibling(rng: random.Random, drawn: Drawn) -> Drawn:
    """Another document of the same sender to the same customer: other numbers, dates and sums."""
    known: dict[str, str] = {}
    keep_unmarked = rng.random() < 0.5

    def moved(word: PlacedWord) -> PlacedWord:
        lasting = any(_LASTING.search(mark.path) for mark in word.marks)
        digits = sum(char.isdigit() for char in word.text)
        if lasting or digits < 2 or (not word.marks and (keep_unmarked or digits < 5)):
            return word
        if word.text not in known:
            known[word.text] = _DIGIT.sub(lambda m: str(rng.randint(1, 9)), word.text)
        return replace(word, text=known[word.text])

    canvases = [
        Canvas(canvas.width, canvas.height, [moved(word) for word in canvas.words])
        for canvas in drawn.canvases
    ]
    return replace(drawn, canvases=canvases)


def _on_sheet(page: PageSketch, sheet: tuple[float, float]) -> PageSketch:
    """The page as it lies on the glass: on a sheet of one size, smaller ones in a corner."""
    width, height = sheet
    if page.width_pt > page.height_pt:
        width, height = height, width
    scale = min(1.0, width / page.width_pt, height / page.height_pt)
    wide, high = page.width_pt * scale / width, page.height_pt * scale / height
    left = (1 - wide) / 2
    words = tuple(
        Word(
            word.text,
            (
                left + word.bbox[0] * wide,
                word.bbox[1] * high,
                left + word.bbox[2] * wide,
                word.bbox[3] * high,
            ),
            word.source,
        )
        for word in page.words
    )
    return replace(page, width_pt=width, height_pt=height, words=words)

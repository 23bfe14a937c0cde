"""A generated document's pages in the product's own words, so that both build the same anchor."""

from __future__ import annotations

from training.corpus import ReadDocument
from training.documents.canvas import PlacedWord
from workers.page import Page, Word
from workers.steps.anchor import Anchor, build_anchor


def anchor_of(read: ReadDocument) -> tuple[Anchor, list[PlacedWord]]:
    """The anchor of all pages, and for each of its words the generated word it came from."""
    pages = []
    origin: dict[int, PlacedWord] = {}
    for index, (canvas, placed) in enumerate(zip(read.document.pages, read.words, strict=True)):
        words = []
        for item in placed:
            x0, y0, x1, y1 = item.box
            word = Word(
                item.text,
                (x0 / canvas.width, y0 / canvas.height, x1 / canvas.width, y1 / canvas.height),
            )
            origin[id(word)] = item
            words.append(word)
        pages.append(Page(index + 1, canvas.width, canvas.height, tuple(words)))
    anchor = build_anchor(pages)
    return anchor, [origin[id(word.word)] for word in anchor.words]

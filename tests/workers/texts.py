"""Anchors from plain text: a line is a row, a character is a hundredth of the page wide."""

from __future__ import annotations

from workers.page import Page, Word
from workers.steps.anchor import Anchor, build_anchor
from workers.steps.page_text import PageText, build_page_text
from workers.steps.spans import Occurrence

CHAR_WIDTH = 0.01


def page_of(text: str, number: int = 1) -> Page:
    """A page whose words stand as in `text`; several spaces make a wide gap."""
    rows = text.split("\n")
    words = []
    for i, row in enumerate(rows):
        column = 0
        for piece in row.split(" "):
            if piece:
                left, right = column * CHAR_WIDTH, (column + len(piece)) * CHAR_WIDTH
                box = (min(left, 0.99), i / len(rows), min(right, 1.0), (i + 0.6) / len(rows))
                words.append(Word(piece, box))
            column += len(piece) + 1
    return Page(number, 600.0, 20.0 * len(rows), tuple(words))


def anchor_of(*texts: str) -> Anchor:
    """Anchor of pages with these texts."""
    return build_anchor([page_of(text, i + 1) for i, text in enumerate(texts)])


def text_of(*texts: str) -> PageText:
    """What values may be copied from on pages with these texts."""
    return build_page_text(anchor_of(*texts))


def copied(page: PageText, place: Occurrence) -> str:
    """The characters of a place, read word by word."""
    words = page.text.split()
    return "".join(words[index][first:last] for index, first, last in place.parts)

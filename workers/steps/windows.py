"""Packs pages into windows: runs of pages that fit one request of the model. Knows no prompt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from workers.page import Page, Word


@dataclass(frozen=True, slots=True)
class Piece:
    """A page, or a part of one. words: half-open range of its words from top to bottom, None for
    all of them.
    """

    number: int
    words: tuple[int, int] | None = None


def pack_windows(
    pages: Iterable[Page], cost: TokenCost, max_tokens: int, max_pages: int
) -> Iterator[list[Page]]:
    """Consecutive pages, as many as fit `max_tokens` and `max_pages`; a page that alone is longer
    is cut in parts.

    A part keeps the page's number and pixels, so boxes stay right; no word is left out.
    """
    known: dict[int, Page] = {}
    for window in plan_windows(noted(pages, known), cost, max_tokens, max_pages):
        yield [take(known[piece.number], piece) for piece in window]


def noted(pages: Iterable[Page], known: dict[int, Page]) -> Iterator[Page]:
    """The same pages; each is in `known` when it is passed on."""
    for page in pages:
        known[page.number] = page
        yield page


def plan_windows(
    pages: Iterable[Page], cost: TokenCost, max_tokens: int, max_pages: int
) -> Iterator[list[Piece]]:
    """What `pack_windows` packs, without the words: looks at each page once."""
    window: list[Piece] = []
    used = 0
    for page in pages:
        for piece, need in _pieces(page, cost, max_tokens):
            if window and (used + need > max_tokens or len(window) >= max_pages):
                yield window
                window, used = [], 0
            window.append(piece)
            used += need
    if window:
        yield window


def take(page: Page, piece: Piece) -> Page:
    """The part of `page` that `piece` names."""
    if piece.words is None:
        return page
    return replace(page, words=tuple(_downwards(page)[slice(*piece.words)]))


def first_and_last(count: int, most: int) -> list[int]:
    """Which of `count` things (from 0) are taken when `most` may be: two thirds at the start, the
    rest at the end, since a document's totals stand last.
    """
    if count <= most:
        return list(range(count))
    head = most - most // 3
    return [*range(head), *range(count - (most - head), count)]


class TokenCost:
    """Estimated tokens of a page: of its words' characters and of its image."""

    def __init__(self, image_tokens: int, chars_per_token: float = 2.2) -> None:
        self.image_tokens = image_tokens
        self.chars_per_token = chars_per_token

    def __call__(self, page: Page) -> int:
        return self.image_tokens + sum(self.of_word(word) for word in page.words)

    def of_word(self, word: Word) -> int:
        """At least one token a word."""
        return max(1, round((len(word.text) + 1) / self.chars_per_token))


def _pieces(page: Page, cost: TokenCost, max_tokens: int) -> list[tuple[Piece, int]]:
    """The page in parts that fit, with what each costs."""
    whole = cost(page)
    if whole <= max_tokens:
        return [(Piece(page.number), whole)]
    pieces: list[tuple[Piece, int]] = []
    start, used = 0, cost.image_tokens
    words = _downwards(page)
    for index, word in enumerate(words):
        need = cost.of_word(word)
        if used + need > max_tokens and index > start:
            pieces.append((Piece(page.number, (start, index)), used))
            start, used = index, cost.image_tokens
        used += need
    return [*pieces, (Piece(page.number, (start, len(words))), used)]


def _downwards(page: Page) -> list[Word]:
    return sorted(page.words, key=lambda w: w.bbox[1] + w.bbox[3])

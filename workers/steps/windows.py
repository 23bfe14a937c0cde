"""Packs pages into windows: runs of pages that fit one request of the model. Knows no prompt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from workers.page import Page, Word


def pack_windows(
    pages: Iterable[Page], cost: TokenCost, max_tokens: int, max_pages: int
) -> Iterator[list[Page]]:
    """Consecutive pages, as many as fit `max_tokens` and `max_pages`; a page that alone is longer
    is cut in parts.

    A part keeps the page's number and pixels, so boxes stay right; no word is left out.
    """
    window: list[Page] = []
    used = 0
    for page in pages:
        for part in _parts(page, cost, max_tokens):
            need = cost(part)
            if window and (used + need > max_tokens or len(window) >= max_pages):
                yield window
                window, used = [], 0
            window.append(part)
            used += need
    if window:
        yield window


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


def _parts(page: Page, cost: TokenCost, max_tokens: int) -> Sequence[Page]:
    if cost(page) <= max_tokens:
        return [page]
    parts: list[list[Word]] = [[]]
    used = cost.image_tokens
    for word in sorted(page.words, key=lambda w: w.bbox[1] + w.bbox[3]):
        need = cost.of_word(word)
        if used + need > max_tokens and parts[-1]:
            parts.append([])
            used = cost.image_tokens
        parts[-1].append(word)
        used += need
    return [
        Page(page.number, page.width_pt, page.height_pt, tuple(words), page.pixels, page.notes)
        for words in parts
    ]

"""Windows: pages packed into requests."""

from __future__ import annotations

from workers.page import Page, Word
from workers.steps.windows import TokenCost, pack_windows

COST = TokenCost(image_tokens=10, chars_per_token=2.0)


def page(number: int, num_words: int) -> Page:
    words = tuple(Word("abc", (0.1, i / 1000, 0.2, i / 1000 + 0.001)) for i in range(num_words))
    return Page(number, 100, 100, words)


def test_pages_share_a_window_while_they_fit() -> None:
    windows = list(pack_windows([page(1, 5), page(2, 5), page(3, 50)], COST, 60, 10))
    assert [[p.number for p in window] for window in windows] == [[1, 2], [3], [3]]


def test_a_window_holds_no_more_pages_than_allowed() -> None:
    windows = list(pack_windows([page(i, 0) for i in range(5)], COST, 1000, 2))
    assert [len(window) for window in windows] == [2, 2, 1]


def test_a_long_page_is_cut_and_no_word_is_lost() -> None:
    long = page(1, 333)
    windows = list(pack_windows([long], COST, 100, 3))
    words = [word for window in windows for part in window for word in part.words]
    assert sorted(words, key=lambda w: w.bbox[1]) == list(long.words)
    assert all(sum(COST(part) for part in window) <= 100 for window in windows)

"""The anchor: rows, gaps and blocks of a page's words."""

from __future__ import annotations

import time

from workers.page import Page, Word
from workers.steps.anchor import LAYOUT_SIZE, build_anchor


def page(*words: tuple[str, float, float], number: int = 1, slope: float = 0.0) -> Page:
    """Words of 10 pt at (x, y) on a page of 500 x 500 pt; `slope` tilts the rows."""
    placed = tuple(
        Word(
            text,
            (x / 500, (y + slope * x) / 500, (x + 5 * len(text)) / 500, (y + slope * x + 10) / 500),
        )
        for text, x, y in words
    )
    return Page(number, 500, 500, placed)


def test_words_of_a_row_are_separated_by_a_space_and_rows_by_a_newline() -> None:
    anchor = build_anchor([page(("World", 30, 10), ("Hello", 0, 10), ("again", 0, 30))])
    assert anchor.text == " Hello World\n again\n"


def test_a_wide_gap_becomes_a_tab() -> None:
    anchor = build_anchor([page(("Total", 0, 10), ("9.00", 200, 10))])
    assert anchor.text == " Total\t 9.00\n"


def test_digits_in_boxes_of_a_form_stay_together() -> None:
    boxes = [(char, 24.0 * place, 10.0) for place, char in enumerate("12-345")]
    assert build_anchor([page(*boxes)]).text == " 1 2 - 3 4 5\n"
    words = [(word, 24.0 * place + 5 * place, 10.0) for place, word in enumerate(("ab", "cd"))]
    assert build_anchor([page(*words)]).text == " ab\t cd\n"


def test_a_tilted_row_stays_one_row() -> None:
    words = [(f"w{i}", 40.0 * i, 10.0) for i in range(10)]
    anchor = build_anchor([page(*words, ("below", 0, 40), slope=0.05)])
    assert anchor.text.count("\n") == 2


def test_spans_point_at_the_words() -> None:
    anchor = build_anchor([page(("a", 0, 10), ("bb", 20, 10), ("ccc", 0, 40))])
    texts = [(anchor.text[start:end], anchor.words[i].word.text) for start, end, i in anchor.spans]
    assert texts == [("a", "a"), ("bb", "bb"), ("ccc", "ccc")]


def test_lines_of_a_column_are_contiguous_in_block_order() -> None:
    left = [("Acme", 0.0, 10.0), ("Street", 0.0, 22.0), ("City", 0.0, 34.0)]
    right = [("Number", 250.0, 10.0), ("Date", 250.0, 22.0), ("Page", 250.0, 34.0)]
    anchor = build_anchor([page(*left, *right)])
    assert " Acme Street City\n" in anchor.blocks_text
    assert " Number Date Page\n" in anchor.blocks_text


def test_white_space_and_control_characters_cannot_break_a_row() -> None:
    anchor = build_anchor([page(("a\nb\x00c", 0, 10))])
    assert anchor.text == " abc\n"


def test_rows_count_on_over_pages() -> None:
    anchor = build_anchor([page(("a", 0, 10), ("b", 0, 40)), page(("c", 0, 10), number=2)])
    assert [word.row for word in anchor.words] == [0, 1, 2]
    assert anchor.words[2].page == 2


def test_layout_bins_stay_in_range_for_boxes_outside_the_page() -> None:
    anchor = build_anchor([Page(1, 100, 100, (Word("x", (-0.1, -0.1, 1.4, 1.2)),))])
    assert all(1 <= side <= LAYOUT_SIZE for side in anchor.layout(0))


def test_a_page_without_words_gives_an_empty_anchor() -> None:
    anchor = build_anchor([Page(1, 100, 100, ())])
    assert anchor.text == ""
    assert anchor.words == ()


def test_words_without_printable_characters_are_dropped() -> None:
    anchor = build_anchor([page(("\x00\u200b", 0, 10), ("a", 50, 10))])
    assert anchor.text == " a\n"


def test_twenty_thousand_words_are_laid_out_in_seconds() -> None:
    words = tuple(
        Word("w", (x / 100, y / 200, (x + 0.8) / 100, (y + 0.8) / 200))
        for y in range(200)
        for x in range(100)
    )
    start = time.process_time()
    anchor = build_anchor([Page(1, 1000, 1000, words)])
    assert len(anchor.words) == 20_000
    assert time.process_time() - start < 8

"""Pictures beside text are read when much on them has no words."""

from __future__ import annotations

import numpy as np
import pytest

from workers.page import Box, Word
from workers.steps.pictures import GRID, cut_out, fill_gaps, placed_in, unread_pictures

LOWER_HALF: Box = (0.0, 0.5, 1.0, 1.0)


def page_with_ink(box: Box) -> np.ndarray:
    """A white page, 640 x 640, with stripes inside `box`."""
    pixels = np.full((640, 640, 3), 255, dtype=np.uint8)
    left, top, right, bottom = (int(value * 640) for value in box)
    pixels[top:bottom:4, left:right] = 0
    return pixels


def words_over(box: Box) -> list[Word]:
    left, top, right, bottom = box
    rows = np.arange(top, bottom, 0.02)
    return [Word("x", (left, float(row), right, float(row) + 0.015)) for row in rows]


def test_a_large_picture_without_words_is_unread() -> None:
    area = unread_pictures(page_with_ink(LOWER_HALF), words_over((0, 0, 1, 0.4)), [LOWER_HALF])
    assert area is not None
    assert area[: GRID // 2].sum() == 0
    assert area[GRID // 2 :].all()


def test_a_picture_with_words_all_over_is_read() -> None:
    assert unread_pictures(page_with_ink(LOWER_HALF), words_over(LOWER_HALF), [LOWER_HALF]) is None


def test_a_logo_is_too_small_to_be_read() -> None:
    logo: Box = (0.0, 0.0, 0.4, 0.2)
    assert unread_pictures(page_with_ink(logo), [], [logo]) is None


def test_a_picture_with_nothing_on_it_is_not_read() -> None:
    blank = np.full((640, 640, 3), 255, dtype=np.uint8)
    assert unread_pictures(blank, [], [LOWER_HALF]) is None


def test_a_scan_cut_into_strips_counts_as_one_picture() -> None:
    strips: list[Box] = [(0.0, i / 10, 1.0, (i + 1) / 10) for i in range(10)]
    assert unread_pictures(page_with_ink((0, 0, 1, 1)), [], strips) is not None


def test_a_tiny_page_can_be_looked_at() -> None:
    tiny = np.zeros((3, 2, 3), dtype=np.uint8)
    assert unread_pictures(tiny, [], [(0, 0, 1, 1)]) is None


def test_only_gaps_inside_the_pictures_are_filled() -> None:
    area = np.zeros((GRID, GRID), dtype=bool)
    area[GRID // 2 :] = True
    known = Word("known", (0.1, 0.6, 0.3, 0.62))
    found = [
        Word("above", (0.1, 0.1, 0.3, 0.12), "ocr"),
        Word("known", (0.11, 0.6, 0.31, 0.62), "ocr"),
        Word("new", (0.1, 0.8, 0.3, 0.82), "ocr"),
    ]
    assert fill_gaps([known], found, area) == [found[2]]


def test_the_pictures_are_cut_out_and_their_words_put_back() -> None:
    area = np.zeros((GRID, GRID), dtype=bool)
    area[32:48, 16:64] = True
    pixels = page_with_ink((0.25, 0.5, 0.5, 0.75))
    part, box = cut_out(pixels, area)
    assert box == (0.25, 0.5, 1.0, 0.75)
    assert part.shape == (160, 480, 3)
    assert placed_in(box, (0, 0, 1 / 3, 1)) == pytest.approx((0.25, 0.5, 0.5, 0.75))

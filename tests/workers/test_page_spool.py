"""Pages put aside come back as they were."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from workers.page import Page, Widget, Word
from workers.steps.page_spool import PageSpool

PAGE = Page(
    3,
    595.0,
    842.0,
    (Word("Total", (0.1, 0.1, 0.2, 0.12)),),
    np.arange(12 * 8 * 3, dtype=np.uint8).reshape(12, 8, 3),
    ("ocr_tesseract",),
    (Widget("text", "a.b", "", "x", False, (0.1, 0.2, 0.3, 0.4)),),
)


def test_a_page_comes_back_with_its_pixels_words_and_fields() -> None:
    with PageSpool() as spool:
        spool.put(PAGE)
        assert spool.pages[3].pixels is None
        back = spool.load(3)
        assert back.pixels is not None
        assert PAGE.pixels is not None
        assert (back.pixels == PAGE.pixels).all()
        assert replace(back, pixels=None) == replace(PAGE, pixels=None)


def test_a_page_without_pixels_comes_back_without() -> None:
    with PageSpool() as spool:
        spool.put(replace(PAGE, pixels=None))
        assert spool.load(3).pixels is None


def test_a_page_that_was_not_put_is_not_there() -> None:
    with PageSpool() as spool, pytest.raises(KeyError):
        spool.load(1)

"""Stored pages come back as they were."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.page import Page, Word
from workers.stages.page_blob import BadPage, pack_page, unpack_page

SHARE = st.floats(0, 1)
WORDS = st.builds(
    Word,
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    st.tuples(SHARE, SHARE, SHARE, SHARE),
    st.sampled_from(["text", "ocr"]),
    SHARE,
)


@settings(deadline=None, max_examples=40)
@given(
    words=st.lists(WORDS, max_size=5),
    size=st.none() | st.tuples(st.integers(1, 40), st.integers(1, 40)),
    notes=st.lists(st.sampled_from(["ocr_tesseract", "hidden_text_dropped"]), max_size=2),
)
def test_a_page_comes_back_equal(
    words: list[Word], size: tuple[int, int] | None, notes: list[str]
) -> None:
    pixels = None
    if size is not None:
        pixels = np.random.default_rng(1).integers(0, 256, (*size, 3), dtype=np.uint8)
    page = Page(7, 595.2, 841.8, tuple(words), pixels, tuple(notes))
    back = unpack_page(pack_page(page))
    assert (back.number, back.width_pt, back.height_pt) == (7, 595.2, 841.8)
    assert (back.words, back.notes) == (page.words, page.notes)
    if page.pixels is None:
        assert back.pixels is None
    else:
        assert back.pixels is not None
        assert np.array_equal(back.pixels, page.pixels)


@pytest.mark.parametrize("blob", [b"", b"\x09\0\0\0\0", b"\x01\0\0\0\x04abcd", b"\x01"])
def test_what_is_no_stored_page_is_said_to_be_none(blob: bytes) -> None:
    with pytest.raises(BadPage):
        unpack_page(blob)

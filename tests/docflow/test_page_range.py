"""Runs of pages as people write them."""

from __future__ import annotations

import pytest

from docflow.page_range import parse_page_range


@pytest.mark.parametrize(
    ("text", "run"), [("4-6", (4, 6)), ("4", (4, 4)), (" 1 - 2 ", (1, 2)), ("7-7", (7, 7))]
)
def test_a_run_of_pages_is_its_first_and_last_one(text: str, run: tuple[int, int]) -> None:
    assert parse_page_range(text) == run


@pytest.mark.parametrize("text", ["", "0-3", "a", "1-2-3", "3-1", "1.5", "9999999"])
def test_anything_else_says_what_is_wrong_with_it(text: str) -> None:
    with pytest.raises(ValueError, match="page"):
        parse_page_range(text)

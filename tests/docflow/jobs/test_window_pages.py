"""Pages of a window, whole or in parts."""

from __future__ import annotations

from docflow.jobs.window_pages import page_numbers


def test_whole_pages_and_parts_are_pages() -> None:
    assert page_numbers([1, [2, 0, 561], [2, 561, 900], 3]) == {1, 2, 3}

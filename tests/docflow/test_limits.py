"""Limits are whole numbers above zero, by name."""

from __future__ import annotations

import pytest

from docflow.limits import Limits


def test_limits_are_made_from_text() -> None:
    limits = Limits.from_mapping({"max_pages": "12", "page_cpu_s": 3})
    assert (limits.max_pages, limits.page_cpu_s) == (12, 3)
    assert limits.max_file_bytes == Limits().max_file_bytes


def test_limits_survive_a_journey() -> None:
    limits = Limits(max_pages=7)
    assert Limits.from_mapping(limits.as_mapping()) == limits


@pytest.mark.parametrize("value", [0, -1, "many", 1.5, True, None, ""])
def test_what_is_no_limit_is_refused_by_name(value: object) -> None:
    with pytest.raises(ValueError, match="max_pages must be a whole number"):
        Limits.from_mapping({"max_pages": value})


def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"no such limit: max_pagse; there are .*max_pages"):
        Limits.from_mapping({"max_pagse": 3})

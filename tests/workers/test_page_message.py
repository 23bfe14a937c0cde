"""Pages cross the process boundary unchanged, and nothing else does."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from workers.page import Page, Widget, Word
from workers.steps.page_message import page_of_message, page_to_message
from workers.steps.wire import WireGarbage

PAGE = Page(
    number=3,
    width_pt=595.0,
    height_pt=842.0,
    words=(Word("Total", (0.1, 0.2, 0.3, 0.4)), Word("€", (0, 0, 1, 1), "ocr", 0.5)),
    pixels=np.arange(4 * 6 * 3, dtype=np.uint8).reshape(4, 6, 3),
    notes=("ocr_tesseract",),
    widgets=(
        Widget("choice", "a.b", "Colour", "rouge", False, (0.1, 0.2, 0.3, 0.4), 3, True, True),
    ),
)


def received(page: Page) -> Page:
    header, body = page_to_message(page)
    return page_of_message(json.loads(json.dumps(header))["page"], body)


def test_a_page_comes_back_as_it_was() -> None:
    back = received(PAGE)
    assert back.words == PAGE.words
    assert back.widgets == PAGE.widgets
    assert (back.number, back.width_pt, back.height_pt, back.notes) == (3, 595.0, 842.0, PAGE.notes)
    assert back.pixels is not None
    assert PAGE.pixels is not None
    assert np.array_equal(back.pixels, PAGE.pixels)


def test_a_page_stored_before_there_were_fields_has_none() -> None:
    header, body = page_to_message(PAGE)
    del header["page"]["widgets"]
    assert page_of_message(header["page"], body).widgets == ()


def test_a_field_of_an_unknown_kind_is_no_page() -> None:
    header, body = page_to_message(PAGE)
    header["page"]["widgets"] = [["knob", *header["page"]["widgets"][0][1:]]]
    with pytest.raises(WireGarbage):
        page_of_message(header["page"], body)


def test_a_page_without_pixels_comes_back_without() -> None:
    assert received(Page(1, 10, 10, ())).pixels is None


@pytest.mark.parametrize(
    "change",
    [
        {"shape": [4, 7]},
        {"shape": [-4, -6]},
        {"words": [["text only"]]},
        {"words": [["x", 0, 0, float("nan"), 1, "text", 1]]},
        {"words": [["x", 0, 0, 1, 1, "oracle", 1]]},
        {"width_pt": float("inf")},
        {"notes": None},
        {"number": "three"},
    ],
    ids=str,
)
def test_what_is_no_page_is_refused(change: dict[str, Any]) -> None:
    header, body = page_to_message(PAGE)
    with pytest.raises(WireGarbage):
        page_of_message({**header["page"], **change}, body)


def test_boxes_are_kept_on_the_page() -> None:
    header, body = page_to_message(Page(1, 10, 10, (Word("x", (-0.2, 0.1, 1.7, 0.2)),)))
    (word,) = page_of_message(header["page"], body).words
    assert word.bbox == (0, 0.1, 1, 0.2)

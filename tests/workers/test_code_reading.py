"""Codes come through messages, storage and answers as they were."""

from __future__ import annotations

import json

import numpy as np
import pytest

from workers.page import Page, PageCode
from workers.stages.page_blob import pack_page, unpack_page
from workers.steps.code_reading import (
    FoundCode,
    codes_of_json,
    codes_of_pages,
    is_codes_json,
    noting_codes,
    shown_codes,
    with_codes_json,
)
from workers.steps.page_message import page_of_message, page_to_message
from workers.steps.wire import WireGarbage

CODE = PageCode("qr_code", "BCD\n002\nKüche 2", (0.1, 0.2, 0.3, 0.4))
PAGE = Page(2, 595.0, 842.0, (), np.zeros((4, 3, 3), np.uint8), codes=(CODE,))


def test_codes_pass_between_processes_and_through_storage() -> None:
    message, body = page_to_message(PAGE)
    assert page_of_message(json.loads(json.dumps(message))["page"], body).codes == (CODE,)
    assert unpack_page(pack_page(PAGE)).codes == (CODE,)


def test_a_page_of_an_earlier_version_has_no_codes() -> None:
    message, body = page_to_message(PAGE)
    del message["page"]["codes"]
    assert page_of_message(message["page"], body).codes == ()


@pytest.mark.parametrize("row", [["qr_code", "a"], [1], ["qr_code", "a", [0, 0, 1]], "codes"])
def test_a_broken_code_is_garbage(row: object) -> None:
    message, body = page_to_message(PAGE)
    message["page"]["codes"] = [row]
    with pytest.raises(WireGarbage):
        page_of_message(message["page"], body)


def test_codes_stand_beside_what_else_a_document_says() -> None:
    codes = codes_of_pages([PAGE])
    assert codes == (FoundCode(2, CODE),)
    form = {"kind": "acroform", "version": 1}
    alone, beside = with_codes_json(None, codes), with_codes_json(form, codes)
    assert alone is not None
    assert beside is not None
    assert is_codes_json(alone)
    assert not is_codes_json(beside)
    for known in (alone, beside):
        stored = json.loads(json.dumps(known))
        assert codes_of_json([{"readings": []}, stored]) == codes
    assert (with_codes_json(None, ()), with_codes_json(form, ())) == (None, form)


def test_codes_are_noted_while_pages_pass() -> None:
    noted: list[FoundCode] = []
    assert [page.number for page in noting_codes([PAGE], noted)] == [2]
    assert noted == [FoundCode(2, CODE)]


def test_results_show_codes_with_page_and_place() -> None:
    assert shown_codes(codes_of_pages([PAGE])) == [
        {"format": "qr_code", "text": CODE.text, "page": 2, "bbox": [0.1, 0.2, 0.3, 0.4]}
    ]

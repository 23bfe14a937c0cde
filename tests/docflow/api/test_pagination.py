"""Cursors lead through a collection, and nothing else can be made of them."""

from __future__ import annotations

import base64
import contextlib
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docflow.api.pagination import PageRequest, encode_cursor, page_of
from docflow.api.problems import Problem

MOMENT = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)


def encode(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


def test_a_cursor_gives_back_the_sort_key() -> None:
    cursor = encode_cursor(MOMENT, "doc_1", 7)
    assert PageRequest(1, cursor).after(datetime, str, int) == (MOMENT, "doc_1", 7)
    assert PageRequest(1, None).after(datetime, str, int) is None


def test_a_page_ends_with_a_cursor_only_where_there_is_more() -> None:
    request = PageRequest(2, None)
    page = page_of(["a", "b", "c"], request, lambda row: (row,), str.upper)
    assert page.data == ["A", "B"]
    assert PageRequest(2, page.next_cursor).after(str) == ("b",)
    assert page_of(["a", "b"], request, lambda row: (row,), str.upper).next_cursor is None
    assert page_of([], request, lambda row: (row,), str.upper).data == []


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "?",
        "é",
        encode("doc_1"),
        encode([]),
        encode([MOMENT.isoformat()]),
        encode(["yesterday", "doc_1"]),
        encode(["2026-03-01T12:00:00", "doc_1"]),
        encode(["0001-01-01T00:00:00+14:00", "doc_1"]),
        encode([MOMENT.isoformat(), 1]),
        encode([MOMENT.isoformat(), "\x00"]),
        encode([MOMENT.isoformat(), "\ud800"]),
        encode([1, "doc_1"]),
    ],
)
def test_what_no_answer_held_is_refused(cursor: str) -> None:
    with pytest.raises(Problem) as raised:
        PageRequest(1, cursor).after(datetime, str)
    assert (raised.value.status, raised.value.code) == (422, "invalid_cursor")


@pytest.mark.parametrize("number", [True, 1.5, 2**63, "1", None])
def test_a_number_is_one_the_database_can_hold(number: object) -> None:
    with pytest.raises(Problem):
        PageRequest(1, encode([number])).after(int)


@given(
    st.text(max_size=60) | st.binary(max_size=60).map(lambda raw: base64.b64encode(raw).decode())
)
def test_any_text_is_a_cursor_or_a_problem(cursor: str) -> None:
    with contextlib.suppress(Problem):
        PageRequest(1, cursor).after(datetime, str)

"""The result contract: its shape, failed entries, JSON Pointers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from docflow.results import DocumentResult, Result, failed_result, iterate_leaves, pointer_tokens
from tests.docflow.fakes import document_result


def test_a_result_has_the_shape_of_the_contract() -> None:
    TypeAdapter(Result).validate_python(document_result(), strict=True)


def test_a_failed_entry_has_the_shape_of_the_contract() -> None:
    entry = failed_result("a.pdf", "not_found", "there is no such file")
    TypeAdapter(Result).validate_python(entry, strict=True)
    assert entry == {
        "file": "a.pdf",
        "status": "failed",
        "error": {"code": "not_found", "message": "there is no such file"},
    }


@pytest.mark.parametrize("missing", ["id", "data", "fields", "checks", "usage", "pages"])
def test_a_result_without_a_key_is_none(missing: str) -> None:
    result = document_result()
    del result[missing]
    with pytest.raises(ValidationError):
        TypeAdapter(DocumentResult).validate_python(result)


def test_leaves_come_with_their_pointers_in_order() -> None:
    data = {"a/b": "1", "c~": {"d": None}, "items": [{"e": 2}, {}], "none": []}
    assert list(iterate_leaves(data)) == [("/a~1b", "1"), ("/c~0/d", None), ("/items/0/e", 2)]


@given(st.lists(st.text(), min_size=1))
def test_a_pointer_gives_back_the_keys_it_was_made_of(keys: list[str]) -> None:
    data: object = "leaf"
    for key in reversed(keys):
        data = {key: data}
    [(pointer, _)] = iterate_leaves(data)
    assert list(pointer_tokens(pointer)) == keys

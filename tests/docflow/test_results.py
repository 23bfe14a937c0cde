"""The result contract: its shape, failed entries, JSON Pointers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from docflow.results import (
    DocumentResult,
    Result,
    failed_result,
    iterate_leaves,
    pointer_tokens,
    with_flags,
)
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


@pytest.mark.parametrize(
    ("name", "flag"),
    [
        ("xml_matches_page", "xml_page_mismatch"),
        ("acroform_matches_page", "acroform_page_mismatch"),
        ("barcode_matches_page", "barcode_page_mismatch"),
    ],
)
def test_a_failed_comparison_with_the_page_raises_a_flag_once(name: str, flag: str) -> None:
    failed = {"name": name, "passed": False, "message": "it differs"}
    result = with_flags(document_result(checks=[failed, failed]))
    assert result["flags"] == [flag]
    TypeAdapter(Result).validate_python(result, strict=True)


def test_a_comparison_that_passes_and_another_rule_raise_no_flag() -> None:
    checks = [
        {"name": "xml_matches_page", "passed": True, "message": "it is the same"},
        {"name": "totals_add_up", "passed": False, "message": "1 is not 2"},
    ]
    assert "flags" not in with_flags(document_result(checks=checks, flags=["of before"]))


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

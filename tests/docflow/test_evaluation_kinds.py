"""How often the kind of a document was found, against a manifest's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from docflow.evaluation_kinds import kinds_found, schema_of
from docflow.manifest import ManifestEntry
from docflow.results import failed_result
from tests.docflow.fakes import document_result


def entry(kind: str, **line: Any) -> ManifestEntry:
    return ManifestEntry(Path("a.pdf"), kind, None, {"path": "a.pdf", "kind": kind, **line})


@pytest.mark.parametrize(
    ("found", "schema"),
    [
        (entry("invoice"), "invoice"),
        (entry("receipt"), "receipt"),
        (entry("form"), "form"),
        (entry("other"), "form"),
        (entry("bank_statement"), "bank_statement"),
        (entry("other", schema="payslip"), "payslip"),
        (entry("form", truth={"pairs": [{"key": "TaxClassifyLLC", "value": True}]}), "w9"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_kind_of_a_manifest_has_its_schema(found: ManifestEntry, schema: str) -> None:
    assert schema_of(found) == schema


def test_a_file_taken_apart_or_not_read_is_not_right() -> None:
    part = {"number": 1, "count": 2, "first_page": 1, "last_page": 1}
    found = kinds_found(
        [entry("invoice")] * 3 + [entry("receipt")],
        [
            document_result(),
            document_result(part=part),
            failed_result("a.pdf", "no_pages", "it has no page"),
            document_result(),
        ],
    )
    assert (found.num_right, found.num_documents) == (1, 4)
    assert {(e["kind"], e["found"]) for e in found.to_json()["wrong"]} == {
        ("invoice", "several documents"),
        ("invoice", "not read"),
        ("receipt", "invoice"),
    }
    assert found.sentences()[0] == "kind right: 1 of 4 documents (25.0%)"

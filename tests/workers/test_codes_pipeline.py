"""Invoices with payment codes from file to result, read by the small model."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from docflow.results import DocumentResult
from docflow.settings import Settings
from schemas.schema import load_builtin
from tests.workers.coded import (
    OTHER_IBAN,
    QR_IBAN,
    QR_REFERENCE,
    SWISS,
    SWISS_IBAN,
    Bill,
    coded_pdf,
    epc_code,
    swiss_code,
)
from workers.pipeline import Pipeline

INVOICE = load_builtin("invoice")


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    return Pipeline("nano", settings=Settings(home=tmp_path_factory.mktemp("home")))


def extract(pipeline: Pipeline, folder: Path, data: bytes) -> DocumentResult:
    path = folder / "bill.pdf"
    path.write_bytes(data)
    return pipeline.extract(path, INVOICE)


def check(result: DocumentResult) -> bool | None:
    found = [c["passed"] for c in result["checks"] if c["name"] == "barcode_matches_page"]
    return found[0] if found else None


def test_a_qr_bill_adds_what_no_model_was_asked_for(pipeline: Pipeline, tmp_path: Path) -> None:
    result = extract(pipeline, tmp_path, coded_pdf(SWISS, swiss_code(), account=False))
    payment = result["data"]["payment"]
    assert payment == [
        {
            "iban": QR_IBAN,
            "account_name": SWISS.creditor,
            "reference": QR_REFERENCE,
        }
    ]
    assert result["data"]["totals"]["amount_due"] == "1949.75"
    assert result["data"]["due_date"] == "2026-04-01"
    assert INVOICE.validate(result["data"]) == []
    by_path = {field["path"]: field for field in result["fields"]}
    iban = by_path["/payment/0/iban"]
    assert (iban["source"], iban["raw"], iban["page"]) == ("barcode", QR_IBAN, 1)
    assert iban["bbox"] == result["codes"][0]["bbox"]
    assert "iban_checksum" in iban["checks"]
    assert by_path["/totals/total"]["source"] == "text"
    assert by_path["/totals/total"]["confidence"] == 0.999
    assert "barcode_matches_page" in by_path["/totals/total"]["checks"]
    assert check(result) is True


@pytest.mark.parametrize("turned", [0.0, 7.0], ids=["upright", "askew"])
def test_a_code_that_repeats_the_page_confirms_it(
    pipeline: Pipeline, tmp_path: Path, turned: float
) -> None:
    result = extract(pipeline, tmp_path, coded_pdf(Bill(), epc_code(), size_mm=30, turned=turned))
    assert check(result) is True
    assert "flags" not in result
    assert result["data"]["payment"][0]["reference"] == "RE 2026-0117"


@pytest.mark.parametrize(
    "code",
    [
        swiss_code(replace(SWISS, iban=SWISS_IBAN), kind="NON"),
        swiss_code(replace(SWISS, amount="7949.75")),
    ],
    ids=["account", "amount"],
)
def test_a_code_that_was_pasted_over_needs_a_review_and_changes_nothing(
    pipeline: Pipeline, tmp_path: Path, code: str
) -> None:
    result = extract(pipeline, tmp_path, coded_pdf(SWISS, code))
    assert (result["status"], check(result)) == ("needs_review", False)
    assert result["flags"] == ["barcode_page_mismatch"]
    assert result["data"]["payment"][0]["iban"] == QR_IBAN
    assert result["data"]["totals"]["total"] == "1949.75"
    assert {field["source"] for field in result["fields"]} == {"text"}


def test_a_result_without_codes_says_nothing_of_them(pipeline: Pipeline, tmp_path: Path) -> None:
    result = extract(pipeline, tmp_path, coded_pdf(Bill(), "https://example.org/thanks"))
    assert [code["text"] for code in result["codes"]] == ["https://example.org/thanks"]
    assert check(result) is None
    assert OTHER_IBAN not in str(result["data"])

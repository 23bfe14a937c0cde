"""One document against its manifest line, and the real manifest against itself."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from schemas.evaluate import aggregate, score_document

DATA = Path(os.environ.get("DOCFLOW_EVAL_DATA", Path(__file__).parents[4] / "shared" / "data"))
TYPED = "typed-by-eye"


def line(truth: dict[str, Any], kind: str = "invoice", **more: Any) -> dict[str, Any]:
    return {
        "path": "a.pdf",
        "kind": kind,
        "truth_origin": TYPED,
        "notes": "",
        "truth": truth,
        **more,
    }


def outcomes(manifest_line: dict[str, Any], data: dict[str, Any] | None) -> dict[str, str]:
    result = {"data": data} if data is not None else {"status": "failed"}
    return {score.field: score.outcome for score in score_document(manifest_line, result)}


def test_truth_keys_are_found_under_our_names() -> None:
    truth = {
        "vendor_name": "ACME",
        "invoice_number": "R-1",
        "invoice_date": "2026-03-01",
        "due_date": "2026-03-15",
        "currency": "EUR",
        "subtotal": 100.0,
        "tax_total": 19.0,
        "total": 119.0,
        "buyer_name": "Globex",
    }
    data = {
        "supplier": {"name": "ACME"},
        "customer": {"name": "GLOBEX"},
        "invoice_number": "R 1",
        "issue_date": "2026-03-01",
        "due_date": "2026-03-15",
        "currency": "EUR",
        "totals": {"subtotal": "100.00", "tax": "19.00", "total": "119.00"},
    }
    scores = score_document(line(truth), {"data": data})
    assert {score.outcome for score in scores} == {"correct"}
    assert all(score.header for score in scores)


def test_receipt_keys_are_found_under_our_names() -> None:
    truth = {
        "vendor_name": "Shop",
        "address": "1 Main Street",
        "date": "2026-03-01",
        "total": 5.0,
        "tip": 1.0,
    }
    data = {
        "supplier": {"name": "Shop", "address": {"text": "1 Main Street"}},
        "issue_date": "2026-03-01",
        "totals": {"total": "5.00", "tip": "1.00"},
    }
    assert set(outcomes(line(truth, "receipt"), data).values()) == {"correct"}


def test_null_typed_by_eye_means_absent() -> None:
    truth = {"due_date": None, "currency": None}
    data = {"due_date": "2026-03-01", "currency": None}
    assert outcomes(line(truth), data) == {"due_date": "invented", "currency": "correct_null"}


def test_null_of_a_dataset_is_not_scored() -> None:
    assert (
        outcomes(line({"due_date": None}, truth_origin="dataset"), {"due_date": "2026-03-01"}) == {}
    )


def test_missing_key_is_not_scored() -> None:
    assert outcomes(line({"total": 5.0}), {"totals": {"total": "5"}, "currency": "EUR"}) == {
        "total": "correct"
    }


def test_failed_document_misses_everything() -> None:
    truth = {"total": 5.0, "line_items": [{"description": "Pen", "amount": 5.0}]}
    assert set(outcomes(line(truth), None).values()) == {"missed"}


def test_ambiguous_date_is_right_either_way() -> None:
    truth = {"date": "2016-02-03", "date_ambiguous": True}
    assert outcomes(line(truth, "receipt"), {"issue_date": "2016-03-02"})["date"] == "correct"


def test_gross_total_is_right_on_ad_buy_invoices() -> None:
    truth = {"total": 4925.75, "extra": {"gross_total": 5795.0}}
    assert outcomes(line(truth), {"totals": {"total": "5795.00"}})["total"] == "correct"


def test_notes_ask_for_comparison_without_spaces() -> None:
    truth = {"vendor_name": "GURNEEMPO"}
    notes = "compare names, addresses and items with spaces removed"
    data = {"supplier": {"name": "G U R N E E M P O"}}
    assert outcomes(line(truth, "receipt", notes=notes), data) == {"vendor_name": "correct"}


def test_extra_is_scored_only_where_the_result_has_the_field() -> None:
    truth = {"extra": {"iban": "DE88 2008", "amount_due": 5.0, "vendor_tax_ids": ["22/815", "DE1"]}}
    data = {"payment": [], "supplier": {"tax_id": "DE1"}}
    assert outcomes(line(truth), data) == {
        "extra.iban": "missed",
        "extra.vendor_tax_ids": "correct",
    }


def test_users_schema_may_use_the_truths_own_names() -> None:
    assert outcomes(line({"total": 5.0}), {"total": "5.00"}) == {"total": "correct"}


def as_result(manifest_line: dict[str, Any]) -> dict[str, Any]:
    """The truth written the way a perfect reader would answer."""
    truth = manifest_line["truth"]
    pairs = truth.get("pairs") or []
    if manifest_line["kind"] in ("form", "other"):
        boxes = [pair for pair in pairs if isinstance(pair["value"], bool)]
        return {
            "pairs": [pair for pair in pairs if pair not in boxes],
            "checkboxes": [{"label": box["key"], "checked": box["value"]} for box in boxes],
        }
    names = {"subtotal": "subtotal", "tax_total": "tax", "total": "total", "tip": "tip"}
    return {
        "invoice_number": truth.get("invoice_number"),
        "receipt_number": truth.get("receipt_number"),
        "issue_date": truth.get("invoice_date") or truth.get("date"),
        "due_date": truth.get("due_date"),
        "currency": truth.get("currency"),
        "supplier": {"name": truth.get("vendor_name"), "address": {"text": truth.get("address")}},
        "customer": {"name": truth.get("buyer_name")},
        "totals": {ours: truth.get(theirs) for theirs, ours in names.items()},
        "line_items": truth.get("line_items") or [],
    }


@pytest.mark.skipif(
    not (DATA / "dev.jsonl").is_file(), reason="no evaluation data beside the repository"
)
def test_perfect_reader_scores_one_on_the_real_manifest() -> None:
    with (DATA / "dev.jsonl").open(encoding="utf-8") as file:
        lines = [json.loads(text) for text in file]
    scores = [score for each in lines for score in score_document(each, {"data": as_result(each)})]
    table = aggregate(scores)
    assert {kind: row.f1 for kind, row in table.header.items()} == {"invoice": 1.0, "receipt": 1.0}
    assert {row.f1 for row in table.fields} <= {1.0, None}
    assert table.invented == 0


def test_pairs_of_an_invoice_are_scored_only_where_the_result_can_have_them() -> None:
    truth = {"total": 5.0, "pairs": [{"key": "contract_num", "value": "26918895"}]}
    assert outcomes(line(truth), {"totals": {"total": "5"}}) == {"total": "correct"}
    assert outcomes(line(truth), None) == {"total": "missed"}
    answer = {"total": "5", "contract_num": "26918895"}
    assert outcomes(line(truth), answer) == {"total": "correct", "pairs.contract_num": "correct"}


def test_each_value_says_where_it_stands_in_the_result() -> None:
    truth = {
        "invoice_number": "R1",
        "due_date": "2026-01-01",
        "line_items": [{"description": "Paper", "amount": 2}],
        "extra": {"iban": "DE02120300000000202051"},
    }
    data = {
        "receipt_number": "R1",
        "due_date": None,
        "line_items": [None, {"description": "Paper", "amount_net": "2.00"}],
        "payment": [{"iban": None}, {"iban": "DE02 1203 0000 0000 2020 51"}],
    }
    found = {score.field: score.pointer for score in score_document(line(truth), {"data": data})}
    assert {key: found[key] for key in found if found[key] is not None} == {
        "invoice_number": "/receipt_number",
        "line_items.description": "/line_items/1/description",
        "line_items.amount": "/line_items/1/amount_net",
        "extra.iban": "/payment/1/iban",
    }


ORDER = {"order_number": "PO-7", "supplier": {"name": "Acme", "tax_id": None}, "currency": "EUR"}


@pytest.mark.parametrize(
    "truth",
    [
        {"order_number": "PO 7", "supplier.name": "ACME", "currency": "USD"},
        {"order_number": "PO 7", "supplier": {"name": "ACME"}, "currency": "USD"},
    ],
    ids=["paths", "objects"],
)
def test_other_kinds_are_labelled_by_the_paths_of_their_schema(truth: dict[str, Any]) -> None:
    assert outcomes(line(truth, "purchase_order"), ORDER) == {
        "order_number": "correct",
        "currency": "wrong",
        "supplier.name": "correct",
    }


def test_the_headline_of_such_a_kind_is_the_core_of_its_schema() -> None:
    truth = {"order_number": "PO 7", "supplier.url": "acme.example"}
    scores = score_document(line(truth, "purchase_order"), {"data": ORDER})
    assert {score.field: score.header for score in scores} == {
        "order_number": True,
        "supplier.url": False,
    }


def test_a_null_label_of_such_a_kind_means_absent() -> None:
    truth = {"supplier.tax_id": None, "order_number": None}
    assert outcomes(line(truth, "purchase_order"), ORDER) == {
        "supplier.tax_id": "correct_null",
        "order_number": "invented",
    }


def test_every_list_of_such_a_kind_is_scored_row_by_row() -> None:
    truth = {
        "earnings": [{"description": "Salary", "amount": 3000}],
        "deductions": [{"description": "Tax", "amount": 500}],
    }
    data = {
        "earnings": [{"description": "Salary", "amount": "3000.00"}],
        "deductions": [{"description": "Tax", "amount": "50.00"}],
    }
    scores = score_document(line(truth, "payslip", truth_origin="dataset"), {"data": data})
    assert [(score.field, score.outcome, score.pointer) for score in scores] == [
        ("earnings.description", "correct", "/earnings/0/description"),
        ("earnings.amount", "correct", "/earnings/0/amount"),
        ("deductions.description", "correct", "/deductions/0/description"),
        ("deductions.amount", "wrong", "/deductions/0/amount"),
    ]


def test_what_was_given_is_told_for_such_a_kind_too() -> None:
    truth = {"balances.opening": 100, "transactions": [{"date": "2024-03-01", "debit": 7}]}
    result = {"data": {}, "text": "Opening balance 100.00\n02.03.2024 Rent 7.00"}
    scores = score_document(line(truth, "bank_statement", truth_origin="dataset"), result)
    assert {score.field: score.was_given for score in scores} == {
        "balances.opening": True,
        "transactions.date": False,
        "transactions.debit": True,
    }

"""Values beside their evidence, and which documents come first."""

from __future__ import annotations

from docflow.reports.reviews import most_instructive, review
from docflow.results import failed_result
from tests.docflow.fakes import document_result
from tests.docflow.reports.reviewed import entry, evidence, report_on


def test_a_value_has_the_evidence_of_its_own_place() -> None:
    data = {"totals": {"subtotal": "5.00", "total": "5.00"}}
    fields = [
        evidence("/totals/subtotal", "5.00", raw="net 5"),
        evidence("/totals/total", "5.00", raw="all 5"),
    ]
    found = review(entry({"total": 5, "subtotal": 5}), document_result(data=data, fields=fields))
    assert found is not None
    raws = {v.score.field: v.evidence and v.evidence["raw"] for v in found.values}
    assert raws == {"subtotal": "net 5", "total": "all 5"}


def test_a_missed_value_has_no_evidence() -> None:
    found = review(entry({"due_date": "2026-01-01"}), document_result())
    assert found is not None
    assert [value.evidence for value in found.failures] == [None]


def test_a_document_without_truth_is_not_reviewed() -> None:
    assert review(entry(None), document_result()) is None


def test_documents_with_most_failures_in_the_header_come_first() -> None:
    items = [{"description": "Pen", "quantity": 9, "amount": 9}]
    report = report_on(
        ({"invoice_number": "R 1042"}, document_result()),
        ({"line_items": items}, document_result()),
        ({"total": 1}, document_result()),
        ({"total": 1, "due_date": "2026-01-01"}, document_result()),
    )
    order = [each.entry.line["path"] for each in most_instructive(report.reviews)]
    assert order == ["3.pdf", "2.pdf", "1.pdf"]


def test_a_document_that_was_not_read_comes_last() -> None:
    failed = failed_result("0.pdf", "no_pages", "it has no page")
    truth = {"total": 1, "due_date": "2026-01-01", "currency": "EUR"}
    report = report_on((truth, failed), ({"total": 1}, document_result()))
    order = [each.entry.line["path"] for each in most_instructive(report.reviews)]
    assert order == ["1.pdf", "0.pdf"]

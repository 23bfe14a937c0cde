"""Which values the confidence is measured over."""

from __future__ import annotations

import json
from typing import Any

from docflow.reports.reliability import Reliability, reliability_of
from docflow.results import failed_result
from tests.docflow.fakes import document_result
from tests.docflow.reports.reviewed import evidence, report_on


def measured(truth: dict[str, Any], *fields: dict[str, Any], **data: Any) -> Reliability:
    result = document_result(data=data, fields=list(fields))
    return reliability_of(report_on((truth, result)).reviews)


def test_right_wrong_and_invented_values_are_rated_and_missed_ones_are_not() -> None:
    found = measured(
        {"invoice_number": "1", "total": 2, "due_date": None, "currency": "EUR"},
        evidence("/invoice_number", "1", 0.95),
        evidence("/totals/total", "3", 0.65),
        evidence("/due_date", "2026-01-01", 0.55),
        invoice_number="1",
        totals={"total": "3"},
        due_date="2026-01-01",
        currency=None,
    )
    assert found.num_values == 3
    accuracies = {round(each.lower, 1): each.accuracy for each in found.bins if each.count}
    assert accuracies == {0.9: 1.0, 0.6: 0.0, 0.5: 0.0}


def test_a_value_that_is_not_labelled_is_not_rated() -> None:
    found = measured({}, evidence("/invoice_number", "1"), invoice_number="1")
    assert found.num_values == 0
    assert found.ece is None


def test_a_value_without_confidence_is_counted_apart() -> None:
    found = measured(
        {"invoice_number": "1", "currency": "EUR"},
        evidence("/invoice_number", "1", None),
        invoice_number="1",
        currency="EUR",
    )
    assert (found.num_values, found.num_without) == (0, 2)


def test_a_document_that_was_not_read_has_nothing_to_rate() -> None:
    failed = failed_result("a.pdf", "no_pages", "it has no page")
    assert reliability_of(report_on(({"total": 1}, failed)).reviews).num_values == 0


def test_the_figures_are_keys_of_the_json() -> None:
    found = measured({"invoice_number": "1"}, evidence("/invoice_number", "1", 0.75),
                     invoice_number="1")  # fmt: skip
    report = json.loads(json.dumps(found.to_json()))
    assert (report["ece"], report["accuracy_at_80_coverage"]) == (0.25, 1.0)
    assert report["threshold_at_80_coverage"] == 0.75
    assert report["reliability"]["values"] == 1
    assert report["reliability"]["bins"][7] == {
        "lower": 0.7,
        "upper": 0.8,
        "count": 1,
        "accuracy": 1.0,
        "confidence": 0.75,
    }

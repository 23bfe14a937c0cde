"""The report of an evaluation as tables."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

from rich.console import Console

from docflow.evaluation import make_report
from docflow.formats.scores import print_report
from docflow.manifest import ManifestEntry
from docflow.results import failed_result
from tests.docflow.fakes import document_result


def shown(truth: dict[str, Any], result: Any, max_failures: int = 0, width: int = 110) -> str:
    line = {"path": "a.pdf", "kind": "invoice", "truth_origin": "typed-by-eye", "truth": truth}
    entries = [ManifestEntry(Path("a.pdf"), "invoice", None, line)]
    stream = io.StringIO()
    report = make_report(entries, [result], max_failures=max_failures)
    print_report(report, Console(file=stream, width=width, highlight=False))
    return stream.getvalue()


def rows(output: str) -> list[list[str]]:
    return [re.split(r" {2,}", line.strip()) for line in output.splitlines()]


def test_a_field_is_a_row_of_shares_and_counts() -> None:
    table = rows(shown({"total": 119}, document_result()))
    assert ["invoice", "total", "1.000", "1.000", "1.000", "1", "0", "0", "0"] in table


def test_the_header_is_summed_up() -> None:
    table = rows(shown({"total": 119, "due_date": "2026-01-01"}, document_result()))
    assert ["invoice", "header", "1.000", "0.500", "0.667", "1", "0", "1", "0"] in table


def test_the_ceiling_stands_beside_the_scores() -> None:
    result = document_result(text=" Total 119.00")
    output = shown({"total": 119, "due_date": "2026-01-01"}, result)
    assert "invoice: ceiling 0.500, the share of the header's labelled values" in output
    table = rows(output)
    assert ["invoice", "total", "1.000", "1.000", "1.000", "1", "0", "0", "0", "1.000"] in table
    assert ["invoice", "header", "1.000", "0.500", "0.667", "1", "0", "1", "0", "0.500"] in table


def test_a_narrow_terminal_keeps_the_names_of_fields_and_drops_the_ceiling() -> None:
    result = document_result(text=" Total 119.00")
    table = rows(shown({"total": 119}, result, width=80))
    assert ["invoice", "total", "1.000", "1.000", "1.000", "1", "0", "0", "0"] in table


def test_there_is_no_ceiling_without_the_text() -> None:
    assert "ceiling 0" not in shown({"total": 119}, document_result())


def test_the_figures_over_all_documents_stand_below() -> None:
    output = shown({"invoice_number": None}, document_result())
    assert "documents: 1, read: 1, pages: 1\n" in output
    assert "invented values: 1\n" in output
    assert "ungrounded values: 0\n" in output
    assert "seconds a page: median 1.25, 95th percentile 1.25\n" in output


def test_what_was_not_read_is_counted_by_code() -> None:
    output = shown({"total": 1}, failed_result("a.pdf", "no_pages", "it has no page"))
    assert "not read, no_pages: 1\n" in output
    assert "seconds a page" not in output


def test_failures_show_expected_got_and_what_the_page_says() -> None:
    table = rows(shown({"total": 120, "due_date": "2026-01-01"}, document_result(), 9))
    assert ["a.pdf", "total", "wrong", "120", "119.00", "119.00"] in table
    assert ["a.pdf", "due_date", "missed", "2026-01-01", "-", "-"] in table


def test_what_the_confidence_is_worth_stands_below() -> None:
    output = shown({"total": 119}, document_result())
    assert "confidence of 1 values: expected calibration error (ece) 0.500\n" in output
    expected = "accuracy_at_80_coverage: 1.000, threshold_at_80_coverage: 0.5000 (keeps 100%)\n"
    assert expected in output


def test_nothing_is_said_of_confidence_where_there_is_none() -> None:
    assert "coverage" not in shown({"due_date": "2026-01-01"}, document_result())

"""The report over many documents: what counts, what is a failure, speed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from docflow.evaluation import Report, make_report, schema_for
from docflow.manifest import ManifestEntry
from docflow.results import failed_result
from schemas.schema import load_user
from tests.docflow.fakes import document_result, field


def entry(truth: Any, path: str = "a.pdf", kind: str = "invoice") -> ManifestEntry:
    line = {"path": path, "kind": kind, "truth_origin": "typed-by-eye", "truth": truth}
    return ManifestEntry(Path(path), kind, None, line)


def report_on(truth: Any, result: Any, **options: Any) -> Report:
    return make_report([entry(truth)], [result], **options)


def usage(seconds: float, **more: Any) -> dict[str, Any]:
    return {"prompt_tokens": 1, "output_tokens": 1, "seconds": seconds, **more}


def test_a_right_value_counts_as_correct_and_is_no_failure() -> None:
    report = report_on({"invoice_number": "R 1042"}, document_result(), max_failures=9)
    assert report.failures == ()
    assert report.scores.fields[0].correct == 1


def test_a_wrong_value_is_shown_with_what_the_page_says() -> None:
    fields = [{**field("/totals/total", "119.00", 0.9), "raw": "119,00 €"}]
    report = report_on({"total": 120}, document_result(fields=fields), max_failures=9)
    [failure] = report.failures
    assert (failure.outcome, failure.expected, failure.got, failure.raw) == (
        "wrong",
        120,
        "119.00",
        "119,00 €",
    )


def test_a_value_that_should_be_absent_is_invented() -> None:
    report = report_on({"invoice_number": None}, document_result())
    assert report.scores.invented == 1


def test_a_document_that_was_not_read_misses_its_values() -> None:
    report = report_on({"total": 1}, failed_result("a.pdf", "no_pages", "it has no page"))
    assert report.scores.fields[0].missed == 1
    assert report.errors == {"no_pages": 1}
    assert (report.num_documents, report.num_read) == (1, 0)
    assert report.seconds_median is None


def test_a_document_without_truth_is_read_and_not_scored() -> None:
    report = report_on(None, document_result())
    assert report.scores.fields == ()
    assert report.num_read == 1


def test_failures_are_as_many_as_asked_for() -> None:
    truth = {"total": 1, "invoice_number": "x", "due_date": "2026-01-01"}
    assert len(report_on(truth, document_result(), max_failures=2).failures) == 2
    assert report_on(truth, document_result()).failures == ()


def test_seconds_are_counted_by_page() -> None:
    results = [document_result(pages=4, usage=usage(float(number))) for number in range(1, 21)]
    report = make_report([entry({})] * 20, results)
    assert (report.seconds_median, report.seconds_p95) == (2.625, 4.75)
    assert report.num_pages == 80


def test_ungrounded_values_are_summed() -> None:
    results = [document_result(usage=usage(1.0, ungrounded=count)) for count in (0, 2, 1)]
    assert make_report([entry({})] * 3, results).num_ungrounded == 3


def test_ungrounded_values_are_unknown_where_a_result_does_not_say() -> None:
    results = [document_result(usage=usage(1.0, ungrounded=0)), document_result(usage=usage(1.0))]
    assert make_report([entry({})] * 2, results).num_ungrounded is None


@pytest.mark.parametrize(
    ("kind", "schema"),
    [
        *((name, name) for name in ("invoice", "receipt", "form", "bank_statement", "w9")),
        ("other", "form"),
    ],
)
def test_each_kind_has_a_schema(kind: str, schema: str, tmp_path: Path) -> None:
    assert schema_for(entry({}, kind=kind), tmp_path) == schema
    assert list(tmp_path.iterdir()) == []


PAIRS = {"pairs": [{"key": "contract_num", "value": "1042"}, {"key": "gross", "value": 12.5}]}


@pytest.mark.parametrize("kind", ["form", "other", "invoice"])
def test_labelled_pairs_are_asked_for_with_a_schema_of_their_own(kind: str, tmp_path: Path) -> None:
    schema = load_user(Path(schema_for(entry(PAIRS, kind=kind), tmp_path)))
    assert [leaf.path for leaf in schema.leaves()] == ["contract_num", "gross"]


def test_an_invoice_with_other_labels_is_read_as_an_invoice(tmp_path: Path) -> None:
    assert schema_for(entry({"total": 1, **PAIRS}), tmp_path) == "invoice"


def test_labels_by_the_paths_of_a_schema_are_scored_for_the_kind_of_its_name() -> None:
    truth = {"balances.opening": 10, "transactions": [{"description": "Rent", "debit": 7}]}
    data = {"balances": {"opening": "10.00"}, "transactions": [{"description": "Rent"}]}
    report = make_report([entry(truth, kind="bank_statement")], [document_result(data=data)])
    counts = {row.field: (row.correct, row.missed) for row in report.scores.fields}
    assert counts["balances.opening"] == counts["transactions.description"] == (1, 0)
    assert counts["transactions.debit"] == (0, 1)
    assert report.scores.header["bank_statement"].correct == 1


def test_a_line_may_name_a_schema_or_a_file_beside_the_manifest(tmp_path: Path) -> None:
    (tmp_path / "mine.json").write_text("{}")
    named = [
        replace(entry(PAIRS), line={"schema": schema, "truth": PAIRS}, folder=tmp_path)
        for schema in ("form", "mine.json")
    ]
    assert [schema_for(each, tmp_path) for each in named] == ["form", str(tmp_path / "mine.json")]


def test_the_report_says_which_documents_were_read_with_their_own_keys(tmp_path: Path) -> None:
    own = Path(schema_for(entry(PAIRS, kind="form"), tmp_path)).stem
    failed = failed_result("a.pdf", "no_pages", "it has no page")
    results = [document_result(schema=own), document_result(schema="form"), failed]
    report = make_report([entry(PAIRS, kind="form")] * 3, results)
    assert report.own_schemas == {"contract_num, gross": 1}
    assert report.to_json()["own_schemas"] == {"contract_num, gross": 1}

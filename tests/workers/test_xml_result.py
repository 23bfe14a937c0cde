"""The result of an e-invoice: the whole schema, the checks, and what is taken from a model."""

from __future__ import annotations

import time
from typing import Any

import pytest

from docflow.results import DocumentResult
from schemas.einvoice import read_einvoice
from schemas.schema import load_builtin
from tests.schemas.einvoice import documents
from tests.workers.test_xml_checks import PAGE
from tests.workers.texts import page_of
from workers.budgets import NANO_BUDGET, ModelProfile
from workers.document import result_of_windows
from workers.steps.values import Certainty, Place, Reading, WindowReading
from workers.steps.xml_reading import XmlReading, read_xml, unreadable_xml
from workers.steps.xml_result import result_of_xml, used_windows, with_xml

SCHEMA = load_builtin("invoice")
NANO = ModelProfile("nano", NANO_BUDGET)
SURE = Certainty(3, 3, -0.001, -0.001, -0.001)
ABOUT: dict[str, Any] = {"id_": "doc_1", "file": "a.pdf", "num_pages": 1, "seconds": 0.1}


def reading_of(data: bytes, page: str | None = PAGE) -> XmlReading:
    return read_xml(read_einvoice(data), [] if page is None else [page_of(page)])


def result_of(data: bytes, page: str | None = PAGE) -> DocumentResult:
    return result_of_xml(SCHEMA, reading_of(data, page), **ABOUT)


def names(result: DocumentResult, *, passed: bool) -> set[str]:
    return {check["name"] for check in result["checks"] if check["passed"] is passed}


def read_by_model(reading: XmlReading, **values: str) -> DocumentResult:
    """The result with a model's window that holds these values."""
    window = WindowReading(
        readings=tuple(
            Reading("/" + path.replace("__", "/"), raw, SURE, Place(1, (0, 0, 1, 1)), "text")
            for path, raw in values.items()
        ),
        text=PAGE,
        prompt_tokens=5,
        pages=(1,),
    )
    by_model = result_of_windows(SCHEMA, NANO, used_windows(reading, [window]), **ABOUT)
    return with_xml(SCHEMA, reading, by_model)


def test_the_data_are_the_whole_schema_with_null_for_what_is_absent() -> None:
    data = result_of(documents.cii())["data"]
    assert SCHEMA.validate(data) == []
    assert data["totals"]["total"] == "225.97"
    assert data["carrier"] is None
    assert data["supplier"]["url"] is None
    assert data["installments"] == []
    assert [line["description"] for line in data["line_items"]] == ["Lamp", "Assembly"]
    assert data["line_items"][1]["attributes"] == []


def test_arithmetic_runs_on_what_the_xml_says_and_is_told_at_its_values() -> None:
    result = result_of(documents.cii())
    assert result["status"] == "done"
    assert names(result, passed=False) == set()
    assert {"totals_add_up", "amount_due_adds_up", "lines_sum_to_net", "tax_sum"} <= names(
        result, passed=True
    )
    total = next(field for field in result["fields"] if field["path"] == "/totals/total")
    assert {"totals_add_up", "xml_matches_page"} <= set(total["checks"])


def test_no_model_is_named_and_none_was_paid_for() -> None:
    result = result_of(documents.cii())
    assert result["model"] == "none"
    assert result["usage"]["prompt_tokens"] == 0


def test_an_xml_whose_sums_are_wrong_needs_a_review() -> None:
    result = result_of(documents.cii(total="226.97"), None)
    assert result["status"] == "needs_review"
    assert "totals_add_up" in names(result, passed=False)


def test_a_line_with_a_charge_is_not_blamed_for_it() -> None:
    lines = documents.CII_LINES.replace("<udt:Indicator>false", "<udt:Indicator>true")
    lines = lines.replace("94.99", "104.99")
    result = result_of(documents.cii(lines=lines).replace(b"193.99", b"203.99"), None)
    assert "line_amount" not in names(result, passed=False)


def test_a_negative_prepayment_is_still_owed() -> None:
    data = documents.cii().replace(b"TotalPrepaidAmount>25.00", b"TotalPrepaidAmount>-25.00")
    result = result_of(data.replace(b"201.00", b"251.00"), None)
    assert "amount_due_adds_up" in names(result, passed=True)


def test_of_a_model_only_the_lines_are_taken_where_the_xml_has_none() -> None:
    reading = reading_of(documents.cii(lines="", guideline="urn:factur-x.eu:1p0:minimum"))
    result = read_by_model(
        reading,
        totals__total="999,99",
        invoice_number="WRONG",
        line_items__0__description="Lamp, brass",
        line_items__0__amount_net="99,00",
        line_items__1__description="Assembly",
        line_items__1__amount_net="94,99",
    )
    assert result["data"]["totals"]["total"] == "225.97"
    assert result["data"]["invoice_number"] == "R-2024/17"
    assert [line["amount_net"] for line in result["data"]["line_items"]] == ["99.00", "94.99"]
    assert result["data"]["line_items"][0]["gtin"] is None
    assert (result["model"], result["usage"]["prompt_tokens"]) == ("nano", 5)
    sources = {field["path"].split("/")[1]: field["source"] for field in result["fields"]}
    assert (sources["line_items"], sources["totals"]) == ("text", "xml")
    assert "lines_sum_to_net" in names(result, passed=True)


def test_the_xmls_totals_test_the_lines_a_model_read() -> None:
    reading = reading_of(documents.cii(lines="", guideline="urn:factur-x.eu:1p0:minimum"))
    result = read_by_model(reading, line_items__0__amount_net="11,00")
    assert result["status"] == "needs_review"
    assert "lines_sum_to_net" in names(result, passed=False)


def test_the_page_counts_where_it_contradicts_the_xml() -> None:
    reading = reading_of(documents.cii(), PAGE.replace("225,97", "925,97"))
    result = read_by_model(reading, totals__total="925,97")
    assert result["data"]["totals"]["total"] == "925.97"
    assert result["status"] == "needs_review"
    assert "xml_matches_page" in names(result, passed=False)
    assert {field["source"] for field in result["fields"]} == {"text"}


def test_an_xml_that_cannot_be_read_leaves_the_page_and_a_failed_check() -> None:
    result = read_by_model(unreadable_xml("it is broken XML"), totals__total="225,97")
    assert result["data"]["totals"]["total"] == "225.97"
    assert result["status"] == "needs_review"
    assert names(result, passed=False) == {"xml_readable"}


def test_an_invoice_of_thousands_of_lines_takes_seconds() -> None:
    one = documents.CII_LINES.split("</ram:IncludedSupplyChainTradeLineItem>")[1]
    many = (one + "</ram:IncludedSupplyChainTradeLineItem>") * 2_000
    start = time.process_time()
    result = result_of(documents.cii(lines=many))
    assert len(result["data"]["line_items"]) == 2_000
    assert time.process_time() - start < 10


@pytest.mark.parametrize("windows", [[], [WindowReading((), "")]])
def test_without_an_xml_all_of_a_model_is_taken(windows: list[WindowReading]) -> None:
    assert used_windows(None, windows) == windows

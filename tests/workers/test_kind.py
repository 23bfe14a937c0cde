"""Parts of a file, and what a result says of its kind."""

from __future__ import annotations

import pytest

from docflow.results import Classification
from schemas.einvoice import read_einvoice
from tests.docflow.fakes import document_result
from tests.schemas.einvoice import documents
from workers.page import Page, Word
from workers.sorting.sort import sort_pages
from workers.steps import kind
from workers.steps.kind import SURE_KIND, classification_of, parts_of_pages, with_kind


def pages(*texts: str) -> list[Page]:
    return [
        Page(number, 595, 842, (Word(text, (0.1, 0.1, 0.5, 0.15)),))
        for number, text in enumerate(texts, 1)
    ]


def found(confidence: float) -> Classification:
    others = [{"schema": "receipt", "confidence": 0.2}, {"schema": "w9", "confidence": 0.01}]
    return {"schema": "invoice", "confidence": confidence, "alternatives": others}  # type: ignore[typeddict-item]


@pytest.mark.parametrize("texts", [("INVOICE",), ("INVOICE", "PAYSLIP", ""), ("", "")])
def test_every_page_is_in_one_part(texts: tuple[str, ...]) -> None:
    parts = parts_of_pages(pages(*texts), None)
    numbers = [n for part in parts for n in range(part.first_page, part.last_page + 1)]
    assert numbers == list(range(1, len(texts) + 1))


def test_an_attached_e_invoice_makes_all_pages_one_document_of_its_kind() -> None:
    credit_note = read_einvoice(documents.ubl("CreditNote", type_code="381"))
    [part] = parts_of_pages(pages("INVOICE 1", "PAYSLIP", "INVOICE 2"), credit_note)
    assert (part.first_page, part.last_page, part.schema) == (1, 3, "credit_note")


def test_parts_that_leave_a_page_out_are_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = sort_pages
    monkeypatch.setattr(kind, "sort_pages", lambda sketches: whole(sketches[:1]))
    with pytest.raises(ValueError, match="are not those of the file"):
        parts_of_pages(pages("INVOICE", "and more"), None)


def test_a_kind_that_is_sure_changes_no_status() -> None:
    result = with_kind(document_result(), found(SURE_KIND))
    assert result["status"] == "done"
    assert result["checks"][-1]["passed"]


def test_a_kind_that_is_not_sure_needs_a_review_and_says_what_else_it_may_be() -> None:
    result = with_kind(document_result(), found(SURE_KIND - 0.01))
    assert result["status"] == "needs_review"
    message = result["checks"][-1]["message"]
    assert "an invoice with a probability of 59%" in message
    assert "perhaps a receipt;" in message


def test_a_classification_names_the_other_kinds_in_their_order() -> None:
    [part] = parts_of_pages(pages("INVOICE number 12"), None)
    shares = [other["confidence"] for other in classification_of(part)["alternatives"]]
    assert shares == sorted(shares, reverse=True)

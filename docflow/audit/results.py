"""The audit of results: each fits its schema, and its evidence fits it. Knows no storage."""

from __future__ import annotations

from sqlalchemy.orm import Session

from docflow.audit import repository
from docflow.audit.findings import Finding
from docflow.database.tables import Document, Extraction
from docflow.documents.parts import page_numbers
from docflow.errors import DocflowError
from docflow.extractions.repository import as_text, fields_of, value_at
from docflow.jobs.states import DocumentState
from docflow.results import FieldResult
from docflow.user_schemas.service import schema_of
from schemas.errors import SchemaError

_READ = (DocumentState.DONE, DocumentState.NEEDS_REVIEW)


def check_results(session: Session) -> list[Finding]:
    """Whether the latest version of every read document is a valid result."""
    valid = Finding("results_are_valid", "every latest result is valid by its document's schema")
    evident = Finding("evidence_fits", "every value's evidence is of its value and on a page")
    paged = Finding("windows_have_pages", "every page that a window names has a row")
    for chunk in repository.documents(session):
        read = [document for document in chunk if document.state in _READ]
        ids = [document.id for document in read]
        latest = repository.latest_extractions(session, ids)
        named = repository.pages_of_windows(session, ids)
        rows = repository.pages_with_row(session, ids)
        for document in read:
            paged.num_checked += 1
            missing = named.get(document.id, set()) - rows.get(document.id, set())
            if missing:
                paged.report(f"{document.id}: no row of page {min(missing)}")
            extraction = latest.get(document.id)
            if extraction is not None:
                _check_data(valid, session, document, extraction)
                _check_evidence(evident, session, document, extraction)
    return [valid, evident, paged]


def _check_data(
    finding: Finding, session: Session, document: Document, extraction: Extraction
) -> None:
    finding.num_checked += 1
    try:
        broken = schema_of(session, document).validate(extraction.data)
    except (DocflowError, SchemaError) as error:
        finding.report(f"{document.id}: {error}")
        return
    if broken:
        finding.report(f"{document.id}: {broken[0]}")


def _check_evidence(
    finding: Finding, session: Session, document: Document, extraction: Extraction
) -> None:
    for field in fields_of(session, extraction):
        finding.num_checked += 1
        if as_text(field["value"]) != as_text(value_at(extraction.data, field["path"])):
            finding.report(f"{document.id}: {field['path']} has evidence of another value")
        elif not _is_on_a_page(field, page_numbers(document)):
            finding.report(f"{document.id}: {field['path']} stands on no page of the document")


def _is_on_a_page(field: FieldResult, numbers: range) -> bool:
    """Values from people or from data inside of the file need no place."""
    page, box = field["page"], field["bbox"]
    if page is not None and page not in numbers:
        return False
    if box is None:
        return True
    left, top, right, bottom = box
    return page is not None and 0 <= left <= right <= 1 and 0 <= top <= bottom <= 1

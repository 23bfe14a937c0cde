"""What is stored of a document's reading, as the result everyone is shown, and its correction by
people. Knows no endpoint.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, cast

from sqlalchemy.orm import Session

from docflow.database.database import Write
from docflow.database.tables import Document, Extraction
from docflow.documents.parts import page_numbers, part_of
from docflow.errors import DocflowError
from docflow.events.outbox import DOCUMENT_CORRECTED, payload_of, record_event
from docflow.extractions import repository
from docflow.extractions.corrections import Change, Correction
from docflow.results import (
    KIND_IS_SURE,
    PRESENT,
    REPAIRED,
    SURE_ENOUGH,
    CheckResult,
    Classification,
    CodeResult,
    DocumentResult,
    FieldResult,
    Usage,
    with_flags,
)
from docflow.shown_checks import shown
from docflow.user_schemas.service import schema_of
from schemas.checks import Check, run_checks
from schemas.schema import Schema


def result_of(session: Session, document: Document, extraction: Extraction) -> DocumentResult:
    """The result of a stored version: the contract of REST, webhooks and exports."""
    result: DocumentResult = {
        "id": document.id,
        "file": document.file_name,
        "schema": extraction.schema_name,
        "status": _status(extraction.status),
        "model": extraction.model,
        "pages": document.num_pages or 0,
        "data": extraction.data,
        "fields": repository.fields_of(session, extraction),
        "checks": cast(list[CheckResult], extraction.checks),
        "usage": cast(Usage, extraction.usage),
    }
    if document.classification is not None:
        result["classification"] = cast(Classification, document.classification)
    part = part_of(document)
    if part is not None:
        result["part"] = part
    if extraction.codes is not None:
        result["codes"] = cast(list[CodeResult], extraction.codes)
    return with_flags(result)


def correct(
    write: Write,
    document: Document,
    latest: Extraction,
    changes: Sequence[Change],
    *,
    status: Literal["done"] | None,
    corrected_by: str,
) -> Extraction:
    """A new version with the changes made, its checks run again; the document takes its status.

    The document must be finished and locked, `latest` its latest version. status: `done` says that
    someone has looked and it is right whatever the checks say; None leaves that to the checks.

    Raises:
        DocflowError: `invalid_correction`.
    """
    schema = schema_of(write.session, document)
    result = result_of(write.session, document, latest)
    for change in changes:
        _check_place(change, document)
    correction = Correction(schema, result["data"], result["fields"])
    for change in changes:
        correction.apply(change)
    correction.check(result["data"])
    checks = run_checks(schema, correction.data)
    fields = [_with_checks(field, checks) for field in correction.fields]
    kept = _checks_of_others(schema, result)
    repaired = [field["path"] for field in fields if "repaired" in field]
    told = [*kept, *(shown(c, repaired) for c in checks if c.passed is not None)]
    failed = any(not check["passed"] for check in told)
    result["status"] = status or ("needs_review" if failed else "done")
    result["data"], result["fields"], result["checks"] = correction.data, fields, told
    version = repository.store_extraction(write, document, result, corrected_by)
    document.state = version.status
    document.updated_at = write.now
    payload = payload_of(
        document,
        status=version.status,
        extraction_id=version.id,
        version=version.version,
    )
    record_event(write, document.tenant_id, DOCUMENT_CORRECTED, payload, document.id)
    return version


def _status(stored: str) -> Literal["done", "needs_review"]:
    """Only these two are ever stored."""
    return "needs_review" if stored == "needs_review" else "done"


def _check_place(change: Change, document: Document) -> None:
    if change.page is not None and change.page not in page_numbers(document):
        message = f"{change.path[:200]}: the document has {document.num_pages} pages"
        if document.first_page is not None:
            message += f", {document.first_page} to {document.last_page} of its file"
        raise DocflowError("invalid_correction", message)


def _with_checks(field: FieldResult, checks: Sequence[Check]) -> FieldResult:
    """The field as the checks see it now."""
    path = field["path"]
    return {**field, "checks": [c.name for c in checks if c.passed and path in c.paths]}


def _checks_of_others(schema: Schema, before: DocumentResult) -> list[CheckResult]:
    """Checks that do not come from the rules, such as whether all pages were read; they stand.

    Not so those on confidence and repairs: now someone has looked.
    """
    rules = {check.name for check in run_checks(schema, before["data"])}
    rules |= {SURE_ENOUGH, KIND_IS_SURE, REPAIRED, PRESENT}
    return [check for check in before["checks"] if check["name"] not in rules]

"""Documents that ended, put there without a worker."""

from __future__ import annotations

from typing import Any

from docflow.database.tables import Document, Page
from docflow.documents.incoming import Incoming
from docflow.documents.service import Submission, accept
from docflow.extractions.repository import BY_MODEL, store_extraction
from docflow.results import CheckResult, DocumentResult, FieldResult
from docflow.services import Services

DATA: dict[str, Any] = {
    "invoice_number": "R-1042",
    "issue_date": "2026-03-01",
    "currency": "EUR",
    "supplier": {"name": "Harlow Joinery"},
    "totals": {"subtotal": "100.00", "tax": "19.00", "total": "119.00"},
    "line_items": [
        {"description": "Oak table", "quantity": "1", "amount_net": "60.00"},
        {"description": "Chair", "quantity": "2", "amount_net": "40.00"},
    ],
}


def field(path: str, value: Any, **changes: Any) -> FieldResult:
    """A value that stands on page 1."""
    result: FieldResult = {
        "path": path,
        "value": value,
        "raw": str(value),
        "page": 1,
        "bbox": [0.1, 0.2, 0.3, 0.4],
        "confidence": 0.9,
        "source": "text",
        "checks": [],
    }
    return result | changes  # type: ignore[return-value]


FIELDS = [
    field("/invoice_number", "R-1042"),
    field("/issue_date", "2026-03-01"),
    field("/totals/total", "119.00", raw="119,00 €"),
    field("/line_items/0/description", "Oak table"),
    field("/line_items/0/quantity", "1"),
    field("/line_items/1/description", "Chair"),
    field("/line_items/1/quantity", "2"),
]


def upload(services: Services, tenant_id: str, content: bytes, **wanted: Any) -> Document:
    """A queued document."""
    submission = Submission(**({"file_name": "a.pdf", "schema": "invoice"} | wanted))
    with Incoming(services.store, services.settings.limits) as incoming:
        incoming.write(content)
        return accept(services, tenant_id, incoming, submission).document


def finish(
    services: Services,
    document: Document,
    data: dict[str, Any] | None = None,
    fields: list[FieldResult] | None = None,
    notes: tuple[str, ...] = (),
    failed: tuple[str, ...] = (),
) -> None:
    """Ends it as done, one page, with `data` as its first version. failed: names of checks."""
    checks: list[CheckResult] = [{"name": "all_pages_read", "passed": True, "message": "1 of 1"}]
    checks += [{"name": name, "passed": False, "message": "it differs"} for name in failed]
    result: DocumentResult = {
        "id": document.id,
        "file": document.file_name,
        "schema": document.schema_name,
        "status": "done",
        "model": document.model,
        "pages": 1,
        "data": DATA if data is None else data,
        "fields": FIELDS if fields is None else fields,
        "checks": checks,
        "usage": {"prompt_tokens": 10, "output_tokens": 5, "seconds": 0.5},
    }
    with services.database.write() as write:
        row = write.session.get_one(Document, document.id)
        row.state, row.num_pages, row.num_windows = "done", 1, 1
        row.finished_at = row.updated_at = write.now
        page = Page(document_id=row.id, number=1, width_pt=595.0, height_pt=842.0)
        page.num_words, page.source, page.notes = 12, "text", list(notes)
        write.session.add(page)
        store_extraction(write, row, result, BY_MODEL)


def fail(services: Services, document: Document, code: str = "corrupt_file") -> None:
    """Ends it as failed."""
    with services.database.write() as write:
        row = write.session.get_one(Document, document.id)
        row.state, row.error_code, row.error_message = "failed", code, "a.pdf: it is broken"
        row.finished_at = write.now
        row.attempts = 3
        row.password = None

"""Finished documents put into the database without a model."""

from __future__ import annotations

import hashlib
import itertools
from typing import Any

from sqlalchemy import insert

from docflow.database.database import Write
from docflow.database.ids import new_id
from docflow.database.tables import Document, Extraction
from docflow.extractions.repository import store_extraction
from docflow.results import CheckResult, FieldResult
from docflow.services import Services
from docflow.user_schemas.service import keep_schema
from schemas.guard import dump_bounded

_NUMBERS = itertools.count()


def invoice_data(number: str, supplier: str, total: str, issued: str = "2026-03-01") -> Any:
    """The data of a small invoice with two lines."""
    return {
        "invoice_number": number,
        "issue_date": issued,
        "currency": "EUR",
        "supplier": {"name": supplier, "ids": [f"{number}-a", f"{number}-b"]},
        "totals": {"total": total, "tax": None},
        "line_items": [
            {
                "description": f"{supplier} first",
                "quantity": "2",
                "unit_price": "1.25",
                "attributes": [{"name": "colour", "value": "red"}, {"name": "size", "value": "L"}],
            },
            {"description": f"{supplier} second", "quantity": "0.5", "unit_price": "10.00"},
        ],
    }


def add_document(
    services: Services,
    tenant_id: str,
    data: dict[str, Any] | None,
    *,
    schema: str = "invoice",
    file_name: str = "a.pdf",
    fields: list[FieldResult] | None = None,
    checks: list[CheckResult] | None = None,
    metadata: dict[str, Any] | None = None,
) -> str:
    """The id of a new document; data: of its extraction, None while it is not read."""
    with services.database.write() as write:
        document = _document(write, tenant_id, schema, file_name, metadata)
        if data is not None:
            document.state = "done"
            result = _result(document, data, fields or []) | {"checks": checks or []}
            store_extraction(write, document, result, "model")
        return document.id


def correct_document(
    services: Services, document_id: str, data: dict[str, Any], status: str = "done"
) -> None:
    """Another version of a document's extraction."""
    with services.database.write() as write:
        document = write.session.get_one(Document, document_id)
        result = _result(document, data, []) | {"status": status}
        store_extraction(write, document, result, "local")  # type: ignore[arg-type]


def add_schema(services: Services, tenant_id: str, name: str, properties: dict[str, Any]) -> None:
    """A schema of the tenant's own, or its next version."""
    definition = {"title": name, "type": "object", "properties": properties}
    keep_schema(services, tenant_id, name, dump_bounded(definition))


def _document(
    write: Write, tenant_id: str, schema: str, file_name: str, metadata: dict[str, Any] | None
) -> Document:
    row = _document_row(tenant_id, schema, file_name, metadata)
    document = Document(**row, created_at=write.now, updated_at=write.now)
    write.session.add(document)
    write.session.flush()
    return document


def _document_row(
    tenant_id: str, schema: str, file_name: str, metadata: dict[str, Any] | None
) -> dict[str, Any]:
    digest = hashlib.sha256(f"{file_name}{next(_NUMBERS)}".encode()).hexdigest()
    return {
        "id": new_id("doc"),
        "tenant_id": tenant_id,
        "state": "queued",
        "file_name": file_name,
        "media_type": "application/pdf",
        "size_bytes": 1000,
        "sha256": digest,
        "unique_key": digest,
        "storage_key": f"secret/{digest}",
        "schema_name": schema,
        "model": "nano",
        "password": "opens-it",
        "origin": "rest",
        "user_metadata": metadata,
        "num_pages": 1,
    }


def _extraction_row(document_id: str, tenant_id: str, data: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": new_id("ext"),
        "tenant_id": tenant_id,
        "document_id": document_id,
        "version": 1,
        "is_latest": True,
        "schema_name": "invoice",
        "status": "done",
        "model": "nano",
        "data": data,
        "checks": [],
        "usage": {},
        "created_by": "model",
    }


def _result(document: Document, data: dict[str, Any], fields: list[FieldResult]) -> Any:
    return {
        "id": document.id,
        "file": document.file_name,
        "schema": document.schema_name,
        "status": "done",
        "model": "nano",
        "pages": 1,
        "data": data,
        "fields": fields,
        "checks": [],
        "usage": {"prompt_tokens": 0, "output_tokens": 0, "seconds": 0.1},
    }


def add_many_documents(
    services: Services, tenant_id: str, number: int, data: dict[str, Any]
) -> None:
    """So many finished invoices with the same data, as fast as the database takes them."""
    with services.database.write() as write:
        documents, extractions = [], []
        for _ in range(number):
            document = _document_row(tenant_id, "invoice", "a.pdf", None)
            moment = {"created_at": write.now}
            documents.append(document | moment | {"updated_at": write.now, "state": "done"})
            extractions.append(_extraction_row(document["id"], tenant_id, data) | moment)
        write.session.execute(insert(Document), documents)
        write.session.execute(insert(Extraction), extractions)

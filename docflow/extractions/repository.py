"""SQL of extractions and their fields. Knows no endpoint, no schema and no file."""

from __future__ import annotations

import json
from typing import Any, cast

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from docflow.database.database import Write
from docflow.database.ids import new_id
from docflow.database.tables import Document, Extraction, Field
from docflow.results import DocumentResult, FieldResult, Json, Repaired, Source
from schemas.einvoice import term_of

BY_MODEL = "model"


def store_extraction(
    write: Write, document: Document, result: DocumentResult, created_by: str
) -> Extraction:
    """Stores `result` as the document's next version, which becomes the latest.

    created_by: `model`, or the id of the key that corrected it. Of `result`, the id and the file's
    name are not stored: they are the document's.
    """
    latest = latest_extraction(write.session, document.id)
    write.session.execute(
        update(Extraction)
        .where(Extraction.document_id == document.id, Extraction.is_latest)
        .values(is_latest=False)
        .execution_options(synchronize_session=False)
    )
    if latest is not None:
        latest.is_latest = False
    extraction = Extraction(
        id=new_id("ext"),
        tenant_id=document.tenant_id,
        document_id=document.id,
        version=1 if latest is None else latest.version + 1,
        is_latest=True,
        schema_name=result["schema"],
        status=result["status"],
        model=result["model"],
        data=without_nul(result["data"]),
        checks=without_nul(list(result["checks"])),
        usage=dict(result["usage"]),
        codes=without_nul(result.get("codes")),
        created_by=created_by,
        created_at=write.now,
    )
    write.session.add(extraction)
    write.session.flush()
    rows = [_row(extraction, n, field) for n, field in enumerate(result["fields"])]
    if rows:
        write.session.execute(insert(Field), rows)
    return extraction


def latest_extraction(session: Session, document_id: str) -> Extraction | None:
    """The version that SQL's views show; None while there is none."""
    return session.scalar(
        select(Extraction).where(Extraction.document_id == document_id, Extraction.is_latest)
    )


def extraction_of_version(session: Session, document_id: str, version: int) -> Extraction | None:
    """One version of a document."""
    return session.scalar(
        select(Extraction).where(
            Extraction.document_id == document_id, Extraction.version == version
        )
    )


def extractions_of(session: Session, document_id: str) -> list[Extraction]:
    """All versions of a document, newest first."""
    statement = (
        select(Extraction)
        .where(Extraction.document_id == document_id)
        .order_by(Extraction.version.desc())
    )
    return list(session.scalars(statement))


def fields_of(session: Session, extraction: Extraction) -> list[FieldResult]:
    """The values of a version with their evidence, in the order they were stored."""
    rows = session.scalars(
        select(Field).where(Field.extraction_id == extraction.id).order_by(Field.ordinal)
    )
    return [_field(row, extraction.data, extraction.schema_name) for row in rows]


def _row(extraction: Extraction, ordinal: int, field: FieldResult) -> dict[str, Any]:
    left, top, right, bottom = field["bbox"] or (None, None, None, None)
    return {
        "extraction_id": extraction.id,
        "ordinal": ordinal,
        "tenant_id": extraction.tenant_id,
        "document_id": extraction.document_id,
        "path": without_nul(field["path"]),
        "value": as_text(without_nul(field["value"])),
        "raw": without_nul(field["raw"]),
        "page": field["page"],
        "left": left,
        "top": top,
        "right": right,
        "bottom": bottom,
        "confidence": field["confidence"],
        "source": field["source"],
        "checks": list(field["checks"]),
        "repaired": without_nul(field.get("repaired")),
    }


def _field(row: Field, data: Json, schema: str) -> FieldResult:
    box = (row.left, row.top, row.right, row.bottom)
    field: FieldResult = {
        "path": row.path,
        "value": _typed(row, data),
        "raw": row.raw,
        "page": row.page,
        "bbox": None if row.left is None else [cast(float, side) for side in box],
        "confidence": row.confidence,
        "source": cast(Source, row.source),
        "checks": list(row.checks),
    }
    if row.repaired is not None:
        field["repaired"] = cast(Repaired, row.repaired)
    # Told by the path, so that it needs no column.
    term = term_of(row.path, schema) if row.source == "xml" else None
    return field if term is None else {**field, "term": term}


def _typed(row: Field, data: Json) -> Json:
    """The value in its JSON type. The column holds text, so `12` could be a number or a string;
    `data` has it as it was.
    """
    if row.value is None:
        return None
    value = value_at(data, row.path)
    return value if as_text(value) == row.value else row.value


def as_text(value: Json) -> str | None:
    """A value as the column `fields.value` keeps it: a string as it is, else as JSON."""
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def value_at(data: Json, path: str) -> Json:
    """What stands in `data` at a JSON Pointer; None where nothing does."""
    for part in path.split("/")[1:]:
        token = part.replace("~1", "/").replace("~0", "~")
        if isinstance(data, dict):
            data = data.get(token)
        elif isinstance(data, list) and token.isdecimal() and int(token) < len(data):
            data = data[int(token)]
        else:
            return None
    return data


def without_nul(value: Any) -> Any:
    """The value without NUL characters, which PostgreSQL can store neither in text nor in JSON."""
    if isinstance(value, str):
        return value.replace("\0", "") if "\0" in value else value
    if isinstance(value, dict):
        return {without_nul(key): without_nul(child) for key, child in value.items()}
    if isinstance(value, list | tuple):
        return [without_nul(child) for child in value]
    return value

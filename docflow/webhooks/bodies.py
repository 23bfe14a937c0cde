"""What is sent: the body of a message, from an event and what is stored of its document. Knows no
receiver.

{"type": "document.completed", "timestamp": "2026-03-01T12:00:00Z",
 "data": {"document_id": ..., "status": ..., "metadata": ..., "result_url" or "result": ...,
          "flags": [...]}}
"""

from __future__ import annotations

import json
from typing import Any, cast

from sqlalchemy.orm import Session

from docflow.database.tables import Document, Event, Extraction
from docflow.extractions.service import result_of
from docflow.results import CheckResult, flags_of

#: an endpoint that wants whole results gets a link for one that is larger than this
MAX_RESULT_BYTES = 1_000_000


def body_of(session: Session, event: Event, content: str, public_url: str | None) -> bytes:
    """The body for an endpoint. content: its `full` or `link`. public_url: of this server.

    A link without a public URL is the path on this server. A document that was deleted meanwhile
    leaves the ids and states of the event.
    """
    data: dict[str, Any] = dict(event.payload)
    document = session.get(Document, event.document_id) if event.document_id else None
    if document is not None and document.tenant_id == event.tenant_id:
        if document.user_metadata is not None:
            data["metadata"] = document.user_metadata
        data |= _result_of(session, event, document, content, public_url)
    timestamp = event.created_at.isoformat().replace("+00:00", "Z")
    return _encoded({"type": event.type, "timestamp": timestamp, "data": data})


def _result_of(
    session: Session, event: Event, document: Document, content: str, public_url: str | None
) -> dict[str, Any]:
    extraction_id = event.payload.get("extraction_id")
    extraction = session.get(Extraction, extraction_id) if extraction_id else None
    if extraction is None or extraction.document_id != document.id:
        return {}
    flags = flags_of(cast(list[CheckResult], extraction.checks))
    # Beside the result and beside the link: who pays must not have to open either to be warned.
    flagged: dict[str, Any] = {"flags": flags} if flags else {}
    if content == "full":
        result = result_of(session, document, extraction)
        if len(_encoded(result)) <= MAX_RESULT_BYTES:
            return {"result": result, **flagged}
    path = f"/v1/documents/{document.id}/extraction?version={extraction.version}"
    return {"result_url": (public_url or "").rstrip("/") + path, **flagged}


def _encoded(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

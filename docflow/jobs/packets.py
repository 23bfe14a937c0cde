"""How the split of a file ends that holds several documents: the file's row is a packet, and each
of them a document of its own. Knows no page and no model.

All of it is one transaction: no crash leaves a packet without its documents, and none makes them
twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from docflow.database.database import Write
from docflow.database.ids import new_id
from docflow.database.tables import Document
from docflow.events.outbox import (
    DOCUMENT_COMPLETED,
    DOCUMENT_QUEUED,
    payload_of,
    record_event,
)
from docflow.extractions.repository import BY_MODEL, store_extraction
from docflow.jobs import repository, repository_windows
from docflow.jobs.repository import Lease
from docflow.jobs.states import DocumentState
from docflow.queue import SPLIT
from docflow.results import NO_MODEL, Classification, DocumentResult
from docflow.services import Services
from schemas.schema import AUTO, PACKET

#: what a document of a packet has from the file's row
_INHERITED = (
    "tenant_id",
    "file_name",
    "media_type",
    "size_bytes",
    "sha256",
    "storage_key",
    "model",
    "password",
    "origin",
    "callback_url",
    "user_metadata",
    "batch_id",
)


@dataclass(frozen=True, slots=True)
class FoundPart:
    """One document of a file. Pages are numbered from 1, as in the file, both included."""

    first_page: int
    last_page: int
    classification: Classification


def finish_packet(
    services: Services,
    lease: Lease,
    pages: Sequence[dict[str, Any]],
    parts: Sequence[FoundPart],
    num_pages: int,
    seconds: float,
) -> list[str]:
    """splitting -> done, with a queued document for each part; workers are told of them.

    pages: rows of the table without the document. Returns: ids, in the order of `parts`. Raises
    LeaseLost.
    """
    with services.database.write() as write:
        packet = repository.lock_document(write, lease.id)
        # Before the password is forgotten, which the parts need.
        children = [
            _child(write, packet, part, number, len(parts)) for number, part in enumerate(parts, 1)
        ]
        values = {
            "state": DocumentState.DONE.value,
            "schema_name": PACKET,
            "num_pages": num_pages,
            "num_windows": 0,
            "finished_at": write.now,
            **repository.FORGOTTEN,
        }
        repository.finish(write, lease, values)
        repository_windows.add_pages(write, packet.id, pages)
        write.session.add_all(children)
        write.session.flush()
        result = _result(packet, children, num_pages, seconds)
        extraction = store_extraction(write, packet, result, BY_MODEL)
        for child in children:
            queued = payload_of(child, status=DocumentState.QUEUED.value)
            record_event(write, child.tenant_id, DOCUMENT_QUEUED, queued, child.id)
            write.after_commit(partial(_tell, services, child.id))
        payload = payload_of(
            packet,
            status=DocumentState.DONE.value,
            extraction_id=extraction.id,
            version=extraction.version,
            documents=[child.id for child in children],
        )
        record_event(write, packet.tenant_id, DOCUMENT_COMPLETED, payload, packet.id)
        return [child.id for child in children]


def _tell(services: Services, document_id: str) -> None:
    services.queue.tell(SPLIT, document_id)


def _child(write: Write, packet: Document, part: FoundPart, number: int, count: int) -> Document:
    return Document(
        id=new_id("doc"),
        **{name: getattr(packet, name) for name in _INHERITED},
        unique_key=_unique_key(packet.id, part),
        state=DocumentState.QUEUED.value,
        schema_name=part.classification["schema"],
        asked_schema=AUTO,
        classification=dict(part.classification),
        parent_id=packet.id,
        part_number=number,
        num_parts=count,
        first_page=part.first_page,
        last_page=part.last_page,
        woken_at=write.now,
        created_at=write.now,
        updated_at=write.now,
    )


def _unique_key(packet_id: str, part: FoundPart) -> str:
    """One document for a run of pages of a packet, whatever was sent before or is sent later."""
    text = f"{packet_id}\0{part.first_page}-{part.last_page}"
    return hashlib.sha256(text.encode()).hexdigest()


def _result(
    packet: Document, children: Sequence[Document], num_pages: int, seconds: float
) -> DocumentResult:
    documents = [
        {
            "schema": child.schema_name,
            "first_page": child.first_page,
            "last_page": child.last_page,
            "part_id": child.id,
        }
        for child in children
    ]
    return {
        "id": packet.id,
        "file": packet.file_name,
        "schema": PACKET,
        "status": "done",
        "model": NO_MODEL,
        "pages": num_pages,
        "data": {"documents": documents},
        "fields": [],
        "checks": [],
        "usage": {"prompt_tokens": 0, "output_tokens": 0, "seconds": round(seconds, 3)},
    }

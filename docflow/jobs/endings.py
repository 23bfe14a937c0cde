"""How stages end in the database: rows, event and what is told next, one transaction each. Knows no
page and no model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docflow.database.tables import Document
from docflow.events.outbox import (
    DOCUMENT_COMPLETED,
    DOCUMENT_FAILED,
    DOCUMENT_PROGRESS,
    DOCUMENT_STARTED,
    payload_of,
    record_event,
)
from docflow.extractions.repository import BY_MODEL, store_extraction
from docflow.jobs import repository, repository_windows
from docflow.jobs.repository import FORGOTTEN, Lease
from docflow.jobs.states import DocumentState, WindowState
from docflow.queue import ASSEMBLE, EXTRACT_WINDOW
from docflow.results import Classification, DocumentResult
from docflow.services import Services


@dataclass(frozen=True, slots=True)
class WindowOutcome:
    """What is written for a window that was answered."""

    answer: dict[str, Any]
    prompt_tokens: int
    output_tokens: int
    seconds: float


def finish_split(
    services: Services,
    lease: Lease,
    pages: Sequence[dict[str, Any]],
    windows: Sequence[list[Any]],
    num_pages: int,
    known: dict[str, Any] | None = None,
    kind: Classification | None = None,
) -> None:
    """splitting -> reading, with pages and windows; workers are told of each window.

    pages: rows of the table without the document. windows: pieces of each. known: an answer that
    the document brought itself; it becomes a window too, the last one and ended. With no other
    workers are told to assemble. kind: what the document was found to be, where nobody had said;
    from now on it is read with the schema of that name. Raises LeaseLost.
    """
    num_windows = len(windows) + (known is not None)
    with services.database.write() as write:
        document = repository.lock_document(write, lease.id)
        values: dict[str, Any] = {
            "state": DocumentState.READING.value,
            "attempts": 0,
            "num_pages": num_pages,
            "num_windows": num_windows,
            "woken_at": write.now,
            "error_code": None,
            "error_message": None,
        }
        if kind is not None:
            values |= {"schema_name": kind["schema"], "classification": kind}
        repository.finish(write, lease, values)
        repository_windows.add_pages(write, document.id, pages)
        ids = repository_windows.add_windows(write, document.id, windows)
        if known is not None:
            repository_windows.add_answered_window(write, document.id, len(windows), known)
        payload = payload_of(
            document,
            status=DocumentState.READING.value,
            num_pages=num_pages,
            num_windows=num_windows,
        )
        record_event(write, document.tenant_id, DOCUMENT_STARTED, payload, document.id)
        if known is not None and not windows:
            write.after_commit(lambda: _tell_assemble(services, lease.id))
        else:
            write.after_commit(lambda: _tell_windows(services, ids))


def _tell_windows(services: Services, ids: Sequence[str]) -> None:
    for id_ in ids:
        if not services.queue.tell(EXTRACT_WINDOW, id_):
            return


def finish_window(
    services: Services, lease: Lease, document_id: str, outcome: WindowOutcome
) -> None:
    """running -> done; the last one has the document assembled. Raises LeaseLost."""
    values = {
        "state": WindowState.DONE.value,
        "answer": outcome.answer,
        "prompt_tokens": outcome.prompt_tokens,
        "output_tokens": outcome.output_tokens,
        "seconds": outcome.seconds,
        "error_code": None,
        "error_message": None,
    }
    _end_window(services, lease, document_id, values)


def fail_window(
    services: Services, lease: Lease, document_id: str, code: str, message: str
) -> None:
    """running -> failed, and the document will be when its other windows have ended.

    Raises LeaseLost.
    """
    values = {
        "state": WindowState.FAILED.value,
        "error_code": code,
        "error_message": _storable(message),
    }
    _end_window(services, lease, document_id, values)


def _end_window(services: Services, lease: Lease, document_id: str, values: dict[str, Any]) -> None:
    with services.database.write() as write:
        # Locked first: of two windows that end at once, one must see that it is the last.
        document = repository.lock_document(write, document_id)
        repository.finish(write, lease, {**values, "finished_at": write.now})
        num_ended, num_windows = repository_windows.count_windows(write.session, document_id)
        payload = payload_of(document, windows_done=num_ended, num_windows=num_windows)
        record_event(write, document.tenant_id, DOCUMENT_PROGRESS, payload, document_id)
        if num_ended == num_windows:
            repository.note_told(write, Document, [document_id])
            write.after_commit(lambda: _tell_assemble(services, document_id))


def _tell_assemble(services: Services, document_id: str) -> None:
    services.queue.tell(ASSEMBLE, document_id)


def finish_document(services: Services, lease: Lease, result: DocumentResult) -> None:
    """assembling -> done or needs_review, with the first version of the extraction.

    Raises LeaseLost.
    """
    with services.database.write() as write:
        document = repository.lock_document(write, lease.id)
        ending = {"state": result["status"], "finished_at": write.now, **FORGOTTEN}
        repository.finish(write, lease, ending)
        extraction = store_extraction(write, document, result, BY_MODEL)
        payload = payload_of(
            document,
            status=result["status"],
            extraction_id=extraction.id,
            version=extraction.version,
        )
        record_event(write, document.tenant_id, DOCUMENT_COMPLETED, payload, document.id)


def fail_document(services: Services, lease: Lease, code: str, message: str) -> None:
    """splitting or assembling -> failed. Raises LeaseLost."""
    with services.database.write() as write:
        document = repository.lock_document(write, lease.id)
        message = _storable(message)
        ending = {
            "state": DocumentState.FAILED.value,
            "finished_at": write.now,
            **FORGOTTEN,
            "error_code": code,
            "error_message": message,
        }
        repository.finish(write, lease, ending)
        payload = payload_of(
            document,
            status=DocumentState.FAILED.value,
            error={"code": code, "message": message},
        )
        record_event(write, document.tenant_id, DOCUMENT_FAILED, payload, document.id)


def _storable(message: str) -> str:
    # PostgreSQL takes no NUL in text.
    return message.replace("\x00", "\N{REPLACEMENT CHARACTER}")

"""What happens to a document by its owner's wish: tried again, or removed with all that was made of
it. Knows no HTTP.
"""

from __future__ import annotations

from docflow.database.tables import Document
from docflow.documents import repository
from docflow.errors import DocflowError
from docflow.events.outbox import DOCUMENT_DELETED, DOCUMENT_QUEUED, payload_of, record_event
from docflow.jobs.states import DocumentState
from docflow.queue import SPLIT
from docflow.services import Services
from docflow.storage.store import document_prefix


def delete(services: Services, tenant_id: str, document_id: str) -> bool:
    """Removes rows and files, those of a packet's documents too; whether there was such a document.

    The rows go first: a crash in between leaves files that no row names, which the sweeper removes.
    A worker that has the document just then misses its rows when it wants to write.
    """
    with services.database.write() as write:
        document = repository.lock_document(write, tenant_id, document_id)
        if document is None:
            return False
        gone = [*repository.children_of(write.session, tenant_id, document_id), document]
        for each in gone:
            payload = payload_of(each, status="deleted")
            record_event(write, tenant_id, DOCUMENT_DELETED, payload, each.id)
        ids = [each.id for each in gone]
        for each in gone:
            repository.delete_document(write, each)
    for id_ in ids:
        services.store.delete_below(document_prefix(tenant_id, id_))
    return True


def retry(
    services: Services, tenant_id: str, document_id: str, password: str | None
) -> Document | None:
    """Queues a failed document again; None where there is no such document.

    Effects: as for a new document, the queue is told after the commit.

    Raises:
        DocflowError: `not_failed`.
    """
    with services.database.write() as write:
        document = repository.lock_document(write, tenant_id, document_id)
        if document is None:
            return None
        if document.state != DocumentState.FAILED:
            message = f"the document is {document.state}; only a failed one is read again"
            raise DocflowError("not_failed", message)
        repository.queue_again(write, document, password)
        payload = payload_of(document, status=DocumentState.QUEUED.value)
        record_event(write, tenant_id, DOCUMENT_QUEUED, payload, document_id)
        write.after_commit(lambda: _tell(services, document_id))
        return document


def _tell(services: Services, document_id: str) -> None:
    services.queue.tell(SPLIT, document_id)

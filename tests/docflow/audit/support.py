"""A service at rest with one document of each kind, as the stages leave it."""

from __future__ import annotations

from sqlalchemy import update

from docflow.database.database import Write
from docflow.database.ids import new_id
from docflow.database.tables import Document, Event, Page, Window
from docflow.documents.incoming import Incoming
from docflow.documents.service import Submission, accept
from docflow.events.outbox import DOCUMENT_COMPLETED, DOCUMENT_FAILED, record_event
from docflow.extractions.repository import BY_MODEL, store_extraction
from docflow.services import Services
from tests.docflow.fakes import document_result


def send(services: Services, tenant_id: str, text: str) -> str:
    """Takes a document in; its id."""
    with Incoming(services.store, services.settings.limits) as incoming:
        incoming.write(b"%PDF-1.7 " + text.encode())
        submission = Submission(f"{text}.pdf", "invoice", password="secret")
        return accept(services, tenant_id, incoming, submission).document.id


def read(services: Services, document_id: str) -> None:
    """Does what the stages do with a document that can be read."""
    with services.database.write() as write:
        document = write.session.get_one(Document, document_id)
        write.session.add(_page(document_id))
        write.session.add(_window(write, document_id))
        store_extraction(write, document, document_result(), BY_MODEL)
        document.num_pages = document.num_windows = 1
        _end(write, document, "done", DOCUMENT_COMPLETED)


def fail(services: Services, document_id: str) -> None:
    """Does what the stages do with a document that cannot be read."""
    with services.database.write() as write:
        document = write.session.get_one(Document, document_id)
        document.error_code, document.error_message = "corrupt_file", "it is damaged"
        _end(write, document, "failed", DOCUMENT_FAILED)


def dispatch_all(services: Services) -> None:
    """Does what the sweeper does with events."""
    with services.database.write() as write:
        write.session.execute(update(Event).values(dispatched_at=write.now))


def _end(write: Write, document: Document, state: str, type_: str) -> None:
    document.state = state
    document.password = None
    document.finished_at = document.updated_at = write.now
    payload = {"document_id": document.id, "status": state}
    record_event(write, document.tenant_id, type_, payload, document.id)


def _page(document_id: str) -> Page:
    return Page(
        document_id=document_id,
        number=1,
        width_pt=595.0,
        height_pt=842.0,
        num_words=9,
        source="text",
        notes=[],
    )


def _window(write: Write, document_id: str) -> Window:
    return Window(
        id=new_id("win"),
        document_id=document_id,
        number=1,
        state="done",
        pages=[[1, 0, 9]],
        answer={"values": []},
        created_at=write.now,
        finished_at=write.now,
    )

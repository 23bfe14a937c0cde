"""An accepted document is stored, in the database and announced; a refused one leaves nothing."""

from __future__ import annotations

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from docflow.database.ids import new_id
from docflow.database.tables import Batch, Document, Event
from docflow.documents.incoming import Incoming
from docflow.documents.service import Accepted, Submission, accept
from docflow.errors import DocflowError, FileError, LimitError
from docflow.limits import Limits
from docflow.queue import SPLIT
from docflow.services import Services
from docflow.tenants.service import ensure_tenant
from tests.docflow.service_fixtures import RecordingQueue

PDF = b"%PDF-1.7 a document"
INVOICE = Submission("a.pdf", "invoice")


def send(
    services: Services, tenant: str, content: bytes = PDF, submission: Submission = INVOICE
) -> Accepted:
    with Incoming(services.store, services.settings.limits) as incoming:
        incoming.read_from(io.BytesIO(content))
        return accept(services, tenant, incoming, submission)


def count(services: Services, table: type[Document] | type[Event]) -> int:
    with services.database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def stored_keys(services: Services) -> list[str]:
    return list(services.store.keys(""))


def told(services: Services) -> list[tuple[str, ...]]:
    assert isinstance(services.queue, RecordingQueue)
    return services.queue.told


def test_an_accepted_document_is_stored_announced_and_told(services: Services, tenant: str) -> None:
    accepted = send(services, tenant)
    document = accepted.document
    assert accepted.is_new
    assert (document.state, document.size_bytes) == ("queued", len(PDF))
    assert document.sha256 == hashlib.sha256(PDF).hexdigest()
    assert services.store.get_bytes(document.storage_key) == PDF
    with services.database.read() as session:
        event = session.scalars(select(Event)).one()
    assert (event.type, event.document_id) == ("document.queued", document.id)
    assert told(services) == [(SPLIT, document.id)]


def test_the_same_file_is_the_same_document(services: Services, tenant: str) -> None:
    first = send(services, tenant)
    again = send(services, tenant, submission=replace(INVOICE, file_name="copy.pdf"))
    assert (again.document.id, again.is_new) == (first.document.id, False)
    assert count(services, Event) == 1
    assert len(stored_keys(services)) == 1


def test_schema_model_password_or_tenant_make_another_document(
    services: Services, tenant: str
) -> None:
    other = ensure_tenant(services, "other")
    ids = {
        send(services, tenant).document.id,
        send(services, other).document.id,
        send(services, tenant, submission=replace(INVOICE, schema="receipt")).document.id,
        send(services, tenant, submission=replace(INVOICE, password="x")).document.id,
    }
    assert len(ids) == 4


def test_sent_at_once_it_is_still_one_document(services: Services, tenant: str) -> None:
    with ThreadPoolExecutor(8) as threads:
        accepted = list(threads.map(lambda _: send(services, tenant), range(16)))
    assert len({one.document.id for one in accepted}) == 1
    assert sum(one.is_new for one in accepted) == 1
    assert (count(services, Document), count(services, Event)) == (1, 1)
    assert len(stored_keys(services)) == 1


def test_a_queue_that_is_down_does_not_refuse_a_document(services: Services, tenant: str) -> None:
    assert isinstance(services.queue, RecordingQueue)
    services.queue.is_reachable = False
    assert send(services, tenant).document.state == "queued"


@pytest.mark.parametrize(
    ("content", "submission", "code"),
    [
        (b"", INVOICE, "empty_file"),
        (b"PK\x03\x04 office", INVOICE, "unsupported_type"),
        (PDF, replace(INVOICE, schema="nonsense"), "unknown_schema"),
        (PDF, replace(INVOICE, model="///"), "model_not_allowed"),
        (PDF, replace(INVOICE, model="no model"), "invalid_model"),
        (PDF, replace(INVOICE, model="/etc"), "model_not_allowed"),
        (PDF, replace(INVOICE, batch_id="bat_none"), "unknown_batch"),
    ],
)
def test_what_is_refused_leaves_no_row_and_no_event(
    services: Services, tenant: str, content: bytes, submission: Submission, code: str
) -> None:
    with pytest.raises(DocflowError) as caught:
        send(services, tenant, content, submission)
    assert caught.value.code == code
    assert (count(services, Document), count(services, Event)) == (0, 0)
    assert stored_keys(services) == []
    assert told(services) == []


def test_the_message_names_the_file_safely(services: Services, tenant: str) -> None:
    with pytest.raises(FileError, match=r"^bad.name\.pdf: it has no content"):
        send(services, tenant, b"", replace(INVOICE, file_name="bad\nname.pdf"))


def test_a_file_that_is_too_large_is_cut_off_while_it_comes_in(
    sqlite_services: Services, own_settings: Path
) -> None:
    with Incoming(sqlite_services.store, Limits(max_file_bytes=100)) as incoming:
        incoming.write(b"x" * 100)
        with pytest.raises(LimitError, match="larger than"):
            incoming.write(b"x")
    assert not [path for path in (own_settings / "files").rglob("*") if path.is_file()]


def test_a_batch_takes_documents_until_it_is_closed(services: Services, tenant: str) -> None:
    batch_id = new_id("bat")
    with services.database.write() as write:
        write.session.add(Batch(id=batch_id, tenant_id=tenant, name="March", created_at=write.now))
    submission = replace(INVOICE, batch_id=batch_id)
    assert send(services, tenant, submission=submission).document.batch_id == batch_id
    with services.database.write() as write:
        batch = write.session.get_one(Batch, batch_id)
        batch.closed_at = write.now
    with pytest.raises(DocflowError) as caught:
        send(services, tenant, PDF + b"2", submission)
    assert caught.value.code == "batch_closed"


def test_another_tenants_batch_is_unknown(services: Services, tenant: str) -> None:
    batch_id = new_id("bat")
    other = ensure_tenant(services, "other")
    with services.database.write() as write:
        write.session.add(Batch(id=batch_id, tenant_id=other, name="x", created_at=write.now))
    with pytest.raises(DocflowError) as caught:
        send(services, tenant, submission=replace(INVOICE, batch_id=batch_id))
    assert caught.value.code == "unknown_batch"

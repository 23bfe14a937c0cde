"""Batches: opened, filled, closed, and finished once with their last document."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from docflow.batches import repository
from docflow.batches.service import close_batch, finish_batches, open_batch
from docflow.database.ids import new_id
from docflow.database.tables import Batch, Document, Event
from docflow.documents.incoming import Incoming
from docflow.documents.service import Submission, accept
from docflow.errors import DocflowError
from docflow.jobs.states import DocumentState
from docflow.services import Services
from tests.docflow.http_clients import client_of


def add_document(services: Services, tenant: str, batch: str, state: DocumentState) -> str:
    document_id = new_id("doc")
    with services.database.write() as write:
        write.session.add(
            Document(
                id=document_id,
                tenant_id=tenant,
                state=state,
                file_name="a.pdf",
                media_type="application/pdf",
                size_bytes=1,
                sha256="0" * 64,
                unique_key=document_id.ljust(64, "-"),
                storage_key="x",
                schema_name="invoice",
                model="nano",
                origin="rest",
                batch_id=batch,
                created_at=write.now,
                updated_at=write.now,
            )
        )
    return document_id


def end(services: Services, document_id: str, state: DocumentState) -> None:
    with services.database.write() as write:
        write.session.execute(
            update(Document).where(Document.id == document_id).values(state=state)
        )


def sweep(services: Services) -> int:
    with services.database.write() as write:
        return finish_batches(write)


def completed(services: Services) -> list[dict[str, object]]:
    with services.database.read() as session:
        statement = select(Event).where(Event.type == "batch.completed")
        return [event.payload for event in session.scalars(statement)]


@pytest.fixture
def batch(services: Services, tenant: str) -> str:
    return open_batch(services, tenant, "March").id


def test_a_closed_batch_is_finished_once_when_its_last_document_ends(
    services: Services, tenant: str, batch: str
) -> None:
    add_document(services, tenant, batch, DocumentState.DONE)
    last = add_document(services, tenant, batch, DocumentState.READING)
    close_batch(services, tenant, batch)
    assert sweep(services) == 0
    end(services, last, DocumentState.FAILED)
    assert [sweep(services), sweep(services)] == [1, 0]
    assert completed(services) == [
        {"batch_id": batch, "num_documents": 2, "documents": {"done": 1, "failed": 1}}
    ]


def test_an_open_batch_is_not_finished(services: Services, tenant: str, batch: str) -> None:
    add_document(services, tenant, batch, DocumentState.DONE)
    assert sweep(services) == 0


@pytest.mark.parametrize("num_documents", [0, 2])
def test_closing_finishes_a_batch_that_is_through(
    services: Services, tenant: str, batch: str, num_documents: int
) -> None:
    for _ in range(num_documents):
        add_document(services, tenant, batch, DocumentState.NEEDS_REVIEW)
    for _ in range(2):
        closed = close_batch(services, tenant, batch)
        assert closed is not None
        assert closed.finished_at is not None
    assert len(completed(services)) == 1


def test_many_sweepers_finish_a_batch_once(services: Services, tenant: str, batch: str) -> None:
    document = add_document(services, tenant, batch, DocumentState.READING)
    close_batch(services, tenant, batch)
    end(services, document, DocumentState.DONE)
    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(lambda _: sweep(services), range(12))) == 1
    assert len(completed(services)) == 1


def test_no_document_slips_into_a_batch_that_is_being_closed(
    services: Services, tenant: str, batch: str
) -> None:
    def send() -> str:
        with Incoming(services.store, services.settings.limits) as incoming:
            incoming.read_from(io.BytesIO(b"%PDF-1.7"))
            try:
                accept(services, tenant, incoming, Submission("a", "invoice", batch_id=batch))
            except DocflowError as error:
                return error.code
        return "accepted"

    with ThreadPoolExecutor(1) as pool:
        with services.database.write() as write:
            row = repository.find_locked(write, tenant, batch)
            assert row is not None
            sending = pool.submit(send)
            with pytest.raises(TimeoutError):
                sending.result(0.5)
            row.closed_at = write.now
        assert sending.result(20) == "batch_closed"


def test_a_strangers_batch_is_not_closed(services: Services, batch: str) -> None:
    assert close_batch(services, "ten_other", batch) is None
    with services.database.read() as session:
        assert session.get_one(Batch, batch).closed_at is None


def test_a_batch_over_http(services: Services, tenant: str) -> None:
    client = client_of(services)
    created = client.post("/v1/batches", json={"name": "March"})
    batch = created.json()["id"]
    assert (created.status_code, created.json()["state"]) == (201, "open")
    document = add_document(services, tenant, batch, DocumentState.QUEUED)
    closed = client.post(f"/v1/batches/{batch}/close").json()
    assert (closed["state"], closed["num_documents"]) == ("closed", 1)
    end(services, document, DocumentState.DONE)
    sweep(services)
    finished = client.get(f"/v1/batches/{batch}").json()
    assert (finished["state"], finished["documents"]["done"]) == ("finished", 1)
    assert finished["finished_at"].endswith("Z")


def test_batches_are_listed_newest_first_page_by_page(services: Services, tenant: str) -> None:
    client = client_of(services)
    for number in range(5):
        client.post("/v1/batches", json={"name": str(number)})
    names, cursor = [], None
    while True:
        parameters = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = client.get("/v1/batches", params=parameters).json()
        names += [batch["name"] for batch in page["data"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert names == ["4", "3", "2", "1", "0"]


@pytest.mark.parametrize("body", [{}, {"name": ""}, {"name": "x" * 201}, {"name": 1}, [], "x"])
def test_a_batch_needs_a_name(sqlite_services: Services, body: object) -> None:
    client: TestClient = client_of(sqlite_services)
    assert client.post("/v1/batches", json=body).status_code == 422

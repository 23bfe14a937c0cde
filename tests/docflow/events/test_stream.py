"""A document's events as they happen, through a real server on loopback."""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
from collections.abc import Iterator
from typing import Any

import anyio.to_thread
import httpx2
import pytest
import structlog
from sqlalchemy import text, update

from docflow.api.app import create_app
from docflow.database.tables import Document
from docflow.events import endpoints, hub
from docflow.events.outbox import record_event
from docflow.jobs.states import DocumentState
from docflow.services import Services
from docflow.tenants.service import ensure_local_tenant
from tests.docflow.http_clients import served

Sse = dict[str, str]
TIMEOUT_S = 20.0


def add_document(services: Services, tenant: str, document_id: str = "doc_1") -> str:
    with services.database.write() as write:
        write.session.add(
            Document(
                id=document_id,
                tenant_id=tenant,
                state=DocumentState.READING,
                file_name="a.pdf",
                media_type="application/pdf",
                size_bytes=1,
                sha256="0" * 64,
                unique_key=document_id.ljust(64, "-"),
                storage_key="x",
                schema_name="invoice",
                model="nano",
                origin="rest",
                created_at=write.now,
                updated_at=write.now,
            )
        )
    return document_id


def happen(
    services: Services,
    tenant: str,
    type_: str,
    document_id: str = "doc_1",
    state: DocumentState | None = None,
) -> int:
    """Something happens, as a worker of another process would write it; its number."""
    with services.database.write() as write:
        if state is not None:
            write.session.execute(
                update(Document).where(Document.id == document_id).values(state=state)
            )
        return record_event(write, tenant, type_, {"n": type_}, document_id).seq


@pytest.fixture
def address(services: Services, tenant: str) -> Iterator[str]:
    add_document(services, tenant)
    with served(create_app(services, require_keys=False)) as url:
        yield f"{url}/v1/documents/doc_1/events"


def read(response: httpx2.Response) -> Iterator[Sse]:
    """The events of a stream; a comment is `{"": text}`."""
    event: Sse = {}
    for line in response.iter_lines():
        if line:
            name, _, value = line.partition(":")
            event[name] = value.strip()
        elif event:
            yield event
            event = {}


@contextlib.contextmanager
def watching(url: str, **headers: str) -> Iterator[Iterator[Sse]]:
    with httpx2.stream("GET", url, headers=headers, timeout=TIMEOUT_S, trust_env=False) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        yield read(response)


def test_events_come_as_they_happen_and_the_stream_ends_with_the_last(
    address: str, services: Services, tenant: str
) -> None:
    first = happen(services, tenant, "document.queued")
    with watching(address) as events:
        begun = next(events)
        assert (begun["event"], begun["id"]) == ("document.queued", str(first))
        assert json.loads(begun["data"])["document_id"] == "doc_1"
        happen(services, tenant, "document.progress")
        assert next(events)["event"] == "document.progress"
        happen(services, tenant, "document.completed", state=DocumentState.DONE)
        assert next(events)["event"] == "document.completed"
        assert list(events) == []


def test_a_listener_that_comes_back_gets_what_it_missed(
    address: str, services: Services, tenant: str
) -> None:
    seen = happen(services, tenant, "document.queued")
    happen(services, tenant, "document.started")
    happen(services, tenant, "document.failed", state=DocumentState.FAILED)
    with watching(address, **{"Last-Event-ID": str(seen)}) as events:
        assert [event["event"] for event in events] == ["document.started", "document.failed"]


def test_nothing_more_to_come_is_an_answer_that_ends_reconnecting(
    address: str, services: Services, tenant: str
) -> None:
    last = happen(services, tenant, "document.completed", state=DocumentState.DONE)
    answer = httpx2.get(address, headers={"Last-Event-ID": str(last)}, trust_env=False)
    assert answer.status_code == 204


def test_a_document_that_is_tried_again_is_watched_on(
    address: str, services: Services, tenant: str
) -> None:
    happen(services, tenant, "document.failed")
    happen(services, tenant, "document.queued", state=DocumentState.QUEUED)
    with watching(address) as events:
        assert [next(events)["event"] for _ in range(2)] == ["document.failed", "document.queued"]
        happen(services, tenant, "document.completed", state=DocumentState.DONE)
        assert [event["event"] for event in events] == ["document.completed"]


def test_silence_is_filled_with_comments(
    address: str, services: Services, tenant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoints, "HEARTBEAT_S", 0.05)
    with watching(address) as events:
        assert next(events) == {"": "ping"}


def test_an_unknown_document_and_a_wrong_number_are_problems(address: str) -> None:
    unknown = httpx2.get(address.replace("doc_1", "doc_2"), trust_env=False)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "not_found")
    wrong = httpx2.get(address, headers={"Last-Event-ID": "x"}, trust_env=False)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "invalid_request")


def test_too_many_listeners_are_told_to_come_again(
    address: str, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "MAX_LISTENERS", 0)
    answer = httpx2.get(address, trust_env=False)
    assert (answer.status_code, answer.json()["code"]) == (503, "too_many_listeners")
    assert int(answer.headers["retry-after"]) > 0


@pytest.mark.timeout(120)
def test_hundreds_listen_with_one_thread_and_one_connection(
    sqlite_services: Services,
) -> None:
    tenant = ensure_local_tenant(sqlite_services)
    documents = [add_document(sqlite_services, tenant, f"doc_{n}") for n in range(300)]
    events = hub.EventHub(sqlite_services, poll_s=0.05)
    threads_before = threading.active_count()

    async def one(document_id: str) -> list[str]:
        async with events.listen(document_id, 0) as listener:
            types: list[str] = []
            while "document.completed" not in types:
                types.append((await listener.queue.get()).type)
            return types

    async def all_of_them() -> list[list[str]]:
        tasks = [asyncio.create_task(one(document)) for document in documents]
        await anyio.to_thread.run_sync(_complete, sqlite_services, tenant, documents)
        results = await asyncio.wait_for(asyncio.gather(*tasks), 60)
        assert threading.active_count() - threads_before <= 3
        await events.close()
        return results

    results = asyncio.run(all_of_them())
    assert results == [["document.queued", "document.completed"]] * 300
    pool: Any = sqlite_services.database.engine.pool
    assert pool.checkedin() + pool.checkedout() <= 3


def _complete(services: Services, tenant: str, documents: list[str]) -> None:
    for type_ in ("document.queued", "document.completed"):
        with services.database.write() as write:
            for document in documents:
                record_event(write, tenant, type_, {}, document)


def test_the_reader_goes_on_after_the_database_was_away(
    sqlite_services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant = ensure_local_tenant(sqlite_services)
    add_document(sqlite_services, tenant)
    monkeypatch.setattr(hub, "RETRY_S", 0.05)
    events = hub.EventHub(sqlite_services, poll_s=0.02)

    async def watch() -> str:
        async with events.listen("doc_1", 0) as listener:
            _rename_table(sqlite_services, "events", "events_away")
            await asyncio.sleep(0.3)
            _rename_table(sqlite_services, "events_away", "events")
            happen(sqlite_services, tenant, "document.completed")
            event = await asyncio.wait_for(listener.queue.get(), 20)
        await events.close()
        return event.type

    with structlog.testing.capture_logs() as logs:
        assert asyncio.run(watch()) == "document.completed"
    assert "events_not_read" in {line["event"] for line in logs}


def _rename_table(services: Services, old: str, new: str) -> None:
    with services.database.write() as write:
        write.session.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))

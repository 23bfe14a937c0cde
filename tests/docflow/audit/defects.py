"""Defects of one document each, and the check that is for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, insert, select, text, update

from docflow.database.ids import new_id
from docflow.database.tables import (
    Delivery,
    Document,
    Event,
    Extraction,
    Field,
    Page,
    Window,
)
from docflow.documents.lifecycle import delete as delete_document
from docflow.events.outbox import DOCUMENT_COMPLETED, record_event
from docflow.extractions.repository import store_extraction
from docflow.jobs.packets import FoundPart, finish_packet
from docflow.jobs.repository import claim_split
from docflow.results import Classification
from docflow.services import Services
from docflow.storage.store import original_key
from docflow.tenants.service import ensure_tenant
from tests.docflow.audit.support import dispatch_all, fail, send
from tests.docflow.fakes import document_result


@dataclass
class World:
    """One read document among others. ids: how a finding about it may name it."""

    services: Services
    tenant: str
    document: str
    ids: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ids.append(self.document)
        with self.services.database.read() as session:
            for table in (Window, Extraction, Event):
                rows = session.scalars(select(table.id).where(table.document_id == self.document))
                self.ids.extend(rows)

    def change(self, *statements: Any) -> None:
        """Runs statements past all rules of the service."""
        with self.services.database.write() as write:
            for statement in statements:
                write.session.execute(statement)

    def set(self, **values: Any) -> None:
        """Changes the document's row."""
        self.change(update(Document).where(Document.id == self.document).values(**values))

    def new_failed(self) -> str:
        """Another document, which failed."""
        document_id = send(self.services, self.tenant, new_id("name"))
        fail(self.services, document_id)
        dispatch_all(self.services)
        self.ids.append(document_id)
        return document_id


Plant = Callable[[World], object]


def lease(world: World, seconds: float, **values: Any) -> None:
    with world.services.database.write() as write:
        until = write.now + timedelta(seconds=seconds)
        write.session.execute(
            update(Document)
            .where(Document.id == world.document)
            .values(lease_owner="worker", lease_until=until, **values)
        )


def _window_values(world: World, **values: Any) -> None:
    world.change(update(Window).where(Window.document_id == world.document).values(**values))


def _event_again(world: World) -> None:
    with world.services.database.write() as write:
        event = record_event(write, world.tenant, DOCUMENT_COMPLETED, {}, world.document)
        event.dispatched_at = write.now


def _data(world: World, data: dict[str, Any]) -> None:
    world.change(
        update(Extraction).where(Extraction.document_id == world.document).values(data=data)
    )


def _field(world: World, **values: Any) -> None:
    of_document = Field.document_id == world.document
    world.change(update(Field).where(of_document, Field.ordinal == 0).values(**values))


def _version_two(world: World, version: int) -> None:
    with world.services.database.write() as write:
        document = write.session.get_one(Document, world.document)
        store_extraction(write, document, document_result(), "key_1").version = version


def _first_shown(world: World) -> None:
    _version_two(world, 2)
    of_document = Extraction.document_id == world.document
    for version, is_latest in ((2, False), (1, True)):
        world.change(
            update(Extraction)
            .where(of_document, Extraction.version == version)
            .values(is_latest=is_latest)
        )


def _other_bytes(world: World) -> None:
    key = original_key(world.tenant, world.document)
    content = world.services.store.get_bytes(key)
    world.services.store.put_bytes(key, content[:-1] + b"!")


def _fewer_bytes(world: World) -> None:
    world.services.store.put_bytes(original_key(world.tenant, world.document), b"%PDF")


def _other_tenant(world: World) -> None:
    other = ensure_tenant(world.services, "other")
    _field(world, tenant_id=other)


def _delivery(world: World, **values: Any) -> None:
    endpoint_id, delivery_id = new_id("we"), new_id("del")
    world.ids.append(delivery_id)
    with world.services.database.write() as write:
        write.session.execute(
            text(
                "INSERT INTO webhook_endpoints (id, tenant_id, kind, url, description, secrets,"
                " content, state, num_failures, created_at)"
                " VALUES (:endpoint, :tenant, 'endpoint', 'https://example.com', '', '[]', 'link',"
                " 'active', 0, '2026-03-01 12:00:00')"
            ),
            {"tenant": world.tenant, "endpoint": endpoint_id},
        )
        seq = write.session.scalars(select(Event.seq).order_by(Event.seq)).first()
        row = {
            "id": delivery_id,
            "tenant_id": world.tenant,
            "event_seq": seq,
            "endpoint_id": endpoint_id,
            "state": "pending",
            "attempts": 0,
            "created_at": write.now,
        }
        write.session.execute(insert(Delivery), [row | values])


def stray(world: World, document_id: str | None = None, *, tenant_id: str | None = None) -> None:
    """Puts a file of no document into storage."""
    document_id = document_id or new_id("doc")
    world.ids.append(document_id)
    world.services.store.put_bytes(original_key(tenant_id or world.tenant, document_id), b"%PDF")


def _no_documents_file(world: World) -> None:
    world.ids.append("notes")
    world.services.store.put_bytes("notes", b"x")


def _nobody_works_on(world: World) -> None:
    failed = world.new_failed()
    world.change(
        delete(Event).where(Event.document_id == failed, Event.type == "document.failed"),
        update(Document)
        .where(Document.id == failed)
        .values(state="queued", finished_at=None, error_code=None),
    )


def _came_back(world: World) -> None:
    delete_document(world.services, world.tenant, world.document)
    dispatch_all(world.services)
    stray(world, world.document)


def new_packet(world: World) -> list[str]:
    """A packet of two documents that have ended; ids of the packet and of these."""
    packet_id = send(world.services, world.tenant, new_id("name"))
    with world.services.database.write() as write:
        lease = claim_split(write, packet_id, "worker", 60.0)
    assert lease is not None
    kind: Classification = {"schema": "invoice", "confidence": 0.9, "alternatives": []}
    parts = [FoundPart(1, 1, kind), FoundPart(2, 3, kind)]
    children = finish_packet(world.services, lease, [], parts, 3, 0.1)
    for child in children:
        fail(world.services, child)
    dispatch_all(world.services)
    world.ids.extend([packet_id, *children])
    return [packet_id, *children]


def _child_gone(world: World) -> None:
    _, first, _ = new_packet(world)
    world.change(delete(Document).where(Document.id == first))


def _child_of_other_pages(world: World) -> None:
    _, first, _ = new_packet(world)
    world.change(update(Document).where(Document.id == first).values(last_page=2))


def _page_in_no_document(world: World) -> None:
    packet_id, *_ = new_packet(world)
    world.change(update(Document).where(Document.id == packet_id).values(num_pages=4))


def _child_of_no_packet(world: World) -> None:
    _, first, _ = new_packet(world)
    world.change(update(Document).where(Document.id == first).values(parent_id=world.document))


DEFECTS: dict[str, tuple[Plant, str]] = {
    "the file of a row is gone": (
        lambda w: w.services.store.delete_below(f"{w.tenant}/{w.document}/"),
        "rows_have_files",
    ),
    "a stored byte is another": (_other_bytes, "bytes_are_equal"),
    "a stored file is cut": (_fewer_bytes, "bytes_are_equal"),
    "a file without a row": (stray, "files_have_rows"),
    "a file that is no document's": (_no_documents_file, "files_have_rows"),
    "a file of a deleted document": (_came_back, "files_have_rows"),
    "a document nobody works on": (_nobody_works_on, "documents_ended"),
    "a document of a packet is gone": (_child_gone, "packets_are_whole"),
    "a document of a packet has other pages": (_child_of_other_pages, "packets_are_whole"),
    "a page that is in no document of its packet": (_page_in_no_document, "packets_are_whole"),
    "a part of what is no packet": (_child_of_no_packet, "packets_are_whole"),
    "an end without its moment": (lambda w: w.set(finished_at=None), "endings_are_complete"),
    "a read document with an error": (
        lambda w: w.set(error_code="timed_out"),
        "endings_are_complete",
    ),
    "a failure without a reason": (
        lambda w: w.change(
            update(Document).where(Document.id == w.new_failed()).values(error_code=None)
        ),
        "endings_are_complete",
    ),
    "a window is gone": (
        lambda w: w.change(delete(Window).where(Window.document_id == w.document)),
        "windows_answered",
    ),
    "a window without an answer": (lambda w: _window_values(w, answer=None), "windows_answered"),
    "a window that is not done": (
        lambda w: _window_values(w, state="queued"),
        "windows_answered",
    ),
    "a window too many": (lambda w: w.set(num_windows=0), "windows_answered"),
    "no count of pages": (lambda w: w.set(num_pages=None), "pages_counted"),
    "a page beyond the count": (
        lambda w: w.change(
            update(Page).where(Page.document_id == w.document).values(number=2),
        ),
        "pages_counted",
    ),
    "the pages are gone": (
        lambda w: w.change(delete(Page).where(Page.document_id == w.document)),
        "pages_counted",
    ),
    "a window of a page without a row": (
        lambda w: _window_values(w, pages=[1, 2]),
        "windows_have_pages",
    ),
    "the result is gone": (
        lambda w: w.change(delete(Extraction).where(Extraction.document_id == w.document)),
        "one_latest_version",
    ),
    "a failed document with a result": (
        lambda w: w.change(
            update(Extraction)
            .where(Extraction.document_id == w.document)
            .values(document_id=w.new_failed())
        ),
        "one_latest_version",
    ),
    "a gap in the versions": (lambda w: _version_two(w, 3), "versions_count_up"),
    "an old version is shown": (_first_shown, "versions_count_up"),
    "another state than the result": (lambda w: w.set(state="needs_review"), "states_agree"),
    "two endings": (_event_again, "ended_once"),
    "no ending": (
        lambda w: w.change(
            delete(Event).where(Event.document_id == w.document, Event.type == DOCUMENT_COMPLETED)
        ),
        "ended_once",
    ),
    "an ending of another kind": (
        lambda w: w.change(
            update(Event)
            .where(Event.document_id == w.document, Event.type == DOCUMENT_COMPLETED)
            .values(type="document.failed")
        ),
        "ended_once",
    ),
    "no event at all": (
        lambda w: w.change(delete(Event).where(Event.document_id == w.document)),
        "ended_once",
    ),
    "an event nobody looked at": (
        lambda w: w.change(
            update(Event).where(Event.document_id == w.document).values(dispatched_at=None)
        ),
        "events_dispatched",
    ),
    "a delivery without a time": (lambda w: _delivery(w), "deliveries_planned"),
    "a delivery that is held for ever": (
        lambda w: _delivery(w, state="delivered", lease_owner="worker"),
        "leases_freed",
    ),
    "an ended document that is held": (lambda w: lease(w, 60), "leases_freed"),
    "a window that is held": (
        lambda w: _window_values(w, lease_owner="worker"),
        "leases_freed",
    ),
    "a password that is kept": (lambda w: w.set(password="secret"), "passwords_forgotten"),
    "evidence of another tenant": (_other_tenant, "tenants_apart"),
    "a result that breaks its schema": (
        lambda w: _data(w, document_result()["data"] | {"totals": "119.00"}),
        "results_are_valid",
    ),
    "evidence of another value": (lambda w: _field(w, value="R-9"), "evidence_fits"),
    "evidence on no page": (lambda w: _field(w, page=7), "evidence_fits"),
    "evidence beside the page": (lambda w: _field(w, right=1.5), "evidence_fits"),
    "two values of one path": (
        lambda w: _field(w, path="/totals/total", value="119.00"),
        "nothing_doubled",
    ),
}

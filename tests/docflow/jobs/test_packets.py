"""Packets: the file's row and its documents' rows come into being together, once, or not at all."""

from __future__ import annotations

import threading
from collections import Counter

import pytest
from sqlalchemy import select

from docflow.audit.service import audit
from docflow.database.tables import Document, Event, Extraction
from docflow.documents.lifecycle import delete, retry
from docflow.events.outbox import DOCUMENT_COMPLETED, DOCUMENT_DELETED, DOCUMENT_QUEUED
from docflow.extractions.service import result_of
from docflow.jobs import endings, packets, repository
from docflow.jobs.packets import FoundPart
from docflow.jobs.repository import Lease, LeaseLost
from docflow.jobs.sweeper import sweep
from docflow.queue import SPLIT
from docflow.results import Classification
from docflow.services import Services
from docflow.storage.store import original_key, page_key
from docflow.tenants.service import ensure_tenant
from tests.docflow.jobs.rows import add_document, document_of
from tests.docflow.service_fixtures import FakeClock, RecordingQueue

LEASE_S = 60.0


def kind(schema: str, confidence: float = 0.9) -> Classification:
    return {"schema": schema, "confidence": confidence, "alternatives": []}


PARTS = [
    FoundPart(1, 2, kind("invoice")),
    FoundPart(3, 3, kind("receipt")),
    FoundPart(4, 6, kind("form")),
]


def add_auto(services: Services, tenant: str, **changes: str) -> str:
    return add_document(services, tenant, schema_name="auto", asked_schema="auto", **changes)


def claim(services: Services, id_: str, owner: str = "w") -> Lease | None:
    with services.database.write() as write:
        return repository.claim_split(write, id_, owner, LEASE_S)


def make_packet(services: Services, id_: str) -> list[str]:
    lease = claim(services, id_)
    assert lease is not None
    return packets.finish_packet(services, lease, [], PARTS, 6, 0.5)


def told(services: Services) -> list[tuple[str, ...]]:
    assert isinstance(services.queue, RecordingQueue)
    return services.queue.told


def events_of(services: Services, type_: str) -> list[Event]:
    with services.database.read() as session:
        return list(session.scalars(select(Event).where(Event.type == type_).order_by(Event.seq)))


def test_a_packet_ends_with_a_queued_document_for_each_part(
    services: Services, tenant: str
) -> None:
    id_ = add_auto(services, tenant, password="secret", callback_url="https://example.com/")
    children = make_packet(services, id_)
    packet = document_of(services, id_)
    assert (packet.state, packet.schema_name, packet.num_pages) == ("done", "packet", 6)
    assert packet.password is None
    rows = [document_of(services, child) for child in children]
    assert [(r.schema_name, r.first_page, r.last_page) for r in rows] == [
        ("invoice", 1, 2),
        ("receipt", 3, 3),
        ("form", 4, 6),
    ]
    assert {(r.state, r.parent_id, r.password, r.callback_url) for r in rows} == {
        ("queued", id_, "secret", "https://example.com/")
    }
    assert {r.storage_key for r in rows} == {packet.storage_key}
    assert told(services) == [(SPLIT, child) for child in children]


def test_the_result_of_a_packet_names_its_documents(services: Services, tenant: str) -> None:
    id_ = add_auto(services, tenant)
    children = make_packet(services, id_)
    with services.database.read() as session:
        extraction = session.scalars(select(Extraction)).one()
        result = result_of(session, session.get_one(Document, id_), extraction)
    assert result["schema"] == "packet"
    named = [(d["part_id"], d["first_page"]) for d in result["data"]["documents"]]
    assert named == [(children[0], 1), (children[1], 3), (children[2], 4)]


def test_events_of_a_part_name_its_packet(services: Services, tenant: str) -> None:
    id_ = add_auto(services, tenant)
    [first, *_] = make_packet(services, id_)
    lease = claim(services, first)
    assert lease is not None
    endings.fail_document(services, lease, "corrupt_file", "it is damaged")
    of_part = [e for e in events_of(services, "document.failed") if e.document_id == first]
    assert [event.payload["parent_id"] for event in of_part] == [id_]
    queued = {
        e.document_id: e.payload.get("parent_id") for e in events_of(services, DOCUMENT_QUEUED)
    }
    assert queued[first] == id_


def test_a_split_message_that_comes_twice_makes_no_second_documents(
    services: Services, tenant: str
) -> None:
    id_ = add_auto(services, tenant)
    make_packet(services, id_)
    assert claim(services, id_, "again") is None
    with services.database.read() as session:
        assert len(session.scalars(select(Document)).all()) == 1 + len(PARTS)


def test_workers_that_split_at_once_make_the_documents_once(
    services: Services, tenant: str, clock: FakeClock
) -> None:
    """The lease of the first ran out while it worked; the second has begun anew."""
    id_ = add_auto(services, tenant)
    first = claim(services, id_, "first")
    clock.advance(LEASE_S + 1)
    sweep(services)
    second = claim(services, id_, "second")
    assert first is not None
    assert second is not None
    outcomes: Counter[str] = Counter()

    def end(lease: Lease) -> None:
        try:
            packets.finish_packet(services, lease, [], PARTS, 6, 0.5)
            outcomes["made"] += 1
        except LeaseLost:
            outcomes["lost"] += 1

    threads = [threading.Thread(target=end, args=(lease,)) for lease in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == {"made": 1, "lost": 1}
    with services.database.read() as session:
        numbers = session.scalars(select(Document.part_number).where(Document.parent_id == id_))
        assert sorted(n or 0 for n in numbers) == [1, 2, 3]
    assert len(events_of(services, DOCUMENT_COMPLETED)) == 1


def test_a_crash_before_the_commit_leaves_no_part(
    services: Services, tenant: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_ = add_auto(services, tenant)
    lease = claim(services, id_)
    assert lease is not None

    def crash(*arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        # The last thing that is written.
        patch.setattr(packets, "record_event", crash)
        with pytest.raises(KeyboardInterrupt):
            packets.finish_packet(services, lease, [], PARTS, 6, 0.5)
    with services.database.read() as session:
        assert [row.id for row in session.scalars(select(Document))] == [id_]
    assert told(services) == []
    clock.advance(LEASE_S + 1)
    sweep(services)
    assert len(make_packet(services, id_)) == len(PARTS)


def test_parts_nobody_was_told_of_are_told_of_by_the_sweeper(
    services: Services, tenant: str, clock: FakeClock
) -> None:
    id_ = add_auto(services, tenant)
    children = make_packet(services, id_)
    told(services).clear()
    clock.advance(3_600)
    sweep(services)
    assert sorted(told(services)) == sorted((SPLIT, child) for child in children)


def test_a_packet_is_deleted_with_its_documents_and_their_files(
    services: Services, tenant: str
) -> None:
    id_ = add_auto(services, tenant)
    children = make_packet(services, id_)
    services.store.put_bytes(original_key(tenant, id_), b"%PDF")
    services.store.put_bytes(page_key(tenant, children[0], 1), b"page")
    assert delete(services, tenant, id_)
    with services.database.read() as session:
        assert session.scalars(select(Document)).all() == []
    assert list(services.store.keys("")) == []
    deleted = {event.document_id for event in events_of(services, DOCUMENT_DELETED)}
    assert deleted == {id_, *children}


def test_a_part_is_deleted_alone_and_the_file_stays(services: Services, tenant: str) -> None:
    id_ = add_auto(services, tenant)
    [first, *_] = make_packet(services, id_)
    services.store.put_bytes(original_key(tenant, id_), b"%PDF")
    assert delete(services, tenant, first)
    assert services.store.exists(original_key(tenant, id_))
    found = {f.name: f for f in audit(services)}["packets_are_whole"]
    assert found.holds, found.examples


def test_another_tenant_can_neither_delete_a_packet_nor_its_parts(
    services: Services, tenant: str
) -> None:
    id_ = add_auto(services, tenant)
    [first, *_] = make_packet(services, id_)
    other = ensure_tenant(services, "other")
    assert not delete(services, other, id_)
    assert not delete(services, other, first)
    assert document_of(services, first).tenant_id == tenant


def test_a_failed_document_whose_kind_was_found_is_sorted_again_when_it_is_tried_again(
    services: Services, tenant: str
) -> None:
    id_ = add_auto(services, tenant)
    lease = claim(services, id_)
    assert lease is not None
    endings.finish_split(services, lease, [], [[1]], 1, kind=kind("receipt"))
    assert document_of(services, id_).schema_name == "receipt"
    with services.database.write() as write:
        row = write.session.get_one(Document, id_)
        row.state, row.error_code, row.finished_at = "failed", "poison", write.now
    retry(services, tenant, id_, None)
    row = document_of(services, id_)
    assert (row.state, row.schema_name, row.classification) == ("queued", "auto", None)


def test_a_failed_part_is_tried_again_with_its_own_schema(services: Services, tenant: str) -> None:
    [first, *_] = make_packet(services, add_auto(services, tenant))
    lease = claim(services, first)
    assert lease is not None
    endings.fail_document(services, lease, "timed_out", "it took too long")
    retry(services, tenant, first, None)
    row = document_of(services, first)
    assert (row.state, row.schema_name, row.first_page) == ("queued", "invoice", 1)

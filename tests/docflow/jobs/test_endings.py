"""Endings: one transaction each, and the last window sees that it is the last."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select

from docflow.database.tables import Event, Extraction
from docflow.jobs import endings, repository
from docflow.jobs.repository import Lease, LeaseLost
from docflow.queue import ASSEMBLE
from docflow.services import Services
from tests.docflow.fakes import document_result
from tests.docflow.jobs.rows import add_document, add_windows, document_of, event_types
from tests.docflow.service_fixtures import RecordingQueue

OUTCOME = endings.WindowOutcome({"version": 1}, 10, 5, 0.5)


def claim_windows(services: Services, ids: list[str]) -> list[Lease]:
    with services.database.write() as write:
        leases = [repository.claim_window(write, id_, f"w#{id_}", 60) for id_ in ids]
    return [lease for lease in leases if lease is not None]


def test_windows_that_end_at_once_have_their_document_assembled_once(
    services: Services, tenant: str
) -> None:
    id_ = add_document(services, tenant, "reading")
    leases = claim_windows(services, add_windows(services, id_, ["queued"] * 6))
    start = threading.Barrier(len(leases))

    def end(lease: Lease) -> None:
        start.wait()
        endings.finish_window(services, lease, id_, OUTCOME)

    threads = [threading.Thread(target=end, args=(lease,)) for lease in leases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert isinstance(services.queue, RecordingQueue)
    assert services.queue.told == [(ASSEMBLE, id_)]
    with services.database.read() as session:
        payloads = session.scalars(select(Event.payload).order_by(Event.seq)).all()
    assert [payload["windows_done"] for payload in payloads] == [1, 2, 3, 4, 5, 6]


def test_an_answer_that_the_document_brings_is_a_window_that_has_ended(
    services: Services, tenant: str
) -> None:
    id_ = add_document(services, tenant)
    with services.database.write() as write:
        lease = repository.claim_split(write, id_, "s", 60)
    assert lease is not None
    endings.finish_split(services, lease, [], [], 0, {"kind": "xml"})
    assert isinstance(services.queue, RecordingQueue)
    assert services.queue.told == [(ASSEMBLE, id_)]
    assert document_of(services, id_).num_windows == 1
    with services.database.write() as write:
        assert repository.claim_assemble(write, id_, "a", 60) is not None


def test_a_result_of_a_lost_lease_leaves_no_row(services: Services, tenant: str) -> None:
    id_ = add_document(services, tenant, "reading")
    add_windows(services, id_, ["done"])
    with services.database.write() as write:
        lease = repository.claim_assemble(write, id_, "w", 60)
        assert lease is not None
        repository.return_untouched(write, lease)
    with pytest.raises(LeaseLost):
        endings.finish_document(services, lease, document_result())
    with services.database.read() as session:
        assert session.scalars(select(Extraction)).all() == []
    assert event_types(services) == []


def test_the_password_is_forgotten_when_the_document_ends(services: Services, tenant: str) -> None:
    done = add_document(services, tenant, "reading", password="secret")
    failed = add_document(services, tenant, password="secret")
    with services.database.write() as write:
        assembling = repository.claim_assemble(write, done, "a", 60)
        splitting = repository.claim_split(write, failed, "b", 60)
    assert assembling is not None
    assert splitting is not None
    endings.finish_document(services, assembling, document_result())
    endings.fail_document(services, splitting, "corrupt_file", "a\x00b")
    assert document_of(services, done).password is None
    row = document_of(services, failed)
    assert (row.password, row.error_code) == (None, "corrupt_file")
    assert row.finished_at is not None

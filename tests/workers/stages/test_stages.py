"""The stages in this process, on both databases, with answers that need no model."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from docflow.database.tables import Document, Event, Extraction, Page, Window
from docflow.errors import DocflowError
from docflow.jobs.sweeper import sweep
from docflow.queue import ASSEMBLE, EXTRACT_WINDOW, SPLIT
from docflow.services import Services
from docflow.storage.store import page_key
from tests.docflow.jobs.rows import document_of, event_types
from tests.docflow.service_fixtures import FakeClock, RecordingQueue
from tests.workers.sending import send, small_pdf
from tests.workers.stub import StubAnswerer
from workers.model_server import WindowJob
from workers.runner import Runner
from workers.stages.page_blob import unpack_page
from workers.stages.split import piece_of_json, piece_to_json
from workers.stages.stage import Drained
from workers.steps.values import WindowReading
from workers.steps.windows import Piece

RunAll = Callable[..., None]


@pytest.fixture
def runner(services: Services) -> Iterator[Runner]:
    runner = Runner(services, answerer=StubAnswerer(page_s=0))
    yield runner
    runner.drain(0)


def told(services: Services) -> list[tuple[str, ...]]:
    assert isinstance(services.queue, RecordingQueue)
    return services.queue.told


def run_all(runner: Runner, services: Services) -> None:
    """Does what was told until nothing more is; every message three times, late ones included."""
    done: list[tuple[str, ...]] = []
    while told(services):
        message = told(services).pop(0)
        done.append(message)
        for task, *ids in (message, message, done[0]):
            runner.run(task, *ids)


def test_a_document_goes_from_file_to_result(
    services: Services, tenant: str, runner: Runner
) -> None:
    id_ = send(services, tenant, small_pdf("Invoice R-1", "Page two", "three", "four"))
    run_all(runner, services)
    row = document_of(services, id_)
    assert row.state in ("done", "needs_review")
    assert (row.num_pages, row.num_windows, row.lease_owner) == (4, 2, None)
    with services.database.read() as session:
        [extraction] = session.scalars(select(Extraction)).all()
        pages = session.scalars(select(Page).order_by(Page.number)).all()
        ending = session.scalars(select(Event).order_by(Event.seq.desc())).first()
    assert extraction.data["invoice_number"] == "Invoice"
    assert [page.number for page in pages] == [1, 2, 3, 4]
    assert {page.source for page in pages} == {"text"}
    assert event_types(services) == [
        "document.queued",
        "document.started",
        "document.progress",
        "document.progress",
        "document.completed",
    ]
    assert ending is not None
    assert ending.payload["extraction_id"] == extraction.id


def test_what_is_told_is_told_after_the_commit(
    services: Services, tenant: str, runner: Runner
) -> None:
    id_ = send(services, tenant, small_pdf("One"))
    assert told(services) == [(SPLIT, id_)]
    runner.run(SPLIT, id_)
    [_, (task, window)] = told(services)
    assert task == EXTRACT_WINDOW
    runner.run(task, window)
    assert told(services)[-1] == (ASSEMBLE, id_)


def test_stored_pages_are_what_the_model_sees(
    services: Services, tenant: str, runner: Runner
) -> None:
    id_ = send(services, tenant, small_pdf("Invoice R-1"))
    runner.run(SPLIT, id_)
    page = unpack_page(services.store.get_bytes(page_key(tenant, id_, 1)))
    assert [word.text for word in page.words] == ["Invoice", "R-1"]
    assert page.pixels is not None


def test_a_file_that_cannot_be_read_fails_with_a_code_at_once(
    services: Services, tenant: str, runner: Runner
) -> None:
    id_ = send(services, tenant, b"%PDF-1.7\nnothing of a PDF follows", password="secret")
    run_all(runner, services)
    row = document_of(services, id_)
    assert row.state == "failed"
    assert row.error_code in ("corrupt_file", "no_pages")
    assert row.error_message is not None
    assert "a.pdf" in row.error_message
    assert (row.attempts, row.password) == (1, None)
    assert event_types(services)[-1] == "document.failed"


def test_an_error_that_may_pass_is_tried_three_times(
    clock: FakeClock, services: Services, tenant: str, runner: Runner
) -> None:
    id_ = send(services, tenant, small_pdf("poison"))
    for _ in range(6):
        run_all(runner, services)
        clock.advance(400)
        sweep(services)
    row = document_of(services, id_)
    assert (row.state, row.error_code) == ("failed", "generation_failed")
    with services.database.read() as session:
        [window] = session.scalars(select(Window)).all()
        assert session.scalars(select(Extraction)).all() == []
    assert (window.state, window.attempts) == ("failed", 3)


def test_a_document_that_kills_its_worker_is_given_up_with_the_reason(
    clock: FakeClock, services: Services, tenant: str, runner: Runner
) -> None:
    id_ = send(services, tenant, small_pdf("One"))
    for _ in range(3):
        with services.database.write() as write:
            row = write.session.get_one(Document, id_)
            # What a worker leaves that died in the middle of it.
            row.state, row.attempts = "splitting", row.attempts + 1
            row.lease_owner, row.lease_until = "dead", write.now
        clock.advance(100)
        sweep(services)
    run_all(runner, services)
    row = document_of(services, id_)
    assert (row.state, row.error_code) == ("failed", "poison")
    assert "lease ran out" in (row.error_message or "")


def test_a_deleted_document_leaves_no_pages(services: Services, tenant: str) -> None:
    id_ = send(services, tenant, small_pdf("One"))

    class DeletingStore:
        """Deletes the row while its pages are being stored."""

        def __getattr__(self, name: str) -> object:
            return getattr(services.store, name)

        def put_bytes(self, key: str, content: bytes) -> None:
            with services.database.write() as write:
                write.session.delete(write.session.get_one(Document, id_))
            services.store.put_bytes(key, content)

    runner = Runner(replace(services, store=DeletingStore()), answerer=StubAnswerer(0))
    runner.run(SPLIT, id_)
    assert list(services.store.keys(f"{tenant}/{id_}/")) == []
    runner.drain(0)


def test_a_process_that_ends_gives_running_windows_back(services: Services, tenant: str) -> None:
    go_on, begun = threading.Event(), threading.Event()

    def hang(job: WindowJob) -> WindowReading:
        begun.set()
        go_on.wait(30)
        raise DocflowError("generation_failed", "too late")

    runner = Runner(services, answerer=hang)
    send(services, tenant, small_pdf("One"))
    runner.run(*told(services).pop(0))
    [message] = told(services)
    raised: list[BaseException] = []

    def work() -> None:
        try:
            runner.run(*message)
        except Drained as drained:
            raised.append(drained)

    thread = threading.Thread(target=work)
    thread.start()
    begun.wait(10)
    assert runner.drain(0.1)
    thread.join()
    go_on.set()
    assert len(raised) == 1
    with services.database.read() as session:
        [window] = session.scalars(select(Window)).all()
    assert (window.state, window.attempts, window.lease_owner) == ("queued", 0, None)
    with pytest.raises(Drained):
        runner.run(*message)


@pytest.mark.parametrize("piece", [Piece(3), Piece(3, (10, 25))])
def test_pieces_come_back_from_json(piece: Piece) -> None:
    assert piece_of_json(piece_to_json(piece)) == piece

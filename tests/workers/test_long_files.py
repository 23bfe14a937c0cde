"""A file whose kind nobody named takes longer than it may: it fails with the reason, no packet is
made of it, and once it may take longer it is read.
"""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from sqlalchemy import select

from docflow.audit.service import audit
from docflow.database.tables import Document
from docflow.documents.lifecycle import retry
from docflow.limits import Limits
from docflow.services import Services
from docflow.tenants.service import ensure_local_tenant
from tests.docflow.service_fixtures import RecordingQueue
from tests.workers import sorting_by_word
from tests.workers.sending import send, small_pdf
from tests.workers.stub import StubAnswerer
from workers.runner import Runner
from workers.steps.reader_process import ReaderProcess, WireTimeout
from workers.steps.wire import Message

LATE_S = 1.5
PACKET = ("Invoice 1001 Acme", "second page", "Receipt 12 Shop", "Form of Miller")


def work(services: Services, *, within_s: int) -> list[Document]:
    """All that the queue was told of, with readers that have so many seconds for a file; the rows
    then, the packet first.
    """
    limits = Limits(document_wall_s=within_s, page_mean_s=1)
    settings = services.settings.model_copy(update={"limits": limits, "max_attempts": 1})
    runner = Runner(replace(services, settings=settings), answerer=StubAnswerer(0))
    assert isinstance(services.queue, RecordingQueue)
    while services.queue.told:
        runner.run(*services.queue.told.pop(0))
    runner.drain(5)
    with services.database.read() as session:
        order = (Document.first_page.is_not(None), Document.first_page)
        return list(session.scalars(select(Document).order_by(*order)))


receive = ReaderProcess.receive


def receive_late(reader: ReaderProcess, *, within_s: float) -> Message:
    """The reader's answer, as long after as if the page were a hard one."""
    time.sleep(min(within_s, LATE_S))
    if within_s < LATE_S:
        raise WireTimeout
    return receive(reader, within_s=within_s)


def test_a_file_that_takes_too_long_fails_whole_and_can_be_tried_again(
    sqlite_services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    sorting_by_word.use(monkeypatch)
    owner = ensure_local_tenant(sqlite_services)
    id_ = send(sqlite_services, owner, small_pdf(*PACKET), schema="auto")
    with monkeypatch.context() as patch:
        patch.setattr(ReaderProcess, "receive", receive_late)
        [row] = work(sqlite_services, within_s=4)
    assert (row.state, row.error_code, row.schema_name) == ("failed", "timed_out", "auto")
    assert "a.pdf: the document took more than 4 s to read" in (row.error_message or "")
    retry(sqlite_services, owner, id_, None)
    packet, *parts = work(sqlite_services, within_s=600)
    assert (packet.state, packet.schema_name) == ("done", "packet")
    assert [part.schema_name for part in parts] == ["invoice", "receipt", "form"]
    findings = audit(sqlite_services, is_drained=True, grace_s=0.0)
    assert [(f.name, f.examples) for f in findings if not f.holds] == []

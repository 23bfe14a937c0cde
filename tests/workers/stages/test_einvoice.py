"""An e-invoice in the service: straight from split to assemble, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from docflow.audit.service import audit
from docflow.database.tables import Extraction, Field, Page, Window
from docflow.extractions.service import result_of
from docflow.queue import ASSEMBLE, EXTRACT_WINDOW, SPLIT
from docflow.services import Services
from schemas.schema import load_builtin
from tests.docflow.jobs.rows import document_of, event_types
from tests.docflow.service_fixtures import RecordingQueue
from tests.schemas.einvoice import documents
from tests.workers.sending import send
from tests.workers.stages.test_same_result import comparable
from tests.workers.stub import StubAnswerer
from tests.workers.test_einvoice_pipeline import hybrid
from tests.workers.test_xml_checks import PAGE
from workers.pipeline import Pipeline
from workers.runner import Runner

WITHOUT_LINES = documents.cii(lines="", guideline="urn:factur-x.eu:1p0:minimum")


@pytest.fixture
def runner(services: Services) -> Iterator[Runner]:
    runner = Runner(services, answerer=StubAnswerer(page_s=0))
    yield runner
    runner.drain(0)


def run_all(runner: Runner, services: Services) -> list[str]:
    """Does what was told until nothing more is; the tasks in their order."""
    assert isinstance(services.queue, RecordingQueue)
    done = []
    while services.queue.told:
        task, *ids = services.queue.told.pop(0)
        runner.run(task, *ids)
        done.append(task)
    return done


def stored_result(services: Services, id_: str) -> Any:
    with services.database.read() as session:
        [extraction] = session.scalars(select(Extraction)).all()
        return result_of(session, document_of(services, id_), extraction)


def test_a_hybrid_invoice_goes_straight_from_split_to_assemble(
    services: Services, tenant: str, runner: Runner, tmp_path: Path
) -> None:
    path = hybrid(tmp_path, documents.cii())
    id_ = send(services, tenant, path.read_bytes(), name="hybrid.pdf")
    assert run_all(runner, services) == [SPLIT, ASSEMBLE]
    row = document_of(services, id_)
    assert (row.state, row.num_pages, row.num_windows) == ("done", 1, 1)
    assert event_types(services) == ["document.queued", "document.started", "document.completed"]
    with services.database.read() as session:
        assert [page.number for page in session.scalars(select(Page))] == [1]
        assert {field.source for field in session.scalars(select(Field))} == {"xml"}
    expected = Pipeline("nano", settings=services.settings).extract(path, load_builtin("invoice"))
    assert comparable(stored_result(services, id_)) == comparable(expected)


def test_a_bare_xml_is_a_document_without_pages(
    services: Services, tenant: str, runner: Runner
) -> None:
    id_ = send(services, tenant, documents.ubl(), name="invoice.xml")
    assert run_all(runner, services) == [SPLIT, ASSEMBLE]
    row = document_of(services, id_)
    assert (row.state, row.num_pages) == ("done", 0)
    result = stored_result(services, id_)
    assert result["data"]["totals"]["total"] == "225.97"
    fields = {field["path"]: field for field in result["fields"]}
    assert fields["/totals/total"]["term"] == "BT-112"


def test_lines_that_the_xml_lacks_are_asked_for(
    services: Services, tenant: str, runner: Runner, tmp_path: Path
) -> None:
    id_ = send(services, tenant, hybrid(tmp_path, WITHOUT_LINES).read_bytes())
    assert run_all(runner, services) == [SPLIT, EXTRACT_WINDOW, ASSEMBLE]
    row = document_of(services, id_)
    assert (row.error_message, row.num_windows) == (None, 2)
    result = stored_result(services, id_)
    assert result["data"]["invoice_number"] == "R-2024/17"
    assert result["model"] == "nano"


def test_a_contradicted_xml_is_told_and_the_page_read(
    services: Services, tenant: str, runner: Runner, tmp_path: Path
) -> None:
    path = hybrid(tmp_path, documents.cii(), PAGE.replace("225,97", "925,97"))
    id_ = send(services, tenant, path.read_bytes())
    assert run_all(runner, services) == [SPLIT, EXTRACT_WINDOW, ASSEMBLE]
    assert document_of(services, id_).state == "needs_review"
    failed = [c["name"] for c in stored_result(services, id_)["checks"] if not c["passed"]]
    assert "xml_matches_page" in failed


def test_a_broken_xml_fails_with_a_code(services: Services, tenant: str, runner: Runner) -> None:
    id_ = send(services, tenant, documents.ubl()[:-50], name="invoice.xml")
    run_all(runner, services)
    row = document_of(services, id_)
    assert (row.state, row.error_code) == ("failed", "corrupt_file")
    assert "invoice.xml: it is broken XML" in str(row.error_message)


def test_a_lost_message_and_a_dead_worker_between_split_and_assemble_lose_nothing(
    services: Services, tenant: str, runner: Runner
) -> None:
    id_ = send(services, tenant, documents.cii(), name="invoice.xml")
    assert isinstance(services.queue, RecordingQueue)
    services.queue.told.clear()
    runner.run(SPLIT, id_)
    services.queue.told.clear()
    runner.run(ASSEMBLE, id_)
    runner.run(ASSEMBLE, id_)
    assert document_of(services, id_).state == "done"
    with services.database.read() as session:
        assert len(session.scalars(select(Extraction)).all()) == 1
        [window] = session.scalars(select(Window)).all()
    assert (window.state, window.pages, window.attempts) == ("done", [], 0)


def test_the_audit_finds_nothing_amiss(
    services: Services, tenant: str, runner: Runner, tmp_path: Path
) -> None:
    send(services, tenant, documents.ubl(), name="invoice.xml")
    send(services, tenant, hybrid(tmp_path, documents.cii()).read_bytes())
    send(services, tenant, hybrid(tmp_path, WITHOUT_LINES).read_bytes())
    run_all(runner, services)
    assert [finding.name for finding in audit(services) if not finding.holds] == []

"""A filled form in the service: split carries what its fields say, assemble uses it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from docflow.audit.service import audit
from docflow.database.tables import Field, Window
from docflow.queue import ASSEMBLE, EXTRACT_WINDOW, SPLIT
from docflow.services import Services
from schemas.schema import load_builtin
from tests.docflow.jobs.rows import document_of
from tests.workers.forms import Sheet, form_pdf, membership
from tests.workers.sending import send
from tests.workers.stages.test_einvoice import run_all, stored_result
from tests.workers.stages.test_same_result import comparable
from tests.workers.stub import StubAnswerer
from workers.pipeline import Pipeline
from workers.runner import Runner


@pytest.fixture
def runner(services: Services) -> Iterator[Runner]:
    runner = Runner(services, answerer=StubAnswerer(page_s=0))
    yield runner
    runner.drain(0)


def test_a_filled_form_goes_straight_from_split_to_assemble(
    services: Services, tenant: str, runner: Runner, tmp_path: Path
) -> None:
    path = tmp_path / "member.pdf"
    path.write_bytes(form_pdf(membership))
    id_ = send(services, tenant, path.read_bytes(), name="member.pdf", schema="form")
    assert run_all(runner, services) == [SPLIT, ASSEMBLE]
    row = document_of(services, id_)
    assert (row.state, row.num_windows) == ("done", 1)
    expected = Pipeline("nano", settings=services.settings).extract(path, load_builtin("form"))
    assert comparable(stored_result(services, id_)) == comparable(expected)
    with services.database.read() as session:
        [window] = session.scalars(select(Window)).all()
        assert "908-34-3456" in json.dumps(window.answer)
        assert "acroform" in {field.source for field in session.scalars(select(Field))}
    assert [finding.name for finding in audit(services) if not finding.holds] == []


def test_an_invoice_with_one_field_is_read_by_the_model_too(
    services: Services, tenant: str, runner: Runner
) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.print(60, 100, "Invoice No.")
        sheet.text("a", (150, 90, 250, 104), "R-77")

    id_ = send(services, tenant, form_pdf(draw))
    assert run_all(runner, services) == [SPLIT, EXTRACT_WINDOW, ASSEMBLE]
    assert document_of(services, id_).num_windows == 2
    result = stored_result(services, id_)
    assert result["data"]["invoice_number"] == "R-77"
    assert result["model"] == "nano"

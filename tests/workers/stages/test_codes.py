"""A payment code in the service: split carries it, assemble uses it as the command does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from docflow.audit.service import audit
from docflow.database.tables import Field
from docflow.services import Services
from schemas.schema import load_builtin
from tests.docflow.jobs.rows import document_of
from tests.workers.coded import QR_IBAN, SWISS, SWISS_IBAN, coded_pdf, swiss_code
from tests.workers.sending import send
from tests.workers.stages.test_einvoice import run_all, stored_result
from tests.workers.stages.test_same_result import comparable
from workers.pipeline import Pipeline
from workers.runner import Runner


@pytest.fixture
def runner(services: Services) -> Iterator[Runner]:
    runner = Runner(services)
    yield runner
    runner.drain(0)


@pytest.mark.parametrize(
    ("iban", "kind", "state"),
    [(QR_IBAN, "QRR", "done"), (SWISS_IBAN, "NON", "needs_review")],
    ids=["true", "pasted_over"],
)
def test_the_service_says_of_a_code_what_the_command_says(
    services: Services,
    tenant: str,
    runner: Runner,
    tmp_path: Path,
    iban: str,
    kind: str,
    state: str,
) -> None:
    path = tmp_path / "bill.pdf"
    path.write_bytes(coded_pdf(SWISS, swiss_code(replace(SWISS, iban=iban), kind=kind)))
    id_ = send(services, tenant, path.read_bytes(), name="bill.pdf", schema="invoice")
    run_all(runner, services)
    assert document_of(services, id_).state == state
    expected = Pipeline("nano", settings=services.settings).extract(path, load_builtin("invoice"))
    stored = stored_result(services, id_)
    assert stored["data"] == expected["data"]
    assert stored["checks"] == expected["checks"]
    assert stored["codes"] == expected["codes"]
    assert stored["codes"][0]["format"] == "qr_code"
    with services.database.read() as session:
        sources = {field.source for field in session.scalars(select(Field))}
    assert ("barcode" in sources) == (state == "done")
    assert comparable(stored)["fields"] == comparable(expected)["fields"]
    assert [finding.name for finding in audit(services) if not finding.holds] == []

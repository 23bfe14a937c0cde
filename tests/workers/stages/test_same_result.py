"""The service's stages and the command line's pipeline are one way of reading a document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from docflow.database.tables import Extraction
from docflow.extractions.service import result_of
from docflow.services import Services
from schemas.schema import load_builtin
from tests.docflow.jobs.rows import document_of
from tests.docflow.service_fixtures import RecordingQueue
from tests.workers.sending import send
from workers.pipeline import Pipeline
from workers.runner import Runner

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("name", "schema"),
    [("invoice.pdf", "invoice"), ("invoice-scan.pdf", "invoice"), ("receipt.jpg", "receipt")],
)
def test_the_services_result_is_the_pipelines(
    services: Services, tenant: str, name: str, schema: str
) -> None:
    path = EXAMPLES / name
    expected = Pipeline("nano", settings=services.settings).extract(path, load_builtin(schema))
    runner = Runner(services)
    id_ = send(services, tenant, path.read_bytes(), name=name, schema=schema)
    assert isinstance(services.queue, RecordingQueue)
    while services.queue.told:
        runner.run(*services.queue.told.pop(0))
    with services.database.read() as session:
        [extraction] = session.scalars(select(Extraction)).all()
        stored = result_of(session, document_of(services, id_), extraction)
    assert comparable(stored) == comparable(expected)
    runner.drain(0)


def comparable(result: Any) -> Any:
    """Without what must differ: the identifier and the time."""
    usage = {name: value for name, value in result["usage"].items() if name != "seconds"}
    return {**{k: v for k, v in result.items() if k not in ("id", "usage")}, "usage": usage}

"""Health, readiness and figures."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from docflow.database.tables import Document
from docflow.services import Services, open_services
from docflow.settings import Settings
from docflow.tenants.service import ensure_local_tenant
from tests.docflow.api.seed import seed
from tests.docflow.http_clients import client_of
from tests.docflow.service_fixtures import FakeClock, RecordingQueue
from tests.servers import free_port


def test_an_embedded_service_is_ready(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "alive"}
    assert client.get("/readyz").json() == {
        "status": "ready",
        "database": "ok",
        "storage": "ok",
        "broker": "embedded",
    }


def test_storage_that_cannot_be_written_is_not_ready(
    sqlite_services: Services, own_settings: Path
) -> None:
    client = client_of(sqlite_services)
    folder = own_settings / "files"
    shutil.rmtree(folder, ignore_errors=True)
    folder.write_text("a file is in the way")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["faults"]) == (503, ["storage"])
    assert int(answer.headers["retry-after"]) > 0
    assert client.get("/healthz").status_code == 200
    folder.unlink()
    assert client.get("/readyz").status_code == 200


def test_a_probe_of_storage_leaves_nothing(client: TestClient, own_settings: Path) -> None:
    client.get("/readyz")
    assert [path for path in (own_settings / "files").rglob("*") if path.is_file()] == []


def test_a_database_that_cannot_be_reached_is_not_ready_and_503(
    sqlite_services: Services,
) -> None:
    client = client_of(sqlite_services)
    url = f"postgresql://docflow@127.0.0.1:{free_port()}/none"
    away = open_services(Settings(database_url=url), queue=RecordingQueue())
    app = client.app
    app.state.services = away  # type: ignore[attr-defined]
    assert client.get("/readyz").json()["faults"] == ["database"]
    answer = client.get("/v1/batches")
    assert (answer.status_code, answer.json()["code"]) == (503, "database_unavailable")
    assert int(answer.headers["retry-after"]) > 0
    away.close()


@pytest.mark.parametrize("is_up", [True, False])
def test_without_its_broker_the_service_is_degraded_but_takes_uploads(
    request: pytest.FixtureRequest, sqlite_services: Services, is_up: bool
) -> None:
    url = f"redis://127.0.0.1:{free_port()}"
    if is_up:
        url = request.getfixturevalue("redis_url")
    services = open_services(Settings(broker_url=url), queue=RecordingQueue())
    answer = client_of(services).get("/readyz")
    services.close()
    expected = ("ready", "ok") if is_up else ("degraded", "unreachable")
    assert (answer.json()["status"], answer.json()["broker"]) == expected
    assert answer.status_code == 200


def figures(client: TestClient) -> dict[tuple[str, ...], float]:
    text = client.get("/metrics").text
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_figures_are_those_of_the_rows(clock: FakeClock, services: Services) -> None:
    client = client_of(services)
    empty = figures(client)
    assert empty["docflow_documents", "queued"] == 0
    assert empty["docflow_queue_oldest_seconds",] == 0
    owned = seed(services, ensure_local_tenant(services))
    with services.database.write() as write:
        document = write.session.get_one(Document, owned.document_id)
        copied = {
            column.name: getattr(document, column.name) for column in Document.__table__.columns
        }
        queued = copied | {"id": "doc_q", "unique_key": "q", "state": "queued"}
        failed = copied | {"id": "doc_f", "unique_key": "f", "state": "failed"}
        failed["error_code"] = "corrupt_file"
        write.session.add_all([Document(**queued), Document(**failed)])
    clock.advance(90)
    now = figures(client)
    assert now["docflow_documents", "done"] == 1
    assert now["docflow_queue_depth", "parse"] == now["docflow_documents", "queued"] == 1
    assert now["docflow_failures", "corrupt_file"] == 1
    assert now["docflow_queue_oldest_seconds",] == 90
    assert now["docflow_pages",] == 1
    assert now["docflow_deliveries", "delivered"] == 1


def test_requests_are_counted_by_template_not_by_path(client: TestClient) -> None:
    for number in range(3):
        client.get(f"/v1/batches/bat_{number}")
        client.get(f"/nowhere/{number}")
    client.request("BREW", "/healthz")
    counted = figures(client)
    assert counted["docflow_http_requests_total", "GET", "/v1/batches/{batch_id}", "404"] == 3
    assert counted["docflow_http_requests_total", "GET", "other", "404"] == 3
    assert counted["docflow_http_requests_total", "other", "/healthz", "405"] == 1

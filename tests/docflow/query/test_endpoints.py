"""SQL over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from docflow.api.app import create_app
from docflow.services import Services
from tests.docflow.query.documents import add_document, invoice_data


@pytest.fixture
def client(services: Services) -> Iterator[TestClient]:
    with TestClient(create_app(services, require_keys=False)) as client:
        yield client


def test_a_query_is_answered(client: TestClient, services: Services, tenant: str) -> None:
    add_document(services, tenant, invoice_data("R-1", "Acme", "12.50"))
    sql = "SELECT supplier_name, sum(totals_total) AS total FROM invoice GROUP BY 1"
    answer = client.post("/v1/query", json={"sql": sql})
    assert answer.status_code == 200
    body = answer.json()
    assert body["columns"] == [
        {"name": "supplier_name", "type": "text"},
        {"name": "total", "type": "numeric"},
    ]
    assert body["rows"] == [["Acme", 12.5]]
    assert body["truncated"] is False
    assert body["seconds"] >= 0


@pytest.mark.parametrize(
    ("sql", "status", "code"),
    [
        ("DROP TABLE documents", 403, "query_refused"),
        ("SELECT nothing FROM invoice", 400, "query_invalid"),
    ],
)
def test_an_error_is_a_problem_with_a_code(
    client: TestClient, sql: str, status: int, code: str
) -> None:
    answer = client.post("/v1/query", json={"sql": sql})
    assert answer.status_code == status
    assert answer.json()["code"] == code


def test_half_a_character_is_refused(client: TestClient) -> None:
    body = b'{"sql": "SELECT \'\\ud800\'"}'
    answer = client.post("/v1/query", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (403, 422)


def test_the_tables_are_listed(client: TestClient) -> None:
    body = client.get("/v1/query/tables").json()
    tables = {table["name"]: table for table in body["data"]}
    assert {"documents", "fields", "invoice", "invoice_line_items", "form_pairs"} <= tables.keys()
    assert tables["invoice_line_items"]["schema"] == "invoice"
    assert {"name": "totals_total", "type": "numeric"}.items() <= next(
        column for column in tables["invoice"]["columns"] if column["name"] == "totals_total"
    ).items()

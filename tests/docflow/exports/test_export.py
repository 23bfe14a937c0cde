"""Exports over HTTP: CSV, JSON Lines and Parquet of what was read."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from docflow.api.app import create_app
from docflow.exports import service
from docflow.services import Services
from docflow.tenants.service import ensure_tenant
from tests.docflow.query.documents import add_document, correct_document, invoice_data


@pytest.fixture
def client(services: Services) -> Iterator[TestClient]:
    with TestClient(create_app(services, require_keys=False)) as client:
        yield client


def _csv(client: TestClient, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"/v1/export?format=csv{query}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_csv_has_a_row_for_each_document(
    client: TestClient, services: Services, tenant: str
) -> None:
    for number in (1, 2):
        add_document(services, tenant, invoice_data(f"R-{number}", "Acme", f"{number}.50"))
    add_document(services, tenant, None)
    add_document(services, tenant, {"pairs": []}, schema="form")
    add_document(services, ensure_tenant(services, "other"), invoice_data("X", "CANARY", "1"))
    rows = _csv(client)
    assert [row["invoice_number"] for row in rows] == ["R-1", "R-2"]
    assert [row["totals_total"] for row in rows] == ["1.5", "2.5"]
    assert rows[0]["totals_tax"] == ""
    assert rows[0]["issue_date"] == "2026-03-01"


def test_csv_of_a_list_has_a_row_for_each_item(
    client: TestClient, services: Services, tenant: str
) -> None:
    add_document(services, tenant, invoice_data("R-1", "Acme", "1.50"))
    rows = _csv(client, "&table=invoice_line_items")
    assert [(row["item"], row["description"]) for row in rows] == [
        ("1", "Acme first"),
        ("2", "Acme second"),
    ]


def test_no_cell_is_a_formula(client: TestClient, services: Services, tenant: str) -> None:
    add_document(services, tenant, invoice_data("-1", "=HYPERLINK(1)", "-5.00"))
    [row] = _csv(client)
    assert row["supplier_name"] == "'=HYPERLINK(1)"
    assert (row["invoice_number"], row["totals_total"]) == ("-1", "-5")


def test_json_lines_are_whole_results(client: TestClient, services: Services, tenant: str) -> None:
    data = invoice_data("R-1", "Größe", "1.50")
    document_id = add_document(services, tenant, data)
    answer = client.get("/v1/export?format=jsonl")
    [result] = [json.loads(line) for line in answer.text.splitlines()]
    assert result["id"] == document_id
    assert result["data"] == data
    assert result["schema"] == "invoice"
    assert 'filename="invoice.jsonl"' in answer.headers["content-disposition"]


def test_parquet_has_typed_columns(
    client: TestClient, services: Services, tenant: str, tmp_path: Path
) -> None:
    duckdb = pytest.importorskip("duckdb")
    add_document(services, tenant, invoice_data("R-1", "O'Neil", "1.50"))
    answer = client.get("/v1/export?format=parquet")
    path = tmp_path / "x.parquet"
    path.write_bytes(answer.content)
    with duckdb.connect() as connection:
        row = connection.execute(
            "SELECT supplier_name, totals_total, issue_date::text, typeof(created_at) "
            f"FROM '{path}'"
        ).fetchone()
    assert row == ("O'Neil", 1.5, "2026-03-01", "TIMESTAMP WITH TIME ZONE")


def test_an_empty_export_has_its_header(client: TestClient) -> None:
    text = client.get("/v1/export?schema=form&table=form_pairs").text
    assert text == "document_id,file_name,status,created_at,item,key,value\n"
    assert client.get("/v1/export?format=jsonl").text == ""


def test_exports_go_on_beyond_one_run(
    client: TestClient, services: Services, tenant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "_RUN", 2)
    for number in range(5):
        add_document(services, tenant, invoice_data(f"R-{number}", "Acme", "1"))
    assert [row["invoice_number"] for row in _csv(client)] == [f"R-{n}" for n in range(5)]
    assert len(client.get("/v1/export?format=jsonl").text.splitlines()) == 5


def test_documents_are_chosen_by_time_and_status(
    client: TestClient, services: Services, tenant: str
) -> None:
    reviewed = add_document(services, tenant, invoice_data("R-1", "Acme", "1"))
    correct_document(services, reviewed, invoice_data("R-1b", "Acme", "1"), "needs_review")
    add_document(services, tenant, invoice_data("R-2", "Acme", "1"))
    assert [row["invoice_number"] for row in _csv(client, "&status=needs_review")] == ["R-1b"]
    assert _csv(client, "&created_after=2999-01-01T00:00:00Z") == []
    assert len(_csv(client, "&created_before=2999-01-01T00:00:00Z")) == 2


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("?schema=nothing", 422, "unknown_schema"),
        ("?table=receipt", 422, "unknown_table"),
        ("?format=xlsx", 422, "invalid_request"),
        ("?created_after=yesterday", 422, "invalid_request"),
        ("?schema=x;y", 422, "invalid_request"),
    ],
)
def test_what_cannot_be_exported_is_a_problem(
    client: TestClient, query: str, status: int, code: str
) -> None:
    answer = client.get(f"/v1/export{query}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_without_duckdb_the_problem_says_what_to_install(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    answer = client.get("/v1/export?format=parquet")
    assert answer.status_code == 503
    assert "docflow[parquet]" in answer.json()["detail"]

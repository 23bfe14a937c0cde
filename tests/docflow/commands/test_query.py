"""`docflow query`: SQL on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from docflow.commands.query import query_command
from docflow.services import Services
from docflow.tenants.service import ensure_local_tenant
from tests.docflow.query.documents import add_document, invoice_data

Run = Callable[..., Result]


@pytest.fixture
def run(sqlite_services: Services) -> Run:
    """The command on a database with two invoices."""
    tenant = ensure_local_tenant(sqlite_services)
    for number in (1, 2):
        add_document(
            sqlite_services, tenant, invoice_data(f"R-{number}", f"=Acme {number}", f"{number}.50")
        )
    app = typer.Typer()
    app.command("query")(query_command)
    return lambda *arguments, **options: CliRunner().invoke(app, list(arguments), **options)


SQL = "SELECT invoice_number, supplier_name, totals_total FROM invoice ORDER BY 1"


def test_rows_are_a_table(run: Run) -> None:
    result = run(SQL)
    assert result.exit_code == 0
    lines = [line.split() for line in result.stdout.splitlines() if line.strip()]
    assert lines[0] == ["invoice_number", "supplier_name", "totals_total"]
    assert lines[-1] == ["R-2", "=Acme", "2", "2.5"]


def test_json_is_an_object_a_row(run: Run) -> None:
    rows = [json.loads(line) for line in run(SQL, "--format", "json").stdout.splitlines()]
    assert rows[0] == {"invoice_number": "R-1", "supplier_name": "=Acme 1", "totals_total": 1.5}
    assert len(rows) == 2


def test_csv_holds_no_formula(run: Run) -> None:
    text = run(SQL, "--format", "csv").stdout
    assert text.splitlines()[1] == "R-1,'=Acme 1,1.5"


@pytest.mark.parametrize("name", ["x.csv", "x.parquet", "x.jsonl"])
def test_the_outputs_name_chooses_the_format(run: Run, tmp_path: Path, name: str) -> None:
    if name.endswith("parquet"):
        pytest.importorskip("duckdb")
    path = tmp_path / name
    result = run(SQL, "--output", str(path))
    assert (result.exit_code, result.stdout) == (0, "")
    starts = {"x.csv": b"invoice_number,", "x.parquet": b"PAR1", "x.jsonl": b'{"invoice_number"'}
    assert path.read_bytes().startswith(starts[name])


def test_parquet_needs_a_file(run: Run) -> None:
    result = run(SQL, "--format", "parquet")
    assert result.exit_code == 2
    assert "--output" in result.stderr


def test_rows_left_out_are_told(run: Run) -> None:
    result = run(SQL, "--max-rows", "1")
    assert "R-2" not in result.stdout
    assert "only the first 1 rows" in result.stderr


def test_the_query_may_come_from_stdin(run: Run) -> None:
    assert run("-", "--format", "json", input="SELECT 1 AS one").stdout == '{"one": 1}\n'


def test_a_refused_query_is_a_usage_error_with_json_on_stdout(run: Run) -> None:
    result = run("DELETE FROM documents", "--format", "json")
    assert result.exit_code == 2
    assert json.loads(result.stdout)["error"]["code"] == "query_refused"
    assert "query_refused" in result.stderr


def test_the_tables_are_listed(run: Run) -> None:
    text = run("--tables").stdout
    assert "invoice_line_items" in text
    assert "totals_total" in text
    tables = json.loads(run("--tables", "--format", "json").stdout)["tables"]
    assert tables[0]["name"] == "documents"


def test_neither_query_nor_tables_is_a_usage_error(run: Run) -> None:
    assert run().exit_code == 2


def test_the_grants_of_a_role_are_printed(run: Run) -> None:
    assert 'ON "fields" TO "reader";' in run("--grants", "reader").stdout
    assert run("--grants", "a b").exit_code == 2

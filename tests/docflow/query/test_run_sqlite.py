"""The connection to SQLite alone: statements that nothing judged before."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from docflow.errors import DocflowError
from docflow.query.result import Plan, QueryLimits
from docflow.query.run_sqlite import run_sqlite
from docflow.query.select_sqlite import sqlite_select
from docflow.query.service import tables_of
from docflow.services import Services
from docflow.tenants.service import ensure_local_tenant, ensure_tenant
from tests.docflow.query.documents import add_document, invoice_data

STATEMENTS = [
    "SELECT * FROM documents",
    "SELECT count(*) FROM documents",
    "SELECT * FROM main.extractions",
    "SELECT * FROM api_keys",
    "SELECT * FROM sqlite_master",
    "SELECT * FROM sqlite_temp_master",
    "SELECT sql FROM temp.sqlite_master",
    "SELECT * FROM pragma_table_list",
    "SELECT * FROM json_each('[1]')",
    "SELECT * FROM q_invoice, documents",
    "SELECT (SELECT password FROM documents) FROM q_invoice",
    "WITH q_invoice AS (SELECT * FROM documents) SELECT * FROM q_invoice",
    "DELETE FROM documents",
    "UPDATE documents SET file_name = 'x'",
    "DROP VIEW q_invoice",
    "CREATE TEMP VIEW q_other AS SELECT * FROM documents",
    "CREATE TEMP TABLE x (y)",
    "PRAGMA query_only = OFF",
    "PRAGMA writable_schema = ON",
    "PRAGMA table_info(documents)",
    "ATTACH 'evil.db' AS evil",
    "VACUUM INTO 'evil.db'",
    "BEGIN",
    "SAVEPOINT x",
    "SELECT load_extension('evil')",
    "SELECT randomblob(1000000000)",
    "SELECT zeroblob(1000000000)",
    "SELECT printf('%1000000d', 1)",
    "SELECT sqlite_version()",
    "SELECT replace('x', 'x', 'y')",
    "WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x) SELECT n FROM x",
    "SELECT 1; SELECT 2",
]


@pytest.fixture
def plan_of(sqlite_services: Services) -> tuple[str, dict[str, str]]:
    """The file, and the tables of a tenant with one invoice beside another's."""
    tenant = ensure_local_tenant(sqlite_services)
    other = ensure_tenant(sqlite_services, "other")
    add_document(sqlite_services, tenant, invoice_data("R-1", "Acme", "1.00"))
    add_document(sqlite_services, other, invoice_data("R-2", "CANARY", "2.00"))
    relation = tables_of(sqlite_services, tenant)["invoice"]
    return str(sqlite_services.database.url.database), {
        "q_invoice": sqlite_select(relation, tenant)
    }


def test_only_the_views_can_be_read(plan_of: tuple[str, dict[str, str]], tmp_path: Path) -> None:
    path, tables = plan_of
    rows = run_sqlite(path, Plan(tables, "SELECT supplier_name FROM q_invoice"), QueryLimits()).rows
    assert rows == [["Acme"]]
    for statement in STATEMENTS:
        with pytest.raises(DocflowError):
            run_sqlite(path, Plan(tables, statement), QueryLimits(timeout_s=0.5))
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM documents").fetchone() == (2,)
    connection.close()
    assert not list(Path.cwd().glob("evil*"))


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(DocflowError):
        run_sqlite(str(tmp_path / "no.db"), Plan({}, "SELECT 1"), QueryLimits())
    assert list(tmp_path.iterdir()) == []

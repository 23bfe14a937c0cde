"""The GRANTs of a login of lesser rights: enough for every query, and for nothing else."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy import text

from docflow.database.migrate import migrate
from docflow.query.grants import grant_statements
from docflow.query.service import query, tables_of
from docflow.services import open_services
from docflow.settings import Settings
from docflow.tenants.service import ensure_local_tenant
from tests.docflow.query.documents import add_document, invoice_data
from tests.docflow.service_fixtures import RecordingQueue, new_postgres_database


def test_a_granted_login_can_ask_and_not_look_around(postgres_url: str) -> None:
    url = new_postgres_database(postgres_url)
    lesser = url.replace("//docflow@", "//docflow_query@")
    services = open_services(
        Settings(database_url=url, query_database_url=lesser), queue=RecordingQueue()
    )
    migrate(services.database)
    with services.database.write() as write:
        for statement in ["CREATE ROLE docflow_query LOGIN", *grant_statements("docflow_query")]:
            write.session.execute(text(statement))
    tenant = ensure_local_tenant(services)
    add_document(services, tenant, invoice_data("R-1", "Acme", "1.00"))
    for name in tables_of(services, tenant):
        query(services, tenant, f"SELECT * FROM {name}")
    assert query(services, tenant, "SELECT supplier_name FROM invoice").rows == [["Acme"]]
    with psycopg.connect(lesser, autocommit=True) as connection:
        for statement in (
            "SELECT * FROM api_keys",
            "SELECT password FROM documents",
            "SELECT storage_key FROM documents",
            "SELECT * FROM tenants",
            "DELETE FROM documents",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement.encode())
    services.close()


def test_a_role_is_a_plain_name() -> None:
    with pytest.raises(ValueError, match="a-z"):
        grant_statements('x"; DROP TABLE documents; --')

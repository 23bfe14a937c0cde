"""Two tenants in one database of either kind; the second one's rows are canaries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from docflow.database.migrate import migrate
from docflow.query.result import QueryLimits, QueryResult
from docflow.query.service import query
from docflow.services import Services, open_services
from docflow.settings import Settings
from docflow.tenants.service import ensure_local_tenant, ensure_tenant
from tests.docflow.query.documents import add_document, add_schema, invoice_data
from tests.docflow.service_fixtures import RecordingQueue, new_postgres_database

CANARY = "CANARY"
#: a sum that no rows of the first tenant can give
CANARY_TOTAL = "7777777.77"
QUICK = QueryLimits(timeout_s=1.0)


@dataclass
class TwoTenants:
    """The services with documents of two tenants; `ask` is the first one's query."""

    services: Services
    tenant: str
    other: str

    def ask(self, sql: str, limits: QueryLimits = QUICK) -> QueryResult:
        return query(self.services, self.tenant, sql, limits)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def two_tenants(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TwoTenants]:
    """Made once for all tests of a file, which only read."""
    url = None
    if request.param == "postgresql":
        url = new_postgres_database(request.getfixturevalue("postgres_url"))
    settings = Settings(home=tmp_path_factory.mktemp("home"), database_url=url)
    services = open_services(settings, queue=RecordingQueue())
    migrate(services.database)
    tenant, other = ensure_local_tenant(services), ensure_tenant(services, "other")
    for number in range(1, 5):
        data = invoice_data(f"R-{number}", f"Acme {number}", f"{100 * number}.50")
        add_document(services, tenant, data, metadata={"team": "north"})
    canary = invoice_data(CANARY, CANARY, CANARY_TOTAL)
    canary["line_items"][0]["quantity"] = CANARY_TOTAL
    for _ in range(3):
        add_document(services, other, canary, file_name=CANARY, metadata={"team": CANARY})
    add_schema(services, other, "canary_schema", {"canary": {"type": "string"}})
    add_document(services, other, {"canary": CANARY}, schema="canary_schema")
    yield TwoTenants(services, tenant, other)
    services.close()

"""SQL over HTTP. Knows no database."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import JSONResponse

from docflow.api.dependencies import CallerDependency, ServicesDependency
from docflow.api.problems import problem_responses
from docflow.query import service
from docflow.query.views import (
    QueryRequest,
    QueryResultView,
    TablesView,
    result_body,
    table_view,
)

router = APIRouter(tags=["query"])


@router.post(
    "/query",
    response_model=QueryResultView,
    responses=problem_responses(
        400,
        403,
        s400="`query_invalid`: no SQL, or names what is not there; `query_timeout`",
        s403="`query_refused`: asks for what no query may",
    ),
)
def run_query(
    request: QueryRequest, services: ServicesDependency, caller: CallerDependency
) -> JSONResponse:
    """Answer a SELECT over what was extracted.

    A query sees the caller's documents only, reads only, and ends after two seconds; an answer
    holds 10,000 rows or 16 MB at most, then `truncated` is true.
    """
    return JSONResponse(result_body(service.query(services, caller.tenant_id, request.sql)))


@router.get("/query/tables")
def list_query_tables(services: ServicesDependency, caller: CallerDependency) -> TablesView:
    """List the tables that a query can read, with their columns."""
    tables = service.tables_of(services, caller.tenant_id)
    return TablesView(data=[table_view(relation) for relation in tables.values()])

"""The export over HTTP. Knows no database."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime
from starlette.responses import StreamingResponse

from docflow.api.dependencies import CallerDependency, ServicesDependency
from docflow.exports.repository import Selection
from docflow.exports.service import Format, export
from docflow.user_schemas.service import NAME

router = APIRouter(tags=["export"])

_MEDIA_TYPES: dict[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/jsonl; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}
_NAME_PATTERN = f"^{NAME.pattern}$"


@router.get(
    "/export",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "The file.",
            "content": {
                "text/csv": {"schema": {"type": "string"}},
                "application/jsonl": {"schema": {"type": "string"}},
                "application/vnd.apache.parquet": {
                    "schema": {"type": "string", "format": "binary"}
                },
            },
        }
    },
)
def export_extractions(
    services: ServicesDependency,
    caller: CallerDependency,
    schema: Annotated[str, Query(pattern=_NAME_PATTERN)] = "invoice",
    chosen_format: Annotated[Format, Query(alias="format")] = "csv",
    table: Annotated[
        str | None,
        Query(
            pattern=r"^[a-z][a-z0-9_]{0,62}$",
            description="For CSV and Parquet: the table of one of the schema's lists, such as "
            "`invoice_line_items`; default: the schema's own.",
        ),
    ] = None,
    status: Annotated[str | None, Query(pattern="^(done|needs_review)$")] = None,
    created_after: Annotated[AwareDatetime | None, Query()] = None,
    created_before: Annotated[AwareDatetime | None, Query()] = None,
) -> StreamingResponse:
    """Download what was read with a schema: CSV and Parquet have a row for each document (or item
    of a list), JSON Lines a whole result with evidence.
    """
    selection = Selection(schema, status, created_after, created_before)
    chunks = export(services, caller.tenant_id, selection, chosen_format, table)
    return StreamingResponse(
        chunks,
        media_type=_MEDIA_TYPES[chosen_format],
        headers={
            "Content-Disposition": f'attachment; filename="{table or schema}.{chosen_format}"'
        },
    )

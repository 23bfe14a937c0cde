"""Schemas over REST: those of the package, and a tenant's own, which keep their versions."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from docflow.api.dependencies import CallerDependency, ServicesDependency
from docflow.api.problems import Problem, Responses, not_found, problem_responses
from docflow.user_schemas import repository, service
from docflow.user_schemas.views import SchemaListView, SchemaView, entry_of, view_of
from schemas.schema import list_builtin, load_builtin

router = APIRouter(prefix="/schemas", tags=["schemas"])

SchemaName = Annotated[str, Path(max_length=48)]
_MAX_VERSION = 2**31 - 1
_STORED: Responses = {
    201: {"model": SchemaView, "description": "A new schema, or a new version of it."}
}
_BODY = {
    "requestBody": {
        "required": True,
        "description": "A JSON Schema (2020-12) whose root is an object with properties.",
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
}


@router.get("")
def list_schemas(services: ServicesDependency, caller: CallerDependency) -> SchemaListView:
    """List the schemas of the package and your own, each in its newest version."""
    with services.database.read() as session:
        rows = repository.list_latest(session, caller.tenant_id)
    builtin = [entry_of(load_builtin(name), None) for name in list_builtin()]
    return SchemaListView(
        data=builtin + [entry_of(service.schema_of_row(row), row) for row in rows]
    )


@router.get("/{name}", responses=problem_responses(404))
def get_schema(
    services: ServicesDependency,
    caller: CallerDependency,
    name: SchemaName,
    version: Annotated[
        int | None, Query(ge=1, le=_MAX_VERSION, description="Default: the newest one.")
    ] = None,
) -> SchemaView:
    """One schema with its definition."""
    if name in list_builtin() and version is None:
        return view_of(load_builtin(name), None)
    with services.database.read() as session:
        if version is None:
            row = repository.find_latest(session, caller.tenant_id, name)
        else:
            row = repository.find_version(session, caller.tenant_id, name, version)
    if row is None:
        raise not_found("schema", name)
    return view_of(service.schema_of_row(row), row)


@router.put(
    "/{name}",
    openapi_extra=_BODY,
    responses=_STORED | problem_responses(409, s409="The name is that of a schema of the package."),
)
async def put_schema(
    request: Request,
    services: ServicesDependency,
    caller: CallerDependency,
    name: SchemaName,
    response: Response,
) -> SchemaView:
    """Store a schema. One that differs from the newest is a new version; documents keep theirs."""
    # As bytes: duplicate keys and depth are judged before anything is parsed.
    definition = await request.body()
    row, is_new = await run_in_threadpool(
        service.keep_schema, services, caller.tenant_id, name, definition
    )
    response.status_code = 201 if is_new else 200
    return view_of(service.schema_of_row(row), row)


@router.delete(
    "/{name}",
    status_code=204,
    responses=problem_responses(404, 409, s409="Documents were sent with the schema."),
)
def delete_schema(services: ServicesDependency, caller: CallerDependency, name: SchemaName) -> None:
    """Delete all versions of a schema that no document was sent with."""
    if name in list_builtin():
        raise Problem(409, "conflict", f"{name!r} is a schema of the package and stays.")
    with services.database.write() as write:
        if repository.find_latest(write.session, caller.tenant_id, name) is None:
            raise not_found("schema", name)
        if repository.is_used(write.session, caller.tenant_id, name):
            raise Problem(409, "schema_in_use", f"Documents were sent with the schema {name!r}.")
        repository.delete_versions(write, caller.tenant_id, name)

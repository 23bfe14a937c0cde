"""The OpenAPI document: every error of every route as a problem. Knows no endpoint.

FastAPI describes what a route answers when all goes well. What can go wrong anywhere is added here,
in the shape that it really has.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from docflow.api.problems import MEDIA_TYPE, ProblemView, title_of

_METHODS = frozenset({"get", "put", "post", "delete", "patch"})
_PROBLEM = {"$ref": "#/components/schemas/Problem"}
_FROM_FASTAPI = ("HTTPValidationError", "ValidationError")
#: what every route under /v1 can answer, beside what it says itself
_ANYWHERE = (400, 401, 403, 413, 422, 429, 500, 503, 507)
_OPEN = (400, 403, 413, 422, 500, 503, 507)
TAGS = [
    {"name": "documents", "description": "Files that are read."},
    {"name": "extractions", "description": "What was read, with evidence; corrections."},
    {"name": "batches", "description": "Documents that were sent together."},
    {"name": "schemas", "description": "What is to be read."},
    {"name": "events", "description": "What happened, as a log and live."},
    {"name": "webhooks", "description": "Events sent to you."},
    {"name": "query", "description": "SQL over everything that was read."},
    {"name": "export", "description": "Everything that was read, as a file."},
    {"name": "operation", "description": "Health and figures of the service."},
]


def operation_id(route: APIRoute) -> str:
    """The endpoint's name: what a generated client calls its method."""
    return route.name


def describe(app: FastAPI) -> dict[str, Any]:
    """The document, made once."""
    if app.openapi_schema is None:
        document = get_openapi(
            title="docflow",
            version=version("docflow"),
            summary="Invoices, receipts and forms into data that says where on the page it stands.",
            routes=app.routes,
            tags=TAGS,
        )
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        for name in _FROM_FASTAPI:
            schemas.pop(name, None)
        _add_problem(schemas)
        for path in document["paths"].values():
            for method, operation in path.items():
                if method in _METHODS:
                    _describe_errors(operation)
        app.openapi_schema = document
    return app.openapi_schema


def _add_problem(schemas: dict[str, Any]) -> None:
    problem = ProblemView.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs"))
    schemas["Problem"] = problem


def _describe_errors(operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    for status in _ANYWHERE if "security" in operation else _OPEN:
        responses.setdefault(str(status), {"description": title_of(status)})
    for status, response in responses.items():
        if status.isdigit() and int(status) >= 400:
            if response.get("description") in (None, "", "Validation Error"):
                response["description"] = title_of(int(status))
            response["content"] = {MEDIA_TYPE: {"schema": _PROBLEM}}

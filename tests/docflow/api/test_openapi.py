"""The OpenAPI document says all that happens, as generated requests show, and says it well."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from docflow.api.app import create_app
from docflow.api.problems import MEDIA_TYPE
from docflow.services import Services
from docflow.tenants.service import ensure_local_tenant
from tests.docflow.api.seed import Owned, seed

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]
NUM_EXAMPLES = 6


@pytest.fixture
def app(sqlite_services: Services) -> FastAPI:
    return create_app(sqlite_services, require_keys=False)


@pytest.fixture
def document(sqlite_services: Services) -> dict[str, Any]:
    described: dict[str, Any] = create_app(sqlite_services, require_keys=True).openapi()
    return described


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


@pytest.mark.timeout(240)
def test_generated_requests_get_documented_answers_and_break_nothing(
    app: FastAPI, sqlite_services: Services
) -> None:
    owned = seed(sqlite_services, ensure_local_tenant(sqlite_services))
    schema = schemathesis.openapi.from_asgi("/v1/openapi.json", app)
    faults = []
    for found in schema.get_all_operations():
        operation = found.ok()
        try:
            _try(operation, owned)
        except (Exception, BaseExceptionGroup) as error:
            reasons = getattr(error, "exceptions", [error])
            faults.append(f"{operation.label}: {[str(reason) for reason in reasons]}")
    assert faults == [], "\n\n".join(faults)


def _try(operation: Any, owned: Owned) -> None:
    @given(case=operation.as_strategy(), is_known=st.booleans())
    @settings(
        max_examples=NUM_EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def run(case: Any, is_known: bool) -> None:
        if is_known and operation.method != "delete":
            # What exists is more work than what does not.
            known = {
                key: value for key, value in vars(owned).items() if key in case.path_parameters
            }
            case.path_parameters.update(known)
        case.call_and_validate(checks=CHECKS)

    run()


def test_it_is_openapi_3_1_with_plain_unique_operation_ids(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    ids = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(ids) == len(set(ids))
    assert [name for name in ids if not re.fullmatch(r"[a-z]+(_[a-z]+)+", name)] == []


def test_every_error_is_documented_as_a_problem(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        statuses = {status for status in operation["responses"] if int(status) >= 400}
        assert {"400", "422", "503"} <= statuses, (method, path)
        for status in statuses:
            content = operation["responses"][status]["content"]
            assert list(content) == [MEDIA_TYPE], (method, path, status)
    text = str(document)
    assert "HTTPValidationError" not in text


def test_all_but_health_ask_for_a_key(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        is_open = path in ("/healthz", "/readyz")
        assert ("security" in operation) is not is_open, (method, path)
        assert ("401" in operation["responses"]) is not is_open, (method, path)


def test_every_operation_has_a_tag_and_a_sentence(document: dict[str, Any]) -> None:
    known = {tag["name"] for tag in document["tags"]}
    for path, method, operation in operations(document):
        assert set(operation["tags"]) <= known, (method, path)
        assert operation["description"], (method, path)


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    names = set(re.findall(r"'#/components/schemas/([^']+)'", str(document)))
    assert names - set(document["components"]["schemas"]) == set()


def test_the_document_is_served(app: FastAPI) -> None:
    client = TestClient(app)
    assert client.get("/v1/openapi.json").json()["info"]["title"] == "docflow"
    assert client.get("/docs").status_code == 404

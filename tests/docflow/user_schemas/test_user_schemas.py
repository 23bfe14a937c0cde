"""A tenant's schemas: versions are kept, names of the package not taken, bad ones refused."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient

from docflow.database.tables import Document
from docflow.errors import DocflowError
from docflow.services import Services
from docflow.tenants.service import ensure_tenant
from docflow.user_schemas.service import keep_schema, resolve_schema, schema_of
from schemas.schema import list_builtin
from tests.docflow.http_clients import client_of


def definition(*names: str) -> bytes:
    properties = {name: {"type": "string"} for name in names}
    return json.dumps({"type": "object", "properties": properties}).encode()


@pytest.fixture
def client(services: Services) -> TestClient:
    return client_of(services)


def test_a_stored_schema_is_found_by_its_name(services: Services, tenant: str) -> None:
    row, is_new = keep_schema(services, tenant, "site_report", definition("a", "b"))
    with services.database.read() as session:
        schema, schema_id = resolve_schema(session, tenant, "site_report")
    assert is_new
    assert (schema.name, schema_id, row.version) == ("site_report", row.id, 1)
    assert [leaf.path for leaf in schema.leaves()] == ["a", "b"]


def test_schemas_of_the_package_have_no_row(services: Services, tenant: str) -> None:
    with services.database.read() as session:
        schema, schema_id = resolve_schema(session, tenant, "invoice")
    assert (schema.name, schema_id) == ("invoice", None)


@pytest.mark.parametrize("name", ["absent", "", "../x", "Invoice", "x" * 500, "site_report"])
def test_a_name_that_is_none_of_the_tenants_is_unknown(
    services: Services, tenant: str, name: str
) -> None:
    keep_schema(services, ensure_tenant(services, "other"), "site_report", definition("a"))
    with services.database.read() as session, pytest.raises(DocflowError) as raised:
        resolve_schema(session, tenant, name)
    assert raised.value.code == "unknown_schema"


def test_a_change_is_a_new_version_and_documents_keep_theirs(
    services: Services, tenant: str
) -> None:
    first, _ = keep_schema(services, tenant, "note", definition("a"))
    same, is_new = keep_schema(services, tenant, "note", b" " + definition("a"))
    assert (same.id, is_new) == (first.id, False)
    second, _ = keep_schema(services, tenant, "note", definition("b"))
    assert second.version == 2
    with services.database.read() as session:
        assert resolve_schema(session, tenant, "note")[1] == second.id
        old = schema_of(session, Document(schema_name="note", schema_id=first.id))
        assert [leaf.path for leaf in old.leaves()] == ["a"]
        assert schema_of(session, Document(schema_name="form", schema_id=None)).name == "form"


def test_versions_stored_at_once_are_all_kept(services: Services, tenant: str) -> None:
    with ThreadPoolExecutor(2) as pool:
        stored = pool.map(
            lambda name: keep_schema(services, tenant, "note", definition(name)), ["a", "b"]
        )
        assert {row.version for row, _ in stored} == {1, 2}


def test_schemas_over_http(client: TestClient) -> None:
    created = client.put("/v1/schemas/note", content=definition("a"))
    assert (created.status_code, created.json()["version"]) == (201, 1)
    again = client.put("/v1/schemas/note", content=definition("a"))
    assert (again.status_code, again.json()["version"]) == (200, 1)
    assert client.put("/v1/schemas/note", content=definition("b")).json()["version"] == 2
    assert client.get("/v1/schemas/note").json()["values"] == ["b"]
    assert client.get("/v1/schemas/note", params={"version": 1}).json()["values"] == ["a"]
    assert client.get("/v1/schemas/note", params={"version": 3}).status_code == 404
    listed = client.get("/v1/schemas").json()["data"]
    assert [entry["name"] for entry in listed] == [*list_builtin(), "note"]
    assert client.get("/v1/schemas/invoice").json()["origin"] == "package"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "invalid_json"),
        (b"{", "invalid_json"),
        (b"\xff", "invalid_json"),
        (b'{"a": 1, "a": 2}', "invalid_json"),
        (b"[]", "not_an_object"),
        (b'{"type": "object"}', "unsupported_keyword"),
        (b'{"type": "object", "properties": {}}', None),
        (b"[" * 200, "too_deep"),
        (definition("x" * 65536), "too_large"),
        (definition("a.b"), "property_name"),
        (b'{"$ref": "https://evil.example/x"}', "remote_ref"),
    ],
)
def test_a_bad_schema_is_refused_with_its_reason(
    sqlite_services: Services, body: bytes, reason: str | None
) -> None:
    client = client_of(sqlite_services)
    answer = client.put("/v1/schemas/note", content=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_schema"), answer.text
    assert reason in (None, answer.json()["reason"])
    assert client.get("/v1/schemas/note").status_code == 404


def test_names_of_the_package_and_names_that_are_none_are_refused(client: TestClient) -> None:
    assert client.put("/v1/schemas/invoice", content=definition("a")).status_code == 409
    for name in ("Note", "1note", "a-b", "x" * 49):
        assert client.put(f"/v1/schemas/{name}", content=definition("a")).status_code == 422


def test_a_schema_is_deleted_unless_documents_were_sent_with_it(
    client: TestClient, services: Services, tenant: str
) -> None:
    client.put("/v1/schemas/note", content=definition("a"))
    client.put("/v1/schemas/used", content=definition("a"))
    sent = client.post(
        "/v1/documents", files={"file": ("a.pdf", b"%PDF-1.7")}, data={"schema": "used"}
    )
    assert sent.status_code == 202, sent.text
    assert client.delete("/v1/schemas/note").status_code == 204
    assert client.delete("/v1/schemas/note").status_code == 404
    refused = client.delete("/v1/schemas/used")
    assert (refused.status_code, refused.json()["code"]) == (409, "schema_in_use")
    assert client.delete("/v1/schemas/invoice").status_code == 409

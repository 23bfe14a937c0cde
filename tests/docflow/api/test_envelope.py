"""What is around every request: id, headers, log line, and who may call a server without keys."""

from __future__ import annotations

import json

import pytest
import structlog
from fastapi.testclient import TestClient

from tests.docflow.http_clients import Person


@pytest.mark.parametrize("path", ["/healthz", "/nowhere", "/v1/batches?limit=0", "/v1/schemas"])
def test_every_answer_has_an_id_and_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-request-id"].startswith("req_")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"


def test_the_callers_request_id_is_kept_where_it_is_plain(client: TestClient) -> None:
    given = client.get("/nowhere", headers={"X-Request-ID": "their-id.1"})
    assert given.headers["x-request-id"] == given.json()["request_id"] == "their-id.1"
    odd = client.get("/healthz", headers={"X-Request-ID": "a b\tc"})
    assert odd.headers["x-request-id"].startswith("req_")


def test_a_request_is_logged_with_its_document_and_key(locked: TestClient, person: Person) -> None:
    with structlog.testing.capture_logs() as logs:
        locked.get("/v1/documents/doc_1/events", headers=person.headers)
    [line] = [line for line in logs if line["event"] == "request"]
    assert line["document_id"] == "doc_1"
    assert line["route"] == "/v1/documents/{document_id}/events"
    assert (line["status"], line["tenant_id"]) == (404, person.tenant_id)
    assert person.key not in json.dumps(logs)


def test_an_address_cannot_rewrite_the_terminal_that_shows_the_log(client: TestClient) -> None:
    with structlog.testing.capture_logs() as logs:
        client.get("/v1/documents/a%1b[2Kb%0d/events" + "c" * 500)
        client.get("/v1/documents/a%1b[2Kb%0d/events")
    lines = [line for line in logs if line["event"] == "request"]
    assert [line["document_id"] for line in lines if "document_id" in line] == ["a\ufffd[2Kb\ufffd"]
    for line in lines:
        assert line["path"].isprintable()
        assert len(line["path"]) <= 120


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:8000", 200),
        ("127.0.0.1", 200),
        ("127.0.0.1:8000", 200),
        ("[::1]:8000", 200),
        ("docflow:8000", 200),
        ("evil.example", 403),
        ("evil.example:8000", 403),
        ("127.0.0.1.evil.example", 403),
        ("evil.example.", 403),
        ("localhost/evil.example", 403),
        ("localhost@evil.example", 403),
        ("[::1", 403),
        ("", 403),
    ],
)
def test_without_keys_the_server_answers_to_no_public_name(
    client: TestClient, host: str, status: int
) -> None:
    assert client.get("/v1/schemas", headers={"Host": host}).status_code == status


def test_with_keys_it_answers_to_any_name(locked: TestClient, person: Person) -> None:
    headers = person.headers | {"Host": "docflow.example", "Origin": "https://app.example"}
    assert locked.post("/v1/batches", json={"name": "x"}, headers=headers).status_code == 201


@pytest.mark.parametrize(
    ("origin", "status"),
    [(None, 201), ("http://testserver", 201), ("https://evil.example", 403), ("null", 403)],
)
def test_pages_of_other_sites_cannot_write_where_no_key_is_asked_for(
    client: TestClient, origin: str | None, status: int
) -> None:
    headers = {} if origin is None else {"Origin": origin}
    answer = client.post("/v1/batches", json={"name": "x"}, headers=headers)
    assert answer.status_code == status

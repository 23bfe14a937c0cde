"""Every error of the API has one shape, and tells nothing of the inside."""

from __future__ import annotations

import errno
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.exc import OperationalError

from docflow.api.app import create_app
from docflow.api.problems import MEDIA_TYPE, Problem
from docflow.errors import DocflowError, FileError, LimitError, SetupError
from docflow.services import Services
from schemas.errors import SchemaError
from tests.docflow.http_clients import Person

SECRET = "what the document says"


class FullDisk(Exception):
    sqlite_errorname = "SQLITE_FULL"


def lost_connection() -> Exception:
    return OperationalError("SELECT 1", {}, Exception("connection refused"))


def full_database() -> Exception:
    return OperationalError("INSERT", {}, FullDisk())


def check_shape(body: dict[str, Any], status: int) -> None:
    assert body["type"] == "about:blank"
    assert body["status"] == status
    assert {"title", "code", "detail", "request_id"} <= set(body)


def raising(app: FastAPI, error: Exception) -> TestClient:
    def fail() -> None:
        raise error

    app.add_api_route("/fail", fail)
    return TestClient(app)


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Problem(418, "teapot", "short and stout"), 418, "teapot"),
        (DocflowError("unknown_schema", "there is none"), 422, "unknown_schema"),
        (DocflowError("batch_closed", "it is closed"), 409, "batch_closed"),
        (DocflowError("busy", "try again", retryable=True), 503, "busy"),
        (SetupError("backend_missing", "not installed"), 503, "backend_missing"),
        (FileError("unsupported_type", "a ZIP archive"), 415, "unsupported_type"),
        (LimitError("too_large", "more than 100 MB"), 413, "too_large"),
        (SchemaError("too_deep", "nested too deeply"), 422, "invalid_schema"),
        (lost_connection(), 503, "database_unavailable"),
        (full_database(), 507, "storage_full"),
        (OSError(errno.ENOSPC, "No space left on device"), 507, "storage_full"),
        (OSError(errno.EIO, SECRET), 500, "internal_error"),
        (RuntimeError(SECRET), 500, "internal_error"),
    ],
)
def test_an_error_is_a_problem_with_its_status_and_code(
    sqlite_services: Services, error: Exception, status: int, code: str
) -> None:
    app = create_app(sqlite_services, require_keys=False)
    answer = raising(app, error).get("/fail")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == MEDIA_TYPE
    check_shape(answer.json(), status)
    assert SECRET not in answer.text


@pytest.mark.parametrize("make_error", [lost_connection, lambda: DocflowError("x", "y", True)])
def test_what_may_pass_says_when_to_try_again(
    sqlite_services: Services, make_error: Callable[[], Exception]
) -> None:
    app = create_app(sqlite_services, require_keys=False)
    answer = raising(app, make_error()).get("/fail")
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0


def test_the_log_of_a_failure_holds_no_values_of_variables(
    sqlite_services: Services, capsys: pytest.CaptureFixture[str]
) -> None:
    app = create_app(sqlite_services, require_keys=False)

    def fail() -> None:
        text_of_the_document = SECRET
        raise RuntimeError(str(len(text_of_the_document)))

    app.add_api_route("/fail", fail)
    TestClient(app).get("/fail")
    logged = capsys.readouterr()
    assert "RuntimeError" in logged.out + logged.err
    assert SECRET not in logged.out + logged.err


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("GET", "/v1/nowhere", 404, "not_found"),
        ("GET", "/v1/batches/", 404, "not_found"),
        ("PUT", "/healthz", 405, "method_not_allowed"),
        ("PATCH", "/v1/batches", 405, "method_not_allowed"),
        ("GET", "/v1/batches?limit=none", 422, "invalid_request"),
        ("GET", "/v1/batches/a%00b", 400, "bad_request"),
        ("GET", "/v1/events?type=%00", 400, "bad_request"),
    ],
)
def test_the_frameworks_own_errors_have_the_same_shape(
    client: TestClient, method: str, path: str, status: int, code: str
) -> None:
    answer = client.request(method, path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == MEDIA_TYPE
    check_shape(answer.json(), status)


def test_an_invalid_request_is_told_where_but_not_with_what_was_sent(client: TestClient) -> None:
    answer = client.post("/v1/batches", json={"name": "x", "password": SECRET})
    assert answer.status_code == 422
    assert [error["location"] for error in answer.json()["errors"]] == ["body.password"]
    assert SECRET not in answer.text


@pytest.mark.parametrize("is_chunked", [False, True])
def test_a_body_that_is_too_large_is_a_problem(client: TestClient, is_chunked: bool) -> None:
    body = b"x" * 1_100_000
    content = iter([body]) if is_chunked else body
    answer = client.post("/v1/batches", content=content, headers={"content-type": "text/plain"})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert answer.headers["content-type"] == MEDIA_TYPE
    check_shape(answer.json(), 413)


def test_a_large_body_without_a_key_is_refused_with_one_shape(locked: TestClient) -> None:
    answer = locked.post("/v1/batches", content=b"x" * 1_100_000)
    assert answer.status_code in (401, 413)
    check_shape(answer.json(), answer.status_code)


def test_a_caller_learns_nothing_of_the_code(locked: TestClient, person: Person) -> None:
    answer = locked.get("/v1/batches/absent", headers=person.headers)
    assert answer.json()["detail"] == "There is no batch 'absent'."

"""Keys over HTTP: the ways to present one, how failures are limited, and that none is ever told."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
import structlog
from fastapi.testclient import TestClient

from docflow.api.rate_limit import MAX_ADDRESSES, FailureLimit
from docflow.services import Services
from docflow.tenants.key_service import revoke_key
from tests.docflow.http_clients import Person, client_of, make_person


def test_a_valid_key_is_let_in_until_it_is_revoked(
    sqlite_services: Services, locked: TestClient, person: Person
) -> None:
    assert locked.get("/v1/batches", headers=person.headers).status_code == 200
    revoke_key(sqlite_services, person.key.split("_")[2])
    assert locked.get("/v1/batches", headers=person.headers).status_code == 401


def test_odd_ways_to_present_a_key_are_refused(locked: TestClient, person: Person) -> None:
    key = person.key
    for value in (
        "",
        "Bearer",
        "Bearer ",
        key,
        f"Basic {key}",
        f"Bearer {key} x",
        f"Bearer {key}x",
    ):
        assert locked.get("/v1/batches", headers={"Authorization": value}).status_code == 401
    twice = [("Authorization", f"Bearer {key}"), ("Authorization", f"Bearer {key}")]
    assert locked.get("/v1/batches", headers=twice).status_code == 401
    assert locked.get("/v1/batches", params={"api_key": key}).status_code == 401


def test_failed_attempts_are_limited_and_valid_keys_are_not(
    locked: TestClient, person: Person
) -> None:
    statuses = [locked.get("/v1/batches").status_code for _ in range(30)]
    assert statuses == [401] * 20 + [429] * 10
    refused = locked.get("/v1/batches")
    assert 0 < int(refused.headers["retry-after"]) <= 60
    assert refused.json()["code"] == "too_many_attempts"
    assert locked.get("/v1/batches", headers=person.headers).status_code == 200


def test_the_limit_is_over_after_its_window() -> None:
    now = 0.0
    limit = FailureLimit(num_failures=2, window_s=60.0, clock=lambda: now)
    assert [limit.add_failure("a") for _ in range(3)] == [0.0, 0.0, 60.0]
    assert limit.add_failure("b") == 0.0
    now = 59.0
    assert limit.add_failure("a") == 1.0
    now = 60.0
    assert limit.add_failure("a") == 0.0


def test_the_limit_remembers_a_bounded_number_of_addresses() -> None:
    limit = FailureLimit(num_failures=1)
    for number in range(MAX_ADDRESSES + 1):
        limit.add_failure(str(number))
    assert limit.add_failure("0") == 0.0
    assert limit.add_failure(str(MAX_ADDRESSES)) > 0.0


def test_no_key_is_in_the_database_the_home_folder_or_the_log(
    sqlite_services: Services, own_settings: Path
) -> None:
    client = client_of(sqlite_services, require_keys=True)
    with structlog.testing.capture_logs() as logs:
        people = [make_person(sqlite_services, "acme") for _ in range(50)]
        for person in people:
            assert client.get("/v1/batches", headers=person.headers).status_code == 200
            client.get(f"/v1/batches/{person.key}", headers=person.headers)
            client.get("/v1/batches", headers={"Authorization": f"Bearer {person.key[:-1]}"})
    with sqlite3.connect(own_settings / "docflow.db") as connection:
        dump = "\n".join(connection.iterdump())
    connection.close()
    stored = b"".join(path.read_bytes() for path in own_settings.rglob("*") if path.is_file())
    # An address is the caller's own to leak: what they put into it is logged.
    logged = repr([line | {"path": ""} for line in logs])
    for person in people:
        secret = person.key.split("_")[3]
        assert secret not in dump
        assert secret.encode() not in stored
        assert secret not in logged


@pytest.mark.parametrize("path", ["/metrics", "/v1/schemas"])
def test_figures_need_a_key_and_health_does_not(locked: TestClient, path: str) -> None:
    assert locked.get(path).status_code == 401
    assert locked.get("/healthz").status_code == locked.get("/readyz").status_code == 200

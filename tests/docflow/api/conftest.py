"""Clients of the application, without keys and with."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from docflow.services import Services
from tests.docflow.http_clients import Person, client_of, make_person


@pytest.fixture
def client(sqlite_services: Services) -> TestClient:
    """Calls an application that asks for no key."""
    return client_of(sqlite_services)


@pytest.fixture
def locked(sqlite_services: Services) -> TestClient:
    """Calls an application that asks for keys; the calls carry none."""
    return client_of(sqlite_services, require_keys=True)


@pytest.fixture
def person(sqlite_services: Services) -> Person:
    """Somebody with a valid key."""
    return make_person(sqlite_services, "acme")

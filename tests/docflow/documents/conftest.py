"""The application over both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from docflow.api.app import create_app
from docflow.services import Services


@pytest.fixture
def client(services: Services, tenant: str) -> Iterator[TestClient]:
    """A client of the keyless application; whoever calls is `tenant`."""
    with TestClient(create_app(services, require_keys=False)) as client:
        yield client


@pytest.fixture
def sqlite_client(sqlite_services: Services) -> Iterator[TestClient]:
    """A client of the application on SQLite, for what never reaches the database."""
    with TestClient(create_app(sqlite_services, require_keys=False)) as client:
        yield client

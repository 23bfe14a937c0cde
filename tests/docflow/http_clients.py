"""The service's HTTP application for tests: called in this process, or served on loopback."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

from docflow.api.app import create_app
from docflow.services import Services
from docflow.tenants.key_service import create_key
from docflow.tenants.service import ensure_tenant
from tests.servers import free_port

_START_S = 20.0


@dataclass(frozen=True)
class Person:
    """Somebody with a key."""

    tenant_id: str
    key: str

    @property
    def headers(self) -> dict[str, str]:
        """What authenticates them."""
        return {"Authorization": f"Bearer {self.key}"}


def make_person(services: Services, tenant_name: str) -> Person:
    """A new key of that tenant."""
    key = create_key(services, tenant_name, "for a test")
    return Person(ensure_tenant(services, tenant_name), key.text)


def client_of(services: Services, *, require_keys: bool = False) -> TestClient:
    """A client of a new application; without keys, of the local tenant."""
    return TestClient(create_app(services, require_keys=require_keys))


@contextlib.contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The application on a loopback port, in a thread; its address."""
    port = free_port()
    config = uvicorn.Config(
        app, host="127.0.0.1", port=port, log_config=None, timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + _START_S
    while not server.started:
        assert thread.is_alive(), "the server ended"
        assert time.monotonic() < deadline, "the server did not start"
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(_START_S)

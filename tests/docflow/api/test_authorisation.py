"""Who may call what: every route of the application x everybody who could try.

A new route needs an entry in ROUTES, so that somebody decided who may call it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import pytest
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from sqlalchemy import select

from docflow.api.rate_limit import FailureLimit
from docflow.database.migrate import migrate
from docflow.database.tables import ApiKey
from docflow.services import Services, open_services
from docflow.settings import Settings
from docflow.tenants.key_service import revoke_key
from tests.docflow.api.seed import Owned, seed
from tests.docflow.http_clients import Person, client_of, make_person
from tests.docflow.service_fixtures import RecordingQueue


@dataclass(frozen=True)
class Route:
    """access: `open` to all, `own` to the owner of what the path names, `list` of what the caller
    owns. call: further arguments of the request, valid ones.
    """

    access: Literal["open", "own", "list"]
    call: dict[str, Any] | None = None


OPEN, OWN, LIST = Route("open"), Route("own"), Route("list")
EXPORT = {"params": {"schema": "invoice", "format": "csv"}}
_NUMBERS = itertools.count()
ROUTES = {
    "GET /v1/openapi.json": OPEN,
    "GET /healthz": OPEN,
    "GET /readyz": OPEN,
    "GET /metrics": LIST,
    "POST /v1/documents": Route(
        "list", {"files": {"file": ("a.pdf", b"%PDF-1.7")}, "data": {"schema": "invoice"}}
    ),
    "GET /v1/documents": LIST,
    "GET /v1/documents/{document_id}": OWN,
    "DELETE /v1/documents/{document_id}": OWN,
    "POST /v1/documents/{document_id}/retry": OWN,
    "GET /v1/documents/{document_id}/file": OWN,
    "GET /v1/documents/{document_id}/extraction": OWN,
    "GET /v1/documents/{document_id}/extractions": OWN,
    "GET /v1/documents/{document_id}/einvoice": Route("own", {"params": {"allow_invalid": True}}),
    "GET /v1/documents/{document_id}/einvoice/check": OWN,
    "PATCH /v1/documents/{document_id}/extraction": Route("own", {"json": {"status": "done"}}),
    "GET /v1/documents/{document_id}/pages": OWN,
    "GET /v1/documents/{document_id}/pages/{number}.png": OWN,
    "GET /v1/documents/{document_id}/events": OWN,
    "POST /v1/batches": Route("list", {"json": {"name": "mine"}}),
    "GET /v1/batches": LIST,
    "GET /v1/batches/{batch_id}": OWN,
    "POST /v1/batches/{batch_id}/close": OWN,
    "GET /v1/schemas": LIST,
    "GET /v1/schemas/{name}": OWN,
    # Everybody has names of their own, so another's name is free.
    "PUT /v1/schemas/{name}": Route(
        "list", {"json": {"type": "object", "properties": {"b": {"type": "string"}}}}
    ),
    "DELETE /v1/schemas/{name}": OWN,
    "GET /v1/events": LIST,
    "POST /v1/webhooks": Route("list", {"json": {"url": "https://receiver.example/hook"}}),
    "GET /v1/webhooks": LIST,
    "GET /v1/webhooks/callback-secret": LIST,
    "GET /v1/webhooks/{webhook_id}": OWN,
    "PATCH /v1/webhooks/{webhook_id}": Route("own", {"json": {"description": "mine"}}),
    "DELETE /v1/webhooks/{webhook_id}": OWN,
    "GET /v1/webhooks/{webhook_id}/secret": OWN,
    "POST /v1/webhooks/{webhook_id}/rotate-secret": OWN,
    "POST /v1/webhooks/{webhook_id}/enable": OWN,
    "POST /v1/webhooks/{webhook_id}/test": OWN,
    "GET /v1/webhooks/{webhook_id}/deliveries": OWN,
    "POST /v1/webhooks/{webhook_id}/redeliver": Route(
        "own", {"json": {"since": "2026-01-01T00:00:00Z"}}
    ),
    "POST /v1/query": Route("list", {"json": {"sql": "SELECT * FROM documents"}}),
    "GET /v1/query/tables": LIST,
    "GET /v1/export": Route("list", EXPORT),
}
SECURED = sorted(name for name, route in ROUTES.items() if route.access != "open")
OWNED = sorted(name for name, route in ROUTES.items() if route.access == "own")
LISTED = sorted(name for name, route in ROUTES.items() if route.access == "list")


@dataclass
class World:
    """An application with two tenants, of which the first owns one of everything."""

    services: Services
    client: TestClient
    owner: Person
    owned: Owned
    stranger: Person

    def call(self, name: str, headers: dict[str, str] | None, /, **ids: str) -> Any:
        """Calls a route with the owner's ids, or with `ids`."""
        method, template = name.split(" ")
        path = template.format(**(vars(self.owned) | ids))
        return self.client.request(method, path, headers=headers, **(ROUTES[name].call or {}))

    def newborn(self) -> World:
        """The same application with another owner, whose things may be deleted."""
        owner = make_person(self.services, f"owner {next(_NUMBERS)}")
        owned = seed(self.services, owner.tenant_id)
        return World(self.services, self.client, owner, owned, self.stranger)


@pytest.fixture(scope="module")
def shared_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Made once: most calls are refused, so that they leave it as it is."""
    settings = Settings(home=tmp_path_factory.mktemp("home"))
    services = open_services(settings, queue=RecordingQueue())
    migrate(services.database)
    owner = make_person(services, "owner")
    yield World(
        services,
        client_of(services, require_keys=True),
        owner,
        seed(services, owner.tenant_id),
        make_person(services, "stranger"),
    )
    services.close()


@pytest.fixture
def world(shared_world: World) -> World:
    """Everybody's failed attempts are forgotten."""
    app: Any = shared_world.client.app
    app.state.failure_limit = FailureLimit()
    return shared_world


def routes_of(client: TestClient) -> set[str]:
    app: Any = client.app
    return {
        f"{method} {route.path}"
        for route in iter_route_contexts(app.routes)
        for method in (route.methods or ())
        if method != "HEAD"
    }


def exists(world: World, name: str) -> None:
    assert name in routes_of(world.client), f"there is no {name}"


def test_every_route_has_an_entry_here(world: World) -> None:
    assert routes_of(world.client) - set(ROUTES) == set()


def test_every_entry_here_has_a_route(world: World) -> None:
    assert set(ROUTES) - routes_of(world.client) == set()


def test_open_routes_tell_nobodys_data(world: World) -> None:
    for name in set(ROUTES) - set(SECURED):
        answer = world.call(name, None)
        assert answer.status_code == 200, name
        assert world.owned.document_id not in answer.text


@pytest.mark.parametrize("name", SECURED)
def test_without_a_valid_key_nothing_is_answered(world: World, name: str) -> None:
    exists(world, name)
    key = make_person(world.services, "owner").key
    revoke_key(world.services, key.split("_")[2])
    bodies = set()
    for headers in (None, {"Authorization": f"Bearer {key}"}, {"Authorization": "Basic dTpw"}):
        answer = world.call(name, headers)
        assert answer.status_code == 401, name
        assert answer.headers["www-authenticate"] == "Bearer"
        bodies.add(answer.text.replace(answer.json()["request_id"], ""))
    assert len(bodies) == 1


@pytest.mark.parametrize("name", OWNED)
def test_what_is_anothers_is_answered_like_what_is_not_there(world: World, name: str) -> None:
    exists(world, name)
    ids = ("document_id", "batch_id", "webhook_id", "delivery_id", "name")
    absent = dict.fromkeys(ids, "absent")
    foreign = world.call(name, world.stranger.headers)
    missing = world.call(name, world.stranger.headers, **absent)
    assert foreign.status_code == missing.status_code == 404, name
    shown = foreign.json() | {"request_id": "", "detail": ""}
    assert shown == missing.json() | {"request_id": "", "detail": ""}
    assert world.owned.canary not in foreign.text.replace(world.owned.name, "")


@pytest.mark.parametrize("name", OWNED)
def test_the_owner_is_let_in(world: World, name: str) -> None:
    exists(world, name)
    newborn = world.newborn()
    answer = newborn.call(name, newborn.owner.headers)
    assert answer.status_code < 500, answer.text
    assert answer.status_code not in (401, 403, 404, 422), answer.text


@pytest.mark.parametrize("name", LISTED)
def test_a_collection_holds_nothing_of_anothers(world: World, name: str) -> None:
    exists(world, name)
    answer = world.call(name, world.stranger.headers)
    assert answer.status_code < 300, answer.text
    shown = answer.text.replace(world.owned.name, "") if name.startswith("PUT") else answer.text
    assert [secret for secret in world.owned.secrets() if secret in shown] == []


@pytest.mark.parametrize(
    "name", ["GET /v1/documents", "GET /v1/batches", "GET /v1/schemas", "GET /v1/webhooks"]
)
def test_the_owner_finds_what_they_own(world: World, name: str) -> None:
    assert world.owned.canary in world.call(name, world.owner.headers).text


def test_a_strangers_writes_change_nothing_of_the_owners(world: World) -> None:
    before = [world.call(name, world.owner.headers).text for name in OWNED if "GET" in name]
    for name in OWNED:
        world.call(name, world.stranger.headers)
    after = [world.call(name, world.owner.headers).text for name in OWNED if "GET" in name]
    assert after == before


def test_a_batch_of_another_tenant_takes_no_document(world: World) -> None:
    answer = world.client.post(
        "/v1/documents",
        headers=world.stranger.headers,
        files={"file": ("a.pdf", b"%PDF-1.7 x")},
        data={"batch_id": world.owned.batch_id},
    )
    assert answer.status_code == 422, answer.text
    assert world.owned.document_id not in answer.text


def test_keys_are_rows_without_the_key(world: World) -> None:
    with world.services.database.read() as session:
        rows = [vars(row) for row in session.scalars(select(ApiKey))]
    assert len(rows) > 1
    assert world.owner.key.split("_")[3] not in repr(rows)

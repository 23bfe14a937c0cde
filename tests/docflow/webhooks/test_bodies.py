"""What a message holds, and callbacks of single documents, on both databases."""

from __future__ import annotations

import json
from typing import Any, Literal

import pytest
from standardwebhooks.webhooks import Webhook

from docflow.database.tables import Document
from docflow.events.outbox import DOCUMENT_COMPLETED, DOCUMENT_DELETED, DOCUMENT_FAILED
from docflow.extractions.repository import latest_extraction
from docflow.services import Services
from docflow.tenants.service import ensure_local_tenant
from docflow.webhooks import bodies, manage
from docflow.webhooks.repository import list_endpoints
from tests.docflow.documents.finished import DATA, finish, upload
from tests.docflow.webhooks.conftest import Hooks
from tests.docflow.webhooks.receiver import Receiver, receiver

PDF = b"%PDF-1.7\n%%EOF"


def _finished(hooks: Hooks, *, failed: tuple[str, ...] = (), **wanted: Any) -> Document:
    document = upload(hooks.services, hooks.tenant, PDF, **wanted)
    finish(hooks.services, document, failed=failed)
    with hooks.services.database.read() as session:
        extraction = latest_extraction(session, document.id)
    assert extraction is not None
    hooks.emit(document.id, extraction_id=extraction.id, version=1)
    return document


def _messages(there: Receiver) -> list[dict[str, Any]]:
    return [json.loads(request.body) for request in there.received]


def _send(hooks: Hooks) -> None:
    hooks.dispatch()
    hooks.pump()


def test_a_link_leads_to_the_version_that_was_finished(hooks: Hooks) -> None:
    with receiver() as there:
        hooks.add(there.url)
        document = _finished(hooks, user_metadata={"order": 7})
        _send(hooks)

    (message,) = _messages(there)
    data = message["data"]
    assert data["result_url"] == f"/v1/documents/{document.id}/extraction?version=1"
    assert data["metadata"] == {"order": 7}
    assert "result" not in data


def test_a_link_begins_with_the_servers_public_url(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setenv("DOCFLOW_PUBLIC_URL", "https://docflow.example.com/")
    services: Services = request.getfixturevalue("sqlite_services")
    hooks = Hooks(services, ensure_local_tenant(services))
    with receiver() as there:
        hooks.add(there.url)
        _finished(hooks)
        _send(hooks)

    url = _messages(there)[0]["data"]["result_url"]
    assert url.startswith("https://docflow.example.com/v1/documents/doc_")


def test_full_messages_hold_the_result(hooks: Hooks) -> None:
    with receiver() as there:
        hooks.add(there.url, content="full")
        document = _finished(hooks)
        _send(hooks)

    data = _messages(there)[0]["data"]
    assert data["result"]["id"] == document.id
    assert data["result"]["data"] == DATA
    assert data["result"]["fields"]
    assert "result_url" not in data
    assert "flags" not in {**data, **data["result"]}


@pytest.mark.parametrize("content", ["full", "link"])
def test_a_sign_of_fraud_is_told_beside_the_result_and_beside_its_link(
    hooks: Hooks, content: Literal["full", "link"]
) -> None:
    with receiver() as there:
        hooks.add(there.url, content=content)
        _finished(hooks, failed=("acroform_matches_page",))
        _send(hooks)

    data = _messages(there)[0]["data"]
    assert data["flags"] == ["acroform_page_mismatch"]
    assert data.get("result", {"flags": data["flags"]})["flags"] == data["flags"]


def test_a_result_too_large_for_a_message_is_linked(
    hooks: Hooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "MAX_RESULT_BYTES", 100)
    with receiver() as there:
        hooks.add(there.url, content="full")
        _finished(hooks)
        _send(hooks)

    data = _messages(there)[0]["data"]
    assert "result" not in data
    assert "result_url" in data


@pytest.mark.parametrize("type_", [DOCUMENT_FAILED, DOCUMENT_DELETED])
def test_events_without_a_result_are_their_payload(hooks: Hooks, type_: str) -> None:
    with receiver() as there:
        hooks.add(there.url, content="full")
        hooks.emit("doc_gone", type_, error={"code": "corrupt_file", "message": "it is broken"})
        _send(hooks)

    (message,) = _messages(there)
    assert message["type"] == type_
    assert set(message["data"]) == {"document_id", "status", "error"}


def test_a_callback_goes_to_the_documents_own_url_signed_by_the_tenant(hooks: Hooks) -> None:
    with receiver() as there:
        document = _finished(hooks, callback_url=there.url)
        _send(hooks)

    (request,) = there.received
    secret = manage.callback_secret(hooks.services, hooks.tenant)
    message = Webhook(secret).verify(request.body, request.headers)
    assert message["type"] == DOCUMENT_COMPLETED
    assert message["data"]["document_id"] == document.id


def test_documents_with_one_url_share_one_callback_and_hear_of_endings_alone(hooks: Hooks) -> None:
    with receiver() as there:
        for number in range(3):
            document = upload(
                hooks.services, hooks.tenant, PDF + b"%" * number, callback_url=there.url
            )
            hooks.emit(document.id, "document.corrected")
            hooks.emit(document.id, DOCUMENT_FAILED)
            _send(hooks)

    assert [message["type"] for message in _messages(there)] == [DOCUMENT_FAILED] * 3
    with hooks.services.database.read() as session:
        (endpoint,) = list_endpoints(session, hooks.tenant, "callback", None, 10)
        assert list_endpoints(session, hooks.tenant, "endpoint", None, 10) == []
    assert manage.secrets_of(hooks.services, hooks.tenant, endpoint.id) == [
        manage.callback_secret(hooks.services, hooks.tenant)
    ]


def test_a_callback_that_is_gone_gets_no_more_until_it_is_enabled(hooks: Hooks) -> None:
    with receiver(410) as there:
        _finished(hooks, callback_url=there.url)
        _send(hooks)
        document = upload(hooks.services, hooks.tenant, PDF + b"%2", callback_url=there.url)
        hooks.emit(document.id, DOCUMENT_FAILED)
        _send(hooks)
        assert len(there.received) == 1

        with hooks.services.database.read() as session:
            (endpoint,) = list_endpoints(session, hooks.tenant, "callback", None, 10)
        manage.enable(hooks.services, hooks.tenant, endpoint.id)
        hooks.emit(document.id, DOCUMENT_FAILED)
        _send(hooks)

    assert len(there.received) == 2

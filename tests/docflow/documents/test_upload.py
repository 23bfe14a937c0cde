"""Uploads: what they answer and what they leave, on both databases."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from docflow.database.tables import Document, Event
from docflow.queue import SPLIT
from docflow.services import Services
from tests.docflow.documents.forms import CONTENT_TYPE, field_part, file_part, form, pdf

Files = list[tuple[str, tuple[str, bytes]]]


def files(*contents: bytes) -> Files:
    return [("file", (f"{n}.pdf", content)) for n, content in enumerate(contents)]


def num_documents(services: Services) -> int:
    with services.database.read() as session:
        return session.scalar(select(func.count()).select_from(Document)) or 0


def send_form(client: TestClient, *parts: bytes) -> Any:
    return client.post("/v1/documents", content=form(parts), headers={"Content-Type": CONTENT_TYPE})


def test_a_file_becomes_a_queued_document(services: Services, client: TestClient) -> None:
    answer = client.post(
        "/v1/documents",
        files=files(pdf("one")),
        data={"schema": "receipt", "metadata": '{"order": 7}'},
    )
    (document,) = answer.json()["documents"]
    assert answer.status_code == 202
    assert document["status"] == "queued"
    assert document["schema"] == "receipt"
    assert document["metadata"] == {"order": 7}
    assert document["sha256"] == hashlib.sha256(pdf("one")).hexdigest()
    assert client.get(document["url"]).json()["id"] == document["id"]
    assert services.queue.told == [(SPLIT, document["id"])]  # type: ignore[attr-defined]
    assert "password" not in document


def test_the_stored_bytes_are_those_sent(services: Services, client: TestClient) -> None:
    content = pdf("two", size=700_000)
    document = client.post("/v1/documents", files=files(content)).json()["documents"][0]
    assert client.get(f"{document['url']}/file").content == content


def test_the_same_file_twice_is_one_document(services: Services, client: TestClient) -> None:
    first = client.post("/v1/documents", files=files(pdf()))
    second = client.post("/v1/documents", files=files(pdf()))
    assert (first.status_code, second.status_code) == (202, 200)
    assert first.json()["documents"][0]["id"] == second.json()["documents"][0]["id"]
    assert [a.json()["documents"][0]["is_new"] for a in (first, second)] == [True, False]
    assert num_documents(services) == 1


def test_the_same_file_at_the_same_time_is_one_document(
    services: Services, client: TestClient
) -> None:
    content = pdf(size=50_000)

    def send(_: int) -> str:
        answer = client.post("/v1/documents", files=files(content))
        assert answer.status_code in (200, 202)
        return str(answer.json()["documents"][0]["id"])

    with ThreadPoolExecutor(6) as pool:
        ids = set(pool.map(send, range(12)))
    assert len(ids) == 1
    assert num_documents(services) == 1
    # Files of those who lost the race are gone.
    assert len(list(services.store.keys(""))) == 1


def test_one_bad_file_does_not_hold_up_the_others(services: Services, client: TestClient) -> None:
    answer = client.post("/v1/documents", files=files(pdf("a"), b"GIF?", pdf("b")))
    entries = answer.json()["documents"]
    assert answer.status_code == 202
    assert [entry["status"] for entry in entries] == ["queued", "rejected", "queued"]
    assert entries[1]["file_name"] == "1.pdf"
    assert entries[1]["error"]["code"] == "unsupported_type"
    assert num_documents(services) == 2


def test_only_bad_files_are_a_problem_that_lists_them(
    services: Services, client: TestClient
) -> None:
    answer = client.post("/v1/documents", files=files(b"", b"nothing known"))
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "empty_file"
    codes = [entry["error"]["code"] for entry in answer.json()["documents"]]
    assert codes == ["empty_file", "unsupported_type"]
    assert list(services.store.keys("")) == []


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"schema": "nonesuch"}, 422, "unknown_schema"),
        ({"model": "/etc"}, 422, "model_not_allowed"),
        ({"metadata": "[1]"}, 422, "invalid_metadata"),
        ({"metadata": '{"a": NaN}'}, 422, "invalid_metadata"),
        ({"metadata": '{"a": "\\u0000"}'}, 422, "invalid_metadata"),
        ({"metadata": '{"a": "\\ud800"}'}, 422, "invalid_metadata"),
        ({"metadata": '{"a":' * 50 + "1" + "}" * 50}, 422, "invalid_metadata"),
        ({"metadata": " " * 20_000}, 413, "field_too_large"),
        ({"batch_id": "bat_none"}, 422, "unknown_batch"),
        ({"callback_url": "http://169.254.169.254/"}, 422, "callback_url_refused"),
        ({"colour": "red"}, 422, "unknown_field"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)
def test_a_field_that_cannot_be_is_refused_and_nothing_stored(
    sqlite_services: Services,
    sqlite_client: TestClient,
    fields: dict[str, str],
    status: int,
    code: str,
) -> None:
    answer = sqlite_client.post("/v1/documents", files=files(pdf()), data=fields)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert num_documents(sqlite_services) == 0
    assert list(sqlite_services.store.keys("")) == []


def test_fields_behind_the_file_count_too(client: TestClient) -> None:
    answer = send_form(client, file_part(b"a.pdf", pdf()), field_part("schema", "receipt"))
    assert answer.json()["documents"][0]["schema"] == "receipt"


def test_a_form_without_a_file_is_refused(client: TestClient) -> None:
    answer = send_form(client, field_part("schema", "receipt"))
    assert (answer.status_code, answer.json()["code"]) == (422, "no_file")


def test_what_is_no_form_is_refused(client: TestClient) -> None:
    answer = client.post("/v1/documents", json={"file": "a"})
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


def test_1001_fields_are_refused(services: Services, client: TestClient) -> None:
    parts = [field_part(f"field{n}", "x") for n in range(1_000)]
    answer = send_form(client, file_part(b"a.pdf", pdf()), *parts)
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_field")
    assert num_documents(services) == 0


def test_1001_files_are_refused(services: Services, client: TestClient) -> None:
    answer = send_form(client, *[file_part(b"a.pdf", pdf(str(n))) for n in range(1_001)])
    assert (answer.status_code, answer.json()["code"]) == (413, "too_many_files")
    assert num_documents(services) == 0


HOSTILE_NAMES = (
    b"../../etc/passwd",
    b"/etc/passwd",
    b"..\\..\\windows\\system.ini",
    b"a\x00.pdf",
    b"a\tb\x1b[2J.pdf",
    "\N{RIGHT-TO-LEFT OVERRIDE}fdp.exe".encode(),
    b"a" * 5_000,
    b"CON",
    "\N{PAGE FACING UP}.pdf".encode(),
    b"-rf.pdf",
    b"\xff\xfe.pdf",
    b"<script>alert(1)</script>.pdf",
    b"",
)


def test_a_hostile_name_is_a_label_and_nothing_more(services: Services, client: TestClient) -> None:
    parts = [file_part(name, pdf(str(n))) for n, name in enumerate(HOSTILE_NAMES)]
    answer = send_form(client, *parts)
    documents = answer.json()["documents"]
    assert answer.status_code == 202
    keys = {key.split("/", 1)[1] for key in services.store.keys("")}
    assert keys == {f"{document['id']}/original" for document in documents}
    for document in documents:
        shown = document["file_name"]
        assert 0 < len(shown) <= 255
        assert all(char.isprintable() for char in shown)
        disposition = client.get(f"{document['url']}/file").headers["content-disposition"]
        assert disposition.startswith('attachment; filename="')
        assert "/" not in disposition
        assert disposition.isascii()


def test_a_repeated_request_with_its_key_gets_the_first_answer(
    services: Services, client: TestClient
) -> None:
    headers = {"Idempotency-Key": "order-7"}
    first = client.post("/v1/documents", files=files(pdf()), headers=headers)
    again = client.post("/v1/documents", files=files(pdf()), headers=headers)
    assert (again.status_code, again.json()) == (202, first.json())
    assert again.headers["idempotent-replayed"] == "true"
    other = client.post("/v1/documents", files=files(pdf("other")), headers=headers)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert num_documents(services) == 1


def test_an_accepted_upload_leaves_one_event(services: Services, client: TestClient) -> None:
    document = client.post("/v1/documents", files=files(pdf())).json()["documents"][0]
    client.post("/v1/documents", files=files(pdf()))
    with services.database.read() as session:
        events = session.scalars(select(Event)).all()
    assert [(event.type, event.document_id) for event in events] == [
        ("document.queued", document["id"])
    ]


def test_the_password_is_kept_for_the_worker_and_shown_to_nobody(
    services: Services, client: TestClient
) -> None:
    answer = client.post("/v1/documents", files=files(pdf()), data={"password": "s3cret-word"})
    url = answer.json()["documents"][0]["url"]
    texts = [answer.text, client.get(url).text, client.get("/v1/documents").text]
    assert not any("s3cret-word" in text for text in texts)
    with services.database.read() as session:
        assert session.scalar(select(Document.password)) == "s3cret-word"
    assert json.loads(texts[1])["id"]

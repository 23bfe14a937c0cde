"""Documents over REST, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from docflow.database.tables import (
    Document,
    Event,
    Extraction,
    Field,
    Page,
    Table,
    Window,
)
from docflow.queue import SPLIT
from docflow.services import Services
from docflow.tenants.service import ensure_tenant
from tests.docflow.documents.finished import fail, finish, upload
from tests.docflow.documents.forms import pdf
from tests.docflow.service_fixtures import FakeClock


def num_rows(services: Services, *tables: type[Table]) -> list[int]:
    with services.database.read() as session:
        return [session.scalar(select(func.count()).select_from(t)) or 0 for t in tables]


def event_types(services: Services) -> list[str]:
    with services.database.read() as session:
        return list(session.scalars(select(Event.type).order_by(Event.seq)))


def test_documents_are_listed_newest_first_page_by_page(
    services: Services, tenant: str, clock: FakeClock, client: TestClient
) -> None:
    sent = []
    for n in range(7):
        # Some share a moment: the id decides among them.
        clock.advance(n % 2)
        sent.append(upload(services, tenant, pdf(str(n))).id)
    seen: list[str] = []
    cursor = None
    while True:
        params = {"limit": "3"} | ({"cursor": cursor} if cursor else {})
        answer = client.get("/v1/documents", params=params).json()
        seen += [document["id"] for document in answer["data"]]
        cursor = answer["next_cursor"]
        if cursor is None:
            break
    with services.database.read() as session:
        rows = session.execute(select(Document.created_at, Document.id)).all()
    assert seen == [id_ for _, id_ in sorted(((at, id_) for at, id_ in rows), reverse=True)]
    assert sorted(seen) == sorted(sent)


def test_documents_are_found_by_what_is_known_of_them(
    services: Services, tenant: str, clock: FakeClock, client: TestClient
) -> None:
    first = upload(services, tenant, pdf("1"), file_name="March 100%.pdf", schema="receipt")
    middle = (clock.moment + timedelta(seconds=30)).isoformat()
    clock.advance(60)
    second = upload(services, tenant, pdf("2"), file_name="April.pdf")
    fail(services, second)
    wanted: dict[str, list[dict[str, str | list[str]]]] = {
        first.id: [
            {"status": "queued"},
            {"schema": "receipt"},
            {"sha256": first.sha256},
            {"file_name": "march"},
            {"file_name": "0%"},
            {"created_before": middle},
        ],
        second.id: [
            {"status": ["failed", "done"]},
            {"schema": "invoice"},
            {"sha256": second.sha256},
            {"created_after": middle},
        ],
    }
    for document_id, queries in wanted.items():
        for query in queries:
            found = client.get("/v1/documents", params=query).json()["data"]
            assert [document["id"] for document in found] == [document_id], query
    assert client.get("/v1/documents", params={"file_name": "_"}).json()["data"] == []
    assert client.get("/v1/documents", params={"batch_id": "bat_x"}).json()["data"] == []


@pytest.mark.parametrize(
    "query",
    [
        {"status": "lost"},
        {"sha256": "abc"},
        {"limit": "0"},
        {"cursor": "nonsense"},
        {"created_after": "2026-03-01"},
        {"created_after": "2026-03-01T00:00:00"},
    ],
    ids=str,
)
def test_a_query_that_cannot_be_is_refused(
    sqlite_client: TestClient, query: dict[str, str]
) -> None:
    answer = sqlite_client.get("/v1/documents", params=query)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


ROUTES = (
    ("GET", ""),
    ("DELETE", ""),
    ("GET", "/file"),
    ("POST", "/retry"),
    ("GET", "/pages"),
    ("GET", "/pages/1.png"),
    ("GET", "/extraction"),
    ("GET", "/extractions"),
    ("PATCH", "/extraction"),
)


def test_a_foreign_document_is_as_absent_as_one_that_never_was(
    services: Services, client: TestClient
) -> None:
    foreign = upload(services, ensure_tenant(services, "someone else"), pdf())
    finish(services, foreign)
    for method, path in ROUTES:
        body = {"status": "done"} if method == "PATCH" else None
        answers = [
            client.request(method, f"/v1/documents/{document_id}{path}", json=body)
            for document_id in (foreign.id, "doc_none")
        ]
        assert [answer.status_code for answer in answers] == [404, 404], path
        details = [answer.json()["detail"] for answer in answers]
        assert details[0].replace(foreign.id, "doc_none") == details[1]
        assert {answer.json()["code"] for answer in answers} == {"not_found"}
    assert client.get("/v1/documents").json()["data"] == []
    assert num_rows(services, Document, Extraction) == [1, 1]


def test_a_document_is_deleted_with_all_that_was_made_of_it(
    services: Services, tenant: str, client: TestClient
) -> None:
    document = upload(services, tenant, pdf())
    finish(services, document)
    other = upload(services, tenant, pdf("other"))
    answer = client.delete(f"/v1/documents/{document.id}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert num_rows(services, Document, Page, Window, Extraction, Field) == [1, 0, 0, 0, 0]
    assert list(services.store.keys("")) == [other.storage_key]
    assert event_types(services)[-1] == "document.deleted"
    assert client.get(f"/v1/documents/{document.id}").status_code == 404
    assert client.delete(f"/v1/documents/{document.id}").status_code == 404
    assert event_types(services).count("document.deleted") == 1


def test_a_deleted_document_can_be_sent_again(
    services: Services, tenant: str, client: TestClient
) -> None:
    document = upload(services, tenant, pdf())
    client.delete(f"/v1/documents/{document.id}")
    assert upload(services, tenant, pdf()).id != document.id


def test_a_failed_document_is_queued_again_as_if_it_were_new(
    services: Services, tenant: str, client: TestClient
) -> None:
    document = upload(services, tenant, pdf(), password="wrong")
    fail(services, document, "wrong_password")
    services.queue.told.clear()  # type: ignore[attr-defined]
    answer = client.post(f"/v1/documents/{document.id}/retry", json={"password": "right"})
    assert (answer.status_code, answer.json()["status"]) == (202, "queued")
    assert answer.json()["error"] is None
    with services.database.read() as session:
        row = session.get_one(Document, document.id)
    assert (row.attempts, row.finished_at, row.password) == (0, None, "right")
    assert services.queue.told == [(SPLIT, document.id)]  # type: ignore[attr-defined]
    assert event_types(services) == ["document.queued", "document.queued"]


def test_pages_and_windows_of_the_failed_try_are_gone(
    services: Services, tenant: str, client: TestClient
) -> None:
    document = upload(services, tenant, pdf())
    with services.database.write() as write:
        window = Window(id="win_1", document_id=document.id, number=1, state="failed", pages=[1])
        window.created_at = write.now
        page = Page(document_id=document.id, number=1, width_pt=1.0, height_pt=1.0)
        page.num_words, page.source, page.notes = 0, "text", []
        write.session.add_all([window, page])
    fail(services, document)
    client.post(f"/v1/documents/{document.id}/retry")
    assert num_rows(services, Page, Window) == [0, 0]


def test_only_a_failed_document_is_tried_again(
    services: Services, tenant: str, client: TestClient
) -> None:
    document = upload(services, tenant, pdf())
    answer = client.post(f"/v1/documents/{document.id}/retry")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_failed")


def test_why_a_document_failed_is_shown(
    services: Services, tenant: str, client: TestClient
) -> None:
    document = upload(services, tenant, pdf())
    fail(services, document)
    shown = client.get(f"/v1/documents/{document.id}").json()
    assert shown["status"] == "failed"
    assert shown["error"] == {"code": "corrupt_file", "message": "a.pdf: it is broken"}


def test_the_file_comes_back_as_an_attachment_without_rights(
    services: Services, tenant: str, client: TestClient
) -> None:
    content = pdf(size=600_000)
    document = upload(services, tenant, content, file_name='Rechnung "März".pdf')
    answer = client.get(f"/v1/documents/{document.id}/file", headers={"Range": "bytes=0-1,2-3"})
    assert (answer.status_code, answer.content) == (200, content)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("sandbox")
    assert answer.headers["content-disposition"] == (
        'attachment; filename="Rechnung _M_rz_.pdf"; '
        "filename*=UTF-8''Rechnung%20%22M%C3%A4rz%22.pdf"
    )


def test_a_file_that_is_gone_is_told(services: Services, tenant: str, client: TestClient) -> None:
    document = upload(services, tenant, pdf())
    services.store.delete_below(f"{tenant}/")
    answer = client.get(f"/v1/documents/{document.id}/file")
    assert (answer.status_code, answer.json()["code"]) == (404, "file_missing")

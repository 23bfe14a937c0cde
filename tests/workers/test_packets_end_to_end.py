"""Files whose kind nobody named, through all stages of the service: one document stays one, several
become a packet, and whatever dies, each is there once.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from docflow.api.app import create_app
from docflow.audit.service import audit
from docflow.database.database import Database
from docflow.database.tables import Document, Extraction
from docflow.ingest.intake import Taken
from docflow.ingest.tally import Ended, Tally
from docflow.jobs.sweeper import dispatch, sweep
from docflow.queue import SPLIT
from docflow.services import Services
from docflow.tenants.service import ensure_local_tenant
from tests.docflow.service_fixtures import FakeClock, RecordingQueue
from tests.workers import sorting_by_word
from tests.workers.sending import send, small_pdf
from tests.workers.stub import StubAnswerer
from workers.runner import Runner

PACKET = ("Invoice 1001 Acme", "second page", "Receipt 12 Shop", "Form of Miller", "and its end")


@pytest.fixture
def service(sqlite_services: Services, monkeypatch: pytest.MonkeyPatch) -> Services:
    sorting_by_word.use(monkeypatch)
    return sqlite_services


@pytest.fixture
def owner(service: Services) -> str:
    return ensure_local_tenant(service)


@pytest.fixture
def work(service: Services) -> Iterator[Callable[[], None]]:
    """Does all that the queue was told of, and what follows from it."""
    runner = Runner(service, answerer=StubAnswerer(0))

    def work_all() -> None:
        assert isinstance(service.queue, RecordingQueue)
        while service.queue.told:
            runner.run(*service.queue.told.pop(0))

    yield work_all
    runner.drain(5)


def rows(services: Services) -> list[Document]:
    """In the order of pages, the packet first."""
    with services.database.read() as session:
        order = (Document.first_page.is_not(None), Document.first_page)
        return list(session.scalars(select(Document).order_by(*order)))


def check_audit(services: Services) -> None:
    findings = audit(services, is_drained=True, grace_s=0.0)
    assert [(f.name, f.examples) for f in findings if not f.holds] == []


def test_a_document_alone_is_read_with_the_schema_of_its_kind(
    service: Services, owner: str, work: Callable[[], None]
) -> None:
    id_ = send(service, owner, small_pdf("Receipt 12 Shop", "more of it"), schema="auto")
    work()
    [row] = rows(service)
    assert (row.id, row.schema_name, row.asked_schema) == (id_, "receipt", "auto")
    assert (row.num_pages, row.parent_id) == (2, None)
    with service.database.read() as session:
        extraction = session.scalars(select(Extraction)).one()
    assert extraction.schema_name == "receipt"
    assert [c["passed"] for c in extraction.checks if c["name"] == "kind_is_sure"] == [True]
    check_audit(service)


def test_a_kind_that_is_not_sure_has_a_person_look(
    service: Services, owner: str, work: Callable[[], None]
) -> None:
    send(service, owner, small_pdf("Form ? of Miller"), schema="auto")
    work()
    [row] = rows(service)
    assert row.state == "needs_review"
    with service.database.read() as session:
        checks = session.scalars(select(Extraction.checks)).one()
    [check] = [check for check in checks if check["name"] == "kind_is_sure"]
    assert not check["passed"]
    assert "a form" in check["message"]


def test_several_documents_in_a_file_become_a_packet_and_are_read_one_by_one(
    service: Services, owner: str, work: Callable[[], None]
) -> None:
    id_ = send(service, owner, small_pdf(*PACKET), schema="auto")
    work()
    packet, *parts = rows(service)
    assert (packet.id, packet.state, packet.num_pages) == (id_, "done", 5)
    assert [(p.schema_name, p.first_page, p.num_pages) for p in parts] == [
        ("invoice", 1, 2),
        ("receipt", 3, 1),
        ("form", 4, 2),
    ]
    assert {part.state for part in parts} <= {"done", "needs_review"}
    check_audit(service)


def test_the_file_sent_again_is_the_same_packet(
    service: Services, owner: str, work: Callable[[], None]
) -> None:
    data = small_pdf(*PACKET)
    first = send(service, owner, data, schema="auto")
    work()
    assert send(service, owner, data, schema="auto") == first
    assert send(service, owner, data, schema="invoice") != first
    work()
    assert len(rows(service)) == 5
    check_audit(service)


def test_a_message_that_comes_again_changes_nothing(
    service: Services, owner: str, work: Callable[[], None]
) -> None:
    id_ = send(service, owner, small_pdf(*PACKET), schema="auto")
    assert isinstance(service.queue, RecordingQueue)
    service.queue.told *= 2
    work()
    for row in rows(service):
        service.queue.told.append((SPLIT, row.id))
    work()
    packet, *parts = rows(service)
    assert (packet.id, len(parts)) == (id_, 3)
    check_audit(service)


class _Crash(BaseException):
    """As a kill: nothing in the program catches it."""


@pytest.mark.parametrize("num_before", range(1, 8), ids="crash at write {}".format)
def test_a_crash_at_any_write_of_the_split_loses_and_doubles_nothing(
    clock: FakeClock,
    service: Services,
    owner: str,
    work: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    num_before: int,
) -> None:
    send(service, owner, small_pdf(*PACKET), schema="auto")
    left = num_before
    whole = Database.write

    def write(self: Database) -> object:
        nonlocal left
        left -= 1
        if left == 0:
            raise _Crash
        return whole(self)

    with monkeypatch.context() as patch:
        patch.setattr(Database, "write", write)
        with contextlib.suppress(_Crash):
            work()
    assert isinstance(service.queue, RecordingQueue)
    # The process died with its messages.
    service.queue.told.clear()
    for _ in range(6):
        clock.advance(2_000)
        sweep(service)
        work()
    assert [row.part_number for row in rows(service)] == [None, 1, 2, 3]
    check_audit(service)


def test_rest_shows_a_packet_and_its_documents(
    service: Services, owner: str, work: Callable[[], None]
) -> None:
    client = TestClient(create_app(service, require_keys=False))
    files = {"file": ("scan.pdf", small_pdf(*PACKET))}
    sent = client.post("/v1/documents", files=files, data={"schema": "auto"})
    assert sent.status_code == 202
    [uploaded] = sent.json()["documents"]
    assert (uploaded["schema"], uploaded["asked_schema"]) == ("auto", "auto")
    work()
    packet = client.get(uploaded["url"]).json()
    assert (packet["schema"], packet["status"]) == ("packet", "done")
    pages = [(d["schema"], d["first_page"], d["last_page"]) for d in packet["documents"]]
    assert pages == [("invoice", 1, 2), ("receipt", 3, 3), ("form", 4, 5)]
    child = client.get(packet["documents"][2]["url"]).json()
    assert child["parent_id"] == packet["id"]
    assert child["part"] == {"number": 3, "count": 3, "first_page": 4, "last_page": 5}
    assert child["classification"]["schema"] == "form"
    listed = client.get("/v1/documents", params={"parent_id": packet["id"]}).json()["data"]
    assert {each["id"] for each in listed} == {each["id"] for each in packet["documents"]}
    result = client.get(f"{child['url']}/extraction").json()
    assert (result["pages"], result["part"]["first_page"]) == (2, 4)
    assert {field["page"] for field in result["fields"]} <= {4, 5}
    whole = client.get(f"{packet['url']}/extraction").json()
    assert whole["data"]["documents"][0]["part_id"] == packet["documents"][0]["id"]


def test_a_part_of_another_kind_is_read_again_with_its_pages_and_schema_named(
    service: Services, owner: str, work: Callable[[], None]
) -> None:
    client = TestClient(create_app(service, require_keys=False))
    data = small_pdf(*PACKET)

    def post(**fields: str) -> tuple[int, dict[str, object]]:
        files = {"file": ("scan.pdf", data)}
        answer = client.post("/v1/documents", files=files, data=fields)
        return answer.status_code, answer.json()

    send(service, owner, data, schema="auto")
    status, body = post(schema="receipt", pages="4-5")
    assert status == 202, body
    assert post(schema="receipt", pages="4-5")[0] == 200
    assert post(schema="receipt", pages="4")[0] == 202
    assert post(schema="receipt", pages="8")[0] == 202
    assert post(schema="receipt", pages="5-4")[1]["code"] == "invalid_pages"
    work()
    again = [row for row in rows(service) if row.parent_id is None and row.first_page is not None]
    read = [(row.first_page, row.num_pages, row.schema_name, row.error_code) for row in again]
    assert read == [
        (4, 2, "receipt", None),
        (4, 1, "receipt", None),
        (8, None, "receipt", "no_such_page"),
    ]
    check_audit(service)


def test_a_batch_ends_with_the_last_document_of_its_packets(
    service: Services, owner: str, work: Callable[[], None]
) -> None:
    client = TestClient(create_app(service, require_keys=False))
    batch = client.post("/v1/batches", json={"name": "monday"}).json()
    fields = {"schema": "auto", "batch_id": batch["id"]}
    client.post("/v1/documents", files={"file": ("a.pdf", small_pdf(*PACKET))}, data=fields)
    client.post(f"/v1/batches/{batch['id']}/close")
    runner = Runner(service, answerer=StubAnswerer(0))
    assert isinstance(service.queue, RecordingQueue)
    runner.run(*service.queue.told.pop(0))
    sweep(service)
    assert client.get(f"/v1/batches/{batch['id']}").json()["finished_at"] is None
    work()
    sweep(service)
    ended = client.get(f"/v1/batches/{batch['id']}").json()
    assert ended["finished_at"] is not None
    runner.drain(5)


def test_pages_of_a_part_are_those_of_the_file(
    service: Services, owner: str, work: Callable[[], None]
) -> None:
    client = TestClient(create_app(service, require_keys=False))
    send(service, owner, small_pdf(*PACKET), schema="auto")
    work()
    packet, _, _, form = rows(service)
    images = {
        number: client.get(f"/v1/documents/{form.id}/pages/{number}.png").status_code
        for number in (3, 4, 5, 6)
    }
    assert images == {3: 404, 4: 200, 5: 200, 6: 404}
    of_part = client.get(f"/v1/documents/{form.id}/pages/4.png").content
    assert of_part == client.get(f"/v1/documents/{packet.id}/pages/4.png").content


def test_sql_has_the_documents_of_a_packet(
    service: Services, owner: str, work: Callable[[], None]
) -> None:
    client = TestClient(create_app(service, require_keys=False))
    id_ = send(service, owner, small_pdf(*PACKET), schema="auto")
    work()

    def ask(sql: str) -> list[list[object]]:
        answer = client.post("/v1/query", json={"sql": sql})
        assert answer.status_code == 200, answer.text
        rows: list[list[object]] = answer.json()["rows"]
        return rows

    kinds = ask(
        "SELECT p.item, d.schema_name, p.first_page FROM packet_documents p "
        "JOIN documents d ON d.document_id = p.part_id ORDER BY 1"
    )
    assert kinds == [[1, "invoice", 1], [2, "receipt", 3], [3, "form", 4]]
    parts = ask("SELECT parent_id, last_page FROM documents WHERE schema_name = 'form'")
    assert parts == [[id_, 5]]
    assert ask("SELECT count(*) FROM receipt") == [[1]]


def test_a_correction_names_pages_of_its_own_part(
    service: Services, owner: str, work: Callable[[], None]
) -> None:
    client = TestClient(create_app(service, require_keys=False))
    send(service, owner, small_pdf(*PACKET), schema="auto")
    work()
    receipt = rows(service)[2]

    def correct(page: int) -> int:
        box = [0.1, 0.1, 0.2, 0.2]
        change = {"path": "/currency", "value": "EUR", "page": page, "bbox": box}
        url = f"/v1/documents/{receipt.id}/extraction"
        return client.patch(url, json={"changes": [change]}).status_code

    assert (correct(3), correct(1), correct(4)) == (200, 422, 422)
    dispatch(service)
    check_audit(service)


def test_a_run_over_a_folder_waits_for_the_documents_of_a_packet(
    service: Services, owner: str, work: Callable[[], None]
) -> None:
    id_ = send(service, owner, small_pdf(*PACKET), schema="auto")
    ended: list[Ended] = []
    tally = Tally(ended.append)
    tally.add("scan.pdf", Taken(id_, is_new=True))
    runner = Runner(service, answerer=StubAnswerer(0))
    assert isinstance(service.queue, RecordingQueue)
    runner.run(*service.queue.told.pop(0))
    with service.database.read() as session:
        assert session.get_one(Document, id_).state == "done"
        tally.update(session)
    assert (ended, tally.num_waiting) == ([], 1)
    work()
    with service.database.read() as session:
        tally.update(session)
    [one] = ended
    assert (one.file, one.document_id, one.num_pages) == ("scan.pdf", id_, 5)
    assert one.ending in ("done", "needs_review")
    runner.drain(5)

"""Results and corrections over REST, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from docflow.database.tables import Document, Event
from docflow.services import Services
from docflow.tenants.service import ensure_local_tenant
from tests.docflow.documents.finished import DATA, fail, field, finish, upload
from tests.docflow.documents.forms import pdf


@pytest.fixture
def url(services: Services, tenant: str) -> str:
    """A finished document's."""
    document = upload(services, tenant, pdf(), file_name="acme.pdf")
    finish(services, document)
    return f"/v1/documents/{document.id}"


def change(path: str, value: Any, **place: Any) -> dict[str, Any]:
    return {"changes": [{"path": path, "value": value, **place}]}


def test_the_result_of_a_document_is_shown(client: TestClient, url: str) -> None:
    answer = client.get(f"{url}/extraction")
    result = answer.json()
    assert (answer.status_code, answer.headers["etag"]) == (200, '"1"')
    assert (result["version"], result["created_by"], result["schema"]) == (1, "model", "invoice")
    assert result["data"] == DATA
    assert result["fields"][2]["raw"] == "119,00 €"
    assert result["usage"]["seconds"] == 0.5


def test_a_page_that_differs_from_the_files_data_is_flagged_also_once_it_is_corrected(
    services: Services, tenant: str, client: TestClient, url: str
) -> None:
    assert client.get(f"{url}/extraction").json()["flags"] is None
    document = upload(services, tenant, pdf("another"))
    finish(services, document, failed=("xml_matches_page", "barcode_matches_page"))
    flagged = f"/v1/documents/{document.id}/extraction"
    flags = ["xml_page_mismatch", "barcode_page_mismatch"]
    assert client.get(flagged).json()["flags"] == flags
    assert client.patch(flagged, json={"status": "done"}).json()["flags"] == flags


def test_a_repaired_value_says_what_was_read_before(
    services: Services, tenant: str, client: TestClient
) -> None:
    why = {
        "from": {"value": "100.00", "raw": "100,00", "page": 1, "bbox": [0.1, 0.2, 0.3, 0.4]},
        "by": ["totals_add_up"],
        "derivation": "100.00 + 19.00 = 119.00",
    }
    document = upload(services, tenant, pdf())
    stored = [field("/totals/total", "119.00", repaired=why), field("/totals/tax", "19.00")]
    data = {"totals": {"total": "119.00", "tax": "19.00"}}
    finish(services, document, data, stored, failed=("values_repaired",))
    url = f"/v1/documents/{document.id}/extraction"
    assert [f["repaired"] for f in client.get(url).json()["fields"]] == [why, None]
    corrected = client.patch(url, json=change("/totals/total", "118.00")).json()
    assert [f["repaired"] for f in corrected["fields"] if f["path"] == "/totals/total"] == [None]
    assert "values_repaired" not in [check["name"] for check in corrected["checks"]]


def test_an_unfinished_document_has_no_result(
    services: Services, tenant: str, client: TestClient
) -> None:
    document = upload(services, tenant, pdf())
    for method, body in (("GET", None), ("PATCH", {"status": "done"})):
        answer = client.request(method, f"/v1/documents/{document.id}/extraction", json=body)
        assert (answer.status_code, answer.json()["code"]) == (409, "not_ready")
        assert answer.json()["document_status"] == "queued"
    assert client.get(f"/v1/documents/{document.id}/extractions").json()["data"] == []


def test_a_failed_document_says_why_it_has_none(
    services: Services, tenant: str, client: TestClient
) -> None:
    document = upload(services, tenant, pdf())
    fail(services, document)
    answer = client.get(f"/v1/documents/{document.id}/extraction")
    assert (answer.status_code, answer.json()["code"]) == (409, "document_failed")
    assert answer.json()["error"] == {"code": "corrupt_file", "message": "a.pdf: it is broken"}


def test_a_correction_is_a_new_version_and_the_old_one_stays(
    services: Services, client: TestClient, url: str
) -> None:
    answer = client.patch(f"{url}/extraction", json=change("/totals/total", "120.00"))
    corrected = answer.json()
    assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
    assert corrected["data"]["totals"]["total"] == "120.00"
    assert corrected["created_by"] == "local"
    assert client.get(f"{url}/extraction").json() == corrected
    first = client.get(f"{url}/extraction", params={"version": 1}).json()
    assert first["data"] == DATA
    versions = client.get(f"{url}/extractions").json()["data"]
    assert [(v["version"], v["is_latest"]) for v in versions] == [(2, True), (1, False)]
    assert client.get(f"{url}/extraction", params={"version": 3}).status_code == 404
    with services.database.read() as session:
        event = session.scalars(select(Event).order_by(Event.seq.desc())).first()
    assert event is not None
    assert event.type == "document.corrected"
    assert event.payload == {
        "document_id": corrected["id"],
        "status": "needs_review",
        "extraction_id": corrected["extraction_id"],
        "version": 2,
    }


def test_the_checks_decide_what_a_correction_makes_of_the_document(
    client: TestClient, url: str
) -> None:
    wrong = client.patch(f"{url}/extraction", json=change("/totals/total", "500.00")).json()
    failed = [check["name"] for check in wrong["checks"] if not check["passed"]]
    assert (wrong["status"], failed) == ("needs_review", ["totals_add_up"])
    assert client.get(url).json()["status"] == "needs_review"
    right = client.patch(f"{url}/extraction", json=change("/totals/total", "119.00")).json()
    total = next(field for field in right["fields"] if field["path"] == "/totals/total")
    assert (right["status"], "totals_add_up" in total["checks"]) == ("done", True)
    assert client.get(url).json()["status"] == "done"


def test_a_check_that_is_no_rule_of_the_schema_stands(client: TestClient, url: str) -> None:
    answer = client.patch(f"{url}/extraction", json=change("/totals/total", "500.00")).json()
    assert "all_pages_read" in [check["name"] for check in answer["checks"]]


def test_a_person_can_say_that_it_is_right_whatever_the_checks_say(
    client: TestClient, url: str
) -> None:
    client.patch(f"{url}/extraction", json=change("/totals/total", "500.00"))
    answer = client.patch(f"{url}/extraction", json={"status": "done"})
    assert (answer.json()["status"], answer.json()["version"]) == ("done", 3)
    assert client.get(url).json()["status"] == "done"


def test_a_correction_of_a_version_that_is_no_longer_the_latest_is_refused(
    client: TestClient, url: str
) -> None:
    first = client.patch(
        f"{url}/extraction", json=change("/totals/tax", "19.00"), headers={"If-Match": '"1"'}
    )
    second = client.patch(
        f"{url}/extraction", json=change("/totals/tax", "20.00"), headers={"If-Match": '"1"'}
    )
    assert first.status_code == 200
    assert (second.status_code, second.json()["code"]) == (412, "version_conflict")
    assert second.headers["etag"] == '"2"'
    any_version = client.patch(
        f"{url}/extraction", json={"status": "done"}, headers={"If-Match": "*"}
    )
    assert any_version.status_code == 200


def test_of_corrections_at_the_same_time_one_wins_where_they_ask_for_it(
    client: TestClient, url: str
) -> None:
    def correct(n: int) -> int:
        return client.patch(
            f"{url}/extraction", json=change("/totals/tax", f"{n}.00"), headers={"If-Match": "1"}
        ).status_code

    with ThreadPoolExecutor(5) as pool:
        statuses = sorted(pool.map(correct, range(5)))
    assert statuses == [200, 412, 412, 412, 412]


def test_corrections_at_the_same_time_all_become_versions(client: TestClient, url: str) -> None:
    def correct(n: int) -> int:
        answer = client.patch(f"{url}/extraction", json=change("/line_items/0/quantity", n))
        assert answer.status_code == 200, answer.text
        return int(answer.json()["version"])

    with ThreadPoolExecutor(5) as pool:
        assert sorted(pool.map(correct, range(1, 6))) == [2, 3, 4, 5, 6]
    versions = client.get(f"{url}/extractions").json()["data"]
    assert [version["is_latest"] for version in versions] == [True] + [False] * 5


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"changes": []},
        {"status": "failed"},
        {"status": "done", "colour": "red"},
        change("/totals/total", "x"),
        change("/nowhere", "x"),
        change("/totals/total", "1", page=2),
        change("/totals/total", "1", page=0),
        change("/totals/total", "1", bbox=[0, 0, 1, 1]),
        change("/totals/total", "1", page=1, bbox=[0, 0, 1, 1.1]),
        change("/totals/total", "1", page=1, bbox=[0.5, 0, 0.4, 1]),
        {"changes": [{"path": "/totals/total"}]},
        {"changes": [change("/totals/total", "1")["changes"][0]] * 501},
    ],
    ids=lambda body: str(body)[:60],
)
def test_a_correction_that_cannot_be_is_refused_and_changes_nothing(
    sqlite_services: Services, sqlite_client: TestClient, body: dict[str, Any]
) -> None:
    document = upload(sqlite_services, ensure_local_tenant(sqlite_services), pdf())
    finish(sqlite_services, document)
    url = f"/v1/documents/{document.id}"
    answer = sqlite_client.patch(f"{url}/extraction", json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert len(sqlite_client.get(f"{url}/extractions").json()["data"]) == 1


def test_the_first_change_that_cannot_be_undoes_all(client: TestClient, url: str) -> None:
    changes = [{"path": "/totals/tax", "value": "1.00"}, {"path": "/nowhere", "value": "x"}]
    assert client.patch(f"{url}/extraction", json={"changes": changes}).status_code == 422
    assert client.get(f"{url}/extraction").json()["data"] == DATA


def test_a_correction_moves_the_moment_of_change_and_not_that_of_the_end(
    services: Services, client: TestClient, url: str
) -> None:
    before = client.get(url).json()
    client.patch(f"{url}/extraction", json={"status": "done"})
    after = client.get(url).json()
    assert after["finished_at"] == before["finished_at"]
    assert after["updated_at"] > before["updated_at"]
    with services.database.read() as session:
        assert session.scalar(select(Document.state)) == "done"

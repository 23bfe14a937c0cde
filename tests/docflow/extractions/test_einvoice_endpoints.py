"""E-invoices over REST: sent where no fatal rule is broken, else a problem says what is missing."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree
from starlette.testclient import TestClient

from docflow.services import Services
from docflow.tenants.service import ensure_tenant
from tests.docflow.documents.finished import DATA, fail, finish, upload
from tests.docflow.documents.forms import pdf
from tests.schemas.einvoice.full_invoice import full_invoice, leaves, read_again


def url_of(services: Services, tenant: str, data: dict[str, Any], schema: str = "invoice") -> str:
    """A finished document's."""
    document = upload(services, tenant, pdf(), file_name="acme.pdf", schema=schema)
    finish(services, document, data, [])
    return f"/v1/documents/{document.id}"


@pytest.mark.parametrize("syntax", ["ubl", "cii"])
def test_a_complete_invoice_is_sent_as_xml(
    services: Services, tenant: str, client: TestClient, syntax: str
) -> None:
    url = url_of(services, tenant, full_invoice())
    answer = client.get(f"{url}/einvoice", params={"format": syntax})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/xml")
    assert answer.headers["etag"] == '"1"'
    assert answer.headers["content-disposition"].endswith(f'-{syntax}.xml"')
    assert read_again(answer.content) == leaves(full_invoice())


def test_an_incomplete_one_is_a_problem_that_names_what_is_missing(
    services: Services, tenant: str, client: TestClient
) -> None:
    url = url_of(services, tenant, DATA)
    answer = client.get(f"{url}/einvoice")
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "einvoice_incomplete")
    assert answer.headers["content-type"] == "application/problem+json"
    assert {
        "rule": "BR-07",
        "severity": "fatal",
        "message": "the buyer's name (BT-44) is missing",
        "path": "/customer/name",
        "term": "BT-44",
    } in problem["findings"]
    assert "rules are broken, the first of which is BR-" in problem["detail"]


def test_it_is_sent_all_the_same_where_that_is_asked_for(
    services: Services, tenant: str, client: TestClient
) -> None:
    url = url_of(services, tenant, DATA)
    answer = client.get(f"{url}/einvoice", params={"allow_invalid": "true", "format": "cii"})
    assert answer.status_code == 200
    assert etree.QName(etree.fromstring(answer.content)).localname == "CrossIndustryInvoice"


def test_a_correction_completes_it_and_older_versions_stay_as_they_were(
    services: Services, tenant: str, client: TestClient
) -> None:
    data = full_invoice()
    data["supplier"]["name"] = None
    url = url_of(services, tenant, data)
    change = {"path": "/supplier/name", "value": "Nordlicht Leuchten GmbH"}
    assert client.patch(f"{url}/extraction", json={"changes": [change]}).status_code == 200
    answer = client.get(f"{url}/einvoice")
    assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
    assert client.get(f"{url}/einvoice", params={"version": 1}).status_code == 422
    assert client.get(f"{url}/einvoice", params={"version": 9}).status_code == 404


def test_the_check_says_what_is_missing_deduced_and_left_out(
    services: Services, tenant: str, client: TestClient
) -> None:
    data = full_invoice() | {"carrier": "DHL", "document_type": None, "issue_date": None}
    url = url_of(services, tenant, data)
    check = client.get(f"{url}/einvoice/check", params={"format": "cii"}).json()
    assert check["valid"] is False
    assert [finding["rule"] for finding in check["findings"]] == ["BR-03"]
    assert check["deduced"] == [
        {"path": "/document_type", "value": "380", "why": "the kind of the document"}
    ]
    assert check["left_out"] == ["/carrier"]


def test_a_receipt_is_no_invoice(services: Services, tenant: str, client: TestClient) -> None:
    url = url_of(services, tenant, {"supplier": {"name": "Shop"}}, schema="receipt")
    answer = client.get(f"{url}/einvoice")
    assert (answer.status_code, answer.json()["code"]) == (422, "not_an_invoice")


def test_an_unknown_format_is_refused(services: Services, tenant: str, client: TestClient) -> None:
    url = url_of(services, tenant, full_invoice())
    answer = client.get(f"{url}/einvoice", params={"format": "edifact"})
    assert (answer.status_code, answer.json()["errors"][0]["location"]) == (422, "query.format")


@pytest.mark.parametrize("path", ["einvoice", "einvoice/check"])
def test_a_document_without_a_result_has_no_einvoice(
    services: Services, tenant: str, client: TestClient, path: str
) -> None:
    document = upload(services, tenant, pdf())
    answer = client.get(f"/v1/documents/{document.id}/{path}")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_ready")
    fail(services, document)
    answer = client.get(f"/v1/documents/{document.id}/{path}")
    assert (answer.status_code, answer.json()["code"]) == (409, "document_failed")


@pytest.mark.parametrize("path", ["einvoice", "einvoice/check"])
def test_the_invoice_of_someone_else_is_not_found(
    services: Services, client: TestClient, path: str
) -> None:
    url = url_of(services, ensure_tenant(services, "another"), full_invoice())
    answer = client.get(f"{url}/{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")

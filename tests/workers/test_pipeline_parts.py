"""Files whose kind nobody named, read by the small model: a result for each document in a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from docflow.errors import DocflowError
from docflow.results import DocumentResult
from docflow.settings import Settings
from schemas.schema import load_builtin
from tests.schemas.einvoice import documents
from tests.workers import sorting_by_word
from tests.workers.sending import small_pdf
from workers.classify import classify_file
from workers.pipeline import Pipeline

PAGES = (
    "Invoice number: HL-2024-0317",
    "Receipt of 2024-03-05 total 12.40 EUR",
    "and 1.60 EUR change",
    "Form ? for members",
)


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    return Pipeline("nano", settings=Settings(home=tmp_path_factory.mktemp("home")))


@pytest.fixture(scope="module")
def packet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("files") / "packet.pdf"
    path.write_bytes(small_pdf(*PAGES))
    return path


@pytest.fixture(scope="module")
def results(pipeline: Pipeline, packet: Path) -> list[DocumentResult]:
    with pytest.MonkeyPatch.context() as patch:
        sorting_by_word.use(patch)
        return pipeline.extract_parts(packet)


def test_each_document_of_a_packet_has_a_result_with_its_schema(
    results: list[DocumentResult],
) -> None:
    assert [result["schema"] for result in results] == ["invoice", "receipt", "form"]
    assert [result["pages"] for result in results] == [1, 2, 1]
    assert [result["part"] for result in results] == [
        {"number": 1, "count": 3, "first_page": 1, "last_page": 1},
        {"number": 2, "count": 3, "first_page": 2, "last_page": 3},
        {"number": 3, "count": 3, "first_page": 4, "last_page": 4},
    ]
    assert len({result["id"] for result in results}) == 3


def test_values_name_the_page_of_the_file(results: list[DocumentResult]) -> None:
    for result in results:
        first, last = result["part"]["first_page"], result["part"]["last_page"]
        pages = {field["page"] for field in result["fields"] if field["page"] is not None}
        assert pages <= set(range(first, last + 1))
    [number] = [f for f in results[0]["fields"] if f["path"] == "/invoice_number"]
    assert (number["value"], number["page"]) == ("HL-2024-0317", 1)


def test_a_kind_that_is_not_sure_is_to_be_reviewed(results: list[DocumentResult]) -> None:
    form = results[2]
    assert form["status"] == "needs_review"
    assert form["classification"]["confidence"] == 0.4
    checks = {check["name"]: check["passed"] for check in form["checks"]}
    assert checks["kind_is_sure"] is False


def test_a_part_is_read_as_its_pages_alone_are(
    pipeline: Pipeline, packet: Path, results: list[DocumentResult]
) -> None:
    alone = pipeline.extract(packet, load_builtin("receipt"), pages=(2, 3))
    assert alone["data"] == results[1]["data"]
    assert alone["fields"] == results[1]["fields"]
    assert "classification" not in alone


def test_a_wrong_kind_is_put_right_by_naming_the_schema_and_the_pages(
    pipeline: Pipeline, packet: Path
) -> None:
    again = pipeline.extract(packet, load_builtin("invoice"), pages=(2, 3))
    assert (again["schema"], again["pages"]) == ("invoice", 2)


def test_pages_that_the_file_has_not_are_an_error(pipeline: Pipeline, packet: Path) -> None:
    with pytest.raises(DocflowError, match="it has 4 pages; there is no page 6") as caught:
        pipeline.extract(packet, load_builtin("invoice"), pages=(3, 6))
    assert caught.value.code == "no_such_page"


def test_one_document_alone_has_a_kind_and_is_no_part(
    pipeline: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sorting_by_word.use(monkeypatch)
    path = tmp_path / "one.pdf"
    path.write_bytes(small_pdf("Receipt of 2024-03-05 total 12.40 EUR"))
    [result] = pipeline.extract_parts(path)
    named = pipeline.extract(path, load_builtin("receipt"))
    assert "part" not in result
    assert result["classification"]["schema"] == "receipt"
    assert (result["id"], result["data"]) == (named["id"], named["data"])


def test_classifying_names_kinds_and_pages_and_reads_nothing(
    packet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sorting_by_word.use(monkeypatch)
    found = classify_file(packet, settings=Settings(home=tmp_path))
    assert found["pages"] == 4
    pages = [(d["schema"], d["first_page"], d["last_page"]) for d in found["documents"]]
    assert pages == [("invoice", 1, 1), ("receipt", 2, 3), ("form", 4, 4)]


@pytest.mark.parametrize(
    ("data", "schema"),
    [
        (documents.ubl(), "invoice"),
        (documents.ubl("CreditNote", type_code="381"), "credit_note"),
        (documents.order(), "purchase_order"),
    ],
    ids=["an invoice", "a credit note", "an order"],
)
def test_xml_is_of_the_kind_that_it_says_it_is(
    data: bytes, schema: str, pipeline: Pipeline, tmp_path: Path
) -> None:
    path = tmp_path / "file.xml"
    path.write_bytes(data)
    [result] = pipeline.extract_parts(path)
    assert (result["schema"], result["model"], result["pages"]) == (schema, "none", 0)
    assert result["classification"]["confidence"] == 1.0

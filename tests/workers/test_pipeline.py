"""The whole way on real parts: page reader, docflow-nano, grammar, normalisers, checks."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from docflow.errors import DocflowError
from docflow.results import DocumentResult
from docflow.settings import Settings
from schemas.schema import load_builtin, load_user
from workers.page import Page
from workers.pipeline import Pipeline
from workers.steps.anchor import build_anchor
from workers.steps.page_text import build_page_text
from workers.steps.pages import open_pages
from workers.steps.spans import locate

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
DEV = Path(os.environ.get("DOCFLOW_EVAL_DATA", ROOT.parent / "shared" / "data"))


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(home=tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def pipeline(settings: Settings) -> Pipeline:
    return Pipeline("nano", settings=settings)


@pytest.fixture(scope="module")
def invoice(pipeline: Pipeline) -> DocumentResult:
    return pipeline.extract(EXAMPLES / "invoice.pdf", load_builtin("invoice"))


def test_the_text_is_kept_where_it_is_asked_for(
    settings: Settings, invoice: DocumentResult
) -> None:
    assert "text" not in invoice
    keeping = Pipeline("nano", settings=settings, keep_text=True)
    result = keeping.extract(EXAMPLES / "invoice.pdf", load_builtin("invoice"))
    assert str(result["data"]["invoice_number"]) in result["text"]


def words_in(page: Page, bbox: Sequence[float]) -> set[str]:
    """Words whose middle lies in a box, with and without the mark that ends them."""
    left, top, right, bottom = bbox
    inside = [
        word.text
        for word in page.words
        if left <= (word.bbox[0] + word.bbox[2]) / 2 <= right
        and top <= (word.bbox[1] + word.bbox[3]) / 2 <= bottom
    ]
    return {*inside, *(text.rstrip(".:") for text in inside)}


def check_grounded(result: DocumentResult, path: Path, settings: Settings) -> int:
    """Every raw value stands on its page, in its box. Returns how many were looked at."""
    seen = 0
    with open_pages(path, cache_folder=settings.home / "cache" / "ocr") as stream:
        pages = {page.number: page for page in stream}
    for field in result["fields"]:
        if field["source"] in ("pixels", "xml", "acroform"):
            continue
        raw, number, bbox = field["raw"], field["page"], field["bbox"]
        assert raw is not None
        assert number is not None
        assert bbox is not None
        if result["model"] == "none":
            # A form's label may take two rows beside another column: in its box stands all of it.
            assert set(raw.split()) <= words_in(pages[number], bbox), (path.name, field)
            continue
        places = locate(build_page_text(build_anchor([pages[number]])), raw)
        assert any(
            all(abs(a - b) < 0.02 for a, b in zip(place.bbox, bbox, strict=True))
            or field["path"] == "/currency"
            for place in places
        ), (path.name, field)
        seen += 1
    return seen


def test_a_born_digital_invoice_becomes_typed_data(invoice: DocumentResult) -> None:
    assert invoice["data"]["issue_date"] == "2008-11-11"
    assert invoice["data"]["currency"] == "EUR"
    assert invoice["data"]["totals"]["tax"] == "1344.42"
    assert invoice["pages"] == 1
    assert invoice["usage"].get("ungrounded") == 0


def test_every_value_of_the_examples_stands_on_its_page(
    pipeline: Pipeline, settings: Settings, invoice: DocumentResult
) -> None:
    assert check_grounded(invoice, EXAMPLES / "invoice.pdf", settings) > 8
    for name, schema in (("invoice-scan.pdf", "invoice"), ("receipt.jpg", "receipt")):
        result = pipeline.extract(EXAMPLES / name, load_builtin(schema))
        assert check_grounded(result, EXAMPLES / name, settings) > 3
        assert {field["source"] for field in result["fields"]} == {"ocr"}


def test_data_fits_the_schema(invoice: DocumentResult) -> None:
    assert load_builtin("invoice").core_view().validate(invoice["data"]) == []


def test_the_same_document_gives_the_same_result(
    pipeline: Pipeline, invoice: DocumentResult
) -> None:
    again = pipeline.extract(EXAMPLES / "invoice.pdf", load_builtin("invoice"))
    assert again["data"] == invoice["data"]
    assert again["fields"] == invoice["fields"]


def test_a_users_schema_gives_its_own_shape(pipeline: Pipeline) -> None:
    schema = load_user(
        {
            "type": "object",
            "properties": {
                "due": {"type": "string", "format": "date"},
                "amount_payable": {"type": "number"},
            },
        },
        name="payment",
    )
    result = pipeline.extract(EXAMPLES / "invoice.pdf", schema)
    assert set(result["data"]) <= {"due", "amount_payable"}
    assert schema.validate(result["data"]) == []


def test_a_blank_page_gives_nothing_but_nulls(pipeline: Pipeline, tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (600, 800), "white").save(tmp_path / "blank.png")
    result = pipeline.extract(tmp_path / "blank.png", load_builtin("receipt"))
    assert result["fields"] == []
    assert result["data"]["totals"]["total"] is None


def test_pages_left_out_are_said(pipeline: Pipeline, tmp_path: Path) -> None:
    from training.documents.canvas import Canvas
    from training.documents.render import pdf_bytes

    pages = [Canvas(300, 300) for _ in range(20)]
    for number, canvas in enumerate(pages):
        canvas.text(20, 40, f"Page {number + 1} of 20")
    (tmp_path / "long.pdf").write_bytes(pdf_bytes(pages))
    result = pipeline.extract(tmp_path / "long.pdf", load_builtin("invoice"))
    assert result["pages"] == 20
    assert result["status"] == "needs_review"
    assert any(check["name"] == "all_pages_read" for check in result["checks"])


def test_an_unknown_model_says_what_to_do(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(DocflowError, match=r"config\.json") as caught:
        Pipeline(str(tmp_path), settings=settings)
    assert caught.value.code == "model_unavailable"


def dev_documents(every: int) -> Iterator[object]:
    if not (DEV / "dev.jsonl").is_file():
        return
    for number, line in enumerate((DEV / "dev.jsonl").read_text().splitlines()):
        entry = json.loads(line)
        mark = () if number % every == 0 else (pytest.mark.slow,)
        yield pytest.param(entry, id=entry["path"].removeprefix("dev/"), marks=mark)


@pytest.mark.parametrize("entry", list(dev_documents(every=20)))
def test_no_value_of_a_real_document_is_ungrounded(
    entry: dict[str, str], pipeline: Pipeline, settings: Settings
) -> None:
    kind = entry["kind"] if entry["kind"] in ("invoice", "receipt") else "form"
    path = DEV / entry["path"]
    result = pipeline.extract(path, load_builtin(kind))
    assert result["usage"].get("ungrounded") == 0
    check_grounded(result, path, settings)

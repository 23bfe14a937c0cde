"""Several documents at a time through one pipeline: the same results as one after the other."""

from __future__ import annotations

import copy
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NoReturn

import pytest

from docflow.commands.pipelines import open_pipeline
from docflow.commands.reading import Request, read_all
from docflow.errors import FileError
from docflow.results import Result
from docflow.settings import Settings
from schemas.schema import load_builtin
from training.documents import invoices, receipts
from training.documents.render import pdf_bytes
from workers import pipeline
from workers.steps.reader_process import POOL

#: of two confidences; they are rounded to four digits
MOST_APART = 2e-4
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.fixture(scope="module")
def requests(tmp_path_factory: pytest.TempPathFactory) -> list[Request]:
    """The examples, one of them scanned, a few generated ones and one that is no document."""
    folder = tmp_path_factory.mktemp("documents")
    asked = [
        Request(str(EXAMPLES / "invoice-scan.pdf"), "invoice"),
        Request(str(EXAMPLES / "invoice.pdf"), "invoice"),
        Request(str(EXAMPLES / "receipt.jpg"), "receipt"),
    ]
    for number in range(4):
        module, schema = ((invoices, "invoice"), (receipts, "receipt"))[number % 2]
        file = folder / f"{number}.pdf"
        file.write_bytes(pdf_bytes(module.generate(random.Random(number)).pages))
        asked.append(Request(str(file), schema))
    broken = folder / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 nothing else")
    return [*asked[:4], Request(str(broken), "invoice"), *asked[4:]]


def read(requests: list[Request], settings: Settings, at_a_time: int) -> list[Any]:
    found = read_all(requests, "nano", settings, open_pipeline, at_a_time=at_a_time)
    return [without_time(result) for _, result in found]


def confidences(result: Any) -> list[float]:
    """Those of the fields, which are taken out."""
    return [field.pop("confidence") for field in result.get("fields", ())]


def without_time(result: Result) -> Any:
    plain: Any = copy.deepcopy(result)
    plain.get("usage", {}).pop("seconds", None)
    return plain


@pytest.mark.timeout(300)
def test_results_and_their_order_do_not_depend_on_what_else_is_read(
    requests: list[Request], tmp_path: Path
) -> None:
    alone = read(requests, Settings(home=tmp_path / "alone"), 1)
    together = read(requests, Settings(home=tmp_path / "together"), 8)
    assert [result["file"] for result in alone] == [request.file for request in requests]
    assert [result["status"] == "failed" for result in alone] == [False] * 4 + [True] + [False] * 3
    for one, other in zip(alone, together, strict=True):
        # Sums of floats depend on the number of rows, in digits that rounding seldom shows.
        assert confidences(one) == pytest.approx(confidences(other), abs=MOST_APART)
        assert one == other


def test_no_more_documents_are_open_than_may_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lock = threading.Lock()
    num_open = most = 0

    def open_document(*_: object, **__: object) -> NoReturn:
        nonlocal num_open, most
        with lock:
            num_open += 1
            most = max(most, num_open)
        # Long enough for another one to come in.
        time.sleep(0.02)
        with lock:
            num_open -= 1
        raise FileError("no_pages", "it has no page")

    monkeypatch.setattr(pipeline, "open_document", open_document)
    monkeypatch.setattr(POOL, "_turns", threading.BoundedSemaphore(2))
    file = tmp_path / "a.xml"
    file.write_text("<invoice/>")
    reader = pipeline.Pipeline("nano", settings=Settings(home=tmp_path))

    def extract(_: int) -> None:
        with pytest.raises(FileError):
            reader.extract(file, load_builtin("invoice"))

    with ThreadPoolExecutor(6) as executor:
        list(executor.map(extract, range(6)))
    assert most == 2

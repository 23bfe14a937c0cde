"""The comparison of OCR engines: what is read, kept and counted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import ocr as benchmark
from benchmarks.ocr import ReadPage, chosen, read_kept, rows_of
from docflow.manifest import ManifestEntry
from tests.workers.documents import LINES, encoded, picture_of_text
from workers.backends import ocr_tesseract
from workers.page import Page, Word


def entry(folder: Path, medium: str = "scan", name: str = "a.png") -> ManifestEntry:
    file = folder / name
    file.write_bytes(encoded(picture_of_text(), "PNG"))
    truth = {"vendor_name": LINES[0], "total": 308.88}
    line = {"path": name, "kind": "receipt", "medium": medium, "truth": truth}
    return ManifestEntry(file, "receipt", None, line)


def read_page(text: str, cpu_s: float) -> ReadPage:
    boxes = [(0.1 * i, 0.1, 0.1 * i + 0.09, 0.12) for i in range(9)]
    words = tuple(Word(*each, "ocr") for each in zip(text.split(), boxes, strict=False))
    return ReadPage(Page(1, 200.0, 400.0, words), cpu_s, 2 * cpu_s)


def test_a_row_holds_shares_and_seconds(tmp_path: Path) -> None:
    documents = [
        (entry(tmp_path), [read_page("Harlow Joinery 308.88", 1.0)]),
        (entry(tmp_path), [read_page("Harlow Joinery 300.88", 3.0)]),
    ]
    row = rows_of("rapidocr", ("receipt", "scan"), documents)
    assert row["ceilings"] == {"vendor_name": 1.0, "total": 0.5}
    assert (row["header_ceiling"], row["documents"], row["pages"]) == (0.75, 2, 2)
    assert (row["cpu_s_mean"], row["wall_s_p50"]) == (2.0, 4.0)
    assert json.loads(json.dumps(row)) == row


def test_documents_are_grouped_and_sampled_evenly(tmp_path: Path) -> None:
    entries = [entry(tmp_path, "photo" if i % 2 else "scan", f"{i}.png") for i in range(8)]
    groups = chosen(entries, ["receipt"], ["photo"], 2)
    assert [each.file.name for each in groups["receipt", "photo"]] == ["1.png", "5.png"]
    assert list(groups) == [("receipt", "photo")]


@pytest.mark.skipif(not ocr_tesseract.installed(), reason="needs Tesseract")
def test_a_document_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = entry(tmp_path)
    (first,) = read_kept(document, "tesseract", 3, tmp_path)
    assert "308.88" in [word.text for word in first.page.words]
    assert first.cpu_s > 0
    monkeypatch.delattr(benchmark, "read_document")
    assert read_kept(document, "tesseract", 3, tmp_path) == [first]

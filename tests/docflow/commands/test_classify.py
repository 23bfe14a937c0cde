"""`docflow classify`: kinds and pages, without a model."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.workers.sending import small_pdf

ROOT = Path(__file__).resolve().parents[3]
RUN = (
    "import sys; from docflow.cli import app; app(standalone_mode=False); "
    "print(sorted({'torch', 'transformers'} & set(sys.modules)), file=sys.stderr)"
)


def classify(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", RUN, "classify", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )


def test_a_file_is_a_line_and_no_model_is_loaded(own_settings: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(small_pdf("INVOICE Invoice number HL-2024-0317"))
    ended = classify(str(path), "--format", "json")
    [line] = ended.stdout.splitlines()
    found = json.loads(line)
    assert (found["file"], found["status"], found["pages"]) == (str(path), "done", 1)
    [document] = found["documents"]
    assert (document["first_page"], document["last_page"]) == (1, 1)
    assert 0 < document["confidence"] <= 1
    assert ended.stderr.splitlines()[-1] == "[]"


def test_a_bad_file_is_told_and_stops_no_other(own_settings: Path, tmp_path: Path) -> None:
    good, bad = tmp_path / "a.pdf", tmp_path / "b.pdf"
    good.write_bytes(small_pdf("INVOICE 12"))
    bad.write_bytes(b"%PDF-1.7 no more")
    ended = classify(str(bad), str(good), "--format", "json")
    first, second = (json.loads(line) for line in ended.stdout.splitlines())
    assert (first["status"], second["status"]) == ("failed", "done")
    assert first["error"]["message"].startswith("b.pdf")


def test_a_folder_is_refused_by_the_name_it_was_given(own_settings: Path) -> None:
    ended = classify(".", "--format", "json")
    assert json.loads(ended.stdout)["file"] == "."
    assert "this is a folder; name the files" in json.loads(ended.stdout)["error"]["message"]


def test_the_table_has_a_row_for_each_document(own_settings: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(small_pdf("INVOICE 12"))
    stdout = classify(str(path)).stdout
    assert "page 1" in stdout
    assert "%" in stdout


def test_every_page_of_a_file_is_in_one_document(own_settings: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(small_pdf("INVOICE 12", "Page 2 of 2", "PAYSLIP", "", "INVOICE 13"))
    [line] = classify(str(path), "--format", "json").stdout.splitlines()
    found = json.loads(line)["documents"]
    pages = [n for each in found for n in range(each["first_page"], each["last_page"] + 1)]
    assert pages == [1, 2, 3, 4, 5]

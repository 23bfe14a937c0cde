"""Findings about a machine: states and what they advise."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import pytest

from docflow import diagnosis
from docflow.diagnosis import CHECKSUM_FILE


def weights(folder: Path, content: bytes, checksum_of: bytes) -> Path:
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(content)
    digest = hashlib.sha256(checksum_of).hexdigest()
    (folder / CHECKSUM_FILE).write_text(f"{digest}  model.safetensors\n")
    return folder


def program(folder: Path, name: str, script: str) -> Path:
    path = folder / name
    path.write_text(f"#!{sys.executable}\n{script}")
    path.chmod(0o755)
    return path


def test_weights_that_match_their_checksums_are_ok(tmp_path: Path) -> None:
    finding = diagnosis.examine_weights(weights(tmp_path / "w", b"x" * 2_000_000, b"x" * 2_000_000))
    assert (finding.state, finding.detail) == ("ok", "1 files, 2.0 MB")


def test_weights_that_were_changed_are_found(tmp_path: Path) -> None:
    finding = diagnosis.examine_weights(weights(tmp_path / "w", b"changed", b"original"))
    assert finding.state == "failed"
    assert "differs" in finding.detail
    assert finding.advice


def test_a_missing_file_of_the_weights_is_found(tmp_path: Path) -> None:
    folder = weights(tmp_path / "w", b"x", b"x")
    (folder / "model.safetensors").unlink()
    assert diagnosis.examine_weights(folder).detail == "model.safetensors is missing"


def test_weights_without_checksums_are_not_trusted(tmp_path: Path) -> None:
    assert diagnosis.examine_weights(tmp_path).state == "failed"


def test_the_weights_are_looked_for_in_the_package() -> None:
    assert diagnosis.weights_folder().parts[-2:] == ("model", "weights")


def test_a_home_that_can_be_written_is_ok(tmp_path: Path) -> None:
    home = tmp_path / "a" / "b"
    assert diagnosis.examine_home(home).state == "ok"
    assert list(home.iterdir()) == []


def test_a_home_that_cannot_be_written_advises_another(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    finding = diagnosis.examine_home(tmp_path / "file" / "home")
    assert finding.state == "failed"
    assert "DOCFLOW_HOME" in finding.advice


@pytest.mark.parametrize("backend", ["mupdf", "pdfium"])
def test_an_installed_pdf_backend_is_ok(backend: str) -> None:
    assert diagnosis.examine_pdf_backend(backend).state == "ok"


def test_tesseract_names_its_languages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, "tesseract", "print('List of languages (3):\\ndeu\\neng\\nosd')")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert diagnosis.examine_tesseract().detail == "languages deu eng"


@pytest.mark.parametrize("script", ["print('List of languages (1):\\nosd')", "raise SystemExit(3)"])
def test_tesseract_without_a_language_is_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    program(tmp_path, "tesseract", script)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert diagnosis.examine_tesseract().state == "warning"


def test_a_missing_tesseract_is_a_warning_with_the_command_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    finding = diagnosis.examine_tesseract()
    assert finding.state == "warning"
    assert finding.advice.startswith("apt-get install tesseract-ocr")


def test_a_torch_that_cannot_be_imported_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = program(tmp_path, "python", "raise SystemExit('ImportError: libcudart.so')")
    monkeypatch.setattr(sys, "executable", str(broken))
    finding = diagnosis.examine_torch()
    assert finding.state == "failed"
    assert "libcudart.so" in finding.detail


def test_torch_says_what_it_runs_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answering = program(tmp_path, "python", "print('NVIDIA H200')")
    monkeypatch.setattr(sys, "executable", str(answering))
    assert diagnosis.examine_torch().detail.endswith("runs on NVIDIA H200")

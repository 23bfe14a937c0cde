"""What this machine has of what docflow needs, and what to do about the rest.

Imports neither torch nor an OCR engine: versions come from package metadata, CUDA is asked in a
child process.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

from docflow.settings import Settings

State = Literal["ok", "warning", "failed"]
MIN_MEMORY_GIB = 2.0
CHECKSUM_FILE = "SHA256SUMS"
_CUDA_QUESTION = (
    "import torch; print(torch.cuda.get_device_name() if torch.cuda.is_available() else 'cpu')"
)
_CUDA_ANSWER_TIMEOUT_S = 60
_TESSERACT_TIMEOUT_S = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `advice` is what to do, empty where nothing is to be done."""

    name: str
    state: State
    detail: str
    advice: str = ""


def examine(settings: Settings) -> Iterator[Finding]:
    """Every finding, the cheap ones first. Creates the home folder if it is not there."""
    yield examine_python()
    yield examine_machine()
    yield examine_home(settings.home)
    yield examine_pdf_backend(settings.pdf_backend)
    yield examine_tesseract()
    yield examine_rapidocr()
    yield examine_weights(weights_folder())
    yield examine_triton()
    yield examine_torch()


def examine_python() -> Finding:
    """The interpreter this runs in; the package itself refuses one that is too old."""
    return Finding("python", "ok", f"{platform.python_version()} at {sys.executable}")


def examine_machine() -> Finding:
    """Processor cores this process may use, and memory."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    detail = f"{cores} cores, {memory_gib:.1f} GiB memory"
    if memory_gib < MIN_MEMORY_GIB:
        return Finding("machine", "warning", detail, f"give it {MIN_MEMORY_GIB:.0f} GiB or more")
    return Finding("machine", "ok", detail)


def examine_home(home: Path) -> Finding:
    """Whether local state can be written."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home):
            pass
    except OSError as error:
        advice = "set DOCFLOW_HOME to a folder that can be written"
        return Finding("home", "failed", f"{home}: {error.strerror}", advice)
    return Finding("home", "ok", str(home))


def examine_pdf_backend(backend: str) -> Finding:
    """The library that opens PDFs, as the settings name it."""
    package = {"mupdf": "pymupdf", "pdfium": "pypdfium2"}[backend]
    installed = _version(package)
    if installed is None:
        extra = "docflow[pdfium]" if backend == "pdfium" else "pymupdf"
        advice = f"pip install '{extra}', or set DOCFLOW_PDF_BACKEND"
        return Finding("pdf backend", "failed", f"{package} is not installed", advice)
    return Finding("pdf backend", "ok", f"{package} {installed}")


def examine_tesseract() -> Finding:
    """The OCR program of the operating system and the languages it knows."""
    program = shutil.which("tesseract")
    advice = "apt-get install tesseract-ocr tesseract-ocr-deu (and the languages you need)"
    if program is None:
        return Finding("tesseract", "warning", "not installed", advice)
    answer = _ask([program, "--list-langs"], _TESSERACT_TIMEOUT_S)
    # The first line is a heading; `osd` finds the orientation and reads no language.
    languages = [line for line in answer.stdout.splitlines()[1:] if line and line != "osd"]
    if answer.returncode or not languages:
        return Finding("tesseract", "warning", "installed, but has no language", advice)
    return Finding("tesseract", "ok", "languages " + " ".join(languages))


def examine_rapidocr() -> Finding:
    """The OCR engine that comes as a package, with its models inside."""
    missing = [name for name in ("rapidocr", "onnxruntime") if _version(name) is None]
    if missing:
        advice = "pip install " + " ".join(missing)
        return Finding("rapidocr", "warning", " and ".join(missing) + " not installed", advice)
    return Finding("rapidocr", "ok", f"rapidocr {_version('rapidocr')}")


def weights_folder() -> Path:
    """Where the package keeps docflow-nano. Finds the package `model` without importing it."""
    spec = importlib.util.find_spec("model")
    assert spec is not None, "the package `model` is part of this distribution"
    assert spec.submodule_search_locations is not None
    return Path(next(iter(spec.submodule_search_locations))) / "weights"


def examine_weights(folder: Path) -> Finding:
    """docflow-nano's files against the checksums beside them (the format of `sha256sum`)."""
    advice = "install docflow again, or read another model with --model"
    try:
        lines = (folder / CHECKSUM_FILE).read_text(encoding="utf-8").splitlines()
    except OSError:
        return Finding("nano weights", "failed", f"no {CHECKSUM_FILE} in {folder}", advice)
    size_bytes = 0
    for line in lines:
        expected, _, name = line.partition("  ")
        path = folder / name
        if not path.is_file():
            return Finding("nano weights", "failed", f"{name} is missing", advice)
        if hashlib.sha256(path.read_bytes()).hexdigest() != expected:
            return Finding("nano weights", "failed", f"{name} differs from its checksum", advice)
        size_bytes += path.stat().st_size
    return Finding("nano weights", "ok", f"{len(lines)} files, {size_bytes / 1e6:.1f} MB")


def examine_triton() -> Finding:
    """The kernel compiler; only a GPU needs it."""
    installed = _version("triton")
    if installed is None:
        return Finding(
            "triton", "warning", "not installed; only GPUs need it", "pip install triton"
        )
    return Finding("triton", "ok", installed)


def examine_torch() -> Finding:
    """The tensor library and the device it would use. Takes as long as importing torch does."""
    installed = _version("torch")
    if installed is None:
        return Finding("torch", "failed", "not installed", "pip install torch")
    answer = _ask([sys.executable, "-c", _CUDA_QUESTION], _CUDA_ANSWER_TIMEOUT_S)
    if answer.returncode:
        reason = (answer.stderr.strip().splitlines() or ["no message"])[-1]
        return Finding(
            "torch", "failed", f"{installed} cannot be imported: {reason}", "install torch again"
        )
    return Finding("torch", "ok", f"{installed}, runs on {answer.stdout.strip()}")


def _ask(command: list[str], timeout_s: int) -> subprocess.CompletedProcess[str]:
    """Runs `command`; one that does not end in time counts as failed and says so on stderr."""
    try:
        return subprocess.run(
            command, capture_output=True, text=True, timeout=timeout_s, check=False
        )
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 1, "", f"no answer within {timeout_s} s")


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None

"""Reads pixels with the Tesseract program, where the operating system has it. Turns no pages.

Runs the command line, one process a picture: the pixels go in as PPM, words come out as TSV.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from functools import cache

import numpy as np
from PIL import Image

from workers.backends.base import BackendError, Pixels, around
from workers.backends.ocr_base import Reading, WholePicture, reading_of
from workers.page import Box, Word

#: of the languages that are installed, those that are used; each one costs time
LANGUAGES = ("eng", "deu", "fra", "spa", "ita", "nld", "por", "pol")
_ANSWER_TIMEOUT_S = 10
#: below this the shorter side is enlarged: photos of receipts come as small as 250 pixels
_MIN_SIDE_PX = 1000
_MAX_PIXELS = 8_000_000
#: 6 = one block of text. Receipts lose a third of their words to the page layout analysis of 3 and
#: 4.
_PAGE_MODE = "6"
_WORD_LEVEL = "5"
_NUM_COLUMNS = 12


class TesseractEngine:
    """See OcrEngine. read_timeout_s: seconds one picture may take."""

    name = "tesseract"
    poor_below = 0.5

    def __init__(self, read_timeout_s: float) -> None:
        program = shutil.which("tesseract")
        if program is None:
            raise BackendError("backend_missing", "the program tesseract is not installed")
        self._program = program
        self._timeout_s = read_timeout_s
        self._languages = installed_languages()
        if not self._languages:
            raise BackendError("backend_missing", "tesseract is installed without a language")
        self.version = f"{_version()}-{self._languages}-{_PAGE_MODE}"

    def show(self, pixels: Pixels) -> WholePicture:
        return WholePicture(self.read, pixels)

    def read(self, pixels: Pixels) -> Reading:
        """Reads RGB pixels [H, W, 3] as they stand."""
        height, width = pixels.shape[:2]
        pixels = _enlarged(pixels)
        header = b"P6 %d %d 255\n" % (pixels.shape[1], pixels.shape[0])
        command = [self._program, "stdin", "stdout", "--psm", _PAGE_MODE, "-l", self._languages]
        try:
            answer = subprocess.run(
                [*command, "tsv"],
                input=header + pixels.tobytes(),
                capture_output=True,
                timeout=self._timeout_s,
                env={**os.environ, "OMP_THREAD_LIMIT": "1"},
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            reason = f"took tesseract more than {self._timeout_s:.0f} s to read"
            raise BackendError("timed_out", reason) from error
        if answer.returncode == -signal.SIGXCPU:
            raise BackendError("timed_out", "took tesseract too much processor time to read")
        # Tesseract ends with an error on a picture without anything to read; that is no words.
        table = answer.stdout.decode("utf-8", "replace")
        return reading_of(words_of(table, pixels.shape[1], pixels.shape[0]), width / height)


def installed() -> bool:
    """Whether the program and one of LANGUAGES are there."""
    return shutil.which("tesseract") is not None and bool(installed_languages())


@cache
def installed_languages() -> str:
    """Those of LANGUAGES that are installed, as Tesseract wants them: `eng+deu`."""
    lines = _ask("--list-langs").splitlines()
    return "+".join(language for language in LANGUAGES if language in lines)


@cache
def _version() -> str:
    return (_ask("--version").split() or ["", "unknown"])[1]


def _ask(option: str) -> str:
    try:
        answer = subprocess.run(
            ["tesseract", option],
            capture_output=True,
            text=True,
            timeout=_ANSWER_TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout


def words_of(table: str, width_px: int, height_px: int) -> list[tuple[Box, list[Word]]]:
    """The lines of Tesseract's TSV table: (box of the line, its words), boxes as shares."""
    lines: dict[tuple[str, ...], list[Word]] = {}
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) != _NUM_COLUMNS or cells[0] != _WORD_LEVEL or not cells[11].strip():
            continue
        left, top, width, height = (int(cell) for cell in cells[6:10])
        box = (
            left / width_px,
            top / height_px,
            (left + width) / width_px,
            (top + height) / height_px,
        )
        confidence = min(1.0, max(0.0, float(cells[10]) / 100))
        word = Word(cells[11].strip(), box, "ocr", confidence)
        lines.setdefault(tuple(cells[1:5]), []).append(word)
    return [(around([word.bbox for word in words]), words) for words in lines.values()]


def _enlarged(pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    factor = min(_MIN_SIDE_PX / min(width, height), (_MAX_PIXELS / (width * height)) ** 0.5)
    if factor <= 1:
        return pixels
    size = (round(width * factor), round(height * factor))
    image = Image.fromarray(pixels).resize(size, Image.Resampling.BICUBIC)
    return np.asarray(image)

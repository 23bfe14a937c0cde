"""Tesseract's table becomes words, and a picture becomes that table."""

from __future__ import annotations

import numpy as np
import pytest

from tests.workers.documents import LINES, picture_of_text, texts
from workers.backends import ocr_tesseract
from workers.backends.base import BackendError
from workers.backends.ocr_tesseract import TesseractEngine, words_of

HEADING = "\t".join(["level", *"abcdefghij", "text"])


def row(level: int, line: int, box: tuple[int, int, int, int], conf: float, text: str) -> str:
    left, top, right, bottom = box
    cells = [level, 1, 1, 1, line, 1, left, top, right - left, bottom - top, conf, text]
    return "\t".join(str(cell) for cell in cells)


def test_words_come_with_boxes_as_shares_and_confidence() -> None:
    table = "\n".join([HEADING, row(5, 1, (20, 50, 60, 70), 96.5, "Total")])
    ((box, (word,)),) = words_of(table, 200, 100)
    assert box == word.bbox == (0.1, 0.5, 0.3, 0.7)
    assert (word.text, word.source, word.confidence) == ("Total", "ocr", 0.965)


def test_words_are_grouped_by_line() -> None:
    rows = [
        row(5, 1, (0, 0, 10, 10), 90, "one"),
        row(5, 1, (20, 0, 30, 10), 90, "two"),
        row(5, 2, (0, 20, 10, 30), 90, "three"),
    ]
    lines = words_of("\n".join([HEADING, *rows]), 100, 100)
    assert [texts(words) for _, words in lines] == [["one", "two"], ["three"]]
    assert lines[0][0] == (0, 0, 0.3, 0.1)


def test_rows_that_are_no_words_are_left_out() -> None:
    rows = [row(4, 1, (0, 0, 9, 9), -1, ""), row(5, 1, (0, 0, 9, 9), 95, " "), "broken\trow", ""]
    assert words_of("\n".join([HEADING, *rows]), 100, 100) == []


def test_an_empty_answer_is_no_words() -> None:
    assert words_of("", 100, 100) == []


needs_tesseract = pytest.mark.skipif(
    not ocr_tesseract.installed(), reason="needs the program tesseract"
)


@needs_tesseract
def test_a_picture_of_text_is_read() -> None:
    reading = TesseractEngine(60).read(picture_of_text())
    assert texts(reading.words) == " ".join(LINES).split()
    assert reading.score > 0.8
    assert reading.sideways == 0


@needs_tesseract
def test_a_small_picture_is_enlarged_and_boxes_still_fit() -> None:
    whole = picture_of_text()
    reading = TesseractEngine(60).read(np.ascontiguousarray(whole[::2, ::2]))
    total = next(word for word in reading.words if word.text == "Total")
    assert total.bbox[0] == pytest.approx(80 / 1000, abs=0.01)
    assert total.bbox[1] == pytest.approx(345 / 700, abs=0.03)


@needs_tesseract
def test_a_picture_without_text_has_no_words() -> None:
    assert TesseractEngine(60).read(np.full((300, 300, 3), 255, dtype=np.uint8)).words == ()


@needs_tesseract
def test_reading_ends_when_its_time_is_over() -> None:
    with pytest.raises(BackendError) as caught:
        TesseractEngine(0.01).read(picture_of_text())
    assert caught.value.code == "timed_out"


def test_a_machine_without_the_program_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(BackendError) as caught:
        TesseractEngine(60)
    assert caught.value.code == "backend_missing"

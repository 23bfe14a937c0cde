"""rapidocr's lines become words with boxes."""

from __future__ import annotations

import numpy as np
import pytest

from tests.workers.documents import LINES, picture_of_text, texts
from workers.backends import ocr_rapidocr
from workers.backends.ocr_base import reading_of
from workers.backends.ocr_rapidocr import RapidOcrEngine, _line
from workers.page import Word

SCALE = np.array([100.0, 100.0])
QUAD = np.array([[0.0, 0.1], [1.0, 0.1], [1.0, 0.2], [0.0, 0.2]])


def part(text: str, left: float, right: float) -> tuple[str, float, list[list[float]]]:
    return text, 0.9, [[left, 10], [right, 10], [right, 20], [left, 20]]


def test_words_keep_the_boxes_they_come_with() -> None:
    box, words = _line(
        "Total 308.88", 0.97, QUAD, [part("Total", 0, 40), part("308.88", 60, 100)], SCALE
    )
    assert box == (0, 0.1, 1, 0.2)
    assert [(word.text, word.bbox[0], word.bbox[2]) for word in words] == [
        ("Total", 0, 0.4),
        ("308.88", 0.6, 1),
    ]
    assert {word.confidence for word in words} == {0.97}


def test_letters_are_joined_to_the_words_of_the_line() -> None:
    parts = [part(char, 10.0 * i, 10.0 * i + 10) for i, char in enumerate("合計100円")]
    _, words = _line("合計 100円", 0.9, QUAD, parts, SCALE)
    assert [(word.text, word.bbox[0], word.bbox[2]) for word in words] == [
        ("合計", 0, 0.2),
        ("100円", 0.2, 0.6),
    ]


def test_a_line_without_word_boxes_is_divided_by_its_letters() -> None:
    _, words = _line("ab cdefg", 0.9, QUAD, [], SCALE)
    assert [(word.text, word.bbox) for word in words] == [
        ("ab", (0, 0.1, 0.25, 0.2)),
        ("cdefg", (0.375, 0.1, 1, 0.2)),
    ]


def test_a_line_that_runs_down_is_divided_downwards() -> None:
    down = np.array([[0.1, 0.0], [0.2, 0.0], [0.2, 1.0], [0.1, 1.0]])
    _, words = _line("ab cd", 0.9, down, [], SCALE)
    assert words[1].bbox == pytest.approx((0.1, 0.6, 0.2, 1.0))


def test_lines_that_run_down_count_as_sideways() -> None:
    across = ((0.1, 0.1, 0.9, 0.2), [Word("across", (0.1, 0.1, 0.9, 0.2), "ocr", 0.8)])
    down = ((0.1, 0.1, 0.2, 0.9), [Word("downwards!", (0.1, 0.1, 0.2, 0.9), "ocr", 0.4)])
    reading = reading_of([across, down], aspect=1.0)
    assert reading.sideways == pytest.approx(10 / 16)
    assert reading.score == pytest.approx((6 * 0.8 + 10 * 0.4) / 16)


@pytest.mark.skipif(not ocr_rapidocr.installed(), reason="needs the package rapidocr")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_picture_of_text_is_read() -> None:
    reading = RapidOcrEngine().read(picture_of_text())
    assert texts(reading.words) == " ".join(LINES).split()
    assert reading.score > 0.9
    total = next(word for word in reading.words if word.text == "Total")
    assert total.bbox[0] == pytest.approx(80 / 1000, abs=0.02)

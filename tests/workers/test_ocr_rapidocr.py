"""rapidocr's lines become words with boxes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.workers.documents import LINES, picture_of_text, texts
from workers.backends import ocr_rapidocr
from workers.backends.base import ANGLES, Angle
from workers.backends.ocr_base import reading_of
from workers.backends.ocr_rapidocr import RapidOcrEngine, _line, detection_scale, turned_quads
from workers.page import Word
from workers.steps.ocr import read_upright
from workers.steps.turning import back, turn_box, turn_pixels

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


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_corners_turn_with_the_pixels(turn: Angle) -> None:
    pixels = np.zeros((40, 20, 3), dtype=np.uint8)
    quad = np.array([[[2, 4], [12, 4], [12, 8], [2, 8]]], dtype=np.float32)
    (turned,) = turned_quads(quad, pixels, turn)
    left, top, right, bottom = turn_box((2 / 20, 4 / 40, 12 / 20, 8 / 40), turn)
    height, width = turn_pixels(pixels, turn).shape[:2]
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    assert turned.tolist() == [pytest.approx((x * width, y * height)) for x, y in corners]


def test_lines_are_looked_for_in_pictures_of_bounded_size() -> None:
    assert detection_scale(1000, 1400) == 1
    assert detection_scale(368, 500) == 2
    long_and_thin = detection_scale(90, 4000)
    assert 90 * 4000 * long_and_thin**2 <= 1_800_001


needs_rapidocr = pytest.mark.skipif(
    not ocr_rapidocr.installed(), reason="needs the package rapidocr"
)


@pytest.fixture(scope="module")
def engine() -> RapidOcrEngine:
    return RapidOcrEngine()


@needs_rapidocr
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_picture_of_text_is_read(engine: RapidOcrEngine) -> None:
    reading = engine.show(picture_of_text()).read(0)
    assert texts(reading.words) == " ".join(LINES).split()
    assert reading.score > 0.9
    total = next(word for word in reading.words if word.text == "Total")
    assert total.bbox[0] == pytest.approx(80 / 1000, abs=0.02)


@needs_rapidocr
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_picture_says_the_same_in_the_same_places(
    engine: RapidOcrEngine, turn: Angle
) -> None:
    upright = engine.show(picture_of_text()).read(0)
    turned = engine.show(turn_pixels(picture_of_text(), back(turn))).read(turn)
    places = {word.text: word.bbox for word in upright.words}
    assert {word.text for word in turned.words} == set(places)
    for word in turned.words:
        assert word.bbox == pytest.approx(places[word.text], abs=0.02)


@needs_rapidocr
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("stands", [0, 90, 180, 270])
def test_a_probe_tells_which_way_up_a_picture_stands(engine: RapidOcrEngine, stands: Angle) -> None:
    picture = engine.show(turn_pixels(picture_of_text(), stands))
    upright, on_its_head = (
        picture.probe(turn) for turn in (back(stands), ANGLES[(180 - stands) % 360])
    )
    assert upright.score > engine.poor_below > on_its_head.score
    assert picture.probe(0).sideways == (1 if stands in (90, 270) else 0)


@needs_rapidocr
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_long_lines_that_cannot_be_read_do_not_spoil_a_probe(engine: RapidOcrEngine) -> None:
    pixels = picture_of_text((*LINES, *["w" * 33] * 4), (1000, 1000)).copy()
    pixels[440:920] = turn_pixels(pixels[440:920], 180)
    assert engine.show(pixels).probe(0).score > engine.poor_below


@needs_rapidocr
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_rows_of_stars_do_not_turn_a_page(engine: RapidOcrEngine) -> None:
    stars = "* " * 26
    rows = (stars, "Harlow Joinery", stars, stars, "Total 308.88", stars, stars, "Thank you")
    result = read_upright(engine, picture_of_text(rows, (1300, 1100)))
    assert result.turn == 0
    assert "308.88" in texts(result.words)


def quads_of(*boxes: tuple[int, int, int, int]) -> np.ndarray[Any, np.dtype[np.float32]]:
    corners = [[(a, b), (c, b), (c, d), (a, d)] for a, b, c, d in boxes]
    return np.array(corners, dtype=np.float32).reshape(-1, 4, 2)


class Detections:
    """Stands for the detection: what it finds by how much the picture is enlarged."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *answers: Any) -> None:
        self.seen: list[tuple[tuple[int, ...], float]] = []
        self._answers = list(answers)
        monkeypatch.setattr(ocr_rapidocr, "_detected", self._detect)

    def _detect(self, _engine: Any, pixels: Any, scale: float) -> Any:
        self.seen.append((pixels.shape[:2], scale))
        return self._answers.pop(0)


LINE = (400, 500, 600, 520)
COLUMN = (580, 540, 600, 900)
PHOTO = np.zeros((1500, 1000, 3), dtype=np.uint8)


def test_a_column_taken_for_one_line_is_looked_at_again_enlarged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    closer = quads_of((20, 20, 220, 40), (200, 60, 220, 80), (200, 90, 220, 110))
    detections = Detections(monkeypatch, quads_of(LINE, COLUMN), closer)
    found = ocr_rapidocr._found(None, PHOTO)
    (_, first), (part, second) = detections.seen
    assert part == (440, 240)
    assert second > first
    assert found[0, 0].tolist() == [400, 500]
    assert len(found) == 3


def test_a_closer_look_that_finds_no_more_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    first = quads_of(LINE, COLUMN)
    Detections(monkeypatch, first, quads_of((20, 20, 220, 40)))
    assert ocr_rapidocr._found(None, PHOTO) is first


@pytest.mark.parametrize("boxes", [(), (LINE,), (LINE, (580, 540, 600, 570)), (COLUMN, COLUMN)])
def test_lines_of_one_direction_are_looked_for_once(
    monkeypatch: pytest.MonkeyPatch, boxes: tuple[tuple[int, int, int, int], ...]
) -> None:
    detections = Detections(monkeypatch, quads_of(*boxes))
    assert len(ocr_rapidocr._found(None, PHOTO)) == len(boxes)
    assert len(detections.seen) == 1


def test_a_page_that_cannot_be_enlarged_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    boxes = quads_of((10, 10, 900, 40), (10, 60, 40, 1490))
    detections = Detections(monkeypatch, boxes)
    assert ocr_rapidocr._found(None, PHOTO) is boxes
    assert len(detections.seen) == 1


@needs_rapidocr
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_letter_that_stands_alone_is_not_taken_for_a_line_running_up(
    engine: RapidOcrEngine,
) -> None:
    reading = engine.show(picture_of_text(("7", "Total due 308.88", "1"))).read(0)
    assert {"7", "1"} <= set(texts(reading.words))


@needs_rapidocr
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_picture_without_text_has_no_words(engine: RapidOcrEngine) -> None:
    picture = engine.show(np.full((300, 300, 3), 255, dtype=np.uint8))
    assert picture.probe(0).words == picture.read(0).words == ()

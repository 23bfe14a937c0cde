"""rapidocr's lines become words with boxes."""

from __future__ import annotations

import numpy as np
import pytest

from tests.workers.documents import LINES, picture_of_text, texts
from workers.backends import ocr_rapidocr
from workers.backends.base import ANGLES, Angle
from workers.backends.ocr_base import reading_of
from workers.backends.ocr_rapidocr import RapidOcrEngine, _line, detection_scale, turned_quads
from workers.page import Word
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
    pixels = picture_of_text((*LINES, "w" * 33, "w" * 33), (1000, 800)).copy()
    pixels[440:680] = turn_pixels(pixels[440:680], 180)
    probe = engine.show(pixels).probe(0)
    mean = sum(len(word.text) * word.confidence for word in probe.words) / probe.num_chars
    assert mean < engine.poor_below < probe.score


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

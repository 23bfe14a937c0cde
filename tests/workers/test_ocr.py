"""Which way up, which engine, and what is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from workers.backends.base import Angle, Pixels
from workers.backends.ocr_base import Reading, WholePicture
from workers.page import Word
from workers.steps import ocr
from workers.steps.ocr import Ocr, read_upright
from workers.steps.turning import turn_pixels

MARKED = np.zeros((40, 20, 3), dtype=np.uint8)
MARKED[0, 0] = 255


def reading(score: float, sideways: float = 0.0, text: str = "readable") -> Reading:
    return Reading((Word(text, (0, 0, 1, 1), "ocr", score),), score, sideways)


class FakeEngine:
    """Reads by the place of the white pixel: that tells how the picture was turned."""

    name = "fake"
    version = "1"
    poor_below = 0.85

    def __init__(self, stands: Angle) -> None:
        """stands: how far the page is turned clockwise from being upright."""
        self.upright = turn_pixels(MARKED, (360 - stands) % 360)  # type: ignore[arg-type]
        self.num_reads = 0

    def show(self, pixels: Pixels) -> WholePicture:
        return WholePicture(self.read, pixels)

    def read(self, pixels: Pixels) -> Reading:
        self.num_reads += 1
        for turned, answer in (
            (0, reading(0.98)),
            (180, reading(0.66, text="rubbishes")),
            # Lines running down are read with the head turned left; lines running up are not.
            (90, reading(0.97, 1.0)),
            (270, reading(0.65, 1.0, "rubbishes")),
        ):
            if np.array_equal(pixels, turn_pixels(self.upright, turned)):  # type: ignore[arg-type]
                return answer
        raise AssertionError("shown something else")


@pytest.mark.parametrize("stands", [0, 90, 180, 270])
def test_a_page_is_turned_upright(stands: Angle) -> None:
    result = read_upright(FakeEngine(stands), MARKED)
    assert result.turn == -stands % 360
    assert [word.text for word in result.words] == ["readable"]


def test_an_upright_page_is_read_once() -> None:
    engine = FakeEngine(0)
    read_upright(engine, MARKED)
    assert engine.num_reads == 1


class FixedEngine:
    """Gives the same reading whatever it is shown."""

    version = "1"
    poor_below = 0.85

    def __init__(self, name: str, answer: Reading) -> None:
        self.name = name
        self.answer = answer
        self.num_reads = 0

    def show(self, pixels: Pixels) -> WholePicture:
        return WholePicture(self.read, pixels)

    def read(self, pixels: Pixels) -> Reading:
        self.num_reads += 1
        return self.answer


def test_a_bad_photo_that_is_no_better_upside_down_stays() -> None:
    engine = FixedEngine("fake", reading(0.7))
    assert read_upright(engine, MARKED).turn == 0
    assert engine.num_reads == 2


class ProbedPicture:
    """Lies on its side; keeps a list of what was asked of it."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Angle]] = []

    def probe(self, turn: Angle) -> Reading:
        self.asked.append(("probe", turn))
        return {0: reading(0.6, 1.0), 90: reading(0.98)}[turn]

    def read(self, turn: Angle) -> Reading:
        self.asked.append(("read", turn))
        return reading(0.98)


class ProbingEngine:
    """Shows one picture whatever the pixels."""

    name = "fake"
    version = "1"
    poor_below = 0.85

    def __init__(self) -> None:
        self.picture = ProbedPicture()

    def show(self, pixels: Pixels) -> ProbedPicture:
        return self.picture


def test_a_turned_page_is_read_fully_in_one_direction_only() -> None:
    engine = ProbingEngine()
    assert read_upright(engine, MARKED).turn == 90
    assert engine.picture.asked == [("probe", 0), ("probe", 90), ("read", 90)]


def test_a_page_on_its_side_is_turned_the_better_way_even_if_it_reads_poorly() -> None:
    class Poor(ProbedPicture):
        def probe(self, turn: Angle) -> Reading:
            return {0: reading(0.7, 1.0), 90: reading(0.4), 270: reading(0.7)}[turn]

    engine = ProbingEngine()
    engine.picture = Poor()
    assert read_upright(engine, MARKED).turn == 270


def test_a_few_letters_do_not_turn_a_page() -> None:
    engine = FixedEngine("fake", reading(0.3, text="7"))
    assert read_upright(engine, MARKED).turn == 0
    assert engine.num_reads == 1


Install = Callable[..., dict[str, FixedEngine]]


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Install:
    """Puts engines with these readings on the machine, and no others."""

    def put(**readings: Reading) -> dict[str, FixedEngine]:
        engines = {name: FixedEngine(name, answer) for name, answer in readings.items()}
        installed = {name: lambda: True for name in engines}
        monkeypatch.setattr(ocr, "_INSTALLED", installed)
        monkeypatch.setattr(ocr, "_engine", lambda name, timeout_s: engines[name])
        return engines

    return put


def engine_of(mode: ocr.OcrMode) -> str | None:
    result = Ocr(mode).read(MARKED)
    return result.engine if result else None


def test_auto_prefers_the_engine_that_finds_more(install: Install) -> None:
    engines = install(rapidocr=reading(0.98), tesseract=reading(0.98))
    assert engine_of("auto") == "rapidocr"
    assert engines["tesseract"].num_reads == 0


def test_auto_takes_what_is_installed(install: Install) -> None:
    install(tesseract=reading(0.9))
    assert engine_of("auto") == "tesseract"


def test_a_mode_tells_which_engine_it_takes(install: Install) -> None:
    install(tesseract=reading(0.9))
    assert (Ocr("auto").engine, Ocr("rapidocr").engine, Ocr("off").engine) == (
        "tesseract",
        None,
        None,
    )


def test_a_named_engine_is_the_only_one_asked(install: Install) -> None:
    install(rapidocr=reading(0.98), tesseract=reading(0.8))
    assert engine_of("tesseract") == "tesseract"


def test_without_an_engine_there_is_no_result(install: Install) -> None:
    install()
    assert engine_of("auto") is None
    assert engine_of("tesseract") is None


def test_off_reads_nothing(install: Install) -> None:
    install(rapidocr=reading(0.98))
    assert engine_of("off") is None


def test_a_picture_is_read_once_and_kept(install: Install, tmp_path: Path) -> None:
    engines = install(rapidocr=reading(0.98))
    first = Ocr("auto", tmp_path).read(MARKED)
    assert Ocr("auto", tmp_path).read(MARKED) == first
    assert engines["rapidocr"].num_reads == 1


def test_reading_is_announced_and_a_cached_answer_is_not(install: Install, tmp_path: Path) -> None:
    install(rapidocr=reading(0.98))
    announced: list[bool] = []
    for _ in range(2):
        Ocr("auto", tmp_path, before_reading=lambda: announced.append(True)).read(MARKED)
    assert announced == [True]


def test_another_picture_or_version_is_read_again(install: Install, tmp_path: Path) -> None:
    engine = install(rapidocr=reading(0.98))["rapidocr"]
    Ocr("auto", tmp_path).read(MARKED)
    Ocr("auto", tmp_path).read(MARKED[::-1])
    engine.version = "2"
    Ocr("auto", tmp_path).read(MARKED)
    assert engine.num_reads == 3


def test_a_damaged_cache_entry_is_read_again(install: Install, tmp_path: Path) -> None:
    engine = install(rapidocr=reading(0.98))["rapidocr"]
    first = Ocr("auto", tmp_path).read(MARKED)
    (entry,) = tmp_path.rglob("*.json")
    entry.write_text('{"words": [', encoding="utf-8")
    assert Ocr("auto", tmp_path).read(MARKED) == first
    assert engine.num_reads == 2


def test_a_cache_that_cannot_be_written_costs_no_document(install: Install, tmp_path: Path) -> None:
    install(rapidocr=reading(0.98))
    file = tmp_path / "file"
    file.touch()
    assert Ocr("auto", file / "below").read(MARKED) is not None

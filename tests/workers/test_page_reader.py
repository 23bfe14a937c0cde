"""One page: text layer or OCR, which way up, and what is said about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from docflow.limits import Limits
from tests.workers.documents import LINES, blank, encoded, lines, pdf, picture_of_text, scan, texts
from workers.backends import images, mupdf
from workers.backends.base import Angle, Pixels, RawWord
from workers.page import Box, Page, Widget, Word
from workers.steps.ocr import Ocr, OcrResult
from workers.steps.page_reader import PageReader
from workers.steps.raster import RasterSpec

WORDS = " ".join(LINES).split()
SPEC = RasterSpec(multiple=32, max_pixels=600_000)
FOUND = Word("found", (0.1, 0.1, 0.3, 0.12), "ocr", 0.9)


class FakeOcr(Ocr):
    """Answers with fixed words and remembers what it was shown."""

    def __init__(self, words: Sequence[Word] = (FOUND,), turn: Angle = 0) -> None:
        super().__init__("auto")
        self.result = OcrResult("fake", tuple(words), turn, 0.9)
        self.shown: list[Pixels] = []

    def read(self, pixels: Pixels) -> OcrResult | None:
        self.shown.append(pixels)
        return self.result


class NoOcr(Ocr):
    """A machine without an engine."""

    def read(self, pixels: Pixels) -> OcrResult | None:
        return None


@dataclass
class FakePage:
    """A page that says it has these words, each painted as a black bar."""

    texts: list[str]
    width_pt: float = 100.0
    height_pt: float = 100.0
    native_px: tuple[int, int] | None = None

    def words(self) -> list[RawWord]:
        return [RawWord(text, (0.1, 0.1, 0.9, 0.3), 12.0) for text in self.texts]

    def image_boxes(self) -> list[Box]:
        return []

    def widgets(self) -> list[Widget]:
        return [Widget("text", "a", "", "b", False, (0.1, 0.2, 0.3, 0.4))]

    def render(self, width_px: int, height_px: int, *, text: bool = True) -> Pixels:
        pixels = np.full((height_px, width_px, 3), 255, dtype=np.uint8)
        if text:
            pixels[int(0.1 * height_px) : int(0.3 * height_px)] = 0
        return pixels


def read(data: bytes, ocr: Ocr | None = None, raster: RasterSpec | None = SPEC) -> Page:
    document = mupdf.open_document(data, None, Limits())
    reader = PageReader(Limits(), raster, ocr or FakeOcr())
    return reader.read(document.page(0), 1, repaired=document.repaired)


def test_a_text_layer_is_taken_without_ocr() -> None:
    ocr = FakeOcr()
    page = read(pdf(lines), ocr)
    assert texts(page.words) == WORDS
    assert page.notes == ()
    assert ocr.shown == []


def test_pixels_have_the_size_the_model_wants() -> None:
    page = read(pdf(lines))
    assert page.pixels is not None
    height, width = page.pixels.shape[:2]
    assert (width, height) == SPEC.size(595 * 150 / 72, 842 * 150 / 72)


def test_no_pixels_come_where_none_are_wanted() -> None:
    page = read(pdf(lines), raster=None)
    assert page.pixels is None
    assert texts(page.words) == WORDS


def test_a_scan_is_read_by_ocr() -> None:
    page = read(pdf(scan))
    assert page.words == (FOUND,)
    assert page.notes == ("ocr_fake",)


def test_a_page_of_outlines_is_read_by_ocr() -> None:
    page = read(pdf(lambda page: page.draw_line((100, 100), (300, 300), width=5)))
    assert page.notes == ("ocr_fake",)


def test_an_invisible_text_layer_is_not_believed() -> None:
    def draw(page: Any) -> None:
        scan(page)
        page.insert_text((72, 100), "Total 999999.99", render_mode=3)

    page = read(pdf(draw))
    assert page.words == (FOUND,)
    assert page.notes == ("hidden_text_dropped", "ocr_fake")


def test_without_an_engine_an_invisible_text_layer_is_still_not_believed() -> None:
    def draw(page: Any) -> None:
        scan(page)
        page.insert_text((72, 100), "Total 999999.99", render_mode=3)

    page = read(pdf(draw), NoOcr("auto"))
    assert page.words == ()
    assert page.notes == ("hidden_text_dropped", "ocr_unavailable")


def test_ocr_that_is_switched_off_says_so() -> None:
    assert read(pdf(scan), Ocr("off")).notes == ("ocr_off",)


def test_a_blank_page_is_not_read() -> None:
    ocr = FakeOcr()
    page = read(pdf(blank), ocr)
    assert page.words == ()
    assert page.notes == ("blank",)
    assert ocr.shown == []


def test_a_large_picture_beside_text_is_read_too() -> None:
    def draw(page: Any) -> None:
        for y in range(40, 380, 30):
            page.insert_text((72, y), "Harlow Joinery Ltd")
        picture = encoded(picture_of_text(("Receipt of the corner shop, 12.00 EUR",) * 5), "PNG")
        page.insert_image((50, 400, 545, 800), stream=picture, keep_proportion=False)

    # In shares of the picture, which is all that is shown.
    ocr = FakeOcr([Word("Receipt", (0.0, 0.5, 0.2, 0.6), "ocr", 0.9)])
    page = read(pdf(draw), ocr)
    assert texts(page.words)[-2:] == ["Ltd", "Receipt"]
    assert page.notes == ("pictures_read",)
    assert page.words[-1].bbox == pytest.approx((0.08, 0.71, 0.25, 0.76), abs=0.02)
    assert ocr.shown[0].shape[0] < ocr.shown[0].shape[1]


def test_a_page_number_on_outlined_text_does_not_keep_it_from_being_read() -> None:
    def draw(page: Any) -> None:
        page.insert_text((290, 820), "1")
        for y in range(60, 780, 12):
            page.draw_rect((60, y, 535, y + 6), fill=(0, 0, 0))

    page = read(pdf(draw))
    assert page.notes == ("pictures_read",)
    assert texts(page.words) == ["1", "found"]


def test_a_garbled_text_layer_is_replaced() -> None:
    page = FakePage(texts=["\ufffd\ufffd\ufffd"])
    read_page = PageReader(Limits(), SPEC, FakeOcr()).read(page, 1)
    assert read_page.notes == ("garbled_text_dropped", "ocr_fake")


def test_letters_painted_twice_hide_nothing() -> None:
    def draw(page: Any) -> None:
        lines(page)
        lines(page)

    page = read(pdf(draw))
    assert texts(page.words) == WORDS
    assert page.notes == ()


def test_a_word_painted_over_another_is_said() -> None:
    def draw(page: Any) -> None:
        page.insert_text((72, 100), "999.00", fontsize=14)
        page.draw_rect((60, 80, 200, 110), fill=(1, 1, 1), color=(1, 1, 1))
        page.insert_text((72, 100), "100.00", fontsize=14)

    page = read(pdf(draw))
    assert texts(page.words) == ["100.00"]
    assert page.notes == ("hidden_text_dropped",)


def test_a_repaired_file_says_so() -> None:
    data = pdf(lines)
    assert read(data[: data.rindex(b"xref\n")]).notes == ("repaired",)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_text_that_runs_sideways_turns_the_page(rotate: int) -> None:
    def draw(page: Any) -> None:
        page.insert_text((200, 400), "Sideways text on a page", rotate=rotate, fontsize=14)

    page = read(pdf(draw))
    # PyMuPDF writes counter-clockwise; turning clockwise by as much makes it straight.
    assert page.notes == ((f"turned_{rotate}",) if rotate else ())
    assert (page.width_pt > page.height_pt) == (rotate in (90, 270))
    boxes = [word.bbox for word in page.words]
    assert [box[0] for box in boxes] == sorted(box[0] for box in boxes)
    assert max(box[1] for box in boxes) - min(box[1] for box in boxes) < 0.001
    assert page.pixels is not None
    assert (page.pixels.shape[1] > page.pixels.shape[0]) == (rotate in (90, 270))
    assert page.pixels.shape[0] % 32 == page.pixels.shape[1] % 32 == 0
    assert ink_in(page.pixels, boxes[0]) > 0.05


def test_a_sideways_margin_note_does_not_turn_the_page() -> None:
    def draw(page: Any) -> None:
        lines(page)
        page.insert_text((30, 400), "Form 7", rotate=90)

    assert read(pdf(draw)).notes == ()


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_scan_is_turned_as_ocr_says(turn: Angle) -> None:
    page = read(pdf(scan), FakeOcr(turn=turn))
    assert page.notes == (("ocr_fake", f"turned_{turn}") if turn else ("ocr_fake",))
    assert (page.width_pt > page.height_pt) == (turn in (90, 270))
    assert page.words == (FOUND,)
    assert page.pixels is not None
    assert (page.pixels.shape[1] > page.pixels.shape[0]) == (turn in (90, 270))


def test_an_image_file_is_read_at_its_own_size() -> None:
    ocr = FakeOcr()
    data = encoded(picture_of_text(size=(640, 480)), "PNG")
    document = images.open_document(data, "png", Limits())
    PageReader(Limits(), SPEC, ocr).read(document.page(0), 1)
    assert ocr.shown[0].shape == (480, 640, 3)


def test_a_raster_is_never_larger_than_the_limit() -> None:
    spec = RasterSpec(multiple=1, max_pixels=10**8, dpi=600)
    document = mupdf.open_document(pdf(lines), None, Limits())
    reader = PageReader(Limits(max_raster_pixels=100_000), spec, FakeOcr())
    pixels = reader.read(document.page(0), 1).pixels
    assert pixels is not None
    assert pixels.shape[0] * pixels.shape[1] <= 101_000


def ink_in(pixels: Pixels, box: Box) -> float:
    height, width = pixels.shape[:2]
    left, top, right, bottom = box
    rows = slice(int(top * height), int(bottom * height) + 1)
    inside = pixels[rows, int(left * width) : int(right * width) + 1]
    return float((inside < 128).mean())

"""Codes are found in pictures of pages, upright or not, and nowhere else."""

from __future__ import annotations

import random

import numpy as np
import pytest
from PIL import Image

from tests.workers.coded import (
    SWISS,
    Bill,
    coded_pdf,
    draw_invoice,
    epc_code,
    picture,
    png,
    swiss_code,
)
from tests.workers.documents import encoded, lines, pdf
from training.documents.degrade import degrade
from workers.backends.base import Pixels
from workers.page import Page
from workers.steps.codes import MAX_CODES, find_codes, may_hold_codes
from workers.steps.pages import BackendName, open_pages
from workers.steps.raster import RasterSpec

NANO = RasterSpec(min_pixels=32_768, max_pixels=65_536)
PLAIN = {
    "QRCode": "https://example.org/track?id=77",
    "EAN13": "4006381333931",
    "Code128": "KJ1-248350",
    "DataMatrix": "LOT 4711",
    "PDF417": "HRVHUB30",
}
PLAIN_FORMATS = {
    "QRCode": "qr_code", "EAN13": "ean_13", "Code128": "code_128", "DataMatrix": "data_matrix",
    "PDF417": "pdf417",
}  # fmt: skip


def on_page(*pictures: Pixels, size: tuple[int, int] = (1654, 1200)) -> Pixels:
    """Pictures of codes one below the other on a white page."""
    page = Image.new("L", size, 255)
    top = 60
    for each in pictures:
        page.paste(Image.fromarray(each), (120, top))
        top += each.shape[0] + 60
    return np.asarray(page)


def pages_of(data: bytes, backend: BackendName = "mupdf") -> list[Page]:
    with open_pages(data, raster=NANO, ocr="off", backend=backend) as stream:
        return list(stream)


@pytest.mark.parametrize("kind", PLAIN)
def test_a_code_says_its_text_and_where_it_stands(kind: str) -> None:
    made = picture(PLAIN[kind], kind, scale=4)
    page = on_page(made)
    [code] = find_codes(page)
    assert (code.format, code.text) == (PLAIN_FORMATS[kind], PLAIN[kind])
    left, top, right, bottom = code.bbox
    assert 120 / 1654 <= left < right <= (120 + made.shape[1]) / 1654
    assert 60 / 1200 <= top <= bottom <= (60 + made.shape[0]) / 1200


def test_several_codes_come_from_top_to_bottom() -> None:
    page = on_page(picture("first code"), picture("4006381333931", "EAN13"), picture("last code"))
    assert [code.text for code in find_codes(page)] == ["first code", "4006381333931", "last code"]


@pytest.mark.parametrize("px", [2, 3, 5])
@pytest.mark.parametrize("degrees", [0, 7, 90, 180])
def test_a_payment_code_is_read_at_any_angle(degrees: float, px: int) -> None:
    image = Image.fromarray(on_page(picture(swiss_code(), scale=px), size=(900, 900)))
    turned = image.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)
    [code] = find_codes(np.asarray(turned))
    assert code.text == swiss_code()


@pytest.mark.parametrize("seed", range(4))
def test_a_payment_code_is_read_from_a_poor_scan(seed: int) -> None:
    page = on_page(picture(swiss_code(), scale=3), size=(900, 900))
    scanned = degrade(np.repeat(page[..., None], 3, axis=2), random.Random(seed), 1.0)
    [code] = find_codes(np.asarray(Image.fromarray(scanned).convert("L")))
    assert code.text == swiss_code()


def test_noise_and_print_hold_no_codes() -> None:
    noise = np.random.default_rng(42).integers(0, 256, (600, 800), dtype=np.uint8)
    assert find_codes(noise) == ()
    assert find_codes(np.zeros((4, 4), np.uint8)) == ()


def test_a_page_full_of_codes_gives_a_bounded_number() -> None:
    page = np.vstack([
        np.hstack([np.pad(picture(f"code {row} {column}", scale=2), 6, constant_values=255)
                   for column in range(7)])
        for row in range(7)
    ])  # fmt: skip
    assert len(find_codes(page)) == MAX_CODES


def test_rules_and_frames_are_not_looked_at_and_pictures_are() -> None:
    def table(page: object) -> None:
        for row in range(12):
            page.draw_line((60, 100 + 40 * row), (530, 100 + 40 * row))  # type: ignore[attr-defined]
        page.draw_rect((40, 40, 560, 800))  # type: ignore[attr-defined]

    [ruled] = pages_of(pdf(table))
    [coded] = pages_of(coded_pdf(SWISS, swiss_code()))
    assert ruled.pixels is not None
    assert coded.pixels is not None
    assert not may_hold_codes(ruled.pixels)
    assert may_hold_codes(coded.pixels)


@pytest.mark.parametrize("backend", ["mupdf", "pdfium"])
@pytest.mark.parametrize("size_mm", [46, 22])
def test_a_code_on_a_pdf_page_comes_with_the_page(size_mm: float, backend: BackendName) -> None:
    [page] = pages_of(coded_pdf(Bill(), epc_code(), size_mm=size_mm), backend)
    [code] = page.codes
    assert (code.format, code.text) == ("qr_code", epc_code())
    side = size_mm / 25.4 * 72
    box = (200 / 595, 560 / 842, (200 + side) / 595, (560 + side) / 842)
    assert code.bbox == pytest.approx(box, abs=0.03)


def test_a_code_drawn_as_squares_is_found_too() -> None:
    modules = picture(epc_code(), scale=1) == 0

    def draw(page: object) -> None:
        draw_invoice(page, Bill())
        shape = page.new_shape()  # type: ignore[attr-defined]
        for row, column in np.argwhere(modules):
            x, y = 300 + 1.5 * column, 560 + 1.5 * row
            shape.draw_rect((x, y, x + 1.5, y + 1.5))
        shape.finish(fill=(0, 0, 0), color=None)
        shape.commit()

    [page] = pages_of(pdf(draw))
    assert [code.text for code in page.codes] == [epc_code()]


def test_codes_turn_with_their_page() -> None:
    def draw(page: object) -> None:
        lines(page)
        page.insert_image((400, 600, 500, 700), stream=png(picture("turned")))  # type: ignore[attr-defined]
        page.set_rotation(90)  # type: ignore[attr-defined]

    [page] = pages_of(pdf(draw))
    # The text reads upwards as the file shows it, so the page is turned back.
    assert "turned_270" in page.notes or "turned_90" in page.notes
    [code] = page.codes
    assert code.bbox == pytest.approx((400 / 595, 600 / 842, 500 / 595, 700 / 842), abs=0.03)


def test_a_photo_is_looked_at_in_its_own_pixels() -> None:
    page = on_page(picture(swiss_code(), scale=3), size=(1240, 1754))
    photo = np.repeat(page[..., None], 3, axis=2)
    [read] = pages_of(encoded(photo, "JPEG", quality=70))
    assert [code.text for code in read.codes] == [swiss_code()]

"""Both PDF backends against the same documents: what one finds, the other must find."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
import pytest

from docflow.limits import Limits
from tests.workers.documents import LINES, blank, encoded, lines, pdf, texts
from workers.backends import mupdf
from workers.backends.base import BackendError, RawWord

pytest.importorskip("pypdfium2")
from workers.backends import pdfium

WORDS = " ".join(LINES).split()
AES_256 = mupdf.pymupdf.PDF_ENCRYPT_AES_256
BACKENDS = [pytest.param(mupdf, id="mupdf"), pytest.param(pdfium, id="pdfium")]

pytestmark = pytest.mark.parametrize("backend", BACKENDS)


def first_page(backend: ModuleType, data: bytes, limits: Limits | None = None) -> Any:
    # The document is kept by its page's caller only through this tuple.
    document = backend.open_document(data, None, limits or Limits())
    return document, document.page(0)


def word(words: list[RawWord], text: str) -> RawWord:
    return next(word for word in words if word.text == text)


def test_words_come_in_painting_order(backend: ModuleType) -> None:
    _, page = first_page(backend, pdf(lines))
    assert texts(page.words()) == WORDS


def test_a_page_says_its_size_in_points(backend: ModuleType) -> None:
    _, page = first_page(backend, pdf(lines, size=(300, 400)))
    assert (page.width_pt, page.height_pt, page.native_px) == (300, 400, None)


def test_a_word_says_where_it_stands(backend: ModuleType) -> None:
    _, page = first_page(backend, pdf(lines))
    left, top, right, bottom = word(page.words(), "Harlow").bbox
    assert left == pytest.approx(72 / 595, abs=0.003)
    assert right == pytest.approx((72 + 51) / 595, abs=0.01)
    # The baseline is at 100 pt.
    assert top < 90 / 842
    assert 100 / 842 < bottom < 106 / 842


def test_a_word_says_its_size(backend: ModuleType) -> None:
    _, page = first_page(backend, pdf(lines))
    assert word(page.words(), "Harlow").size_pt == pytest.approx(16, abs=0.1)


def test_a_word_says_its_colour(backend: ModuleType) -> None:
    _, page = first_page(
        backend, pdf(lambda page: page.insert_text((9, 50), "Red", color=(1, 0, 0)))
    )
    assert word(page.words(), "Red").rgb == (255, 0, 0)


def test_text_drawn_invisibly_is_not_painted(backend: ModuleType) -> None:
    _, page = first_page(
        backend, pdf(lambda page: page.insert_text((9, 50), "Ghost", render_mode=3))
    )
    assert not word(page.words(), "Ghost").painted


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_positions_follow_the_rotation_flag(backend: ModuleType, rotation: int) -> None:
    def draw(page: Any) -> None:
        lines(page)
        page.set_rotation(rotation)

    _, page = first_page(backend, pdf(draw))
    found = word(page.words(), "Harlow")
    x, y = (found.bbox[0] + found.bbox[2]) / 2, (found.bbox[1] + found.bbox[3]) / 2
    straight = (97 / 595, 95 / 842)
    expected = {
        0: straight,
        90: (1 - straight[1], straight[0]),
        180: (1 - straight[0], 1 - straight[1]),
        270: (straight[1], 1 - straight[0]),
    }
    assert (x, y) == pytest.approx(expected[rotation], abs=0.01)
    assert found.angle == rotation


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_reading_direction_is_told_clockwise(backend: ModuleType, rotate: int) -> None:
    # PyMuPDF turns counter-clockwise.
    _, page = first_page(
        backend, pdf(lambda page: page.insert_text((200, 300), "Sideways", rotate=rotate))
    )
    assert word(page.words(), "Sideways").angle == -rotate % 360


def test_positions_follow_the_crop_box(backend: ModuleType) -> None:
    def draw(page: Any) -> None:
        lines(page)
        page.set_cropbox(mupdf.pymupdf.Rect(60, 60, 360, 460))

    _, page = first_page(backend, pdf(draw))
    left, top, _, _ = word(page.words(), "Harlow").bbox
    assert (page.width_pt, page.height_pt) == (300, 400)
    assert left == pytest.approx(12 / 300, abs=0.005)
    assert top == pytest.approx(26 / 400, abs=0.02)


def test_pixels_have_the_size_that_was_asked_for(backend: ModuleType) -> None:
    _, page = first_page(backend, pdf(lines))
    pixels = page.render(320, 480)
    assert pixels.shape == (480, 320, 3)
    assert pixels.dtype == np.uint8


def test_pixels_are_black_on_white(backend: ModuleType) -> None:
    _, page = first_page(backend, pdf(lines))
    pixels = page.render(600, 850)
    assert pixels[0, 0].tolist() == [255, 255, 255]
    assert pixels.min() < 60


def test_pixels_are_red_green_blue_in_that_order(backend: ModuleType) -> None:
    _, page = first_page(
        backend, pdf(lambda page: page.draw_rect(page.rect, fill=(1, 0, 0), color=(1, 0, 0)))
    )
    assert page.render(32, 32)[16, 16].tolist() == [255, 0, 0]


def test_a_page_can_be_drawn_without_its_text(backend: ModuleType) -> None:
    def draw(page: Any) -> None:
        lines(page)
        page.draw_rect((300, 600, 400, 700), fill=(0, 0, 1))

    _, page = first_page(backend, pdf(draw))
    bare = page.render(595, 842, text=False)
    assert bare[:400].min() == 255
    assert bare[650, 350].tolist() == [0, 0, 255]
    # Leaving text out must not outlast the call.
    assert page.render(595, 842)[:400].min() < 60


def test_pictures_say_where_they_stand(backend: ModuleType) -> None:
    red = encoded(np.full((20, 20, 3), (255, 0, 0), dtype=np.uint8), "PNG")
    _, page = first_page(
        backend, pdf(lambda page: page.insert_image((100, 200, 300, 400), stream=red))
    )
    (box,) = page.image_boxes()
    assert box == pytest.approx((100 / 595, 200 / 842, 300 / 595, 400 / 842), abs=0.002)


def test_a_filled_form_field_is_a_word(backend: ModuleType) -> None:
    def draw(page: Any) -> None:
        widget = mupdf.pymupdf.Widget()
        widget.field_name, widget.field_value = "amount", "308.88"
        widget.field_type = mupdf.pymupdf.PDF_WIDGET_TYPE_TEXT
        widget.rect = mupdf.pymupdf.Rect(100, 100, 200, 120)
        page.add_widget(widget)

    _, page = first_page(backend, pdf(draw))
    assert "308.88" in texts(page.words())


def test_pages_are_counted(backend: ModuleType) -> None:
    document = backend.open_document(pdf(lines, blank, lines), None, Limits())
    assert document.num_pages == 3
    assert document.page(1).words() == []


def test_a_locked_document_asks_for_a_password(backend: ModuleType) -> None:
    locked = pdf(lines, encryption=AES_256, user_pw="secret", owner_pw="owner")
    with pytest.raises(BackendError) as caught:
        backend.open_document(locked, None, Limits())
    assert caught.value.code == "password_required"


def test_a_wrong_password_is_told_apart_from_none(backend: ModuleType) -> None:
    locked = pdf(lines, encryption=AES_256, user_pw="secret", owner_pw="owner")
    with pytest.raises(BackendError) as caught:
        backend.open_document(locked, "guess", Limits())
    assert caught.value.code == "wrong_password"


@pytest.mark.parametrize("password", ["secret", "owner"])
def test_a_password_opens_a_locked_document(backend: ModuleType, password: str) -> None:
    locked = pdf(lines, encryption=AES_256, user_pw="secret", owner_pw="owner")
    document = backend.open_document(locked, password, Limits())
    assert texts(document.page(0).words()) == WORDS


def test_a_document_with_an_owner_password_only_opens(backend: ModuleType) -> None:
    protected = pdf(lines, encryption=AES_256, owner_pw="owner")
    document = backend.open_document(protected, None, Limits())
    assert texts(document.page(0).words()) == WORDS


@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.7\n", b"%PDF-1.7\n" + bytes(range(256)) * 20, pdf(lines)[:200]],
    ids=["header only", "garbage", "cut off"],
)
def test_a_broken_document_is_refused(backend: ModuleType, data: bytes) -> None:
    with pytest.raises(BackendError) as caught:
        backend.open_document(data, None, Limits())
    assert caught.value.code in {"corrupt_file", "no_pages"}


def test_too_many_pages_are_refused_with_both_numbers(backend: ModuleType) -> None:
    with pytest.raises(BackendError, match=r"4 pages; the limit is 3") as caught:
        backend.open_document(pdf(*[blank] * 4), None, Limits(max_pages=3))
    assert caught.value.code == "too_many_pages"


def test_too_many_words_are_refused(backend: ModuleType) -> None:
    _, page = first_page(backend, pdf(lines), Limits(max_page_words=5))
    with pytest.raises(BackendError) as caught:
        page.words()
    assert caught.value.code == "page_limit"


def test_a_page_of_endless_length_is_refused(backend: ModuleType) -> None:
    document = backend.open_document(pdf(lines), None, Limits(max_page_side_pt=800))
    with pytest.raises(BackendError, match="842 pt long; the limit is 800"):
        document.page(0)

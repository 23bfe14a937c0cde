"""What a reader of the page cannot see never counts as a word, whatever hides it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from docflow.limits import Limits
from tests.workers.documents import A4, Draw, encoded, lines, pdf, texts
from workers.backends import mupdf
from workers.backends.base import RawWord
from workers.steps.visible import top_words, visible_words

pytest.importorskip("pypdfium2")
from workers.backends import pdfium

BACKENDS = [pytest.param(mupdf, id="mupdf"), pytest.param(pdfium, id="pdfium")]


def seen(backend: Any, draw: Draw, *, compare: bool = True) -> list[str]:
    document = backend.open_document(pdf(draw), None, Limits())
    page = document.page(0)
    shown = page.render(600, 850)
    bare = page.render(600, 850, text=False) if compare else None
    return texts(top_words(visible_words(page.words(), shown, bare, A4[1])))


def hidden(page: Any, **how: Any) -> None:
    page.insert_text((72, 400), "Secret", **{"fontsize": 14, **how})


def covered_by_picture(page: Any) -> None:
    rng = np.random.default_rng(42)
    noise = rng.integers(0, 255, (50, 100, 3), dtype=np.uint8)
    hidden(page)
    page.insert_image((50, 350, 250, 450), stream=encoded(noise, "PNG"))


def covered_by_shape(page: Any) -> None:
    hidden(page)
    page.draw_rect((50, 350, 250, 450), fill=(1, 1, 0.8))


def on_dark(page: Any) -> None:
    page.draw_rect((50, 350, 250, 450), fill=(0.1, 0.1, 0.3))
    hidden(page, color=(0.1, 0.1, 0.3))


def white_over_visible_text(page: Any) -> None:
    page.insert_text((74, 403), "Shown", fontsize=11)
    hidden(page, color=(1, 1, 1))


HIDING: dict[str, Draw] = {
    "drawn invisibly": lambda page: hidden(page, render_mode=3),
    "white on white": lambda page: hidden(page, color=(1, 1, 1)),
    "nearly white": lambda page: hidden(page, color=(0.97, 0.98, 0.97)),
    "no opacity": lambda page: hidden(page, fill_opacity=0, stroke_opacity=0),
    "one point high": lambda page: hidden(page, fontsize=1),
    "outside the page": lambda page: page.insert_text((-200, -50), "Secret"),
    "under a picture": covered_by_picture,
    "under a shape": covered_by_shape,
    "dark on dark": on_dark,
    "white over visible text": white_over_visible_text,
}


@pytest.mark.parametrize("how", HIDING)
@pytest.mark.parametrize("backend", BACKENDS)
def test_hidden_text_is_dropped_and_the_rest_stays(backend: Any, how: str) -> None:
    def draw(page: Any) -> None:
        lines(page)
        HIDING[how](page)

    found = seen(backend, draw)
    assert "Secret" not in found
    assert found[:2] == ["Harlow", "Joinery"]


SHOWING: dict[str, Draw] = {
    "white on black": lambda page: (
        page.draw_rect((50, 350, 250, 450), fill=(0, 0, 0)),
        hidden(page, color=(1, 1, 1)),
    ),
    "light grey": lambda page: hidden(page, color=(0.85, 0.85, 0.85)),
    "on a picture": lambda page: (
        page.insert_image(
            (50, 350, 250, 450),
            stream=encoded(np.full((9, 9, 3), 220, dtype=np.uint8), "PNG"),
        ),
        hidden(page),
    ),
    "outlined only": lambda page: hidden(page, render_mode=1),
    "four points high": lambda page: hidden(page, fontsize=4),
}


@pytest.mark.parametrize("how", SHOWING)
@pytest.mark.parametrize("backend", BACKENDS)
def test_text_that_can_be_seen_stays(backend: Any, how: str) -> None:
    assert seen(backend, SHOWING[how]) == ["Secret"]


def test_without_a_second_picture_contrast_decides() -> None:
    def draw(page: Any) -> None:
        lines(page)
        hidden(page, color=(1, 1, 1))

    found = seen(mupdf, draw, compare=False)
    assert "Secret" not in found
    assert "Harlow" in found


def test_a_word_painted_twice_counts_once() -> None:
    def draw(page: Any) -> None:
        page.insert_text((72, 100), "Bold", fontsize=14)
        page.insert_text((72.3, 100), "Bold", fontsize=14)

    assert seen(mupdf, draw) == ["Bold"]


def test_of_two_words_in_one_place_the_upper_is_seen() -> None:
    def draw(page: Any) -> None:
        page.insert_text((72, 100), "999.00", fontsize=14)
        page.draw_rect((60, 80, 200, 110), fill=(1, 1, 1), color=(1, 1, 1))
        page.insert_text((72, 100), "100.00", fontsize=14)

    assert seen(mupdf, draw) == ["100.00"]


def test_a_line_to_write_on_does_not_hide_what_is_written() -> None:
    def draw(page: Any) -> None:
        page.insert_text((72, 100), "Harlow", fontsize=14)
        page.insert_text((72, 100), "______", fontsize=14)

    assert seen(mupdf, draw) == ["Harlow", "______"]


def test_small_type_on_a_small_page_is_read() -> None:
    word = RawWord("tiny", (0.1, 0.1, 0.5, 0.2), size_pt=1.2, rgb=(0, 0, 0))
    shown = np.full((100, 100, 3), 255, dtype=np.uint8)
    bare = shown.copy()
    shown[10:20, 10:50] = 0
    assert visible_words([word], shown, bare, long_side_pt=100) == [word]
    assert visible_words([word], shown, bare, long_side_pt=842) == []


def test_no_words_need_no_pictures() -> None:
    empty = np.zeros((1, 1, 3), dtype=np.uint8)
    assert visible_words([], empty, None, 842) == []

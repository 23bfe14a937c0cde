"""Documents are drawn of every kind, with their further pages, and read as text or by OCR."""

from __future__ import annotations

import random

import pytest

from training.documents.canvas import Canvas, SyntheticDocument
from training.sorting.documents import SHARES, draw, kind_of, makers, read
from workers.sorting.rows import plain
from workers.sorting.sort import KINDS


def test_every_kind_has_a_share_and_a_generator() -> None:
    assert set(SHARES) == set(KINDS) == set(makers())
    assert sum(SHARES.values()) == pytest.approx(1)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_drawn_the_same_for_the_same_seed(kind: str) -> None:
    first, second = (draw(random.Random(f"{kind} 7"), kind) for _ in range(2))
    assert first.schema == kind
    assert [c.words for c in first.canvases] == [c.words for c in second.canvases]


def test_words_of_values_are_no_label_words() -> None:
    drawn = draw(random.Random(3), "invoice")
    words = [word for canvas in drawn.canvases for word in canvas.words]
    values = {plain(word.text) for word in words if word.marks}
    printed = {plain(word.text) for word in words if not word.marks}
    assert values - printed
    assert drawn.label_words == printed


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        pytest.param("Application Form", "form", id="form"),
        pytest.param("Delivery Note", None, id="claimed-by-two-kinds"),
    ],
)
def test_a_form_under_another_kinds_name_is_left_out(title: str, expected: str | None) -> None:
    canvas = Canvas(595, 842)
    canvas.text(40, 60, title, size=18)
    canvas.text(40, 120, "Name: Jane Doe")
    assert kind_of(SyntheticDocument("form", "en", [canvas], {})) == expected


def test_a_scan_is_read_with_mistakes_and_pages_are_numbered() -> None:
    drawn = draw(random.Random(5), "invoice")
    exact = read(random.Random(1), drawn, scanned=False)
    scan = read(random.Random(1), drawn, scanned=True, first_number=4)
    assert [page.number for page in scan] == list(range(4, 4 + len(exact)))
    assert {word.source for word in scan[0].words} == {"ocr"}
    assert [w.text for w in scan[0].words] != [w.text for w in exact[0].words]

"""Documents for calibration: never those of training, harder, and with a truth that stays exact."""

from __future__ import annotations

import random

import numpy as np
import pytest

from training.documents.canvas import Mark, PlacedWord
from training.hardships import forget, relabel, scatter, shrink
from training.held_out import HeldOut, held_out

TOTAL = PlacedWord("9.00", (60, 10, 80, 20), (Mark("totals.total", 0, 4),))
LABEL = PlacedWord("Total:", (10, 10, 40, 20))
OTHER = PlacedWord("Thanks", (10, 40, 40, 50))
ITEM = PlacedWord("Bread", (10, 60, 40, 70), (Mark("line_items[0].description", 0, 5),))


@pytest.fixture(scope="module")
def documents() -> list[HeldOut]:
    return [held_out(3, index) for index in range(12)]


def test_the_same_number_gives_the_same_document(documents: list[HeldOut]) -> None:
    again = held_out(3, 4)
    assert again.values == documents[4].values
    assert again.pages[0].words == documents[4].pages[0].words
    assert held_out(4, 4).pages[0].words != again.pages[0].words


def test_some_documents_are_plain_and_some_are_harder(documents: list[HeldOut]) -> None:
    assert {document.is_plain for document in documents} == {True, False}


def test_some_are_read_off_their_pixels(documents: list[HeldOut]) -> None:
    words = [word for d in documents for page in d.pages for word in page.words]
    assert {word.source for word in words} == {"text", "ocr"}


def test_a_forgotten_value_is_neither_printed_nor_in_the_truth() -> None:
    values = {"totals.total": "9.00", "line_items[0].description": "Bread"}
    [words] = forget([[LABEL, TOTAL, OTHER, ITEM]], values, random.Random(0), 1.0)
    assert values == {"line_items[0].description": "Bread"}
    assert TOTAL not in words
    assert {OTHER.text, ITEM.text} <= {word.text for word in words}


def test_a_value_glued_to_its_label_is_not_forgotten() -> None:
    glued = PlacedWord("Total:9.00", (10, 10, 80, 20), (Mark("totals.total", 6, 10),))
    values = {"totals.total": "9.00"}
    assert forget([[glued]], values, random.Random(0), 1.0) == [[glued]]
    assert values == {"totals.total": "9.00"}


def test_labels_become_words_nobody_knows_and_values_stay() -> None:
    label, total = relabel([LABEL, TOTAL], random.Random(0), 1.0)
    assert total == TOTAL
    assert label.text != LABEL.text
    assert label.text.endswith(":")
    assert label.text[0].isupper()


def test_stray_values_stand_where_there_is_room() -> None:
    words = scatter([LABEL, TOTAL], (200.0, 300.0), random.Random(1), 5)
    strays = words[2:]
    assert strays
    assert all(not word.marks for word in strays)
    for stray in strays:
        assert all(
            stray.box[0] >= w.box[2]
            or w.box[0] >= stray.box[2]
            or stray.box[1] >= w.box[3]
            or w.box[1] >= stray.box[3]
            for w in (LABEL, TOTAL)
        )


def test_a_shrunk_page_stays_on_its_sheet() -> None:
    image = np.zeros((64, 32, 3), dtype=np.uint8)
    words, whole = shrink([LABEL, TOTAL], image, (100.0, 200.0), random.Random(2))
    assert whole.shape == image.shape
    assert all(0 <= w.box[0] < w.box[2] <= 100 and 0 <= w.box[1] < w.box[3] <= 200 for w in words)

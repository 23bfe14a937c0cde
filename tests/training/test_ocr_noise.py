"""Imitated recognition: marks keep up with the characters they stand for."""

from __future__ import annotations

import random

from training.documents.canvas import Mark, PlacedWord
from training.documents.invoices import generate
from training.documents.ocr_noise import noisy
from training.documents.places import keep_alike, marked_text


def word(text: str, x: float, *paths: str, y: float = 10.0) -> PlacedWord:
    marks = tuple(Mark(path, 0, len(text)) for path in paths)
    return PlacedWord(text, (x, y, x + 6.0 * len(text), y + 10), marks)


def test_level_zero_changes_nothing() -> None:
    words = generate(random.Random(3)).pages[0].words
    assert noisy(words, random.Random(0), 0.0) == words


def test_values_are_never_lost_and_marks_stay_within_words() -> None:
    for seed in range(60):
        words = generate(random.Random(seed)).pages[0].words
        read = noisy(words, random.Random(seed), 1.0)
        paths = {mark.path for w in words for mark in w.marks}
        assert paths == {mark.path for w in read for mark in w.marks}
        for w in read:
            assert all(0 <= mark.start < mark.end <= len(w.text) for mark in w.marks)


def test_most_words_of_a_fair_scan_are_read_right() -> None:
    words = generate(random.Random(5)).pages[0].words
    texts = {w.text for w in words}
    read = noisy(words, random.Random(1), 0.5)
    assert sum(w.text in texts for w in read) > 0.8 * len(read)


def test_a_name_read_otherwise_the_second_time_keeps_its_first_marks_only() -> None:
    first = [word("Acme", 0, "supplier.name"), word("GmbH", 40, "supplier.name")]
    other = [word("x", 0, y=30), word("y", 20, y=30), word("z", 40, y=30)]
    second = [word("Acrne", 0, "supplier.name", y=60), word("GmbH", 40, "supplier.name", y=60)]
    words = first + other + second
    keep_alike(words)
    assert [marked_text(w, "supplier.name") for w in words] == ["Acme", "GmbH", "", "", "", "", ""]


def test_printings_side_by_side_keep_the_first_one_only() -> None:
    words = [word("Acme", 0, "customer.name"), word("-", 40), word("-", 50), word("-", 60)]
    words.append(word("Acme", 200, "customer.name"))
    keep_alike(words)
    assert [bool(w.marks) for w in words] == [True, False, False, False, False]

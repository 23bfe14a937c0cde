"""What recognition does to rows: marks keep up, rules vanish, scraps are no values."""

from __future__ import annotations

import random

from training.documents import receipts
from training.documents.canvas import Mark, PlacedWord
from training.documents.ocr_noise import noisy
from training.documents.ocr_rows import rough_rows


def word(text: str, x: float, *paths: str, y: float = 10.0) -> PlacedWord:
    marks = tuple(Mark(path, 0, len(text)) for path in paths)
    return PlacedWord(text, (x, y, x + 6.0 * len(text), y + 10), marks)


def paths_of(words: list[PlacedWord]) -> set[str]:
    return {mark.path for item in words for mark in item.marks}


def test_the_same_seed_reads_a_receipt_the_same_way() -> None:
    words = receipts.generate(random.Random(4)).pages[0].words
    first, second = (noisy(words, random.Random(9), 1.0, rough=True) for _ in range(2))
    assert first == second


def test_marks_stay_within_the_words_that_are_left() -> None:
    for seed in range(60):
        words = receipts.generate(random.Random(seed)).pages[0].words
        for item in rough_rows(words, random.Random(seed), 1.0):
            assert all(0 <= mark.start < mark.end <= len(item.text) for mark in item.marks)
            assert item.box[0] < item.box[2]
            assert item.box[1] < item.box[3]


def test_no_value_appears_and_the_goods_are_never_lost() -> None:
    for seed in range(60):
        words = receipts.generate(random.Random(seed)).pages[0].words
        read = paths_of(rough_rows(words, random.Random(seed), 1.0))
        assert read <= paths_of(words)
        assert {p for p in paths_of(words) if "[" in p} <= read


def test_a_row_with_the_date_or_the_total_is_lost_at_times() -> None:
    lost = {"issue_date": 0, "totals.total": 0}
    for seed in range(400):
        words = [
            word("Shop", 0, "supplier.name"),
            word("01/02/2020", 0, "issue_date", y=30),
            word("9.00", 80, "totals.total", y=50),
        ]
        left = paths_of(rough_rows(words, random.Random(seed), 1.0))
        for path in lost:
            lost[path] += path not in left
    assert all(2 <= count <= 60 for count in lost.values())


def test_most_rules_are_not_read_as_text() -> None:
    words = [word("Shop", 0), word("-" * 30, 0, y=30), word("*" * 30, 0, y=50)]
    reads = [rough_rows(words, random.Random(seed), 0.6) for seed in range(100)]
    kept = sum(item.text in ("-" * 30, "*" * 30) for read in reads for item in read)
    assert kept < 60


def test_names_over_two_rows_are_lost_whole_or_not_at_all() -> None:
    rows = [word("Golden", 0, "supplier.name"), word("Spoon", 0, "supplier.name", y=30)]
    for seed in range(300):
        read = rough_rows(rows, random.Random(seed), 1.0)
        assert "".join(item.text for item in read if item.marks) == "GoldenSpoon"

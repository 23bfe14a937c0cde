"""The regression of pages learns what documents say of themselves, and no names."""

from __future__ import annotations

import numpy as np

from tests.workers.sorting.pages import page
from training.sorting.page_model import KINDS, PageExample, fit_pages, vocabulary
from workers.sorting.features import features_of


def _examples(count: int) -> list[PageExample]:
    """Invoices and delivery notes by turns; each names a firm that is a value."""
    texts = {"invoice": "Total amount due 12.00", "delivery_note": "Quantity delivered 3"}
    found = []
    for index in range(count):
        kind = list(texts)[index % 2]
        lines = (f"Acme{'abcdefgh'[index % 8]} Trading Ltd", texts[kind])
        labels = frozenset(texts[kind].casefold().split())
        found.append(PageExample(kind, 0, 1, features_of(page(*lines)), labels))
    return found


def test_only_words_of_labels_are_kept() -> None:
    names = vocabulary(_examples(80))
    assert "w:delivered" in names
    assert "w:trading" not in names


def test_pages_are_told_apart_and_the_same_seed_gives_the_same_weights() -> None:
    examples = _examples(80)
    first, second = fit_pages(examples, 3), fit_pages(examples, 3)
    assert np.array_equal(first.table, second.table)
    column = [KINDS.index("invoice"), KINDS.index("delivery_note")]
    weights = first.table[first.names["w:delivered"], column]
    assert weights[1] > weights[0]

"""Generated invoices: what is marked is what the truth says, and what is laid out is readable."""

from __future__ import annotations

import random
import re
from decimal import Decimal

import pytest
from training.documents.canvas import Canvas, SyntheticDocument
from training.documents.invoices import facts, generate, generate_broadcast_form
from training.documents.places import marked_text, places

SEEDS = range(200)


@pytest.fixture(scope="module")
def documents() -> list[SyntheticDocument]:
    return [generate(random.Random(seed)) for seed in SEEDS]


def printings(document: SyntheticDocument, path: str) -> list[str]:
    """Each printing of a value, its words joined by spaces."""
    found = []
    for page in document.pages:
        for place in places(page.words, path):
            found.append(" ".join(marked_text(page.words[i], path) for i in place))
    return found


def letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()


def digits(text: str) -> str:
    return re.sub(r"\D", "", text).strip("0")


def overlaps(page: Canvas) -> int:
    """Pairs of words that cover each other."""
    boxes = sorted((word.box for word in page.words), key=lambda box: box[1])
    count = 0
    for i, a in enumerate(boxes):
        for b in boxes[i + 1 :]:
            if b[1] > a[3]:
                break
            height = min(a[3], b[3]) - max(a[1], b[1])
            low = 0.3 * min(a[3] - a[1], b[3] - b[1])
            count += min(a[2], b[2]) - max(a[0], b[0]) > 1 and height > low
    return count


def test_same_seed_gives_the_same_document() -> None:
    assert generate(random.Random(7)) == generate(random.Random(7))


def test_every_value_is_marked_on_a_page(documents: list[SyntheticDocument]) -> None:
    unmarked = [
        (seed, path)
        for seed, document in enumerate(documents)
        for path in document.values
        if path != "currency" and not printings(document, path)
    ]
    assert unmarked == []


def test_marked_texts_and_numbers_spell_the_value(documents: list[SyntheticDocument]) -> None:
    leaves = ("name", "text", "description", "number", "order", "account_id", "tax_id", "iban")
    for document in documents:
        for path, value in document.values.items():
            if path.rsplit(".", 1)[-1].endswith(leaves):
                assert {letters(t) for t in printings(document, path)} == {letters(value)}, path


def test_marked_amounts_have_the_digits_of_the_value(documents: list[SyntheticDocument]) -> None:
    leaves = ("quantity", "unit_price", "amount_net")
    for document in documents:
        for path, value in document.values.items():
            if path.startswith("totals.") or path.endswith(leaves):
                assert {digits(t) for t in printings(document, path)} == {digits(value)}, path


def test_marked_dates_contain_the_day_and_the_year(documents: list[SyntheticDocument]) -> None:
    for document in documents:
        for path, value in document.values.items():
            if path.endswith("_date"):
                for text in printings(document, path):
                    numbers = {int(n) for n in re.findall(r"\d+", text)}
                    assert {int(value[8:]), int(value[:4])} & numbers, (path, text, value)
                    assert int(value[8:]) in numbers


def test_words_stand_inside_their_page(documents: list[SyntheticDocument]) -> None:
    for document in documents:
        for page in document.pages:
            for word in page.words:
                left, top, right, bottom = word.box
                assert left >= 0
                assert top >= 0
                assert right <= page.width + 1
                assert bottom <= page.height + 1


def test_words_of_nearly_all_documents_do_not_overlap(documents: list[SyntheticDocument]) -> None:
    clean = sum(not any(overlaps(page) for page in document.pages) for document in documents)
    assert clean > 0.95 * len(documents)


def test_marks_stay_within_their_word(documents: list[SyntheticDocument]) -> None:
    for document in documents:
        for page in document.pages:
            for word in page.words:
                assert all(0 <= mark.start < mark.end <= len(word.text) for mark in word.marks)


def test_sums_are_exact() -> None:
    for seed in SEEDS:
        found = facts.sample(random.Random(seed))
        t = found.totals
        assert t.lines == sum((line.amount for line in found.lines), Decimal(0))
        assert t.net + t.tax == t.total
        assert t.tax == sum((tax for _, _, tax in t.taxes), Decimal(0))
        assert t.due == t.total - t.paid + t.previous


def test_due_dates_and_taxes_are_often_absent(documents: list[SyntheticDocument]) -> None:
    for path in ("due_date", "totals.tax", "totals.subtotal"):
        share = sum(path in document.values for document in documents) / len(documents)
        assert 0.3 < share < 0.85, path


def test_a_broadcast_form_asks_only_for_fields_of_its_schema() -> None:
    for seed in range(40):
        document = generate_broadcast_form(random.Random(seed))
        assert document.kind == "form"
        assert document.schema is not None
        assert set(document.values) <= set(document.schema)
        assert all(printings(document, path) for path in document.values)

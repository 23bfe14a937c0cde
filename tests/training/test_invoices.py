"""Generated invoices: what is marked is what the truth says, and what is laid out is readable."""

from __future__ import annotations

import random
import re
from decimal import Decimal

import pytest

from training.documents.canvas import Canvas, SyntheticDocument
from training.documents.invoices import facts, generate, generate_broadcast_form
from training.documents.places import all_places, marked_text

SEEDS = range(200)


@pytest.fixture(scope="module")
def documents() -> list[SyntheticDocument]:
    return [generate(random.Random(seed)) for seed in SEEDS]


def all_printings(document: SyntheticDocument) -> dict[str, list[str]]:
    """For each path the text of each printing, its words joined by spaces."""
    found: dict[str, list[str]] = {}
    for page in document.pages:
        for path, printings in all_places(page.words).items():
            texts = [" ".join(marked_text(page.words[i], path) for i in p) for p in printings]
            found.setdefault(path, []).extend(texts)
    return found


@pytest.fixture(scope="module")
def printed(documents: list[SyntheticDocument]) -> list[tuple[str, str, list[str]]]:
    """Path, value and printings of all values of all documents (the currency has no marks)."""
    return [
        (path, value, texts.get(path, []))
        for document in documents
        for texts in [all_printings(document)]
        for path, value in document.values.items()
        if path != "currency"
    ]


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


def test_every_value_is_marked_on_a_page(printed: list[tuple[str, str, list[str]]]) -> None:
    assert [(path, value) for path, value, texts in printed if not texts] == []


def test_marked_texts_and_numbers_spell_the_value(
    printed: list[tuple[str, str, list[str]]],
) -> None:
    leaves = ("name", "text", "description", "number", "order", "account_id", "tax_id", "iban")
    for path, value, texts in printed:
        if path.rsplit(".", 1)[-1].endswith(leaves):
            assert {letters(t) for t in texts} == {letters(value)}, path


def test_marked_amounts_have_the_digits_of_the_value(
    printed: list[tuple[str, str, list[str]]],
) -> None:
    for path, value, texts in printed:
        if path.startswith("totals.") or path.endswith(("quantity", "unit_price", "amount_net")):
            assert {digits(t) for t in texts} == {digits(value)}, path


def test_marked_dates_contain_the_day_and_the_year(
    printed: list[tuple[str, str, list[str]]],
) -> None:
    for path, value, texts in printed:
        for text in texts if path.endswith("_date") else ():
            numbers = {int(n) for n in re.findall(r"\d+", text)}
            assert int(value[8:]) in numbers
            assert {int(value[:4]), int(value[2:4])} & numbers


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
        assert set(document.values) <= {*all_printings(document), "currency"}

"""Names of parties: whatever stands around them, only they are marked, in one row or in two."""

from __future__ import annotations

import random

import pytest

from training.documents import receipts
from training.documents.canvas import Canvas, SyntheticDocument
from training.documents.invoices import compose, facts, records
from training.documents.invoices.sheet import Sheet
from training.documents.places import marked_text, places

SEEDS = range(80)


def rows_of(page: Canvas, path: str) -> list[list[str]]:
    """Marked texts of the first printing of `path`, row by row."""
    found = places(page.words, path)
    rows: dict[float, list[str]] = {}
    for index in found[0] if found else ():
        word = page.words[index]
        rows.setdefault(round(word.box[3], 1), []).append(marked_text(word, path))
    return list(rows.values())


def row_texts(page: Canvas) -> list[str]:
    """The text drawn in each run."""
    return [run.text for run in page.runs]


@pytest.fixture(scope="module")
def sheets() -> list[Sheet]:
    return [records.draw(rng, facts.sample(rng)) for seed in SEEDS for rng in [random.Random(seed)]]


@pytest.fixture(scope="module")
def shown(sheets: list[Sheet]) -> list[SyntheticDocument]:
    return [compose.document(sheet) for sheet in sheets]


@pytest.fixture(scope="module")
def shops() -> list[SyntheticDocument]:
    return [receipts.generate(random.Random(seed)) for seed in range(300)]


def test_both_parties_of_a_record_are_named(
    sheets: list[Sheet], shown: list[SyntheticDocument]
) -> None:
    for sheet, document in zip(sheets, shown, strict=True):
        assert document.values["supplier.name"] == sheet.facts.supplier.name
        assert document.values["customer.name"] == sheet.facts.customer.name


def test_a_third_party_and_contact_persons_are_shown_but_not_marked(sheets: list[Sheet]) -> None:
    third = people = 0
    for sheet in sheets:
        for run_text in row_texts(sheet.pages[0]):
            third += run_text == sheet.facts.ship_to.name
            people += run_text == sheet.facts.supplier.person
        marked = {
            run.text
            for page in sheet.pages
            for run in page.runs
            for word in page.words
            if any(m.path.endswith(".name") for m in word.marks) and word.text == run.text
        }
        assert sheet.facts.ship_to.name not in marked
    assert third > 5
    assert people > 5


def test_parties_of_records_stand_side_by_side_at_times(shown: list[SyntheticDocument]) -> None:
    beside = 0
    for document in shown:
        words = document.pages[0].words
        tops = [
            words[found[0][0]].box[1]
            for path in ("supplier.name", "customer.name")
            if (found := places(words, path))
        ]
        beside += len(tops) == 2 and abs(tops[0] - tops[1]) < 40
    assert 5 < beside < 60


def test_long_names_go_on_in_a_second_row_at_times(
    shown: list[SyntheticDocument], shops: list[SyntheticDocument]
) -> None:
    for documents in (shown, shops):
        counts = [len(rows_of(document.pages[0], "supplier.name")) for document in documents]
        assert 0.02 < sum(count == 2 for count in counts) / len(counts) < 0.4


def test_a_shops_name_is_often_not_the_first_row(shops: list[SyntheticDocument]) -> None:
    later = 0
    for document in shops:
        page = document.pages[0]
        found = places(page.words, "supplier.name")
        top = min(word.box[1] for word in page.words)
        later += bool(found) and page.words[found[0][0]].box[1] > top + 4
    assert 0.15 < later / len(shops) < 0.6


def test_a_name_in_two_rows_reads_as_one_value(shops: list[SyntheticDocument]) -> None:
    for document in shops:
        rows = rows_of(document.pages[0], "supplier.name")
        if len(rows) == 2:
            assert " ".join(" ".join(row) for row in rows) == document.values["supplier.name"]

"""Documents that run on over pages, and what one window of them holds."""

from __future__ import annotations

import random
import re

import pytest

from training.documents import invoices, long_pages
from training.documents.canvas import SyntheticDocument
from training.documents.invoices import compose, facts, labels
from training.documents.invoices.sheet import Sheet
from training.documents.places import all_places, marked_text

LANGUAGES = ["de", "en", "es", "fr", "it", "nl", "pl", "pt"]


@pytest.fixture(scope="module")
def windows() -> list[SyntheticDocument]:
    return [compose.generate_window(random.Random(seed)) for seed in range(60)]


def drawn(seed: int, count: int) -> Sheet:
    rng = random.Random(seed)
    return compose.draw(rng, facts.sample(rng, count=count), is_long=True)


def items(document: SyntheticDocument) -> set[int]:
    found = (re.match(r"line_items\[(\d+)\]", path) for path in document.values)
    return {int(match[1]) for match in found if match}


def page_texts(document: SyntheticDocument) -> list[str]:
    return [" ".join(run.text for run in page.runs) for page in document.pages]


def test_items_of_a_window_are_counted_from_zero(windows: list[SyntheticDocument]) -> None:
    for window in windows:
        assert items(window) == set(range(len(items(window))))


def test_every_value_of_a_window_stands_in_it(windows: list[SyntheticDocument]) -> None:
    for window in windows:
        marked = {m.path for page in window.pages for word in page.words for m in word.marks}
        assert set(window.values) - {"currency"} == marked


def test_many_windows_have_items_and_no_totals_and_many_have_both(
    windows: list[SyntheticDocument],
) -> None:
    bare = [w for w in windows if items(w) and not any(p.startswith("totals") for p in w.values)]
    numberless = [w for w in bare if "invoice_number" not in w.values]
    last = [w for w in windows if items(w) and "totals.total" in w.values]
    assert len(numberless) > 8
    assert len(last) > 8


def test_a_text_that_is_cut_is_worth_what_is_left_of_it(windows: list[SyntheticDocument]) -> None:
    for window in windows:
        for page in window.pages:
            for path, printings in all_places(page.words).items():
                if path.endswith("description"):
                    words = [marked_text(page.words[i], path) for i in printings[0]]
                    assert " ".join(words).split() == window.values[path].split()


def test_no_word_of_a_document_is_left_out_of_all_its_windows() -> None:
    sheet = drawn(4, 25)
    every = {(n, w.box) for n, page in enumerate(sheet.pages) for w in page.words}
    seen = set()
    for seed in range(40):
        copy = drawn(4, 25)
        by_runs = {id(page.runs): n for n, page in enumerate(copy.pages)}
        pages, _ = long_pages.window_of(copy.pages, copy.facts.typed, random.Random(seed))
        seen |= {(by_runs[id(p.runs)], w.box) for p in pages for w in p.words}
    assert seen == every


@pytest.mark.parametrize("pages", [1, 2, 4])
def test_a_long_invoice_has_the_pages_asked_for(pages: int) -> None:
    for seed in range(3):
        document = invoices.generate_long(random.Random(seed), pages)
        assert len(document.pages) == pages
        assert items(document) == set(range(len(items(document))))


def test_totals_of_a_long_invoice_stand_on_its_last_pages_alone() -> None:
    for seed in range(6):
        document = invoices.generate_long(random.Random(seed), 3)
        for page in document.pages[:1]:
            paths = {m.path for word in page.words for m in word.marks}
            assert not paths & {"totals.subtotal", "totals.tax"}


@pytest.mark.parametrize("pages", [0, 41, -1])
def test_a_number_of_pages_out_of_range_is_an_error(pages: int) -> None:
    with pytest.raises(ValueError, match="1 to 40"):
        invoices.generate_long(random.Random(1), pages)


def test_sums_carried_over_are_printed_and_belong_to_no_field() -> None:
    shown = 0
    for seed in range(30):
        sheet = drawn(seed, 60)
        if not (sheet.breaks.carried_below and len(sheet.pages) > 1):
            continue
        words = labels.choices(sheet.style.lang, "carried")
        for number, page in enumerate(sheet.pages[:-1], start=2):
            known = {sheet.style.cased(word.format(n=number)) for word in words}
            rows = [run for run in page.runs if run.text in known]
            shown += bool(rows)
            for row in rows:
                beside = [w for w in page.words if abs(w.box[3] - row.y - 0.22 * row.size) < 0.5]
                assert not any(mark.path.startswith("totals") for w in beside for mark in w.marks)
                assert not any("amount_net" in mark.path for w in beside for mark in w.marks)
    assert shown > 5


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("key", ["carried", "brought", "more"])
def test_page_breaks_have_words_in_every_language(lang: str, key: str) -> None:
    assert len(labels.choices(lang, key)) > 1


def test_a_small_share_of_invoices_are_windows() -> None:
    assert 0.02 < invoices.WINDOW_SHARE < 0.06

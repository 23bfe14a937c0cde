"""Receipts are the same for the same seed, and their marks, values and sums agree."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from training.documents import receipts
from training.documents.canvas import SyntheticDocument
from training.documents.receipts.facts import draw_facts

SEEDS = range(200)
SUMS = ("totals.subtotal", "totals.tax", "totals.tip", "totals.total")


@pytest.fixture(scope="module")
def documents() -> list[SyntheticDocument]:
    return [receipts.generate(random.Random(seed)) for seed in SEEDS]


def marked(document: SyntheticDocument) -> dict[str, list[str]]:
    """The marked parts of words by path, in the order written."""
    out: dict[str, list[str]] = defaultdict(list)
    for word in document.pages[0].words:
        for mark in word.marks:
            assert 0 <= mark.start < mark.end <= len(word.text)
            out[mark.path].append(word.text[mark.start : mark.end])
    return out


def digits(text: str) -> str:
    """Only the digits."""
    return re.sub(r"\D", "", text)


def test_the_same_seed_gives_the_same_receipt() -> None:
    assert receipts.generate(random.Random(7)) == receipts.generate(random.Random(7))


def test_different_seeds_give_different_receipts(documents: list[SyntheticDocument]) -> None:
    assert len({str(document.values) for document in documents}) == len(documents)


def test_every_value_is_marked(documents: list[SyntheticDocument]) -> None:
    for document in documents:
        assert set(marked(document)) == set(document.values)


@pytest.mark.parametrize("path", ["supplier.name", "supplier.address.text", "supplier.phone"])
def test_marked_text_is_the_value(documents: list[SyntheticDocument], path: str) -> None:
    for document in documents:
        if path in document.values:
            value = document.values[path]
            assert " ".join(marked(document)[path]) in (value, f"{value} {value}")


def test_marked_amounts_have_the_digits_of_their_values(documents: list[SyntheticDocument]) -> None:
    for document in documents:
        for path, texts in marked(document).items():
            if path in SUMS or path.endswith("amount_gross"):
                once = digits(document.values[path])
                assert digits("".join(texts)) == once * (len(digits("".join(texts))) // len(once))


def test_the_tip_and_the_tax_fit_under_the_total(documents: list[SyntheticDocument]) -> None:
    for document in documents:
        known = {path: Decimal(document.values[path]) for path in SUMS if path in document.values}
        parts = known.get("totals.tax", Decimal()) + known.get("totals.tip", Decimal())
        assert parts < known["totals.total"]


def test_without_service_or_rounding_printed_sums_add_up(
    documents: list[SyntheticDocument],
) -> None:
    agreeing = 0
    for document in documents:
        known = {path: Decimal(document.values[path]) for path in SUMS if path in document.values}
        if {"totals.subtotal", "totals.tax"} <= known.keys():
            rest = known["totals.total"] - known["totals.subtotal"]
            agreeing += rest in (0, known["totals.tax"] + known.get("totals.tip", Decimal()))
    assert agreeing > 40


def test_every_receipt_has_a_shop_and_a_total(documents: list[SyntheticDocument]) -> None:
    for document in documents:
        assert {"supplier.name", "totals.total"} <= document.values.keys()


def test_dates_are_iso_and_at_times_absent(documents: list[SyntheticDocument]) -> None:
    dates = [d.values["issue_date"] for d in documents if "issue_date" in d.values]
    assert all(date.fromisoformat(text).isoformat() == text for text in dates)
    assert 0.85 * len(documents) < len(dates) < 0.99 * len(documents)


def test_a_date_mark_leaves_out_the_time(documents: list[SyntheticDocument]) -> None:
    for document in documents:
        assert not any(":" in text for text in marked(document)["issue_date"])


def test_words_stay_on_the_page(documents: list[SyntheticDocument]) -> None:
    for document in documents:
        page = document.pages[0]
        for word in page.words:
            left, top, right, bottom = word.box
            assert left >= 0
            assert top >= 0
            assert right <= page.width + 0.01
            assert bottom <= page.height


def test_words_do_not_lie_on_each_other(documents: list[SyntheticDocument]) -> None:
    overlaps = total = 0
    for document in documents:
        rows: dict[float, list[tuple[float, float]]] = defaultdict(list)
        for word in document.pages[0].words:
            rows[round(word.box[1], 2)].append((word.box[0], word.box[2]))
        for spans in rows.values():
            spans.sort()
            total += len(spans)
            overlaps += sum(b[0] < a[1] - 0.5 for a, b in pairwise(spans))
    assert overlaps <= 0.002 * total


def test_most_receipts_are_english_and_several_languages_occur(
    documents: list[SyntheticDocument],
) -> None:
    languages = [document.lang for document in documents]
    assert 0.6 < languages.count("en") / len(languages) < 0.9
    assert len(set(languages)) >= 5


def test_a_currency_is_an_iso_code_and_often_absent(documents: list[SyntheticDocument]) -> None:
    codes = [d.values["currency"] for d in documents if "currency" in d.values]
    assert all(re.fullmatch("[A-Z]{3}", code) for code in codes)
    assert 0.3 < len(codes) / len(documents) < 0.95


def test_a_printed_tip_is_asked_for_at_times() -> None:
    documents = [receipts.generate(random.Random(seed)) for seed in range(400)]
    tips = [document for document in documents if "totals.tip" in document.values]
    assert 0.005 < len(tips) / len(documents) < 0.2


def rows_of(document: SyntheticDocument) -> list[list[str]]:
    """Words that stand on one baseline, in the order written."""
    rows: dict[float, list[str]] = defaultdict(list)
    for word in document.pages[0].words:
        rows[word.box[3]].append(word.text)
    return list(rows.values())


def test_dates_stand_in_rows_full_of_other_figures(documents: list[SyntheticDocument]) -> None:
    crowded = 0
    for document in documents:
        rows: dict[float, list[bool]] = defaultdict(list)
        for word in document.pages[0].words:
            dated = any(mark.path == "issue_date" for mark in word.marks)
            rows[word.box[3]].append(dated)
        crowded += any(any(row) and len(row) > 3 for row in rows.values())
    assert crowded > 20


def test_names_over_two_rows_occur(documents: list[SyntheticDocument]) -> None:
    count = 0
    for document in documents:
        tops = {
            word.box[3]
            for word in document.pages[0].words
            if any(mark.path == "supplier.name" for mark in word.marks)
        }
        count += len(tops) > 1
    assert 0.1 < count / len(documents) < 0.6


def test_descriptions_of_four_words_and_repeated_goods_occur(
    documents: list[SyntheticDocument],
) -> None:
    names = [
        [value for path, value in document.values.items() if path.endswith(".description")]
        for document in documents
    ]
    long = [name for each in names for name in each if len(name.split()) > 3]
    assert len(long) > 0.1 * sum(map(len, names))
    assert any(len(set(each)) < len(each) for each in names)


def test_suggested_tips_are_no_values() -> None:
    suggested = 0
    for seed in range(400):
        document = receipts.generate(random.Random(seed))
        for row in rows_of(document):
            if any(word.endswith("%") for word in row) and "Total" in row[1:]:
                suggested += 1
        if "totals.tip" in document.values:
            assert Decimal(document.values["totals.tip"]) > 0
    assert suggested >= 1


def test_a_head_with_a_brand_and_its_firm_has_one_of_them_as_its_name() -> None:
    both = 0
    for seed in range(300):
        rng = random.Random(seed)
        facts = draw_facts(rng)
        if facts.shop.entity:
            both += 1
            assert facts.shop.vendor != facts.shop.entity
            assert facts.region.code != "MY" or not facts.shop.legal
    assert both > 10

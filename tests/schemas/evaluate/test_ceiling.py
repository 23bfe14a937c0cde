"""Whether a labelled value stands in a text at all."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.evaluate import score_document
from schemas.evaluate.ceiling import GivenText

TEXT = """ ACME Paper Ltd.\t Invoice no.: R-1042/7
 Hauptstr. 5\t Date: 3. März 2019
 Paper A4\t 2\t 1.234,50 EUR
 Total\t (1 300 , 00)"""


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("vendor_name", "Acme Paper Ltd"),
        ("vendor_name", "ACME PAPER LTO"),
        ("address", "Hauptstr. 5"),
        ("invoice_number", "R 1042-7"),
        ("invoice_date", "2019-03-03"),
        ("line_items.amount", 1234.5),
        ("line_items.description", "Paper A4"),
        ("extra.prepaid", -1300),
        ("pairs.Total amount", 1300.0),
        ("pairs.Date", "2019-03-03"),
        ("pairs.No", "R-1042/7"),
    ],
)
def test_what_is_printed_stands_there(field: str, expected: Any) -> None:
    assert GivenText(TEXT).holds(field, expected) is True


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("vendor_name", "Acme Steel Works"),
        ("invoice_number", "R-104"),
        ("invoice_number", ""),
        ("invoice_date", "2019-03-05"),
        ("total", 234.5),
        ("total", "much"),
        ("pairs.Date", "2018-03-03"),
    ],
)
def test_what_is_not_printed_does_not(field: str, expected: Any) -> None:
    assert GivenText(TEXT).holds(field, expected) is False


@pytest.mark.parametrize(
    ("field", "expected"),
    [("currency", "EUR"), ("total", None), ("pairs.Paid", True), ("extra.type_code", "380")],
)
def test_signs_boxes_and_missing_labels_are_not_looked_for(field: str, expected: Any) -> None:
    assert GivenText(TEXT).holds(field, expected) is None


def test_of_an_empty_text_nothing_can_be_copied() -> None:
    empty = GivenText("")
    assert not any(empty.holds(key, "7") for key in ("vendor_name", "total", "invoice_number"))


def test_amounts_are_found_beside_other_signs() -> None:
    text = GivenText("RM15.00 .38.00 2x .50 1.234.567 9,95-")
    assert all(text.holds("total", amount) for amount in (15, 38, 2, 0.5, 1234567, -9.95))
    assert not text.holds("total", 1.23)
    assert not text.holds("total", 567)


def test_dates_stand_in_any_order_the_label_allows() -> None:
    assert GivenText("05/03/2019").holds("date", "2019-05-03")
    assert GivenText("13/03/2019").holds("date", "2019-03-13")
    assert not GivenText("13/03/2019").holds("date", "2019-12-03")
    assert GivenText("3 May 2019", either_order=True).holds("date", "2019-03-05")


def test_names_whose_label_lost_its_spaces_are_found() -> None:
    words = "The Real Pizza"
    assert not GivenText(words).holds("vendor_name", "TheRealPizzaCo")
    assert GivenText(words, without_spaces=True).holds("vendor_name", "TheRealPizza")


def test_words_without_spaces_are_found_in_a_longer_line() -> None:
    assert GivenText("\u682a\u5f0f\u4f1a\u793e\u5c71\u7530\u5546\u5e97\u9818\u53ce\u66f8").holds(
        "vendor_name", "\u5c71\u7530\u5546\u5e97"
    )


def test_scores_say_what_was_given_where_the_result_has_its_text() -> None:
    line = {"path": "a", "kind": "invoice", "truth": {"total": 5, "subtotal": 7}}
    result = {"data": {"totals": {"total": "5.00", "subtotal": None}}, "text": "Total 5.00"}
    given = {score.field: score.was_given for score in score_document(line, result)}
    assert given == {"subtotal": False, "total": True}
    without = score_document(line, {"data": {}})
    assert {score.was_given for score in without} == {None}

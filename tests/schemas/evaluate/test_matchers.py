"""When a value counts as right."""

from typing import Any

import pytest

from schemas.evaluate.matchers import (
    same_amount,
    same_date_either_order,
    same_id,
    same_printed,
    same_text,
    same_text_without_spaces,
)


@pytest.mark.parametrize(
    ("expected", "got", "same"),
    [
        ("CONTOSO LTD.", "Contoso Ltd", True),
        ("Stanford Plumbing & Heating", "Stanford Plumbing Heating", True),
        ("Thaivillage", "Thai village", True),
        ("Thaivillage", "Pizza Hut", False),
        ("ACME", "ACNE", False),
    ],
)
def test_names_are_compared_by_similarity(expected: str, got: str, same: bool) -> None:
    assert same_text(expected, got) is same


def test_labels_without_spaces_are_compared_without_spaces() -> None:
    assert same_text_without_spaces("8102S.LewisAve.SuiteE", "8102 S. Lewis Ave. Suite E")
    assert not same_text("FR4ChefSpecial", "F R 4 Chef Special")


@pytest.mark.parametrize(
    ("expected", "got", "same"),
    [
        (85.0, "85.00", True),
        (85.0, "85", True),
        (3.3333, "3.33", True),
        (85.0, "85.01", False),
        (85.0, "85,00", False),
        (85.0, None, False),
    ],
)
def test_amounts_are_equal_to_the_cent(expected: float, got: Any, same: bool) -> None:
    assert same_amount(expected, got) is same


@pytest.mark.parametrize(
    ("expected", "got", "same"),
    [
        ("RE-20140703/502", "re 20140703 502", True),
        ("INV-100", "INV-1000", False),
        ("-", "/", False),
    ],
)
def test_identifiers_are_compared_without_punctuation(expected: str, got: str, same: bool) -> None:
    assert same_id(expected, got) is same


@pytest.mark.parametrize(
    ("got", "same"), [("2016-03-02", True), ("2016-02-03", True), ("2016-02-04", False)]
)
def test_ambiguous_date_may_have_either_order(got: str, same: bool) -> None:
    assert same_date_either_order("2016-02-03", got) is same


@pytest.mark.parametrize(
    ("expected", "got", "same"),
    [
        (5795.0, "$5,795.00", True),
        (5795.0, "5.795,00 €", True),
        (5795.0, "$5,796.00", False),
        ("2020-02-15", "02/15/20", True),
        ("2020-02-03", "03.02.2020", True),
        ("2020-02-03", "04.02.2020", False),
        ("123-45-6789", "123 45 6789", True),
        ("123-45-6789", "123-45-6780", False),
        ("37160.56", "37,160.56", True),
        ("Delaware, OH 43015", "Delaware OH 43015", True),
        (True, True, True),
        (True, "X", True),
        (False, True, False),
        ("Yes", True, True),
    ],
)
def test_printed_value_is_read_as_the_type_of_the_label(
    expected: Any, got: Any, same: bool
) -> None:
    assert same_printed(expected, got) is same


@pytest.mark.parametrize(
    ("printed", "same"),
    [
        ("two (2) years", True),
        ("two years", True),
        ("2-year period", True),
        ("a period of two years", True),
        ("three (3) years", False),
        ("two (2) months", False),
        ("years", False),
        ("two (2) years after termination", False),
    ],
)
def test_a_period_may_be_written_in_words(printed: str, same: bool) -> None:
    assert same_printed("2 years", printed) is same

"""Check digits of identifiers, by published examples."""

from __future__ import annotations

from typing import Any

import pytest

from schemas import load_user
from schemas.checks import run_checks
from schemas.checks.identifiers import (
    card_number_is_valid,
    gtin_is_valid,
    mod10_recursive,
    reference_is_valid,
)
from tests.schemas.checks.test_rules import names, only

REFERENCES = [
    ("RF18 5390 0754 7034", True),
    ("RF18539007547035", False),
    ("21 00000 00003 13947 14300 09017", True),
    ("21 00000 00003 13947 14300 09018", False),
    ("INV-1042", None),
    ("R-2024-000123", None),
    ("1234567890", None),
]


@pytest.mark.parametrize(("reference", "passed"), REFERENCES)
def test_payment_references_with_check_digits_are_tested(
    reference: str, passed: bool | None
) -> None:
    assert reference_is_valid(reference) is passed


def test_the_check_digit_of_a_swiss_reference_is_recursive() -> None:
    assert mod10_recursive("21000000000313947143000901") == 7


def test_a_payment_reference_is_tested_where_one_is_paid_by() -> None:
    check = only("payment_reference_checksum", {"payment": [{"reference": "RF18539007547035"}]})
    assert (check.passed, check.rule) == (False, "ISO 11649")
    assert check.paths == ("/payment/0/reference",)


GTINS = [
    ("4006381333931", True),
    ("4006381333932", False),
    ("73513537", True),
    ("2012345678905", None),
    ("A-4711", None),
    ("12345", None),
]


@pytest.mark.parametrize(("number", "passed"), GTINS)
def test_gtins_are_tested_and_numbers_of_a_shops_own_are_not(
    number: str, passed: bool | None
) -> None:
    assert gtin_is_valid(number) is passed


def test_a_product_code_is_no_gtin() -> None:
    assert names({"line_items": [{"product_code": "4006381333932"}]}) == set()
    assert only("gtin_checksum", {"line_items": [{"gtin": "4006381333932"}]}).passed is False


CARDS = [("4111 1111 1111 1111", True), ("4111111111111112", False), ("**** 1111", None)]


@pytest.mark.parametrize(("number", "passed"), CARDS)
def test_whole_card_numbers_are_tested(number: str, passed: bool | None) -> None:
    assert card_number_is_valid(number) is passed


def test_a_card_number_of_a_users_schema_is_tested() -> None:
    schema = load_user({"type": "object", "properties": {"card_number": {"type": "string"}}})
    (check,) = run_checks(schema, {"card_number": "4111111111111112"})
    assert (check.name, check.passed, check.rule) == (
        "card_number_checksum",
        False,
        "ISO/IEC 7812",
    )


@pytest.mark.parametrize(("bic", "passed"), [("DEUTDEFF500", True), ("DEUTDEFF5", False)])
def test_the_form_of_a_bic_is_tested(bic: str, passed: bool) -> None:
    data: dict[str, Any] = {"payment": [{"bic": bic}]}
    assert only("bic_form", data).passed is passed

"""What stands in a text is found however it is written, and nothing else is."""

from __future__ import annotations

import pytest

from workers.steps.code_printed import PrintedText, compact

TEXT = """Rechnung R-2026/88 vom 02.03.2026
Total CHF 1'949.75 Skonto 2%
IBAN: CH44 3199 9123 0008 8901 2  BIC UBSWCHZH80A
Referenz 21 00000 00003 13947 14300 09017
Anzahlung 50.-  Rest 1 899,75 €"""


@pytest.mark.parametrize("value", ["CH4431999123000889012", "210000000003139471430009017"])
def test_an_identifier_is_found_across_its_groups(value: str) -> None:
    assert PrintedText(TEXT).has_text(value)


def test_another_identifier_and_a_short_one_are_not() -> None:
    printed = PrintedText(TEXT)
    assert not printed.has_text("CH5800791123000889012")
    assert not printed.has_text("02")


@pytest.mark.parametrize("value", ["1949.75", "1899.75", "50.00"])
def test_an_amount_is_found_in_any_notation(value: str) -> None:
    assert PrintedText(TEXT).has_amount(value)


@pytest.mark.parametrize("value", ["949.75", "1949.70", "194975.00", "2026.88", "5.00"])
def test_parts_of_other_amounts_are_not_amounts(value: str) -> None:
    assert not PrintedText(TEXT).has_amount(value)


def test_a_currency_is_found_by_code_and_sign() -> None:
    printed = PrintedText(TEXT)
    assert printed.has_currency("CHF")
    assert printed.has_currency("EUR")
    assert not printed.has_currency("CZK")


def test_another_account_is_named_where_one_is_printed() -> None:
    printed = PrintedText(TEXT)
    assert printed.other_iban("DE89370400440532013000") == "CH4431999123000889012"
    assert printed.other_iban("CH4431999123000889012") is None
    assert PrintedText("nothing of that kind").other_iban("DE89370400440532013000") is None


def test_accents_and_marks_do_not_count() -> None:
    assert compact("Müller & Söhne, S.A.R.L.") == "MULLERSOHNESARL"

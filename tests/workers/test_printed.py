"""Exact values are found on pages in every form they are printed in."""

from __future__ import annotations

import pytest

from tests.workers.texts import anchor_of
from workers.steps.printed import Printed, Spot

IBAN = "DE02120300000000202051"


def printed(*pages: str) -> Printed:
    return Printed(anchor_of(*pages))


@pytest.mark.parametrize(
    "form",
    [
        "1.234,56",
        "1,234.56",
        "1 234,56",
        "1'234.56",
        "1234.56",
        "€1.234,56",
        "(1.234,56)",
        "-1234,56",
    ],
)
def test_a_number_is_found_by_what_it_is_worth(form: str) -> None:
    assert len(printed(f"Total {form} EUR").numbers("1234.5600")) == 1


@pytest.mark.parametrize("form", ["1.234,57", "12.345,60", "11 234,56", "1234,5", "123456"])
def test_another_number_is_not(form: str) -> None:
    assert printed(f"Total {form} EUR").numbers("1234.56") == []


def test_a_number_without_cents_is_found_too_and_known_as_such() -> None:
    spots = printed("300 pieces 300,00 EUR").numbers("300.00")
    assert [spot.has_cents for spot in spots] == [False, True]


def test_a_bare_one_is_no_amount_where_amounts_have_cents() -> None:
    page = printed("1 lamp 9,90 and 2 screws 4,00 or 13,90 in all 300")
    assert page.amounts("1.00") == []
    assert len(page.amounts("4.00")) == 1
    assert len(page.amounts("300.00")) == 1
    assert len(printed("1 lamp for 1").amounts("1.00")) == 2


@pytest.mark.parametrize(
    "form",
    [
        "05.03.2024", "5.3.24", "2024-03-05", "03/05/2024", "05/03/2024", "20240305",
        "5. März 2024", "March 5, 2024", "5 mars 2024", "5 de marzo de 2024", "5th March 2024",
        "5 maart 2024", "5 marca 2024",
    ],
)  # fmt: skip
def test_a_day_is_found_in_every_notation(form: str) -> None:
    assert len(printed(f"Date: {form} and more").days("2024-03-05")) == 1


@pytest.mark.parametrize("form", ["06.03.2024", "5. April 2024", "May 5, 2024", "5 of 2024"])
def test_another_day_is_not(form: str) -> None:
    assert printed(f"Date: {form}").days("2024-03-05") == []


def test_a_text_is_found_by_its_letters_and_digits() -> None:
    page = printed("IBAN: DE02 1203 0000 0000 2020 51 (Brücke & Söhne)")
    assert page.texts(IBAN)[0].bbox == pytest.approx((0.06, 0.0, 0.33, 0.6))
    assert len(page.texts("BRUCKE SOHNE")) == 1


def test_a_text_is_not_found_inside_other_words() -> None:
    assert printed("R-10423 XR-1042 R-1042x").texts("R-1042") == []
    assert len(printed("no.R-1042;").texts("R-1042")) == 1


def test_a_text_crosses_no_wide_gap_but_the_lines_of_a_block() -> None:
    assert printed("Hafen          weg").texts("Hafenweg") == []
    found = printed("Hafenweg 7\n10115 Berlin").texts("Hafenweg 7, 10115 Berlin")
    assert len(found) == 1
    assert found[0].bbox[3] > 0.5


def test_a_currency_is_found_as_code_or_as_sign() -> None:
    assert len(printed("all in EUR").currencies("EUR")) == 1
    assert len(printed("12,00€").currencies("EUR")) == 1
    assert printed("$ 12").currencies("EUR") == []


def test_only_ibans_whose_check_digits_hold_are_seen() -> None:
    page = printed(f"{IBAN} DE03120300000000202051\nFR14 2004 1010 0505 0001 3M02 606 BIC")
    assert page.ibans() == {IBAN, "FR1420041010050500013M02606"}


def test_the_page_and_the_row_of_a_place_are_told() -> None:
    spots = printed("one\ntwo", "three 7,50").numbers("7.5")
    assert [(spot.page, spot.row) for spot in spots] == [(2, 2)]
    assert isinstance(spots[0], Spot)


def test_a_page_of_thousands_of_numbers_takes_bounded_time() -> None:
    page = printed("\n".join("1 2 3 4 5 6 7 8 9 0" for _ in range(400)))
    assert len(page.numbers("5")) == 64
    assert len(page.texts("7 8")) == 64

"""Texts of XML become values exactly or not at all."""

from __future__ import annotations

import pytest

from schemas.einvoice.types import (
    read_bic,
    read_date,
    read_decimal,
    read_iban,
    read_vat_id,
    typed,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234", "1.234"),
        (" 12.50\n", "12.50"),
        ("+5", "5"),
        (".5", "0.5"),
        ("5.", "5"),
        ("-0.00", "0.00"),
        ("-3.10", "-3.10"),
        ("007.50", "7.50"),
        ("123456789012345.12", "123456789012345.12"),
        ("1234567890123456.12", None),
        ("1.234,56", None),
        ("1e3", None),
        ("NaN", None),
        ("12 %", None),
        ("", None),
        ("1" * 60, None),
    ],
)
def test_a_decimal_keeps_its_scale_and_nothing_is_guessed(text: str, value: str | None) -> None:
    assert read_decimal(text) == value


@pytest.mark.parametrize(
    ("text", "code", "value"),
    [
        ("20240229", "102", "2024-02-29"),
        ("20240229", None, "2024-02-29"),
        ("202402291530", "203", "2024-02-29"),
        ("20240229153000", "204", "2024-02-29"),
        ("240229", "101", "2024-02-29"),
        ("2024-02-29", None, "2024-02-29"),
        ("2024-02-29+01:00", None, "2024-02-29"),
        ("2024-02-29Z", "102", "2024-02-29"),
        ("2013-03-05T00:00:00", None, "2013-03-05"),
        ("20230229", "102", None),
        ("202402", "610", None),
        ("202409", "616", None),
        ("20240229", "610", None),
        ("29.02.2024", "102", None),
    ],
)
def test_a_date_is_a_day_that_exists(text: str, code: str | None, value: str | None) -> None:
    assert read_date(text, code) == value


def test_identifiers_are_compact() -> None:
    assert read_iban("de02 1203 0000 0000 2020 51") == "DE02120300000000202051"
    assert read_iban("12345678") is None
    assert read_bic("byla de m1 001") == "BYLADEM1001"
    assert read_bic("BYLADEM") is None
    assert read_vat_id("DE 136.695.976") == "DE136695976"
    assert read_vat_id("201/113/40209") == "201/113/40209"


def test_codes_are_of_their_length_and_texts_on_one_line() -> None:
    assert typed("currency", "eur") == "EUR"
    assert typed("currency", "EURO") is None
    assert typed("country", "DEU") is None
    assert typed("email", "mailto:Ada@Example.ORG") == "Ada@example.org"
    assert typed("identifier", "Invoice no. 5") == "Invoice no. 5"
    assert typed("string", "two\n lines ") == "two lines"

"""Printed amounts and quantities become decimals; signs, marks and scale are kept."""

from decimal import Decimal

import pytest
from babel.numbers import format_decimal
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.normalise import DecimalMark, DocumentContext, normalise_leaf
from schemas.normalise.amounts import normalise_amount, normalise_quantity
from schemas.schema import load_user

NOTHING = DocumentContext()
COMMA = DocumentContext(decimal=",")
POINT = DocumentContext(decimal=".")

CERTAIN = {
    "119,00 €": "119.00",
    "$1,234.50": "1234.50",
    "(1,234.50)": "-1234.50",
    "1.739,42-": "-1739.42",
    "-EUR12.-": "-12",
    "RM15.00": "15.00",
    "1 739,42": "1739.42",
    "S$ 5": "5",
    "12.90 SR": "12.90",
    "Rs. 500": "500",
    "1'234.50": "1234.50",
    "1\u00a0234\u202f567,89": "1234567.89",
    "1,23,456.00": "123456.00",
    "1.234.567": "1234567",
    "0.125": "0.125",
    "$ .50": "0.50",
    "12,--": "12",
    "CHF 1'000.-": "1000",
    "12⁵⁰": "12.50",
    "-$5.00": "-5.00",
    "$-5.00": "-5.00",
    "\u22125.00": "-5.00",
    "RM 15 .00": "15.00",
    "1, 234.50": "1234.50",
    "٣٬٥٠٠٫٧٥": "3500.75",
    "１２３．４５": "123.45",
    "R$ 1.234,56": "1234.56",
    "99 Kč": "99",
    "3.97S": "3.97",
    "10.00 A": "10.00",
    "-0.00": "0.00",
    "¥1,000": "1000",
    "KWD 1.234": "1.234",
}
MISREAD = {
    "1O.00": "10.00",
    "l2.50": "12.50",
    "S5.00": "55.00",
    "RMl5.00": "15.00",
    "12.5O": "12.50",
}
UNREADABLE = ["", "abc", "07.03.18", "14:33", "2 x 3.00", "21,00%", "1,234.567,89", "1.00-2.00"]


@pytest.mark.parametrize("raw", CERTAIN)
def test_printed_amount_is_read(raw: str) -> None:
    answer = normalise_amount(raw, NOTHING)
    assert (answer.value, answer.confident) == (CERTAIN[raw], True)


@pytest.mark.parametrize("raw", MISREAD)
def test_misread_digits_are_repaired_and_said_so(raw: str) -> None:
    answer = normalise_amount(raw, NOTHING)
    assert (answer.value, answer.confident) == (MISREAD[raw], False)
    assert "read " in answer.derivation


@pytest.mark.parametrize("raw", UNREADABLE)
def test_what_is_no_amount_is_left_unread(raw: str) -> None:
    answer = normalise_amount(raw, NOTHING)
    assert answer.value is None
    assert answer.derivation


@pytest.mark.parametrize(
    ("raw", "context", "value", "confident"),
    [
        ("1,234", POINT, "1234", True),
        ("1.234", COMMA, "1234", True),
        ("1,234", NOTHING, "1234", False),
        ("1.234", NOTHING, "1234", False),
        ("12.50", COMMA, "12.50", False),
        ("1,234,56", NOTHING, "1234.56", False),
        ("12.50 CR", NOTHING, "-12.50", False),
    ],
)
def test_ambiguous_amount_follows_the_document(
    raw: str, context: DocumentContext, value: str, confident: bool
) -> None:
    answer = normalise_amount(raw, context)
    assert (answer.value, answer.confident) == (value, confident)


@pytest.mark.parametrize(
    ("raw", "context", "value"),
    [
        ("2,5 kg", NOTHING, "2.5"),
        ("10 Stk.", NOTHING, "10"),
        ("5l", NOTHING, "5"),
        ("3hrs", NOTHING, "3"),
        ("2x", NOTHING, "2"),
        ("1,000", NOTHING, "1.000"),
        ("1,000", COMMA, "1.000"),
        ("1,000", POINT, "1000"),
        ("1.500", COMMA, "1500"),
    ],
)
def test_printed_quantity_is_read(raw: str, context: DocumentContext, value: str) -> None:
    assert normalise_quantity(raw, context).value == value


LOCALES: dict[str, DecimalMark] = {
    "en_US": ".",
    "de_DE": ",",
    "fr_FR": ",",
    "de_CH": ".",
    "hi_IN": ".",
    "pt_BR": ",",
    "sv_SE": ",",
}
SIGNS = {
    "minus before": "-{}",
    "minus after": "{}-",
    "brackets": "({})",
    "typographic minus": "\u2212{}",
}


@settings(max_examples=150, deadline=None)
@given(
    cents=st.integers(0, 10**11),
    locale=st.sampled_from(sorted(LOCALES)),
    sign=st.sampled_from(["{}", *SIGNS.values()]),
    dress=st.sampled_from(["{}", "€ {}", "{} EUR", "${}", "RM{}", "{} zł"]),
)
def test_amount_printed_in_a_locale_comes_back(
    cents: int, locale: str, sign: str, dress: str
) -> None:
    amount = Decimal(cents).scaleb(-2)
    printed = format_decimal(amount, format="#,##0.00", locale=locale)
    if locale == "hi_IN":
        printed = format_decimal(amount, format="#,##,##0.00", locale=locale)
    raw = dress.format(sign.format(printed))
    negative = sign != "{}" and amount != 0
    answer = normalise_amount(raw, DocumentContext(decimal=LOCALES[locale]))
    assert answer.value == f"{-amount if negative else amount:.2f}"


@settings(max_examples=80, deadline=None)
@given(st.decimals(min_value=0, max_value=10**9, places=3), st.sampled_from([",", "."]))
def test_quantity_with_three_decimals_comes_back(number: Decimal, mark: str) -> None:
    raw = f"{number:f}".replace(".", mark)
    context = DocumentContext(decimal="," if mark == "," else ".")
    value = normalise_quantity(raw, context).value
    assert Decimal(str(value)) == number


def test_leaf_of_type_number_gives_a_json_number() -> None:
    schema = load_user(
        {
            "type": "object",
            "properties": {"total": {"type": "number"}, "count": {"type": "integer"}},
        }
    )
    total, count = (schema.leaf(name) for name in ("total", "count"))
    assert normalise_leaf("1.234,50 €", total, COMMA).value == 1234.5
    assert normalise_leaf("3 pcs", count, COMMA).value == 3
    assert normalise_leaf("2.5", count, POINT).value is None


def test_leaf_with_an_enum_gives_its_member() -> None:
    schema = load_user({"type": "object", "properties": {"size": {"enum": ["Small", 7, None]}}})
    assert normalise_leaf(" SMALL ", schema.leaf("size"), NOTHING).value == "Small"
    assert normalise_leaf("7", schema.leaf("size"), NOTHING).value == 7
    assert normalise_leaf("tiny", schema.leaf("size"), NOTHING).value is None

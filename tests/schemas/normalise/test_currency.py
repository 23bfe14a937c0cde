"""Signs, codes and words of currencies."""

import pytest

from schemas.normalise import DocumentContext
from schemas.normalise.currency import normalise_currency

NOTHING = DocumentContext()


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("€", "EUR"),
        ("EUR", "EUR"),
        ("Euro", "EUR"),
        ("119,00 €", "EUR"),
        ("Total in EUR", "EUR"),
        ("RM", "MYR"),
        ("S$ 5", "SGD"),
        ("R$", "BRL"),
        ("USD $", "USD"),
        ("Canadian Dollars", "CAD"),
        ("zł", "PLN"),
        ("Fr.", "CHF"),
        ("£", "GBP"),
        ("US$", "USD"),
    ],
)
def test_sign_code_or_word_is_read(raw: str, code: str) -> None:
    answer = normalise_currency(raw, NOTHING)
    assert (answer.value, answer.confident) == (code, True)


@pytest.mark.parametrize(
    ("raw", "context", "code", "confident"),
    [
        ("$", NOTHING, "USD", False),
        ("$", DocumentContext(country="US"), "USD", True),
        ("$", DocumentContext(country="CA"), "CAD", True),
        ("$", DocumentContext(currency="AUD"), "AUD", True),
        ("kr", NOTHING, "SEK", False),
        ("kr", DocumentContext(languages=("da",)), "DKK", True),
        ("¥", DocumentContext(languages=("zh",)), "CNY", True),
    ],
)
def test_shared_sign_follows_the_document(
    raw: str, context: DocumentContext, code: str, confident: bool
) -> None:
    answer = normalise_currency(raw, context)
    assert (answer.value, answer.confident) == (code, confident)


@pytest.mark.parametrize("raw", ["", "xx", "Total", "12.00"])
def test_text_without_a_currency_is_left_unread(raw: str) -> None:
    assert normalise_currency(raw, NOTHING).value is None

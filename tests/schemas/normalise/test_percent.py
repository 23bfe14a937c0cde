"""Printed percentages."""

import pytest

from schemas.normalise import DocumentContext
from schemas.normalise.percent import normalise_percent


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("19 %", "19"),
        ("7,7%", "7.7"),
        ("19,00 v.H.", "19.00"),
        ("%18", "18"),
        ("19% of 100.00", "19"),
        ("MwSt 19%", "19"),
        ("8.25 percent", "8.25"),
        ("-2 %", "-2"),
    ],
)
def test_number_at_the_percent_sign_is_read(raw: str, value: str) -> None:
    answer = normalise_percent(raw, DocumentContext())
    assert (answer.value, answer.confident) == (value, True)


def test_number_without_a_sign_is_a_guess() -> None:
    answer = normalise_percent("8.25", DocumentContext())
    assert (answer.value, answer.confident) == ("8.25", False)


def test_text_without_a_number_is_left_unread() -> None:
    assert normalise_percent("exempt", DocumentContext()).value is None

"""Printed units become codes of Recommendation 20, and only where they surely are one."""

from __future__ import annotations

import pytest

from schemas.einvoice.unit_codes import UNIT_CODES
from schemas.einvoice.units import _WORDS, unit_code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Stück", "H87"), ("pcs", "H87"), ("Stk.", "H87"), ("STK", "H87"), ("szt.", "H87"),
        ("Std.", "HUR"), ("hours", "HUR"), ("kg", "KGM"), ("m²", "MTK"), ("each", "EA"),
        ("C62", "C62"), ("hur", "HUR"), ("XBX", "XBX"), ("Box (12)", "XBX"),
        ("Wagenladung", None), ("", None), ("???", None),
    ],
)  # fmt: skip
def test_a_unit_has_its_code(text: str, code: str | None) -> None:
    assert unit_code(text) == code


def test_every_code_of_a_word_is_in_the_list() -> None:
    assert set(_WORDS) <= UNIT_CODES

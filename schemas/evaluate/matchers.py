"""When a value counts as right. Knows kinds of values and no field names.

Dates equal as ISO, amounts equal to the cent, identifiers equal without spaces and punctuation,
names and addresses similar by at least 0.8 (1 - Levenshtein distance / longer length), periods of
time equal in number and unit.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from rapidfuzz.distance import Levenshtein

from schemas.normalise.amounts import read_number
from schemas.normalise.booleans import normalise_boolean
from schemas.normalise.dates import normalise_date
from schemas.normalise.result import DocumentContext

SIMILAR = 0.8
_CENT = Decimal("0.01")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_UP_TO_TWENTY = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    *("nineteen", "twenty"),
)
_NUMBER_WORDS = {word: number for number, word in enumerate(_UP_TO_TWENTY, start=1)} | {
    **{"a": 1, "an": 1, "twenty four": 24, "thirty": 30, "thirty six": 36},
    **{"sixty": 60, "ninety": 90},
}
# "two (2) years", "2 years", "two year period"; a number in words gives way to one in digits.
_DURATION = re.compile(
    r"(?:a )?(?:period of )?([a-z]+(?: [a-z]+)?)??(?: ?\(?(\d{1,3})\)?)? ?"
    r"(day|week|month|year)s?'?(?: period)?"
)

Matcher = Callable[[Any, Any], bool]


def simplified(text: str, *, spaces: bool = True) -> str:
    """Case, width and punctuation levelled; with ``spaces=False`` the words grow together."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    words = re.sub(r"[^\w]+|_", " ", folded).split()
    return (" " if spaces else "").join(words)


def similarity(expected: str, got: str, *, spaces: bool = True) -> float:
    """0 to 1, on the simplified texts."""
    first, second = simplified(expected, spaces=spaces), simplified(got, spaces=spaces)
    return Levenshtein.normalized_similarity(first, second)


def same_text(expected: Any, got: Any) -> bool:
    """Names, addresses, descriptions."""
    return similarity(str(expected), str(got)) >= SIMILAR


def same_text_without_spaces(expected: Any, got: Any) -> bool:
    """As `same_text`, for labels in which spaces inside words are missing."""
    return similarity(str(expected), str(got), spaces=False) >= SIMILAR


def same_id(expected: Any, got: Any) -> bool:
    """Document numbers and other identifiers."""
    return simplified(str(expected), spaces=False) == simplified(str(got), spaces=False) != ""


def same_code(expected: Any, got: Any) -> bool:
    """Currency and other codes."""
    return str(expected).casefold() == str(got).casefold()


def same_amount(expected: Any, got: Any) -> bool:
    """Amounts, prices and quantities: numbers or decimal strings, equal to the cent."""
    first, second = cents(expected), cents(got)
    return first is not None and first == second


def cents(value: Any) -> Decimal | None:
    """A number to the cent; None for what is no number."""
    try:
        number = Decimal(str(value))
        return number.quantize(_CENT, ROUND_HALF_UP) if number.is_finite() else None
    except InvalidOperation:
        return None


def same_date(expected: Any, got: Any) -> bool:
    """ISO dates."""
    return str(expected)[:10] == str(got)[:10]


def same_date_either_order(expected: Any, got: Any) -> bool:
    """ISO dates whose day and month nobody can tell apart: both orders are right."""
    year, month, day = str(expected)[:10].split("-")
    return str(got)[:10] in (f"{year}-{month}-{day}", f"{year}-{day}-{month}")


def same_printed(expected: Any, got: Any) -> bool:
    """A typed truth against a value as printed, which is read as the truth's type."""
    if isinstance(expected, bool) or isinstance(got, bool):
        return _as_boolean(expected) is _as_boolean(got)
    if isinstance(expected, int | float):
        return any(same_amount(expected, number) for number in numbers_of(str(got)))
    text = str(expected)
    if _ISO_DATE.fullmatch(text):
        return any(text == day for day in dates_of(str(got)))
    letters = re.sub(r"[\W_]+", "", text)
    if 2 * sum(char.isdigit() for char in letters) >= len(letters):
        return same_id(text, got)
    duration = _duration(text)
    if duration is not None:
        return duration == _duration(str(got))
    return same_text(text, got) or same_text_without_spaces(text, got)


def _duration(text: str) -> tuple[int, str] | None:
    """``(2, "year")`` of ``2 years``, ``two (2) years``, ``two-year period``; else None."""
    match = _DURATION.fullmatch(" ".join(text.casefold().replace("-", " ").split()))
    if match is None:
        return None
    words, digits, unit = match.groups()
    number = int(digits) if digits else _NUMBER_WORDS.get(words)
    return None if number is None else (number, unit)


def _as_boolean(value: Any) -> Any:
    return (
        value if isinstance(value, bool) else normalise_boolean(str(value), DocumentContext()).value
    )


def numbers_of(printed: str) -> list[Decimal]:
    """The numbers a printed one can mean, by either decimal mark."""
    answers = [
        read_number(printed, DocumentContext(decimal=mark), money=True) for mark in (".", ",")
    ]
    return [answer.value for answer in answers if not isinstance(answer, str)]


def dates_of(printed: str) -> list[Any]:
    """The ISO dates a printed one can mean, in either order of day and month; None among them."""
    contexts = (DocumentContext(day_first=True), DocumentContext(day_first=False))
    return [normalise_date(printed, context).value for context in contexts]


_BY_KIND: Mapping[str, Matcher] = {
    **dict.fromkeys(("name", "address"), same_text),
    **dict.fromkeys(("amount", "quantity", "percent"), same_amount),
    **dict.fromkeys(("currency", "country"), same_code),
    **dict.fromkeys(("boolean", "string"), same_printed),
    "date": same_date,
}


def matcher_of(kind: str) -> Matcher:
    """How values of a schema's kind (``x-kind``) are compared; identifiers and codes as numbers of
    documents are.
    """
    return _BY_KIND.get(kind, same_id)

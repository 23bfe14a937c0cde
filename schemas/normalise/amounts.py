"""Printed amounts, quantities and plain numbers -> decimal strings, scale as printed.

Signs, brackets and trailing minus are kept; the decimal mark is read from the number's own form
where that decides it, else from the document (`DocumentContext.decimal`). Numbers are
`decimal.Decimal`, never floats.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from schemas.normalise.currency import code_of, find_signs, without_glued_sign
from schemas.normalise.result import DocumentContext, Normalised, unread
from schemas.normalise.text import LOOKALIKE_TABLE, plain

MAX_CHARS = 60
_THREE_DECIMALS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
_NO_DECIMALS = frozenset(
    {"JPY", "KRW", "VND", "IDR", "CLP", "PYG", "ISK", "HUF", "UGX", "XAF", "XOF"}
)
_SUPERSCRIPT_CENTS = re.compile(
    r"(?<=\d)[.,]?\s?([\u2070\u00b9\u00b2\u00b3\u2074-\u2079]{2})(?!\w)"
)
_SUPERSCRIPTS = str.maketrans(
    "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079", "0123456789"
)
_CORE = re.compile(r"\d{1,3}(?: \d{3})+(?:[.,]\d+)?(?!\d)|\d[\d.,']*|(?<!\d)[.,]\d+")
_LOOSE_MARK = re.compile(r"(?<=\d)(?: ([.,]) ?| ?([.,]) )(?=\d)")
_NO_CENTS = re.compile(r"(?<=\d)[.,] ?(?:-{1,2}|=)(?=\D*$)")
_TOKEN = re.compile(r"[\dOoQIl|SsB.,']*\d[\dOoQIl|SsB.,']*")
_LETTER_IN_TOKEN = re.compile(r"[OoQIl|SsB]")


@dataclass(frozen=True, slots=True)
class Number:
    """A number read off a page: scale as printed, how it was read, whether a step was a guess."""

    value: Decimal
    steps: tuple[str, ...]
    confident: bool


def read_number(raw: str, context: DocumentContext, *, money: bool) -> Number | str:
    """One number out of ``raw``, or the reason why there is none.

    money: grouping is likelier than three decimals.
    """
    text = plain(_SUPERSCRIPT_CENTS.sub(lambda match: "." + match[1].translate(_SUPERSCRIPTS), raw))
    if not text or len(text) > MAX_CHARS:
        return "empty" if not text else f"longer than {MAX_CHARS} characters"
    steps: list[str] = []
    signs = find_signs(text)
    bare = text
    for start, end, sign in reversed(signs):
        bare = f"{bare[:start]} {bare[end:]}"
        steps.append(f"dropped {sign}")
    negative, why = _sign(bare)
    if negative:
        steps.append(why)
    bare = _NO_CENTS.sub(" ", bare)
    closed = _LOOSE_MARK.sub(lambda match: match[1] or match[2], bare)
    if closed != bare:
        bare = closed
        steps.append("space at the mark removed")
    bare, repaired = _without_lookalikes(bare, money, steps)
    cores = list(_CORE.finditer(bare))
    if len(cores) != 1:
        return "no digits" if not cores else "more than one number"
    core = cores[0].group().rstrip(".,'")
    currency = code_of(signs[0][2], context)[0] if signs else context.currency
    read = _interpret(core, replace(context, currency=currency), money)
    if isinstance(read, str):
        return read
    rest = re.sub(
        r"[\s()<>+\-:*#=]+", " ", bare[: cores[0].start()] + " " + bare[cores[0].end() :]
    ).strip(" .,'")
    if rest:
        steps.append(f"dropped {rest!r}")
    value = -read.value if negative and read.value else read.value
    sure = not repaired and read.confident and why != "CR"
    return Number(value, (*steps, *read.steps), sure)


def _sign(text: str) -> tuple[bool, str]:
    stripped = text.strip()
    if re.fullmatch(r"[-+]?\s*[(<].*\d.*[)>]\s*\D*", stripped):
        return True, "brackets mean minus"
    if re.search(r"(?:^|\s)-\s*[^\w\s]?\s*[.,]?[\dOlIS]", stripped):
        return True, "leading minus"
    if re.search(r"\d ?-$", stripped):
        return True, "trailing minus"
    if re.search(r"\d\s*CR\.?$", stripped):
        return True, "CR"
    return False, ""


def _without_lookalikes(text: str, money: bool, steps: list[str]) -> tuple[str, bool]:
    """``1O.00`` -> ``10.00`` where a word is a number but for letters that look like digits."""
    words = []
    repaired = False
    for word in text.split(" "):
        core = without_glued_sign(word.strip("()<>+-:*#="))
        if _TOKEN.fullmatch(core) and _LETTER_IN_TOKEN.search(core):
            # A letter after complete cents is a tax flag of a receipt ("3.97S"); "5l" of no money
            # are five litres.
            flag = re.fullmatch(r"(.*[.,][\dOo]{2})[A-Za-z|]" if money else r"([\d.,']+)[ls]", core)
            fixed = (flag[1] if flag else core).translate(LOOKALIKE_TABLE)
            if fixed != (flag[1] if flag else core):
                repaired = True
                steps.append(f"read {core} as {fixed}")
            word = word.replace(core, fixed)
        words.append(word)
    return " ".join(words), repaired


def _interpret(core: str, context: DocumentContext, money: bool) -> Number | str:
    grouped = "'" in core or " " in core
    digits = core.replace("'", "").replace(" ", "")
    marks = [char for char in digits if char in ".,"]
    if not marks:
        return Number(Decimal(digits), (), True)
    last = marks[-1]
    if len(set(marks)) == 2:
        if marks.count(last) > 1:
            return "marks in an order no locale uses"
        whole, cents = digits.rsplit(last, 1)
        other = "," if last == "." else "."
        return _number(
            whole.replace(other, ""), cents, f"decimal mark {last}", _well_grouped(whole, other)
        )
    if len(marks) > 1:
        return _repeated(digits, last)
    whole, cents = digits.split(last)
    if len(cents) != 3 or grouped or whole in ("", "0") or len(whole) > 3 or whole.startswith("0"):
        agrees = context.decimal in (None, last) or grouped
        return _number(whole, cents, f"decimal mark {last}", agrees)
    return _three_digits(whole, cents, last, context, money)


def _well_grouped(whole: str, mark: str) -> bool:
    first, *groups = whole.split(mark)
    if not groups:
        return True
    # The Indian system groups by two above the thousands.
    western = 1 <= len(first) <= 3 and all(len(group) == 3 for group in groups)
    indian = (
        1 <= len(first) <= 2
        and len(groups[-1]) == 3
        and all(len(group) == 2 for group in groups[:-1])
    )
    return western or indian


def _repeated(digits: str, mark: str) -> Number | str:
    if _well_grouped(digits, mark):
        return _number(digits.replace(mark, ""), "", f"grouped by {mark}", True)
    whole, cents = digits.rsplit(mark, 1)
    if len(cents) == 2 and _well_grouped(whole, mark):
        return _number(
            whole.replace(mark, ""), cents, f"last {mark} taken for the decimal mark", False
        )
    return "looks like a date or an identifier"


def _three_digits(
    whole: str, cents: str, mark: str, context: DocumentContext, money: bool
) -> Number:
    """``1.234``: one thousand or a bit over one?"""
    if money and context.currency in _THREE_DECIMALS:
        return _number(
            whole, cents, f"{context.currency} has three decimals", context.decimal in (None, mark)
        )
    if money and context.currency in _NO_DECIMALS:
        return _number(whole + cents, "", f"{context.currency} has no decimals", True)
    if context.decimal == mark:
        return _number(whole, cents, f"decimal mark of the document is {mark}", not money)
    if context.decimal is not None:
        return _number(
            whole + cents, "", f"decimal mark of the document is {context.decimal}", True
        )
    if not money and cents == "000":
        return _number(whole, cents, f"took {mark} for the decimal mark", False)
    return _number(whole + cents, "", f"took {mark} for grouping", False)


def _number(whole: str, cents: str, step: str, confident: bool) -> Number:
    return Number(Decimal(f"{whole or '0'}.{cents}" if cents else whole), (step,), confident)


def decimal_text(value: Decimal) -> str:
    """Plain notation, the scale kept: ``Decimal("119.00")`` -> ``"119.00"``."""
    return f"{value:f}"


def normalise_amount(raw: str, context: DocumentContext) -> Normalised:
    """``"1.739,42-"`` -> ``"-1739.42"``. A percentage is no amount."""
    if "%" in raw:
        return unread("a percentage, not an amount")
    return _answer(read_number(raw, context, money=True), raw)


def normalise_quantity(raw: str, context: DocumentContext) -> Normalised:
    """``"2,5 kg"`` -> ``"2.5"``."""
    return _answer(read_number(raw, context, money=False), raw)


def _answer(number: Number | str, raw: str) -> Normalised:
    if isinstance(number, str):
        return unread(f"{number}: {raw[:40]!r}")
    return Normalised(
        decimal_text(number.value), "; ".join(number.steps) or "as printed", number.confident
    )

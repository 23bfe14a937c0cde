"""Printed dates -> ISO 8601. Strict patterns first; dateparser last, with known languages.

Where 03/04 can be two days the document's evidence decides (`DocumentContext.day_first`), else the
habit of its country or language, marked as a guess. Knows no calendar but the Gregorian, the
Japanese eras and the Thai year; dates in other calendars come back unread, never as a wrong year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from schemas.normalise.months import is_weekday, month_of
from schemas.normalise.result import DocumentContext, Normalised, unread
from schemas.normalise.text import LOOKALIKE_TABLE, plain

MAX_CHARS = 60
DATEPARSER_MAX_CHARS = 40
MIN_YEAR, MAX_YEAR = 1900, 2100
# Two-digit years: 69 and above are of the last century (POSIX strptime).
PIVOT = 69
MONTH_FIRST_COUNTRIES = frozenset({"US", "PH", "FM", "MH", "PW", "GU", "PR"})

_TIME = re.compile(
    r"(?<![\d./-])\d{1,2}[:h]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?\s*(?:[ap]\.?\s?m\b\.?)?(?:Z\b|[+-]\d\d:?\d\d)?",
    re.IGNORECASE,
)
_ISO_TIME = re.compile(r"(?<=\d)T\d\d:?\d\d.*$")
_CJK = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]?")
_ERA = re.compile(
    r"(令和|平成|昭和|民国|民國|\b[RHS])\s?(\d{1,3}|元)"
    r"\s*[年.\-/]\s*(\d{1,2})\s*[月.\-/]\s*(\d{1,2})"
)
_ERA_START = {
    "令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925,
    "民国": 1911, "民國": 1911,
}  # fmt: skip
_NUMERIC = re.compile(
    r"(?<!\d)(?:(\d{4})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{1,2}|\d{4})"
    r"|(\d{1,3})\s?([./-])\s?(\d{1,2})\s?\6\s?(\d{4}|\d{2})"
    r"|(\d{1,2})( )(\d{1,2}) (\d{4}))(?!\d)"
)
_SHORT = re.compile(
    r"(\d{1,2}) ?([./-]) ?(\d{1,2})[./-]?"
    r"|(\d{1,2})\.?[ -]?([^\W\d_]{3,12})\.?|([^\W\d_]{3,12})\.?[ -]?(\d{1,2})"
)
#: a value date may be some days behind the end of its statement
_SLACK = timedelta(days=10)
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")
# Months with one letter misread by text recognition, where no word names a month.
_MISREAD_MONTHS = {
    "ju1": "jul", "ju|": "jul", "0ct": "oct", "oc1": "oct", "n0v": "nov", "hov": "nov",
    "hay": "may", "nay": "may", "0ec": "dec", "5ep": "sep", "auq": "aug", "jar": "jan",
}  # fmt: skip
_MISREAD_MONTH = re.compile(
    r"(?<![^\W_])(?:" + "|".join(map(re.escape, _MISREAD_MONTHS)) + r")(?![^\W\d_])", re.IGNORECASE
)
# Vowel signs of Thai and Devanagari are no letters for `re`.
_WORDS = re.compile(
    r"\d+|(?:[^\W\d_]|[\u0300-\u036f\u0900-\u0903\u093a-\u094f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])+"
)


@dataclass(frozen=True, slots=True)
class _Reading:
    day: date
    step: str
    confident: bool


def normalise_date(raw: str, context: DocumentContext) -> Normalised:
    """``"25 DEC 2016 14:33"``, ``"9/3/2018"``, ``"2018年3月9日"`` -> ``"2016-12-25"``
    and so on.
    """
    text = plain(raw)
    if not text or len(text) > MAX_CHARS:
        return unread("empty" if not text else f"longer than {MAX_CHARS} characters")
    text = " ".join(_TIME.sub(" ", _ISO_TIME.sub("", text)).split()).strip(" ,;")
    for read in (
        _read_short,
        _read_marked,
        _read_numeric,
        _read_named,
        _read_misread_month,
        _read_lookalikes,
        _read_by_library,
    ):
        reading = read(text, context)
        if isinstance(reading, str):
            return unread(f"{reading}: {raw[:40]!r}")
        if reading is not None:
            return Normalised(reading.day.isoformat(), reading.step, reading.confident)
    return unread(f"no date in {raw[:40]!r}")


def full_year(digits: str, context: DocumentContext) -> int | None:
    """A printed year as a Gregorian one; None for another calendar or a misread digit."""
    year = int(digits)
    if len(digits) == 2:
        return year + (1900 if year >= PIVOT else 2000)
    if "th" in context.languages and year > 2400:
        year -= 543
    return year if MIN_YEAR <= year <= MAX_YEAR else None


def _day(year: int | None, month: int, day: int) -> date | None:
    if year is None:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _read_short(text: str, context: DocumentContext) -> _Reading | str | None:
    """``30.10.``, ``10/30``, ``30 Oct``: a date without its year, where the document tells it."""
    match = _SHORT.fullmatch(text) if context.until is not None else None
    if match is None:
        return None
    if match[2]:
        return _newest([(int(match[1]), int(match[3]))], match[2], context)
    named = month_of(match[5] or match[6], context.languages)
    day = int(match[4] or match[7])
    return None if named is None else _newest([(day, named[0])], "", context)


def _newest(pairs: list[tuple[int, int]], mark: str, context: DocumentContext) -> _Reading | str:
    """The last day before the statement's end that two numbers can mean."""
    assert context.until is not None
    latest = context.until + _SLACK
    why = ""
    if mark:
        (first, second), *_ = pairs
        day_first, why = order_of(mark, context)
        # The other order only where this one is no date.
        pairs = (
            [(first, second), (second, first)] if day_first else [(second, first), (first, second)]
        )
    for day, month in pairs:
        # 29 February has been at most eight years ago.
        for year in range(latest.year, latest.year - 9, -1):
            found = _day(year, month, day)
            if found is not None and found <= latest:
                step = f"the year of a statement until {context.until}"
                is_sure = not mark or context.day_first is not None or max(day, month) > 12
                return _Reading(found, f"{step} ({why})" if why else step, is_sure)
    return "impossible date"


def _read_marked(text: str, context: DocumentContext) -> _Reading | str | None:
    """Forms whose parts are named by characters: CJK dates and Japanese or Taiwanese eras."""
    match = _CJK.search(text)
    if match:
        found = _day(full_year(match[1], context), int(match[2]), int(match[3]))
        return _Reading(found, "year, month and day marked", True) if found else "impossible date"
    match = _ERA.search(text)
    if match and (len(match[1]) > 1 or "ja" in context.languages):
        year = _ERA_START[match[1]] + (1 if match[2] == "元" else int(match[2]))
        found = _day(year, int(match[3]), int(match[4]))
        return _Reading(found, f"era {match[1]} {match[2]}", True) if found else "impossible date"
    return None


def _read_numeric(text: str, context: DocumentContext) -> _Reading | str | None:
    match = _NUMERIC.search(text)
    if match is None:
        compact = _COMPACT.fullmatch(text)
        found = _day(int(compact[1]), int(compact[2]), int(compact[3])) if compact else None
        return _Reading(found, "eight digits, year first", True) if found else None
    first, mark, second, third = (part for part in match.groups() if part is not None)
    if len(first) == 3 or (len(first) == 4 and len(third) == 4):
        return "impossible date"
    if len(first) == 4:
        found = _day(full_year(first, context), int(second), int(third))
        return _Reading(found, "year first", True) if found else "impossible date"
    reading = _ordered(first, second, third, mark, context)
    other = _NUMERIC.search(text, match.end())
    if isinstance(reading, _Reading) and other is not None and other.group() != match.group():
        return _Reading(reading.day, f"{reading.step}; the first of two dates", False)
    return reading


def _ordered(
    first: str, second: str, third: str, mark: str, context: DocumentContext
) -> _Reading | str:
    """Day, month and a year at the end, in the order the numbers or else the document allow."""
    year = full_year(third, context)
    by_day, by_month = _day(year, int(second), int(first)), _day(year, int(first), int(second))
    if by_day is None and by_month is None:
        year_first = (
            _day(full_year(first, context), int(second), int(third))
            if len(first + third) == 4
            else None
        )
        return (
            _Reading(year_first, "two-digit year first", False) if year_first else "impossible date"
        )
    if by_day is None or by_month is None or by_day == by_month:
        only = by_day or by_month
        assert only is not None
        step = "day and month alike" if by_day == by_month else "only one order is possible"
        return _Reading(only, step, True)
    day_first, why = order_of(mark, context)
    name = "day before month" if day_first else "month before day"
    return _Reading(
        by_day if day_first else by_month, f"{name} ({why})", context.day_first is not None
    )


def order_of(mark: str, context: DocumentContext) -> tuple[bool, str]:
    """Whether the day comes first, and why: the document, the mark, the country, the language."""
    if context.day_first is not None:
        return context.day_first, "as elsewhere in the document"
    if mark == ".":
        return True, "usual with points"
    if context.country is not None:
        return context.country not in MONTH_FIRST_COUNTRIES, f"usual in {context.country}"
    if context.currency == "USD":
        return False, "usual with US dollars"
    if context.currency is not None:
        return True, f"usual with {context.currency}"
    english = context.languages[:1] in ((), ("en",))
    return not english, f"usual in {context.languages[0]}" if context.languages else "nothing known"


def _read_named(text: str, context: DocumentContext) -> _Reading | str | None:
    """Forms with the month as a word: ``15-Nov-19``, ``18Feb14``, ``den 5. März 2019``."""
    tokens = _WORDS.findall(text)
    half = len(tokens) // 2
    if half >= 3 and tokens[:half] == tokens[half:]:
        tokens = tokens[:half]
    months = [
        (index, *found)
        for index, token in enumerate(tokens)
        if not token.isdigit() and (found := month_of(token, context.languages))
    ]
    if len({number for _, number, _ in months}) > 1:
        months = [entry for entry in months if not is_weekday(tokens[entry[0]])]
    if not months:
        return None
    if len({number for _, number, _ in months}) > 1:
        return "more than one month"
    at, month, sure = months[0]
    numbers = [(index, token) for index, token in enumerate(tokens) if token.isdigit()]
    day = next(_named_orders(numbers, at, month, context), None)
    if day is None:
        return "no day, month and year"
    return _Reading(day, f"month named {tokens[at]}", sure)


def _named_orders(
    numbers: list[tuple[int, str]], at: int, month: int, context: DocumentContext
) -> Iterator[date]:
    """The dates the numbers around a month's name can mean, likeliest first."""
    values = [token for _, token in numbers]
    if len(values) == 1 and len(values[0]) in (5, 6) and numbers[0][0] > at:
        # "Aug262017": day and year grown together.
        values = [values[0][:-4], values[0][-4:]]
    if len(values) != 2:
        return
    first, second = values
    orders = [(second, first)] if len(first) == 4 else [(first, second), (second, first)]
    for day, year in orders:
        if len(day) <= 2 and len(year) in (2, 4):
            found = _day(full_year(year, context), month, int(day))
            if found is not None:
                yield found


def _read_misread_month(text: str, context: DocumentContext) -> _Reading | str | None:
    """``Ju103'12``, ``Hay 26, 2017``: a month with a letter misread, beside two numbers."""
    match = _MISREAD_MONTH.search(text)
    if match is None:
        return None
    month = _MISREAD_MONTHS[match.group().casefold()]
    reading = _read_named(f"{text[: match.start()]} {month} {text[match.end() :]}", context)
    if not isinstance(reading, _Reading):
        return None
    return _Reading(reading.day, f"read {match.group()} as {month}; {reading.step}", False)


def _read_lookalikes(text: str, context: DocumentContext) -> _Reading | None:
    """``O3/O4/2O19``: letters that look like digits, in a word made of nothing else."""
    if not re.fullmatch(r"[\dOoQIl|SsB./-]+", text) or not re.search(r"\d", text):
        return None
    reading = _read_numeric(text.translate(LOOKALIKE_TABLE), context)
    if not isinstance(reading, _Reading):
        return None
    return _Reading(
        reading.day, f"read {text} as {text.translate(LOOKALIKE_TABLE)}; {reading.step}", False
    )


def _read_by_library(text: str, context: DocumentContext) -> _Reading | None:
    # Without languages an unparseable text costs more than a second, and relative words would mean
    # today.
    if (
        not context.languages
        or len(text) > DATEPARSER_MAX_CHARS
        or len(re.findall(r"\d", text)) < 3
    ):
        return None
    # Loaded here because few dates come this far.
    import dateparser

    day_first, _ = order_of("/", context)
    settings = {"DATE_ORDER": "DMY" if day_first else "MDY", "PARSERS": ["absolute-time"],
                "REQUIRE_PARTS": ["day", "month", "year"]}  # fmt: skip
    known = [code for code in context.languages if code in _dateparser_languages()]
    found = dateparser.parse(text, languages=known, settings=settings) if known else None
    if found is None or not MIN_YEAR <= found.year <= MAX_YEAR:
        return None
    return _Reading(found.date(), f"read by dateparser as {'/'.join(known)}", False)


def _dateparser_languages() -> frozenset[str]:
    from dateparser.data.languages_info import language_order

    return frozenset(language_order)

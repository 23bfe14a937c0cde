"""Printed dates become ISO dates; the document decides where a date has two readings."""

import datetime

import pytest
from babel.dates import format_date
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.normalise import DocumentContext
from schemas.normalise.dates import normalise_date

NOTHING = DocumentContext()

CERTAIN = {
    "15-Nov-19": "2019-11-15",
    "18Feb14": "2014-02-18",
    "25 DEC 2016 14:33": "2016-12-25",
    "2018年3月9日": "2018-03-09",
    "2018년 3월 9일": "2018-03-09",
    "令和元年5月1日": "2019-05-01",
    "平成30年1月5日": "2018-01-05",
    "民國107年3月9日": "2018-03-09",
    "den 5. März 2019": "2019-03-05",
    "1er janvier 2020": "2020-01-01",
    "12 de marzo de 2020": "2020-03-12",
    "5. ledna 2020": "2020-01-05",
    "12 stycznia 2021": "2021-01-12",
    "15 Ιανουαρίου 2020": "2020-01-15",
    "٥ مارس ٢٠١٩": "2019-03-05",
    "5th of March, 2020": "2020-03-05",
    "mar. 5 nov. 2019": "2019-11-05",
    "2020.01.06": "2020-01-06",
    "2016/05/04": "2016-05-04",
    "2019-3-5": "2019-03-05",
    "20160126": "2016-01-26",
    "2016-11-05T12:00:00Z": "2016-11-05",
    "Jul03'12": "2012-07-03",
    "APRIL1,2016": "2016-04-01",
    "ThuAug09,2012": "2012-08-09",
    "Aug262017": "2017-08-26",
    "04sept.16": "2016-09-04",
    "18AVR2014": "2014-04-18",
    "FRI23-10-92": "1992-10-23",
    "18Feb14 18Feb14": "2014-02-18",
    "1/13/2008 1/13/2008": "2008-01-13",
    "20/03/2018 14:33:10": "2018-03-20",
    "25/03/2018": "2018-03-25",
    "5/5/2018": "2018-05-05",
}
UNREADABLE = [
    "", "hello", "March 2019", "13/13/2013", "31.02.2019", "3/4/5", "14.33 Uhr", "yesterday",
    "today", "12", "R8.3.9", "1405/03/09",
]  # fmt: skip


@pytest.mark.parametrize("raw", CERTAIN)
def test_printed_date_is_read(raw: str) -> None:
    answer = normalise_date(raw, NOTHING)
    assert (answer.value, answer.confident) == (CERTAIN[raw], True)


@pytest.mark.parametrize("raw", UNREADABLE)
def test_what_is_no_full_date_is_left_unread(raw: str) -> None:
    assert normalise_date(raw, NOTHING).value is None


@pytest.mark.parametrize(
    ("raw", "context", "value", "confident"),
    [
        ("9/3/2018", DocumentContext(day_first=True), "2018-03-09", True),
        ("9/3/2018", DocumentContext(day_first=False), "2018-09-03", True),
        ("9/3/2018", DocumentContext(currency="USD"), "2018-09-03", False),
        ("9/3/2018", DocumentContext(country="MY"), "2018-03-09", False),
        ("9/3/2018", DocumentContext(languages=("fr",)), "2018-03-09", False),
        ("07.03.18", NOTHING, "2018-03-07", False),
        ("07.03.18", DocumentContext(day_first=True), "2018-03-07", True),
        ("25/03/2018", DocumentContext(day_first=False), "2018-03-25", True),
        ("01.02.2020 - 29.02.2020", DocumentContext(day_first=True), "2020-02-01", False),
        ("95/03/12", DocumentContext(day_first=True), "1995-03-12", False),
    ],
)
def test_ambiguous_date_follows_the_document(
    raw: str, context: DocumentContext, value: str, confident: bool
) -> None:
    answer = normalise_date(raw, context)
    assert (answer.value, answer.confident) == (value, confident)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("Ju103'12", "2012-07-03"), ("Hay 26, 2017", "2017-05-26"), ("12 0ct 2016", "2016-10-12")],
)
def test_a_month_with_a_misread_letter_is_repaired_and_not_sure(raw: str, expected: str) -> None:
    answer = normalise_date(raw, DocumentContext())
    assert answer.value == expected
    assert not answer.confident
    assert "read" in answer.derivation


def test_misread_digits_are_repaired_and_said_so() -> None:
    answer = normalise_date("O3/O4/2O19", DocumentContext(day_first=True))
    assert (answer.value, answer.confident) == ("2019-04-03", False)
    assert "03/04/2019" in answer.derivation


@pytest.mark.parametrize(
    ("raw", "language", "value"),
    [
        ("R8.3.9", "ja", "2026-03-09"),
        ("9 มีนาคม 2561", "th", "2018-03-09"),
        ("9/3/2561", "th", "2018-03-09"),
        ("5 mrt 2019", "nl", "2019-03-05"),
        ("ngày 5 tháng 3 năm 2019", "vi", "2019-03-05"),
    ],
)
def test_calendar_and_words_of_a_language_need_that_language(
    raw: str, language: str, value: str
) -> None:
    assert normalise_date(raw, DocumentContext(languages=(language,))).value == value


LONG_DATES = (
    "en",
    "de",
    "fr",
    "es",
    "it",
    "nl",
    "pt",
    "pl",
    "sv",
    "da",
    "fi",
    "cs",
    "el",
    "ru",
    "tr",
)


@settings(max_examples=100, deadline=None)
@given(
    day=st.dates(datetime.date(1970, 1, 1), datetime.date(2068, 12, 31)),
    language=st.sampled_from(LONG_DATES),
    width=st.sampled_from(["full", "long", "medium"]),
)
def test_date_written_out_in_a_language_comes_back(
    day: datetime.date, language: str, width: str
) -> None:
    raw = format_date(day, format=width, locale=language)
    context = DocumentContext(languages=(language,), day_first=True)
    assert normalise_date(raw, context).value == day.isoformat()


@settings(max_examples=100, deadline=None)
@given(
    day=st.dates(datetime.date(1969, 1, 1), datetime.date(2068, 12, 31)),
    mark=st.sampled_from("/.-"),
    day_first=st.booleans(),
    short_year=st.booleans(),
)
def test_numeric_date_comes_back(
    day: datetime.date, mark: str, day_first: bool, short_year: bool
) -> None:
    year = "%y" if short_year else "%Y"
    raw = day.strftime(mark.join(["%d", "%m", year] if day_first else ["%m", "%d", year]))
    answer = normalise_date(raw, DocumentContext(day_first=day_first))
    assert answer.value == day.isoformat()

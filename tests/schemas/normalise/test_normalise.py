"""What every normaliser promises: no exception, a reason, bounded time."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.kinds import KINDS
from schemas.normalise import NORMALISERS, DocumentContext, RawValue, infer_context, normalise

PRINTED = st.text(max_size=80) | st.text(
    alphabet="0123456789.,-/ '€$OlISDEAT()%:年月日", max_size=40
)
CONTEXTS = st.builds(
    DocumentContext,
    languages=st.sampled_from([(), ("de",), ("ja",), ("th",), ("en", "fr"), ("xx",)]),
    day_first=st.sampled_from([None, True, False]),
    decimal=st.sampled_from([None, ",", "."]),
    currency=st.sampled_from([None, "EUR", "KWD", "JPY"]),
    country=st.sampled_from([None, "DE", "US", "XX"]),
)
FLOODS = {
    "digits": "1" * 30_000,
    "groups of three": "123 " * 7_500,
    "grouped numbers": "1.234." * 5_000,
    "dates": "1/1/11/" * 4_000,
    "IBANs": "DE88 2OO8 OOOO 0970 3757 01 " * 1_000,
    "VAT ids": "DE123456789 " * 8_000,
    "dollars": "$" * 30_000,
    "commas": "1," * 15_000,
    "minus signs": "-" * 30_000,
}


def test_every_kind_has_a_normaliser() -> None:
    assert set(NORMALISERS) == KINDS


@settings(max_examples=250, deadline=None)
@given(PRINTED, st.sampled_from(sorted(NORMALISERS)), CONTEXTS)
def test_any_text_gets_an_answer_with_a_reason(
    raw: str, kind: str, context: DocumentContext
) -> None:
    answer = normalise(raw, kind, context)  # type: ignore[arg-type]
    assert answer.derivation
    assert not (answer.value is None and answer.confident)


RAWS = st.builds(
    RawValue,
    st.sampled_from(["/totals/total", "/issue_date", "/due_date"]),
    st.sampled_from(["amount", "date"]),
    PRINTED,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(RAWS, max_size=5), PRINTED)
def test_any_page_gives_a_context(raws: list[RawValue], page: str) -> None:
    context = infer_context(raws, page)
    assert context.decimal in (None, ",", ".")


@pytest.mark.parametrize("flood", FLOODS)
def test_floods_of_text_are_read_in_bounded_time(flood: str) -> None:
    start = time.process_time()
    context = infer_context([], FLOODS[flood])
    for kind in sorted(NORMALISERS):
        normalise(FLOODS[flood], kind, context)
    assert time.process_time() - start < 3.0

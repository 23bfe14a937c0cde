"""A window's reading survives its way through the database."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.steps.values import (
    Certainty,
    Place,
    Reading,
    WindowReading,
    window_of_json,
    window_to_json,
)

SHARE = st.floats(0, 1)
LOGPROB = st.floats(max_value=0, allow_nan=False)
CERTAINTIES = st.builds(
    Certainty, st.integers(0, 99), st.integers(0, 99), LOGPROB, LOGPROB, LOGPROB
)
READINGS = st.builds(
    Reading,
    path=st.sampled_from(["/total", "/line_items/3/quantity"]),
    raw=st.text() | st.booleans() | st.integers() | st.floats(allow_nan=False),
    certainty=CERTAINTIES,
    place=st.none() | st.builds(Place, st.integers(1, 9), st.tuples(SHARE, SHARE, SHARE, SHARE)),
    source=st.sampled_from(["text", "ocr", "pixels"]),
)
WINDOWS = st.builds(
    WindowReading,
    readings=st.lists(READINGS, max_size=4).map(tuple),
    text=st.text(),
    prompt_tokens=st.integers(0),
    output_tokens=st.integers(0),
    num_ungrounded=st.integers(0),
    pages=st.lists(st.integers(1, 9)).map(tuple),
)


@given(WINDOWS)
def test_a_window_comes_back_equal_from_json(window: WindowReading) -> None:
    assert window_of_json(json.loads(json.dumps(window_to_json(window)))) == window


def test_json_has_no_infinity() -> None:
    sure = Certainty(1, 1, -math.inf, -math.inf, -math.inf)
    window = WindowReading((Reading("/a", "x", sure, None, "text"),), text="")
    assert "Infinity" not in json.dumps(window_to_json(window))


def test_another_versions_answer_is_refused() -> None:
    with pytest.raises(ValueError, match="version"):
        window_of_json({"version": 2})

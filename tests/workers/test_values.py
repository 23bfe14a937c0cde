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
    RunnerUp,
    Signs,
    WindowReading,
    window_of_json,
    window_to_json,
)

SHARE = st.floats(0, 1)
LOGPROB = st.floats(max_value=0, allow_nan=False)
CERTAINTIES = st.builds(Certainty, st.integers(0, 99), st.integers(0, 99), *[LOGPROB] * 6)
SIGNS = st.builds(Signs, st.integers(0, 9), SHARE, st.integers(0, 9))
PLACES = st.builds(Place, st.integers(1, 9), st.tuples(SHARE, SHARE, SHARE, SHARE))
RUNNER_UPS = st.builds(
    RunnerUp, st.text(), PLACES, st.sampled_from(["text", "ocr"]), st.floats(-16, 0)
)
READINGS = st.builds(
    Reading,
    path=st.sampled_from(["/total", "/line_items/3/quantity"]),
    raw=st.text() | st.booleans() | st.integers() | st.floats(allow_nan=False),
    certainty=CERTAINTIES,
    place=st.none() | PLACES,
    source=st.sampled_from(["text", "ocr", "pixels"]),
    signs=st.none() | SIGNS,
    runner_ups=st.lists(RUNNER_UPS, max_size=2).map(tuple),
)
WINDOWS = st.builds(
    WindowReading,
    readings=st.lists(READINGS, max_size=4).map(tuple),
    text=st.text(),
    prompt_tokens=st.integers(0),
    output_tokens=st.integers(0),
    num_ungrounded=st.integers(0),
    pages=st.lists(st.integers(1, 9)).map(tuple),
    is_complete=st.booleans(),
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
        window_of_json({"version": 4})


@pytest.mark.parametrize("version", [1, 2])
def test_an_answer_of_an_earlier_version_is_read_with_what_it_has(version: int) -> None:
    place = {"page": 1, "bbox": [0.1, 0.1, 0.2, 0.2]}
    reading = {"path": "/a", "raw": "x", "certainty": [2, 1, -0.5, -0.4, -0.6]}
    before = {
        "version": version,
        "readings": [reading | {"place": place, "source": "text"}],
        "text": "x",
        "prompt_tokens": 1,
        "output_tokens": 1,
        "num_ungrounded": 0,
        "pages": [1],
    }
    window = window_of_json(before)
    assert window.readings[0].signs is None
    assert window.readings[0].runner_ups == ()
    assert window.readings[0].certainty == Certainty(2, 1, -0.5, -0.4, -0.6)
    assert window.is_complete

"""The fitted model's file: what it gives back, and what is refused."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest

from workers.steps.calibration import (
    CALIBRATION_FILE,
    Calibration,
    CalibrationError,
    calibration_of_json,
    load_calibration,
)
from workers.steps.confidence import FEATURES

COUNT = len(FEATURES)
PLAIN = Calibration(
    features=FEATURES,
    means=(0.0,) * COUNT,
    scales=(1.0,) * COUNT,
    weights=(-2.0, *[0.0] * (COUNT - 1)),
    bias=2.0,
    knots_in=(0.0, 1.0),
    knots_out=(0.0, 1.0),
    null_below=0.3,
    error_rates=(0.01, 0.05),
    thresholds=(0.9, 0.5),
)


def row(first: float) -> list[float]:
    return [first, *[0.0] * (COUNT - 1)]


def test_confidence_falls_with_a_feature_of_negative_weight() -> None:
    assert PLAIN.confidence(row(0.0)) == pytest.approx(1 / (1 + math.exp(-2)))
    assert PLAIN.confidence(row(1.0)) == pytest.approx(0.5)
    assert PLAIN.confidence(row(100.0)) == pytest.approx(0.001)


def test_steps_replace_the_regressions_own_probability() -> None:
    modest = replace(PLAIN, knots_in=(0.2, 0.6), knots_out=(0.1, 0.3))
    assert modest.confidence(row(1.0)) == pytest.approx(0.25)
    assert modest.confidence(row(-9.0)) == pytest.approx(0.3)


def test_a_lower_error_rate_asks_for_more_confidence() -> None:
    assert PLAIN.threshold(0.03) == pytest.approx(0.7)
    assert PLAIN.threshold(0.001) == 0.9
    assert PLAIN.threshold(0.5) == 0.5


def test_a_calibration_comes_back_equal_from_its_file() -> None:
    assert calibration_of_json(json.loads(json.dumps(PLAIN.to_json()))) == PLAIN


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"version": 99}, "version"),
        ({"features": ["unheard"]}, "other features"),
        ({"means": [0.0]}, "lengths"),
        ({"thresholds": []}, "lengths"),
        ({"surprise": 1.0}, "surprise"),
        ({"bias": "two"}, "no number"),
    ],
)
def test_what_cannot_be_used_is_refused(change: dict[str, object], reason: str) -> None:
    with pytest.raises(CalibrationError, match=reason):
        calibration_of_json(json.loads(json.dumps(PLAIN.to_json() | change)))


def test_weights_without_a_calibration_have_none(tmp_path: Path) -> None:
    assert load_calibration(tmp_path) is None


@pytest.mark.parametrize("content", ["", "[]", '{"version": 99}'])
def test_a_file_that_cannot_be_used_is_as_good_as_none(tmp_path: Path, content: str) -> None:
    (tmp_path / CALIBRATION_FILE).write_text(content)
    assert load_calibration(tmp_path) is None


def test_a_new_file_is_taken_up(tmp_path: Path) -> None:
    assert load_calibration(tmp_path) is None
    (tmp_path / CALIBRATION_FILE).write_text(json.dumps(PLAIN.to_json()))
    assert load_calibration(tmp_path) == PLAIN

"""The fitted model that turns what is known about a value into a probability, and its file.

A logistic regression followed by steps that only rise, in plain Python: a service that assembles
results loads nothing else for it. `training/calibrate.py` writes the file; docs/confidence.md says
what the numbers mean.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import structlog

from workers.steps.confidence import FEATURES

CALIBRATION_FILE = "calibration.json"
#: of the file; another one is not used
VERSION = 1
#: no value is surer than this, or less sure than the rest
_LEAST, _MOST = 0.001, 0.999


class CalibrationError(ValueError):
    """The file is no calibration, or one for other features than this program has."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """F features, K knots.

    features: their names. means, scales, weights: [F], of the standardised features; bias: of the
    sum. knots_in, knots_out: [K], rising; the probability of the regression and the one it stands
    for, straight lines between. null_below: a value less sure than this is left null.
    error_rates, thresholds: of the values of the fit that are at least as sure as a threshold, so
    large a share is to be expected wrong. Rates rise, thresholds fall.
    """

    features: tuple[str, ...]
    means: tuple[float, ...]
    scales: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float
    knots_in: tuple[float, ...]
    knots_out: tuple[float, ...]
    null_below: float
    error_rates: tuple[float, ...]
    thresholds: tuple[float, ...]

    def confidence(self, features: Sequence[float]) -> float:
        """The probability that a value with these features is right."""
        score = self.bias
        columns = zip(features, self.means, self.scales, self.weights, strict=True)
        for value, mean, scale, weight in columns:
            score += weight * (value - mean) / scale
        raw = 1 / (1 + math.exp(-max(min(score, 30.0), -30.0)))
        return min(max(_between(raw, self.knots_in, self.knots_out), _LEAST), _MOST)

    def threshold(self, error_rate: float) -> float:
        """The least confidence of values that are accepted without a look, so that at most
        `error_rate` of them is wrong, on documents like those of the fit.
        """
        return _between(error_rate, self.error_rates, self.thresholds)

    def to_json(self) -> dict[str, Any]:
        """The object that the file holds."""
        return {"version": VERSION, **asdict(self)}


def calibration_of_json(content: Any) -> Calibration:
    """Raises CalibrationError."""
    if not isinstance(content, dict) or content.get("version") != VERSION:
        raise CalibrationError(f"no calibration of version {VERSION}")
    try:
        fields: dict[str, Any] = {
            key: _plain(value) for key, value in content.items() if key != "version"
        }
        calibration = Calibration(**fields)
    except TypeError as error:
        raise CalibrationError(f"no calibration: {error}") from error
    if calibration.features != FEATURES:
        raise CalibrationError("the calibration was fitted on other features; fit it again")
    rows = (calibration.means, calibration.scales, calibration.weights)
    pairs = (
        (calibration.knots_in, calibration.knots_out),
        (calibration.error_rates, calibration.thresholds),
    )
    if any(len(row) != len(FEATURES) for row in rows) or not all(
        one and len(one) == len(other) for one, other in pairs
    ):
        raise CalibrationError("the calibration's rows have different lengths")
    return calibration


def load_calibration(folder: Path) -> Calibration | None:
    """The calibration beside the weights in `folder`.

    None where there is none, or none that can be used, which is said in the log once: confidence
    is then the model's own probability.
    """
    file = folder / CALIBRATION_FILE
    try:
        modified_ns = file.stat().st_mtime_ns
    except OSError:
        return None
    return _load(file, modified_ns)


@lru_cache(maxsize=8)
def _load(file: Path, _modified_ns: int) -> Calibration | None:
    try:
        return calibration_of_json(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        structlog.get_logger().warning("calibration_not_used", file=str(file), reason=str(error))
        return None


def _plain(value: Any) -> float | tuple[Any, ...]:
    """Raises TypeError for what is neither a number nor a list of numbers or of names."""
    if isinstance(value, list):
        if not all(isinstance(each, int | float | str) for each in value):
            raise TypeError("a list holds something else than numbers or names")
        return tuple(value)
    if isinstance(value, int | float):
        return float(value)
    raise TypeError(f"{str(value)[:40]!r} is no number")


def _between(x: float, xs: Sequence[float], ys: Sequence[float]) -> float:
    """The line through the points (xs, ys) at x; flat beyond its ends."""
    place = bisect_right(xs, x)
    if place == 0:
        return ys[0]
    if place == len(xs):
        return ys[-1]
    left, right = xs[place - 1], xs[place]
    share = (x - left) / (right - left)
    return ys[place - 1] + share * (ys[place] - ys[place - 1])

"""The fit finds what it should in values whose truth is drawn by a known rule."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pytest

from schemas.evaluate.calibration import expected_calibration_error, reliability_bins
from training.fit import fit, out_of_fold
from workers.steps.calibration import Calibration, calibration_of_json
from workers.steps.confidence import FEATURES


@dataclass(frozen=True)
class Drawn:
    rows: npt.NDArray[np.float64]
    right: npt.NDArray[np.bool_]
    weights: npt.NDArray[np.float64]
    num_missed: int = 2


def draw(number: int) -> Drawn:
    """Ten values; the first feature alone says how likely each is right."""
    rng = np.random.default_rng(number)
    rows = rng.normal(size=(10, len(FEATURES)))
    rows[:, 5] = 0.0
    right = rng.random(10) < 1 / (1 + np.exp(-(1.0 - 2.0 * rows[:, 0])))
    return Drawn(rows, right, np.ones(10))


@pytest.fixture(scope="module")
def documents() -> list[Drawn]:
    return [draw(number) for number in range(150)]


@pytest.fixture(scope="module")
def calibration(documents: list[Drawn]) -> Calibration:
    return fit(documents)


def test_confidence_follows_the_rule(calibration: Calibration) -> None:
    row = [0.0] * len(FEATURES)
    assert calibration.confidence([-2.0, *row[1:]]) > 0.9
    assert calibration.confidence([2.0, *row[1:]]) < 0.2


def test_what_never_varies_has_no_weight(calibration: Calibration) -> None:
    assert calibration.weights[5] == 0.0


def test_confidence_on_other_documents_is_the_share_of_right_values(
    documents: list[Drawn],
) -> None:
    right = np.concatenate([each.right for each in documents]).tolist()
    rated = list(zip(out_of_fold(documents).tolist(), right, strict=True))
    ece = expected_calibration_error(reliability_bins(rated))
    assert ece is not None
    assert ece < 0.04


def test_steps_and_thresholds_rise(calibration: Calibration) -> None:
    assert list(calibration.knots_out) == sorted(calibration.knots_out)
    assert list(calibration.thresholds) == sorted(calibration.thresholds, reverse=True)


def test_a_threshold_keeps_its_promise(calibration: Calibration) -> None:
    fresh = [draw(number) for number in range(1000, 1150)]
    threshold = calibration.threshold(0.05)
    accepted = [
        bool(right)
        for each in fresh
        for row, right in zip(each.rows, each.right, strict=True)
        if calibration.confidence(row.tolist()) >= threshold
    ]
    assert len(accepted) > 200
    assert 1 - sum(accepted) / len(accepted) < 0.08


def test_leaving_unsure_values_null_is_worth_it(calibration: Calibration) -> None:
    assert 0.2 < calibration.null_below < 0.6


def test_a_fit_can_be_read_again(calibration: Calibration) -> None:
    content = {**calibration.to_json()}
    lists = {k: list(v) if isinstance(v, tuple) else v for k, v in content.items()}
    assert calibration_of_json(lists) == calibration

"""The fit of a calibration: logistic regression, rising steps, thresholds. Knows no document.

The regression is fitted by Newton's method with a penalty on the squared weights; the steps are the
pool-adjacent-violators solution over bins of equal weight, on predictions for documents that the
regression has not seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from workers.steps.calibration import Calibration
from workers.steps.confidence import FEATURES

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

NUM_FOLDS = 5
#: strength of the penalty, in values: a weight is believed once about so many values support it
PENALTY = 20.0
NUM_STEPS = 12
#: F1 that may be given up for fewer wrong values
F1_TO_SPARE = 0.005
#: error rates that a threshold is kept for
ERROR_RATES = (0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3)
_NEWTON_STEPS = 30


class Rated(Protocol):
    """A document's values; see `training.calibrate.Sample`."""

    @property
    def rows(self) -> Floats: ...
    @property
    def right(self) -> Flags: ...
    @property
    def weights(self) -> Floats: ...
    @property
    def num_missed(self) -> int: ...


@dataclass(frozen=True, slots=True)
class _Regression:
    means: Floats
    scales: Floats
    weights: Floats
    bias: float

    def probabilities(self, rows: Floats) -> Floats:
        score = (rows - self.means) / self.scales @ self.weights + self.bias
        chances: Floats = 1 / (1 + np.exp(-np.clip(score, -30, 30)))
        return chances


def fit(documents: Sequence[Rated]) -> Calibration:
    """The calibration of all documents; its steps and thresholds from predictions for documents
    left out.
    """
    regression = _regress(documents)
    raw = _left_out(documents)
    right, weights = _joined(documents)
    knots_in, knots_out = _steps(raw, right, weights)
    calibrated = np.interp(raw, knots_in, knots_out)
    null_below = _null_below(calibrated, right, sum(each.num_missed for each in documents))
    thresholds = _thresholds(calibrated, weights, null_below)
    return Calibration(
        features=FEATURES,
        means=_floats(regression.means),
        scales=_floats(regression.scales),
        weights=_floats(regression.weights),
        bias=round(regression.bias, 6),
        knots_in=_floats(knots_in),
        knots_out=_floats(knots_out),
        null_below=null_below,
        error_rates=ERROR_RATES,
        thresholds=thresholds,
    )


def out_of_fold(documents: Sequence[Rated]) -> Floats:
    """The confidence of each value by a fit, steps included, on other documents than its own."""
    out = np.zeros(sum(len(each.right) for each in documents))
    for inside, outside in _folds(documents):
        chosen = [documents[i] for i in inside]
        regression = _regress(chosen)
        right, weights = _joined(chosen)
        knots = _steps(_left_out(chosen), right, weights)
        for i in outside:
            start = sum(len(each.right) for each in documents[:i])
            rows = documents[i].rows
            out[start : start + len(rows)] = np.interp(regression.probabilities(rows), *knots)
    return out


def _folds(documents: Sequence[Rated]) -> list[tuple[list[int], list[int]]]:
    """Indices of the documents (fitted on, left out), every document once among the latter."""
    numbers = range(len(documents))
    return [
        ([i for i in numbers if i % NUM_FOLDS != k], [i for i in numbers if i % NUM_FOLDS == k])
        for k in range(NUM_FOLDS)
    ]


def _left_out(documents: Sequence[Rated]) -> Floats:
    """The regression's probability of each value, fitted without its document."""
    out: list[Floats] = [np.zeros(0)] * len(documents)
    for inside, outside in _folds(documents):
        regression = _regress([documents[i] for i in inside])
        for i in outside:
            out[i] = regression.probabilities(documents[i].rows)
    return np.concatenate(out)


def _joined(documents: Sequence[Rated]) -> tuple[Flags, Floats]:
    right = np.concatenate([each.right for each in documents])
    return right, np.concatenate([each.weights for each in documents])


def _regress(documents: Sequence[Rated]) -> _Regression:
    """Newton's method on the penalised likelihood; the bias bears no penalty."""
    rows = np.concatenate([each.rows for each in documents])
    right, weights = _joined(documents)
    means, scales = rows.mean(axis=0), rows.std(axis=0)
    # What never varies says nothing: it keeps the scale of 1 and gets a weight of 0.
    scales[scales < 1e-6] = 1.0
    design = np.concatenate([(rows - means) / scales, np.ones((len(rows), 1))], axis=1)
    penalty = np.full(design.shape[1], PENALTY)
    penalty[-1] = 1e-6
    solution = np.zeros(design.shape[1])
    for _ in range(_NEWTON_STEPS):
        chances = 1 / (1 + np.exp(-np.clip(design @ solution, -30, 30)))
        gradient = design.T @ (weights * (chances - right)) + penalty * solution
        curvature = (design * (weights * chances * (1 - chances))[:, None]).T @ design
        step = np.linalg.solve(curvature + np.diag(penalty), gradient)
        solution -= step
        if np.abs(step).max() < 1e-8:
            break
    return _Regression(means, scales, solution[:-1], float(solution[-1]))


def _steps(raw: Floats, right: Flags, weights: Floats) -> tuple[Floats, Floats]:
    """Knots (predicted, true share) that rise, from bins of equal weight."""
    order = np.argsort(raw, kind="stable")
    place = np.cumsum(weights[order]) / weights.sum()
    bins = np.minimum((place * NUM_STEPS).astype(int), NUM_STEPS - 1)
    blocks: list[list[float]] = []
    for k in range(NUM_STEPS):
        members = order[bins == k]
        if not len(members):
            continue
        mass = weights[members]
        # Half a right and half a wrong value more: no share is 0 or 1.
        total = float(mass.sum()) + 1.0
        share = (float((mass * right[members]).sum()) + 0.5) / total
        blocks.append([float((mass * raw[members]).sum() / mass.sum()), share, total])
        while len(blocks) > 1 and blocks[-2][1] >= blocks[-1][1]:
            below, above = blocks[-2], blocks.pop()
            total = below[2] + above[2]
            merged = [
                (a * below[2] + b * above[2]) / total for a, b in zip(below, above, strict=True)
            ]
            blocks[-1] = [merged[0], merged[1], total]
    return np.array([block[0] for block in blocks]), np.array([block[1] for block in blocks])


def _null_below(calibrated: Floats, right: Flags, num_missed: int) -> float:
    """The confidence below which a value is left null: the highest one that costs next to no F1.

    Leaving a right value null misses it; leaving a wrong one null saves one of two errors. Between
    two that are as good the higher one is taken, as no value does less harm than a wrong one.
    """
    f1 = {}
    for least in np.arange(0.0, 0.61, 0.02).round(2).tolist():
        kept = calibrated >= least
        hits = int((kept & right).sum())
        # On the pages: what was read right, and what was not.
        f1[least] = 2 * hits / max(int(kept.sum()) + int(right.sum()) + num_missed, 1)
    best = max(f1.values())
    return max(least for least, value in f1.items() if value >= best - F1_TO_SPARE)


def _thresholds(calibrated: Floats, weights: Floats, null_below: float) -> tuple[float, ...]:
    """For each error rate the least confidence from which on no more than that is to be expected
    wrong.
    """
    kept = calibrated >= null_below
    order = np.argsort(-calibrated[kept], kind="stable")
    confidence, mass = calibrated[kept][order], weights[kept][order]
    expected = np.cumsum(mass * (1 - confidence)) / np.cumsum(mass)
    thresholds = []
    for rate in ERROR_RATES:
        fits = np.flatnonzero(expected <= rate)
        thresholds.append(round(float(confidence[fits[-1]]), 4) if len(fits) else 1.0)
    return tuple(thresholds)


def _floats(values: Floats) -> tuple[float, ...]:
    return tuple(round(float(value), 6) for value in values)

"""How far the confidence of a value can be believed: pure functions over (confidence, is right).

Confidences are shares, 0 to 1. Knows no fields and no documents.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

#: (confidence, whether the value is right)
Rated = tuple[float, bool]
NUM_BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Values with a confidence in (lower, upper]; the first bin holds 0 too.

    accuracy: share of right values; confidence: their mean. Both are None where there is no value.
    """

    lower: float
    upper: float
    count: int
    accuracy: float | None
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Cut:
    """What is kept where values below `threshold` go to a person.

    coverage: share of all values that are kept. accuracy: share of right ones among those.
    """

    threshold: float
    coverage: float
    accuracy: float


def reliability_bins(rated: Iterable[Rated], num_bins: int = NUM_BINS) -> tuple[Bin, ...]:
    """Values in bins of equal width, as a reliability diagram shows them.

    C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger: On Calibration of Modern Neural Networks, ICML
    2017, section 2: B_m holds the samples whose confidence is in ((m - 1) / M, m / M];
    acc(B_m) = 1/|B_m| sum of 1(right), conf(B_m) = 1/|B_m| sum of confidences. There a confidence
    of 0 is in no bin; here it is in the first.

    Raises:
        ValueError: a confidence is not between 0 and 1.
    """
    edges = [number / num_bins for number in range(1, num_bins + 1)]
    members: list[list[Rated]] = [[] for _ in edges]
    for confidence, is_right in rated:
        if not 0.0 <= confidence <= 1.0:
            raise ValueError(f"a confidence is between 0 and 1, not {confidence}")
        # Compared with the edges themselves: 0.7 * 10 is a little more than 7.
        members[bisect_left(edges, confidence)].append((confidence, is_right))
    return tuple(
        _bin(number / num_bins, edges[number], members[number]) for number in range(num_bins)
    )


def _bin(lower: float, upper: float, members: Sequence[Rated]) -> Bin:
    count = len(members)
    if not count:
        return Bin(lower, upper, 0, None, None)
    num_right = sum(is_right for _, is_right in members)
    mean = sum(confidence for confidence, _ in members) / count
    return Bin(lower, upper, count, num_right / count, mean)


def expected_calibration_error(bins: Iterable[Bin]) -> float | None:
    """Mean distance of accuracy and confidence, None where no bin has a value.

    ECE = sum over m of |B_m| / n * |acc(B_m) - conf(B_m)| (Guo et al. 2017, as above, eq. 3; the
    measure is of M. P. Naeini, G. F. Cooper, M. Hauskrecht: Obtaining Well Calibrated Probabilities
    Using Bayesian Binning, AAAI 2015).
    """
    distance, total = 0.0, 0
    for each in bins:
        if each.accuracy is not None and each.confidence is not None:
            distance += each.count * abs(each.accuracy - each.confidence)
            total += each.count
    return distance / total if total else None


def coverage_curve(rated: Iterable[Rated]) -> tuple[Cut, ...]:
    """One cut for each confidence that occurs, the highest first; the last one keeps all values.

    Coverage and accuracy are 1 minus the selective risk of Y. Geifman, R. El-Yaniv: Selective
    Classification for Deep Neural Networks, NeurIPS 2017, section 2 (equations 1 and 2), with
    `confidence >= threshold` as selection function and the empirical mean for the expectation.
    Values of equal confidence are kept or given up together.
    """
    ranked = sorted(rated, key=lambda each: -each[0])
    cuts: list[Cut] = []
    num_kept = num_right = 0
    for threshold, group in groupby(ranked, key=lambda each: each[0]):
        for _, is_right in group:
            num_kept += 1
            num_right += is_right
        cuts.append(Cut(threshold, num_kept / len(ranked), num_right / num_kept))
    return tuple(cuts)


def cut_at(curve: Iterable[Cut], coverage: float) -> Cut | None:
    """The cut with the highest threshold that keeps at least `coverage`; None without values.

    Where many values share a confidence it may keep far more, which its `coverage` tells.
    """
    return next((cut for cut in curve if cut.coverage >= coverage), None)

"""Reliability bins, expected calibration error, accuracy against coverage."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.evaluate.calibration import (
    NUM_BINS,
    Cut,
    Rated,
    coverage_curve,
    cut_at,
    expected_calibration_error,
    reliability_bins,
)

# Tenths are the edges of bins; repeated confidences are ties of the curve.
CONFIDENCES = st.one_of(st.floats(0, 1), st.sampled_from([n / 10 for n in range(11)]))
RATED = st.lists(st.tuples(CONFIDENCES, st.booleans()), max_size=40)
SOME_RATED = st.lists(st.tuples(CONFIDENCES, st.booleans()), min_size=1, max_size=40)


def ece(rated: list[Rated]) -> float | None:
    return expected_calibration_error(reliability_bins(rated))


def test_a_bin_has_count_accuracy_and_mean_confidence() -> None:
    bins = reliability_bins([(0.62, True), (0.66, False), (0.95, True)])
    assert [each.count for each in bins] == [0, 0, 0, 0, 0, 0, 2, 0, 0, 1]
    assert (bins[6].lower, bins[6].upper) == (0.6, 0.7)
    assert bins[6].accuracy == 0.5
    assert bins[6].confidence == pytest.approx(0.64)
    assert (bins[0].accuracy, bins[0].confidence) == (None, None)


@pytest.mark.parametrize("number", range(1, 11))
def test_a_confidence_on_an_edge_is_in_the_bin_below(number: int) -> None:
    bins = reliability_bins([(number / 10, True)])
    assert bins[number - 1].count == 1


def test_confidence_zero_is_in_the_first_bin() -> None:
    assert reliability_bins([(0.0, False)])[0].count == 1


@pytest.mark.parametrize("confidence", [-0.01, 1.01, float("nan")])
def test_what_is_no_share_is_refused(confidence: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        reliability_bins([(confidence, True)])


def test_error_weighs_each_bin_by_its_values() -> None:
    # Three values in (0.8, 0.9]: accuracy 2/3, confidence 0.9; one in (0.1, 0.2]: 1 and 0.2.
    rated = [(0.9, True), (0.9, True), (0.9, False), (0.2, True)]
    assert ece(rated) == pytest.approx((3 * (0.9 - 2 / 3) + 1 * 0.8) / 4)


def test_nothing_rated_has_no_error() -> None:
    assert ece([]) is None


def test_half_sure_and_half_right_has_no_error() -> None:
    assert ece([(0.5, True), (0.5, False)]) == 0.0


@given(RATED)
def test_every_value_is_in_one_bin_within_its_edges(rated: list[Rated]) -> None:
    bins = reliability_bins(rated)
    assert len(bins) == NUM_BINS
    assert sum(each.count for each in bins) == len(rated)
    for each in bins:
        if each.confidence is not None:
            assert each.lower - 1e-9 <= each.confidence <= each.upper + 1e-9


@given(SOME_RATED)
def test_error_is_a_share_and_at_least_that_of_one_bin(rated: list[Rated]) -> None:
    found = ece(rated)
    [whole] = reliability_bins(rated, num_bins=1)
    assert found is not None
    assert whole.accuracy is not None
    assert whole.confidence is not None
    # Distances of opposite sign cancel in one bin and not between bins.
    assert abs(whole.accuracy - whole.confidence) - 1e-9 <= found <= 1 + 1e-9


@given(RATED)
def test_error_does_not_depend_on_order(rated: list[Rated]) -> None:
    assert ece(rated) == pytest.approx(ece(rated[::-1]))


def test_the_curve_has_a_cut_for_each_confidence() -> None:
    rated = [(0.5, False), (0.9, True), (0.5, True), (0.7, True)]
    assert coverage_curve(rated) == (
        Cut(0.9, 0.25, 1.0),
        Cut(0.7, 0.5, 1.0),
        Cut(0.5, 1.0, 0.75),
    )


@given(SOME_RATED)
def test_each_cut_is_what_its_threshold_keeps(rated: list[Rated]) -> None:
    for cut in coverage_curve(rated):
        kept = [is_right for confidence, is_right in rated if confidence >= cut.threshold]
        assert cut.coverage == len(kept) / len(rated)
        assert cut.accuracy == sum(kept) / len(kept)


@given(SOME_RATED)
def test_thresholds_fall_while_coverage_rises_to_all(rated: list[Rated]) -> None:
    curve = coverage_curve(rated)
    for first, second in itertools.pairwise(curve):
        assert first.threshold > second.threshold
        assert first.coverage < second.coverage
    assert curve[-1].coverage == 1.0


@given(SOME_RATED, st.floats(0, 1))
def test_the_cut_at_a_coverage_keeps_that_and_none_above_it_does(
    rated: list[Rated], coverage: float
) -> None:
    curve = coverage_curve(rated)
    found = cut_at(curve, coverage)
    assert found is not None
    assert found.coverage >= coverage
    higher = [cut for cut in curve if cut.threshold > found.threshold]
    assert all(cut.coverage < coverage for cut in higher)


def test_there_is_no_cut_without_values() -> None:
    assert cut_at(coverage_curve([]), 0.8) is None

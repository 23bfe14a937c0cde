"""What the confidences of an evaluation are worth. Knows no pictures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from docflow.reports.reviews import Review
from docflow.results import Json
from schemas.evaluate.calibration import (
    Bin,
    Cut,
    Rated,
    coverage_curve,
    cut_at,
    expected_calibration_error,
    reliability_bins,
)

#: the share of values for which accuracy and threshold are told
COVERAGE = 0.8


@dataclass(frozen=True, slots=True)
class Reliability:
    """Confidence against truth, over all labelled fields in which something was found.

    num_values: those with a confidence. num_without: those with none, which count nowhere here.
    at_coverage: the highest threshold that keeps at least `COVERAGE` of the values.
    """

    num_values: int
    num_without: int
    bins: tuple[Bin, ...]
    curve: tuple[Cut, ...]
    ece: float | None
    at_coverage: Cut | None

    def to_json(self) -> dict[str, Json]:
        """The keys that `docflow eval --format json` adds to its object."""
        cut = self.at_coverage
        return {
            "ece": _rounded(self.ece),
            "accuracy_at_80_coverage": None if cut is None else _rounded(cut.accuracy),
            "threshold_at_80_coverage": None if cut is None else _rounded(cut.threshold),
            "reliability": {
                "values": self.num_values,
                "without_confidence": self.num_without,
                "bins": [_bin(each) for each in self.bins],
            },
        }


def reliability_of(reviews: Iterable[Review]) -> Reliability:
    """A value counts as right where its outcome is `correct`; a wrong or invented one does not."""
    rated: list[Rated] = []
    num_without = 0
    for value in (value for each in reviews for value in each.values):
        if value.score.got is None:
            continue
        confidence = None if value.evidence is None else value.evidence["confidence"]
        if confidence is None:
            num_without += 1
        else:
            rated.append((confidence, value.score.outcome == "correct"))
    bins, curve = reliability_bins(rated), coverage_curve(rated)
    return Reliability(
        num_values=len(rated),
        num_without=num_without,
        bins=bins,
        curve=curve,
        ece=expected_calibration_error(bins),
        at_coverage=cut_at(curve, COVERAGE),
    )


def _bin(each: Bin) -> dict[str, Json]:
    return {name: _rounded(value) for name, value in asdict(each).items()}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)

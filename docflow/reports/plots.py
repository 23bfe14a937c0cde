"""The two diagrams of an evaluation as PNG: reliability, and accuracy against coverage.

The figures come from `schemas/evaluate/calibration.py`; what they mean and where they are from is
told there.
"""

from __future__ import annotations

from pathlib import Path

from docflow.reports.canvas import GREY, INK, Axes, Canvas
from docflow.reports.reliability import COVERAGE, Reliability
from schemas.evaluate.calibration import Bin

RELIABILITY_FILE, COVERAGE_FILE = "reliability.png", "coverage.png"
_BLUE, _TOO_MODEST, _TOO_SURE, _RED = "#3b7dd8", "#a9c8f2", "#f2b3ae", "#d64545"
_WIDTH_PX = 560
_LEFT, _RIGHT = 64.0, 540.0
_NO_VALUES = "no value has a confidence"


def write_plots(reliability: Reliability, folder: Path) -> None:
    """Writes both diagrams into the folder, over those of an earlier run.

    Raises:
        OSError: a file cannot be written.
    """
    (folder / RELIABILITY_FILE).write_bytes(reliability_png(reliability))
    (folder / COVERAGE_FILE).write_bytes(coverage_png(reliability))


def reliability_png(reliability: Reliability) -> bytes:
    """Accuracy of each bin beside its confidence, and below how many values it has.

    A bar is as high as the accuracy. Between that and the mean confidence, a line, is the gap that
    the error sums up: light blue within the bar, red above it.
    """
    canvas = Canvas(_WIDTH_PX, 680)
    axes, counts = Axes(_LEFT, 84, _RIGHT, 484), Axes(_LEFT, 552, _RIGHT, 632)
    _title(canvas, "Reliability", _told(reliability))
    canvas.grid(axes)
    for each in reliability.bins:
        _draw_bin(canvas, axes, each)
    canvas.dashed(axes.at(0, 0), axes.at(1, 1))
    canvas.sideways((18, 284), "accuracy")
    canvas.text(((_LEFT + _RIGHT) / 2, 516), "confidence")
    _legend(canvas)
    canvas.grid(counts, horizontal=False)
    highest = max((each.count for each in reliability.bins), default=0) or 1
    for each in reliability.bins:
        # A little room above the highest bar, for its number.
        top = counts.at(each.upper, 0.82 * each.count / highest)
        if each.count:
            canvas.box(counts.at(each.lower, 0), top, fill=_BLUE, outline="white")
        middle = (counts.at((each.lower + each.upper) / 2, 0)[0], top[1] - 3)
        canvas.text(middle, str(each.count), size=11, anchor="mb")
    canvas.sideways((18, 592), "values")
    canvas.text(((_LEFT + _RIGHT) / 2, 663), "confidence")
    return canvas.png()


def _draw_bin(canvas: Canvas, axes: Axes, each: Bin) -> None:
    if each.accuracy is None or each.confidence is None:
        return
    top = axes.at(each.upper, each.accuracy)
    canvas.box(axes.at(each.lower, 0), top, fill=_BLUE, outline="white")
    # Within the bar where values are right more often than they say, above it where less often.
    gap = _TOO_MODEST if each.accuracy > each.confidence else _TOO_SURE
    canvas.box(axes.at(each.lower, each.confidence), top, fill=gap, outline="white")
    line = [axes.at(each.lower, each.confidence), axes.at(each.upper, each.confidence)]
    canvas.line(line, width=2, colour=INK)


def _legend(canvas: Canvas) -> None:
    entries = (
        (_LEFT, "right", _BLUE),
        (_LEFT + 62, "right though unsure", _TOO_MODEST),
        (_LEFT + 212, "wrong though sure", _TOO_SURE),
        (_LEFT + 352, "mean confidence", INK),
    )
    for left, name, colour in entries:
        half = 1.2 if colour == INK else 5
        canvas.box((left, 66 - half), (left + 12, 66 + half), fill=colour, outline=None)
        canvas.text((left + 17, 66), name, anchor="lm", size=12)


def coverage_png(reliability: Reliability) -> bytes:
    """Accuracy of the surest values against the share of all values they are."""
    canvas = Canvas(_WIDTH_PX, 520)
    axes = Axes(_LEFT, 62, _RIGHT, 462)
    _title(canvas, "Accuracy against coverage", _told_at_coverage(reliability))
    canvas.grid(axes)
    points = [axes.at(cut.coverage, cut.accuracy) for cut in reliability.curve]
    if len(points) > 1:
        canvas.line(points, width=2, colour=_BLUE)
    elif points:
        canvas.dot(points[0], 4, colour=_BLUE)
    cut = reliability.at_coverage
    if cut is not None:
        canvas.dashed(axes.at(COVERAGE, 0), axes.at(COVERAGE, 1))
        canvas.dot(axes.at(cut.coverage, cut.accuracy), 5, colour=_RED)
    canvas.sideways((18, 262), "accuracy of what is kept")
    label = "coverage: share of values at or above a threshold"
    canvas.text(((_LEFT + _RIGHT) / 2, 500), label)
    return canvas.png()


def _title(canvas: Canvas, title: str, told: str) -> None:
    canvas.text((_LEFT, 18), title, size=17, anchor="lm")
    canvas.text((_LEFT, 42), told, size=13, anchor="lm", colour=GREY)


def _told(found: Reliability) -> str:
    if found.ece is None:
        return _NO_VALUES
    return f"expected calibration error {found.ece:.3f}, {found.num_values} values"


def _told_at_coverage(found: Reliability) -> str:
    cut = found.at_coverage
    if cut is None:
        return _NO_VALUES
    right = f"{cut.accuracy:.1%} are right"
    return f"threshold {cut.threshold:.4f} keeps {cut.coverage:.0%} of the values; {right}"

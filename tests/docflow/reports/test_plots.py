"""The diagrams, by the colour of their pixels."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from docflow.reports.plots import COVERAGE_FILE, coverage_png, reliability_png, write_plots
from docflow.reports.reliability import Reliability, reliability_of
from schemas.evaluate.calibration import (
    Rated,
    coverage_curve,
    cut_at,
    expected_calibration_error,
    reliability_bins,
)

BLUE, LIGHT_BLUE, RED, WHITE = (59, 125, 216), (169, 200, 242), (242, 179, 174), (255, 255, 255)
DOT = (214, 69, 69)


def reliability(*rated: Rated) -> Reliability:
    bins, curve = reliability_bins(rated), coverage_curve(rated)
    ece = expected_calibration_error(bins)
    return Reliability(len(rated), 0, bins, curve, ece, cut_at(curve, 0.8))


def drawn(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def in_chart(image: Image.Image, x: float, y: float, top: float) -> tuple[int, ...]:
    """The pixel of a point of the large chart, which is 476 by 400 pixels."""
    pixel = image.getpixel((round(64 + x * 476), round(top + 400 - y * 400)))
    assert isinstance(pixel, tuple)
    return pixel


def test_a_bin_that_is_too_sure_has_a_red_part_above_its_accuracy() -> None:
    image = drawn(reliability_png(reliability((0.95, True), (0.95, False))))
    assert in_chart(image, 0.93, 0.3, 84) == BLUE
    assert in_chart(image, 0.93, 0.7, 84) == RED


def test_a_bin_that_is_too_modest_has_a_light_part_below_its_accuracy() -> None:
    image = drawn(reliability_png(reliability((0.35, True))))
    assert in_chart(image, 0.37, 0.2, 84) == BLUE
    assert in_chart(image, 0.37, 0.7, 84) == LIGHT_BLUE
    assert in_chart(image, 0.57, 0.7, 84) == WHITE


def test_the_bar_of_a_bin_is_as_high_as_its_count() -> None:
    image = drawn(reliability_png(reliability(*[(0.95, True)] * 4, *[(0.75, True)] * 2)))
    for share, colour in ((0.2, BLUE), (0.6, WHITE)):
        assert image.getpixel((round(64 + 0.73 * 476), round(632 - share * 80))) == colour
        assert image.getpixel((round(64 + 0.93 * 476), round(632 - share * 80))) == BLUE


def test_the_cut_at_the_coverage_is_a_dot() -> None:
    rated = [(0.9, True), (0.8, True), (0.7, False), (0.6, True), (0.5, False)]
    image = drawn(coverage_png(reliability(*rated)))
    assert in_chart(image, 0.8, 0.75, 62) == DOT


@pytest.mark.parametrize("draw", [reliability_png, coverage_png])
def test_nothing_rated_is_an_empty_diagram(draw: Callable[[Reliability], bytes]) -> None:
    chart = drawn(draw(reliability_of([]))).crop((64, 90, 540, 480))
    colours = {colour for _, colour in chart.getcolors(chart.width * chart.height) or []}
    assert WHITE in colours
    assert not colours & {BLUE, LIGHT_BLUE, RED, DOT}


def test_both_are_written_over_those_of_an_earlier_run(tmp_path: Path) -> None:
    (tmp_path / COVERAGE_FILE).write_bytes(b"old")
    write_plots(reliability((0.5, True)), tmp_path)
    sizes = {file.name: drawn(file.read_bytes()).size for file in tmp_path.iterdir()}
    assert sizes == {"reliability.png": (560, 680), "coverage.png": (560, 520)}

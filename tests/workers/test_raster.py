"""Sizes a page is rendered at."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.steps.raster import RasterSpec, fitted

SPEC = RasterSpec(multiple=32, min_pixels=65_536, max_pixels=1_048_576, dpi=150)


@given(st.floats(1, 100_000), st.floats(1, 100_000))
def test_every_size_is_a_multiple_within_the_bounds(width: float, height: float) -> None:
    columns, rows = SPEC.size(width, height)
    assert columns % 32 == rows % 32 == 0
    assert min(columns, rows) >= 32
    assert columns * rows <= SPEC.max_pixels


@given(st.floats(100, 4_000), st.floats(0.2, 5))
def test_the_aspect_ratio_stays_up_to_rounding(width: float, aspect: float) -> None:
    columns, rows = SPEC.size(width, width * aspect)
    assert abs(rows - columns * aspect) <= 32 * (1 + aspect)


def test_a_size_between_the_bounds_is_only_rounded() -> None:
    assert SPEC.size(500, 700) == (512, 704)


def test_a_small_page_is_enlarged() -> None:
    columns, rows = SPEC.size(40, 60)
    assert columns * rows >= SPEC.min_pixels


def test_a_drawn_page_is_taken_at_the_models_resolution() -> None:
    assert SPEC.natural_px(144, 72, None) == (300, 150)


def test_an_image_is_taken_at_its_own_size() -> None:
    assert SPEC.natural_px(144, 72, (640, 480)) == (640, 480)


@pytest.mark.parametrize(
    "values", [{"multiple": 2000}, {"min_pixels": 2_000_000}, {"multiple": 0}], ids=str
)
def test_bounds_that_contradict_each_other_are_refused(values: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="pixels"):
        RasterSpec(**values)


def test_fitting_only_ever_scales_down() -> None:
    assert fitted(100, 200, 10**6, 10**4) == (100, 200)
    assert fitted(1000, 2000, 500_000, 10**4) == (500, 1000)
    assert fitted(10, 100_000, 10**9, 1000) == (1, 1000)

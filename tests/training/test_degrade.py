"""A degraded page keeps its shape, is the same for the same seed and worse at a higher level."""

from __future__ import annotations

import random

import numpy as np
import numpy.typing as npt
import pytest

from training.documents.degrade import degrade


@pytest.fixture
def page() -> npt.NDArray[np.uint8]:
    """White paper with dark bars."""
    image = np.full((400, 300, 3), 255, dtype=np.uint8)
    for top in range(40, 360, 20):
        image[top : top + 4, 40:260] = 0
    return image


def test_the_same_seed_gives_the_same_pixels(page: npt.NDArray[np.uint8]) -> None:
    first = degrade(page, random.Random(3), 1.0)
    assert np.array_equal(first, degrade(page, random.Random(3), 1.0))


def test_level_zero_changes_nothing(page: npt.NDArray[np.uint8]) -> None:
    assert np.array_equal(degrade(page, random.Random(1), 0.0), page)


def test_the_given_pixels_are_left_alone(page: npt.NDArray[np.uint8]) -> None:
    before = page.copy()
    degrade(page, random.Random(1), 1.0)
    assert np.array_equal(page, before)


@pytest.mark.parametrize("seed", range(30))
def test_shape_type_and_print_survive(page: npt.NDArray[np.uint8], seed: int) -> None:
    out = degrade(page, random.Random(seed), 1.0)
    assert out.shape == page.shape
    assert out.dtype == np.uint8
    bars = out[100:300, 100:200].astype(float)
    assert bars.max() - bars.min() > 20


def test_a_higher_level_changes_more(page: npt.NDArray[np.uint8]) -> None:
    def distance(level: float) -> float:
        outs = [degrade(page, random.Random(seed), level) for seed in range(20)]
        return float(np.mean([np.abs(out.astype(float) - page).mean() for out in outs]))

    assert distance(0.1) < distance(0.5) < distance(1.0)


@pytest.mark.parametrize("level", [-0.1, 1.1])
def test_a_level_outside_the_range_is_refused(page: npt.NDArray[np.uint8], level: float) -> None:
    with pytest.raises(ValueError, match="level"):
        degrade(page, random.Random(1), level)


def test_one_row_of_pixels_is_enough() -> None:
    tiny = np.zeros((8, 8, 3), dtype=np.uint8)
    assert degrade(tiny, random.Random(2), 1.0).shape == (8, 8, 3)

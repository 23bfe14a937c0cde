"""Quarter turns of pixels and boxes agree with each other."""

from __future__ import annotations

import numpy as np
import pytest

from workers.backends.base import Angle
from workers.steps.turning import back, turn_box, turn_pixels, turn_size


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_box_stays_around_the_same_pixels(turn: Angle) -> None:
    pixels = np.zeros((40, 20, 3), dtype=np.uint8)
    pixels[4:8, 2:12] = 255
    turned = turn_pixels(pixels, turn)
    height, width = turned.shape[:2]
    left, top, right, bottom = turn_box((2 / 20, 4 / 40, 12 / 20, 8 / 40), turn)
    inside = turned[round(top * height) : round(bottom * height)]
    assert inside[:, round(left * width) : round(right * width)].min() == 255
    assert turned.sum() == inside.sum()
    assert turn_size((20, 40), turn) == (width, height)


def test_turns_are_clockwise() -> None:
    pixels = np.zeros((2, 2, 3), dtype=np.uint8)
    pixels[0, 0] = 255
    assert turn_pixels(pixels, 90)[0, 1].tolist() == [255, 255, 255]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_every_turn_can_be_undone(turn: Angle) -> None:
    box = (0.1, 0.2, 0.4, 0.9)
    assert turn_box(turn_box(box, turn), back(turn)) == pytest.approx(box)

"""Quarter turns of pixels and boxes. Knows no page."""

from __future__ import annotations

import numpy as np

from workers.backends.base import ANGLES, Angle, Pixels
from workers.page import Box


def turn_pixels(pixels: Pixels, turn: Angle) -> Pixels:
    """`pixels` [H, W, 3] turned clockwise; [W, H, 3] for 90 and 270."""
    if not turn:
        return pixels
    # numpy turns the other way round.
    return np.ascontiguousarray(np.rot90(pixels, k=-(turn // 90)))


def turn_box(box: Box, turn: Angle) -> Box:
    """Where `box` (shares) stands once its page has been turned clockwise."""
    left, top, right, bottom = box
    if turn == 90:
        return 1 - bottom, left, 1 - top, right
    if turn == 180:
        return 1 - right, 1 - bottom, 1 - left, 1 - top
    if turn == 270:
        return top, 1 - right, bottom, 1 - left
    return box


def turn_size(size: tuple[float, float], turn: Angle) -> tuple[float, float]:
    """(width, height) after the turn."""
    return (size[1], size[0]) if turn in (90, 270) else size


def back(angle: Angle) -> Angle:
    """The clockwise turn that undoes a clockwise turn of `angle`."""
    return ANGLES[-angle % 360]

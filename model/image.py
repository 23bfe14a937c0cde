"""Images to patches: to which size, and in which order. Knows no network.

The resize is Pillow's bicubic filter. Other software resamples differently by a rounding step; the
difference is visible in the last bits only, but it is there.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from PIL import Image

Pixels = npt.NDArray[np.uint8]

PATCH_SIZE = 16
MERGE_SIZE = 2
MIN_PIXELS, MAX_PIXELS = 256 * 256, 4096 * 4096
MAX_ASPECT = 200


def smart_resize(
    height_px: int,
    width_px: int,
    factor: int = PATCH_SIZE * MERGE_SIZE,
    min_pixels: int = MIN_PIXELS,
    max_pixels: int = MAX_PIXELS,
) -> tuple[int, int]:
    """Height and width in pixels: multiples of `factor`, about the same shape, area in bounds.

    Sides are rounded half to even, as published (400 / 32 = 12.5 becomes 12). Raises: ValueError
    for a side of 0 or an aspect ratio above 200.
    """
    if min(height_px, width_px) < 1:
        raise ValueError(f"image of {width_px} x {height_px} pixels")
    aspect = max(height_px, width_px) / min(height_px, width_px)
    if aspect > MAX_ASPECT:
        raise ValueError(
            f"aspect ratio {aspect:.0f} of a {width_px} x {height_px} image is above {MAX_ASPECT}"
        )
    height, width = round(height_px / factor) * factor, round(width_px / factor) * factor
    if height * width > max_pixels:
        shrink = math.sqrt(height_px * width_px / max_pixels)
        height = max(factor, math.floor(height_px / shrink / factor) * factor)
        width = max(factor, math.floor(width_px / shrink / factor) * factor)
    elif height * width < min_pixels:
        grow = math.sqrt(min_pixels / (height_px * width_px))
        height = math.ceil(height_px * grow / factor) * factor
        width = math.ceil(width_px * grow / factor) * factor
    return height, width


def resize(pixels: Pixels, height_px: int, width_px: int) -> Pixels:
    """Bicubic to uint8 [height_px, width_px, 3]; the same array where the size is right already."""
    if pixels.shape[:2] == (height_px, width_px):
        return pixels
    image = Image.fromarray(pixels).resize((width_px, height_px), Image.Resampling.BICUBIC)
    return np.asarray(image)


def patchify(pixels: Pixels) -> Pixels:
    """Patches uint8 [rows * columns, 768] of an image whose sides are whole blocks of 32 pixels.

    Order of patches: block row, block column, row in block, column in block. Order in a patch:
    channel, row, column; the published order has two frames, which a still image fills alike: the
    vision tower's weights take care of that. Raises: ValueError for another dtype or shape.
    """
    block = PATCH_SIZE * MERGE_SIZE
    if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 3:
        raise ValueError(f"expected uint8 [height, width, 3], got {pixels.dtype} {pixels.shape}")
    if pixels.shape[0] % block or pixels.shape[1] % block:
        raise ValueError(f"sides of {pixels.shape[:2]} are no multiples of {block}")
    rows, columns = grid_of(pixels)
    side = (MERGE_SIZE, PATCH_SIZE)
    cells = pixels.reshape(rows // MERGE_SIZE, *side, columns // MERGE_SIZE, *side, 3)
    return cells.transpose(0, 3, 1, 4, 6, 2, 5).reshape(rows * columns, -1)


def kept_cells(pixels: Pixels, *, contrast: int = 12, margin: int = 1) -> npt.NDArray[np.bool_]:
    """Which blocks of 32 pixels say something: bool [rows * columns / 4] in raster order.

    A block is blank when none of its colours varies by more than `contrast` of 255; blocks up to
    `margin` blocks away from one that is not are kept too, and one block always is.
    Source: index-preserving pruning of visual tokens, e.g. arXiv 2509.06415.
    """
    side = PATCH_SIZE * MERGE_SIZE
    rows, columns = pixels.shape[0] // side, pixels.shape[1] // side
    blocks = pixels.reshape(rows, side, columns, side, 3)
    spread = blocks.max(axis=(1, 3)).astype(np.int16) - blocks.min(axis=(1, 3))
    kept = np.pad((spread > contrast).any(axis=-1), margin)
    shifts = range(2 * margin + 1)
    near = [kept[i : i + rows, j : j + columns] for i in shifts for j in shifts]
    found: npt.NDArray[np.bool_] = np.logical_or.reduce(near)
    if not found.any():
        found[0, 0] = True
    return found.reshape(-1)


def grid_of(pixels: Pixels) -> tuple[int, int]:
    """Rows and columns of an image in patches."""
    return pixels.shape[0] // PATCH_SIZE, pixels.shape[1] // PATCH_SIZE

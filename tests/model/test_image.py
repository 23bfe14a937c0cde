"""Image sizes and patches."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import smart_resize as published

from model.image import (
    MAX_PIXELS,
    MIN_PIXELS,
    grid_of,
    kept_cells,
    patchify,
    resize,
    smart_resize,
)


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((400, 400), (384, 384)),  # 12.5 blocks round to 12, the even neighbour
        ((432, 400), (448, 384)),  # 13.5 blocks round to 14
        ((256, 256), (256, 256)),
        ((100, 333), (160, 480)),  # too small: grown
        ((1, 200), (32, 3648)),
        ((16, 16), (256, 256)),
        ((8192, 8192), (4096, 4096)),  # too large: shrunk
        ((20, 4000), (32, 4000)),
        ((2339, 1654), (2336, 1664)),
    ],
)
def test_sizes_follow_the_published_rounding(
    size: tuple[int, int], expected: tuple[int, int]
) -> None:
    assert smart_resize(*size) == expected


def test_sizes_equal_the_published_function_for_many_shapes() -> None:
    rng = np.random.default_rng(0)
    for height, width in rng.integers(32, 6000, size=(300, 2)).tolist():
        for most in (MAX_PIXELS, 1_000_000):
            expected = published(height, width, 32, MIN_PIXELS, most)
            assert smart_resize(height, width, max_pixels=most) == expected


@pytest.mark.parametrize("size", [(0, 10), (10, 0), (1, 201), (6001, 30)])
def test_impossible_shapes_are_refused(size: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="x"):
        smart_resize(*size)


def test_patches_equal_the_published_processor() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (100, 333, 3), dtype=np.uint8)
    processor = Qwen2VLImageProcessorPil(
        size={"shortest_edge": MIN_PIXELS, "longest_edge": MAX_PIXELS},
        patch_size=16,
        temporal_patch_size=2,
        merge_size=2,
        image_mean=[0.5] * 3,
        image_std=[0.5] * 3,
    )
    expected = processor(images=[Image.fromarray(pixels)], return_tensors="np")
    sized = resize(pixels, *smart_resize(100, 333))
    assert [1, *grid_of(sized)] == expected["image_grid_thw"][0].tolist()
    ours = patchify(sized).astype(np.float32) / 127.5 - 1
    # The published order repeats the still image as a second frame.
    frames = expected["pixel_values"].reshape(len(ours), 3, 2, -1)
    for frame in (frames[:, :, 0], frames[:, :, 1]):
        assert np.abs(ours - frame.reshape(len(ours), -1)).max() < 1e-6


@pytest.mark.parametrize(
    "pixels",
    [np.zeros((32, 33, 3), np.uint8), np.zeros((32, 32, 3)), np.zeros((32, 32), np.uint8)],
    ids=["side", "dtype", "grey"],
)
def test_arrays_that_are_no_whole_blocks_of_rgb_are_refused(pixels: np.ndarray) -> None:
    with pytest.raises(ValueError, match="32"):
        patchify(pixels)


def test_blank_blocks_are_those_far_from_ink() -> None:
    page = np.full((32 * 5, 32 * 7, 3), 250, np.uint8)
    page[::7] -= 5
    page[32 * 2 + 3, 32 * 4 + 9] = 0
    kept = kept_cells(page).reshape(5, 7)
    expected = np.zeros((5, 7), np.bool_)
    expected[1:4, 3:6] = True
    assert np.array_equal(kept, expected)
    assert np.array_equal(kept_cells(page, margin=0).reshape(5, 7).nonzero(), [[2], [4]])


def test_of_a_blank_page_one_block_is_kept() -> None:
    assert kept_cells(np.full((64, 64, 3), 255, np.uint8)).tolist() == [True, False, False, False]

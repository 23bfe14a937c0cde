"""The vision tower beyond parity: images do not mix, and inputs are checked."""

from __future__ import annotations

import pytest
import torch

from model.network.vision import VisionTower, merge_order_cells, normalise_patches
from tests.model.published import GRIDS, example, our_network

CPU = torch.device("cpu")


def tower() -> VisionTower:
    vision = our_network().vision
    assert vision is not None
    return vision


@torch.no_grad()
def test_images_encoded_together_equal_images_encoded_alone() -> None:
    patches = example(True).patches
    assert patches is not None
    first, second = patches.split([rows * columns for rows, columns in GRIDS])
    # The middle two are neighbours of one size, which attention takes as one batch.
    together = tower()(
        torch.cat([first, second, second, first]), [GRIDS[0], *[GRIDS[1]] * 2, GRIDS[0]]
    )
    alone = [tower()(first, GRIDS[:1]), tower()(second, GRIDS[1:])]
    expected = torch.cat([alone[0], alone[1], alone[1], alone[0]])
    assert torch.allclose(together, expected, atol=1e-5)


@torch.no_grad()
def test_bytes_are_brought_to_minus_one_to_one() -> None:
    pixels = torch.tensor([0, 51, 255], dtype=torch.uint8)
    assert normalise_patches(pixels, torch.float32).tolist() == pytest.approx([-1, -0.6, 1])
    floats = torch.tensor([0.25])
    assert normalise_patches(floats, torch.float32) is floats


def test_merge_order_walks_block_by_block() -> None:
    cells = merge_order_cells((2, 4), 2, CPU).tolist()
    assert cells == [[0, 0], [0, 1], [1, 0], [1, 1], [0, 2], [0, 3], [1, 2], [1, 3]]


def test_patches_that_do_not_fill_the_grids_are_refused() -> None:
    with pytest.raises(ValueError, match=r"8 patches given, grids .* need 32"):
        tower()(torch.zeros(8, 1536), [(4, 8)])


def test_a_grid_of_half_blocks_is_refused() -> None:
    with pytest.raises(ValueError, match="merge size"):
        tower()(torch.zeros(15, 1536), [(3, 5)])

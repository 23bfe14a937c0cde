"""The vision tower beyond parity: images do not mix, and inputs are checked."""

from __future__ import annotations

import pytest
import torch

from model.network.vision import VisionTower, merge_order_cells
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
def test_bytes_are_one_frame_brought_to_minus_one_to_one() -> None:
    rows, columns = GRIDS[0]
    pixels = torch.randint(0, 256, (rows * columns, 768), dtype=torch.uint8)
    frames = (pixels.float() / 127.5 - 1).view(-1, 3, 1, 256).expand(-1, -1, 2, -1).flatten(1)
    assert torch.allclose(tower()(pixels, GRIDS[:1]), tower()(frames, GRIDS[:1]), atol=1e-5)


@torch.no_grad()
def test_blocks_that_are_left_out_change_neither_place_nor_order_of_the_others() -> None:
    grid, calls = GRIDS[1], []
    kept = torch.ones(grid[0] * grid[1] // 4, dtype=torch.bool)
    kept[[1, 4]] = False
    network = tower()
    patches = torch.randn(grid[0] * grid[1], 1536)
    hook = network.blocks[0].register_forward_hook(lambda _m, given, _o: calls.append(given))
    network(patches, [grid])
    network(patches[kept.repeat_interleave(4)], [grid], [kept])
    hook.remove()
    (whole, all_images), (part, images) = calls
    rows = kept.repeat_interleave(4)
    assert torch.allclose(part, whole[rows], atol=1e-6)
    assert torch.equal(images.cos, all_images.cos[rows])


def test_merge_order_walks_block_by_block() -> None:
    cells = merge_order_cells((2, 4), 2, CPU).tolist()
    assert cells == [[0, 0], [0, 1], [1, 0], [1, 1], [0, 2], [0, 3], [1, 2], [1, 3]]


def test_patches_that_do_not_fill_the_grids_are_refused() -> None:
    with pytest.raises(ValueError, match=r"8 patches given, grids .* need 32"):
        tower()(torch.zeros(8, 1536), [(4, 8)])


def test_a_grid_of_half_blocks_is_refused() -> None:
    with pytest.raises(ValueError, match="merge size"):
        tower()(torch.zeros(15, 1536), [(3, 5)])

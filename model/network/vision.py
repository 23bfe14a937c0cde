"""The vision tower and its merger: patches in, features of the decoder's width out.

Patches come in merge order (block row, block column, row in block, column in block), each
flattened as (channel, frame, row, column). Attention stays within an image. Knows no tokens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from kernels import dispatch
from kernels.patch_embed.reference import fold_patch_weight
from model.config import VisionConfig
from model.network.norms import LayerNorm
from model.network.rope import vision_rotation

Grid = tuple[int, int]
NORM_EPS = 1e-6


@dataclass(frozen=True, slots=True)
class Images:
    """Where the patches of a pass lie. cos, sin: float32 [N, head_dim / 2]; cu_seqlens: int32
    [I + 1], where each image begins and the last ends; max_patches: of the largest.
    """

    cos: Tensor
    sin: Tensor
    cu_seqlens: Tensor
    max_patches: int


class VisionAttention(nn.Module):
    def __init__(self, config: VisionConfig) -> None:
        super().__init__()
        self.num_heads = config.num_heads
        self.qkv = nn.Linear(config.hidden_size, 3 * config.hidden_size)
        self.proj = nn.Linear(config.hidden_size, config.hidden_size)

    def forward(self, x: Tensor, images: Images) -> Tensor:
        """x: [N, hidden], images one after the other."""
        out: Tensor = self.proj(
            dispatch.vision_attention(
                self.qkv(x),
                images.cos,
                images.sin,
                images.cu_seqlens,
                images.max_patches,
                self.num_heads,
            )
        )
        return out


class VisionBlock(nn.Module):
    """Pre-norm block with LayerNorm, biased projections and tanh-approximated GELU."""

    def __init__(self, config: VisionConfig) -> None:
        super().__init__()
        self.norm1 = LayerNorm(config.hidden_size, NORM_EPS)
        self.attn = VisionAttention(config)
        self.norm2 = LayerNorm(config.hidden_size, NORM_EPS)
        self.linear_fc1 = nn.Linear(config.hidden_size, config.intermediate_size)
        self.linear_fc2 = nn.Linear(config.intermediate_size, config.hidden_size)

    def forward(self, x: Tensor, images: Images) -> Tensor:
        x = x + self.attn(self.norm1(x), images)
        out: Tensor = x + self.linear_fc2(_gelu(self.linear_fc1, self.norm2(x), tanh=True))
        return out


def _gelu(linear: nn.Linear, x: Tensor, *, tanh: bool) -> Tensor:
    """gelu(linear(x)), the bias added in GELU's own pass over a wide tensor."""
    assert linear.bias is not None
    return dispatch.gelu_bias(F.linear(x, linear.weight), linear.bias, tanh=tanh)


class Merger(nn.Module):
    """A block of neighbouring patches becomes one feature. Exact (erf) GELU, unlike above."""

    def __init__(self, config: VisionConfig) -> None:
        super().__init__()
        merged = config.hidden_size * config.spatial_merge_size**2
        self.norm = LayerNorm(config.hidden_size, NORM_EPS)
        self.linear_fc1 = nn.Linear(merged, merged)
        self.linear_fc2 = nn.Linear(merged, config.out_hidden_size)

    def forward(self, x: Tensor) -> Tensor:
        merged = self.norm(x).view(-1, self.linear_fc1.in_features)
        out: Tensor = self.linear_fc2(_gelu(self.linear_fc1, merged, tanh=False))
        return out


class VisionTower(nn.Module):
    def __init__(self, config: VisionConfig) -> None:
        super().__init__()
        self.config = config
        # The published 3-D convolution has stride = kernel, so it is this linear map of the
        # flattened patch.
        self.patch_embed = nn.Linear(config.patch_dim, config.hidden_size)
        self.pos_embed = nn.Embedding(config.num_position_embeddings, config.hidden_size)
        self.blocks = nn.ModuleList(VisionBlock(config) for _ in range(config.depth))
        self.merger = Merger(config)

    def forward(
        self, patches: Tensor, grids: Sequence[Grid], kept: Sequence[Tensor] | None = None
    ) -> Tensor:
        """Features [N / merge^2, out_hidden] of all images.

        patches: uint8 [N, patch_dim / frames], one frame of bytes, or [N, patch_dim] floats from -1
        to 1; grids: (rows, columns) of each image in patches. kept: of each image, bool [rows *
        columns / merge^2] in raster order, the merged cells whose patches are there; None: all.
        Raises: ValueError when patches and grids do not match.
        """
        merge, device = self.config.spatial_merge_size, patches.device
        cells = [merge_order_cells(grid, merge, device) for grid in grids]
        positions = [self._position_embeddings(grid) for grid in grids]
        if kept is not None:
            rows = [cell.to(device).repeat_interleave(merge**2) for cell in kept]
            cells = [each[row] for each, row in zip(cells, rows, strict=True)]
            positions = [each[row] for each, row in zip(positions, rows, strict=True)]
        lengths = [len(each) for each in cells]
        if sum(lengths) != len(patches):
            raise ValueError(
                f"{len(patches)} patches given, grids {list(grids)} need {sum(lengths)}"
            )
        x = self._embed(patches)
        x = x + torch.cat(positions).to(x.dtype)
        cos, sin = vision_rotation(torch.cat(cells), self.config.head_dim, self.config.rope_theta)
        bounds = torch.tensor([0, *accumulate(lengths)], dtype=torch.int32, device=device)
        images = Images(cos, sin, bounds, max(lengths, default=0))
        for block in self.blocks:
            x = block(x, images)
        out: Tensor = self.merger(x)
        return out

    def _embed(self, patches: Tensor) -> Tensor:
        """[N, hidden]. Bytes are brought to -1..1 (mean and deviation 0.5) by the weights."""
        weight, bias = self.patch_embed.weight, self.patch_embed.bias
        if patches.dtype != torch.uint8:
            embedded: Tensor = self.patch_embed(patches.to(weight.dtype))
            return embedded
        config = self.config
        folded = fold_patch_weight(weight, config.in_channels, config.temporal_patch_size)
        return dispatch.patch_embed(patches, folded, bias)

    def _position_embeddings(self, grid: Grid) -> Tensor:
        """The square table resampled to the grid in float32: [N, hidden] in merge order."""
        side = self.config.grid_side
        table = self.pos_embed.weight.float().view(1, side, side, -1).permute(0, 3, 1, 2)
        resampled = F.interpolate(table, size=grid, mode="bilinear", align_corners=True)[0]
        cells = merge_order_cells(grid, self.config.spatial_merge_size, table.device)
        return resampled[:, cells[:, 0], cells[:, 1]].T


def merge_order_cells(grid: Grid, merge_size: int, device: torch.device) -> Tensor:
    """Row and column of each patch in merge order: [rows * columns, 2]."""
    rows, columns = grid
    if rows % merge_size or columns % merge_size:
        raise ValueError(f"grid {grid} is no multiple of the merge size {merge_size}")
    sides = torch.arange(rows, device=device), torch.arange(columns, device=device)
    cells = torch.stack(torch.meshgrid(*sides, indexing="ij"), dim=-1)
    blocks = cells.view(rows // merge_size, merge_size, columns // merge_size, merge_size, 2)
    return blocks.transpose(1, 2).reshape(-1, 2)

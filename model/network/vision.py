"""The vision tower and its merger: patches in, features of the decoder's width out.

Patches come in merge order (block row, block column, row in block, column in block), each
flattened as (channel, frame, row, column). Attention stays within an image. Knows no tokens.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from kernels import dispatch
from model.config import VisionConfig
from model.network.norms import LayerNorm
from model.network.rope import Rotation, rotate, vision_rotation

Grid = tuple[int, int]
NORM_EPS = 1e-6


class VisionAttention(nn.Module):
    def __init__(self, config: VisionConfig) -> None:
        super().__init__()
        self.num_heads = config.num_heads
        self.qkv = nn.Linear(config.hidden_size, 3 * config.hidden_size)
        self.proj = nn.Linear(config.hidden_size, config.hidden_size)

    def forward(self, x: Tensor, rotation: Rotation, lengths: Sequence[int]) -> Tensor:
        """x: [N, hidden], images one after the other, lengths: patches of each."""
        q, k, v = self.qkv(x).unflatten(-1, (3, self.num_heads, -1)).unbind(1)
        q, k = rotate(q.float(), rotation).to(v.dtype), rotate(k.float(), rotation).to(v.dtype)
        outputs = []
        start = 0
        # Neighbours of one size are attended to as one batch.
        for length, run in groupby(lengths):
            end = start + length * len(list(run))
            rows = [
                part[start:end].unflatten(0, (-1, length)).transpose(1, 2) for part in (q, k, v)
            ]
            outputs.append(F.scaled_dot_product_attention(*rows).transpose(1, 2).flatten(0, 1))
            start = end
        out: Tensor = self.proj(torch.cat(outputs).flatten(1))
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

    def forward(self, x: Tensor, rotation: Rotation, lengths: Sequence[int]) -> Tensor:
        x = x + self.attn(self.norm1(x), rotation, lengths)
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

    def forward(self, patches: Tensor, grids: Sequence[Grid]) -> Tensor:
        """Features [N / merge^2, out_hidden] of all images.

        patches: [N, patch_dim], uint8 (0..255) or already normalised floats; grids: (rows, columns)
        of each image in patches. Raises: ValueError when patches and grids do not match.
        """
        lengths = [rows * columns for rows, columns in grids]
        if sum(lengths) != patches.shape[0]:
            raise ValueError(
                f"{patches.shape[0]} patches given, grids {list(grids)} need {sum(lengths)}"
            )
        x = self.patch_embed(normalise_patches(patches, self.patch_embed.weight.dtype))
        x = x + torch.cat([self._position_embeddings(grid) for grid in grids]).to(x.dtype)
        cells = torch.cat(
            [merge_order_cells(grid, self.config.spatial_merge_size, x.device) for grid in grids]
        )
        rotation = vision_rotation(
            cells[:, 0], cells[:, 1], self.config.head_dim, self.config.rope_theta
        )
        for block in self.blocks:
            x = block(x, rotation, lengths)
        out: Tensor = self.merger(x)
        return out

    def _position_embeddings(self, grid: Grid) -> Tensor:
        """The square table resampled to the grid in float32: [N, hidden] in merge order."""
        side = self.config.grid_side
        table = self.pos_embed.weight.float().view(1, side, side, -1).permute(0, 3, 1, 2)
        resampled = F.interpolate(table, size=grid, mode="bilinear", align_corners=True)[0]
        cells = merge_order_cells(grid, self.config.spatial_merge_size, table.device)
        return resampled[:, cells[:, 0], cells[:, 1]].T


def normalise_patches(patches: Tensor, dtype: torch.dtype) -> Tensor:
    """uint8 0..255 to -1..1 (mean and deviation 0.5); floats are taken as normalised already."""
    if patches.dtype == torch.uint8:
        patches = patches.float() / 127.5 - 1
    return patches.to(dtype)


def merge_order_cells(grid: Grid, merge_size: int, device: torch.device) -> Tensor:
    """Row and column of each patch in merge order: [rows * columns, 2]."""
    rows, columns = grid
    if rows % merge_size or columns % merge_size:
        raise ValueError(f"grid {grid} is no multiple of the merge size {merge_size}")
    sides = torch.arange(rows, device=device), torch.arange(columns, device=device)
    cells = torch.stack(torch.meshgrid(*sides, indexing="ij"), dim=-1)
    blocks = cells.view(rows // merge_size, merge_size, columns // merge_size, merge_size, 2)
    return blocks.transpose(1, 2).reshape(-1, 2)

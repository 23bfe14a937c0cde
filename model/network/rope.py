"""Rotary positions: three interleaved axes for the decoder, two for the vision tower.

All angles are computed in float32.
"""

from __future__ import annotations

from functools import lru_cache

import torch
from torch import Tensor

from model.config import TextConfig

Rotation = tuple[Tensor, Tensor]


def inverse_frequencies(rotary_dim: int, theta: float, device: torch.device) -> Tensor:
    """theta^(-2j / rotary_dim) for j in [0, rotary_dim / 2)."""
    exponents = torch.arange(0, rotary_dim, 2, dtype=torch.float32, device=device) / rotary_dim
    return theta**-exponents


def frequency_axes(section: tuple[int, int, int]) -> list[int]:
    """The axis (0: t, 1: h, 2: w) of each frequency: in turns, until h or w is used up; then t.

    For section (11, 11, 10): h at 1, 4, ..., 31; w at 2, 5, ..., 29; t elsewhere. Text has equal
    positions on all axes, so a wrong map shows on images only.
    """
    axes = [0] * sum(section)
    for axis in (1, 2):
        for j in range(axis, 3 * section[axis], 3):
            axes[j] = axis
    return axes


@lru_cache(maxsize=8)
def rotary_tables(config: TextConfig, device: torch.device) -> tuple[Tensor, Tensor]:
    """Frequencies, float32 [rotary_dim / 2], and the axis of each, int32; made once a device."""
    with torch.inference_mode(False):
        axes = torch.tensor(frequency_axes(config.mrope_section), dtype=torch.int32, device=device)
        return inverse_frequencies(config.rotary_dim, config.rope_theta, device), axes


def text_rotation(positions: Tensor, config: TextConfig, dtype: torch.dtype) -> Rotation:
    """cos and sin [B, T, 1, rotary_dim] for positions [3, B, T]."""
    frequencies = inverse_frequencies(config.rotary_dim, config.rope_theta, positions.device)
    axes = torch.tensor(frequency_axes(config.mrope_section), device=positions.device)
    angles = positions.float()[axes].permute(1, 2, 0) * frequencies
    angles = torch.cat([angles, angles], dim=-1)[:, :, None]
    return angles.cos().to(dtype), angles.sin().to(dtype)


def vision_rotation(cells: Tensor, head_dim: int, theta: float) -> Rotation:
    """cos and sin [N, head_dim / 2], float32, of the row's angles, then of the column's.

    cells: [N, 2], row and column. Channel j goes with channel j + head_dim / 2.
    """
    frequencies = inverse_frequencies(head_dim // 2, theta, cells.device)
    angles = (cells[..., None] * frequencies).flatten(1)
    return angles.cos(), angles.sin()


def rotate(x: Tensor, rotation: Rotation) -> Tensor:
    """Rotates the first channels of each head, as many as the rotation has; the others pass.

    x: [..., heads, head_dim].
    """
    cos, sin = rotation
    rotary_dim = cos.shape[-1]
    turned, passed = x[..., :rotary_dim], x[..., rotary_dim:]
    first, second = turned.chunk(2, dim=-1)
    turned = turned * cos + torch.cat([-second, first], dim=-1) * sin
    return turned if passed.shape[-1] == 0 else torch.cat([turned, passed], dim=-1)

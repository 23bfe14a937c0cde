"""Weights in 8 bits with a scale for each group, in plain PyTorch. Knows no layer.

Layout: weight, q: [N, K]; q is int8 or float8_e4m3fn; scale: [N, K / group] float32; x: [M, K].
A group is a run of inputs k of one output n.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

DEFAULT_GROUP = 128
#: the greatest magnitude that a weight is scaled to; -128 is left out, so that -w has -q
GREATEST = {torch.int8: 127.0, torch.float8_e4m3fn: 448.0}


def quantise_weight(
    weight: Tensor, dtype: torch.dtype, group: int = DEFAULT_GROUP
) -> tuple[Tensor, Tensor]:
    """(q, scale) with weight ~ q * scale: symmetric, each group scaled to its greatest magnitude.

    Where `group` does not divide K the whole row is one group. A group of zeros has scale 1.

    Raises: ValueError for another dtype or a weight that is not finite.
    """
    if dtype not in GREATEST:
        raise ValueError(f"weights are quantised to {' or '.join(map(str, GREATEST))}, not {dtype}")
    num_outputs, num_inputs = weight.shape
    if num_inputs % group:
        group = num_inputs
    groups = weight.float().reshape(num_outputs, num_inputs // group, group)
    greatest = groups.abs().amax(-1)
    if not greatest.isfinite().all():
        raise ValueError("a weight is not finite")
    scale = torch.where(greatest > 0, greatest / GREATEST[dtype], 1.0)
    scaled = (groups / scale[..., None]).clamp(-GREATEST[dtype], GREATEST[dtype])
    if not dtype.is_floating_point:
        scaled = scaled.round()
    return scaled.to(dtype).view(weight.shape), scale


def dequantise_weight(q: Tensor, scale: Tensor) -> Tensor:
    """q * scale, [N, K] float32."""
    groups = q.float().unflatten(1, (scale.shape[1], -1))
    return (groups * scale[..., None]).flatten(1)


def reference_quantised_linear(x: Tensor, q: Tensor, scale: Tensor) -> Tensor:
    """x (q * scale)^T, [M, N] in x's dtype, computed in float32. x: [M, K].

    Raises: ValueError when shapes or types do not go together.
    """
    check_linear(x, q, scale)
    return F.linear(x.float(), dequantise_weight(q, scale)).to(x.dtype)


def check_linear(x: Tensor, q: Tensor, scale: Tensor) -> None:
    """Raises: ValueError, with both sides of what does not go together."""
    if q.dtype not in GREATEST or scale.dtype != torch.float32:
        raise ValueError(f"q is {q.dtype} and scale {scale.dtype}")
    if x.shape[1:] != q.shape[1:]:
        raise ValueError(f"x has shape {tuple(x.shape)}, q {tuple(q.shape)}")
    if scale.shape[0] != q.shape[0] or q.shape[1] % scale.shape[1]:
        raise ValueError(f"q has shape {tuple(q.shape)}, scale {tuple(scale.shape)}")

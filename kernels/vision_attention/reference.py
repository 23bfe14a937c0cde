"""Rotation and attention within each image, in plain PyTorch. Knows no layer and no grid.

Layout: qkv: [N, 3 H D], rows [q | k | v], head by head; cos, sin: float32 [N, D / 2], of channel
pairs j, j + D / 2; images lie one after the other. Differentiable.
"""

from __future__ import annotations

from itertools import groupby, pairwise

import torch
from torch import Tensor
from torch.nn import functional as F


def reference_vision_attention(
    qkv: Tensor, cos: Tensor, sin: Tensor, cu_seqlens: Tensor, num_heads: int
) -> Tensor:
    """softmax(q k^T / sqrt(D)) v within each image, q and k rotated: [N, H D] in qkv's dtype.

    cu_seqlens: int32 [I + 1], where each image begins and, at N, the last ends. The rotation is
    computed in float32 and rounded to qkv's dtype. Leaves qkv alone, which the kernel does not.
    """
    q, k, v = qkv.unflatten(-1, (3, num_heads, -1)).unbind(1)
    cos, sin = cos[:, None], sin[:, None]
    parts = _rotated(q, cos, sin), _rotated(k, cos, sin), v
    bounds = cu_seqlens.tolist()
    lengths = [end - start for start, end in pairwise(bounds)]
    start, outputs = 0, [v[:0]]
    # Neighbours of one size are attended to as one batch.
    for length, run in groupby(lengths):
        end = start + length * len(list(run))
        if length:
            rows = [x[start:end].unflatten(0, (-1, length)).transpose(1, 2) for x in parts]
            outputs.append(F.scaled_dot_product_attention(*rows).transpose(1, 2).flatten(0, 1))
        start = end
    return torch.cat(outputs).flatten(1)


def _rotated(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    first, second = x.float().chunk(2, dim=-1)
    turned = [first * cos - second * sin, second * cos + first * sin]
    return torch.cat(turned, dim=-1).to(x.dtype)

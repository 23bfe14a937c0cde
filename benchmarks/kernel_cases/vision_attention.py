"""The operator of `kernels.vision_attention` at the shapes of the 2B model. Knows no compiler."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from kernels.vision_attention.kernel import vision_attention

# Two pages of 84 by 60 patches.
NUM_IMAGES, NUM_PATCHES = 2, 5040
NUM_HEADS, HEAD_DIM = 16, 64
WANTED = {"attention_kernel": {"wgmma", "tma"}}


def operators(dtype: torch.dtype) -> Iterator[Callable[[], object]]:
    def meta(*shape: int, dtype: torch.dtype = dtype) -> Tensor:
        return torch.empty(*shape, dtype=dtype, device="meta")

    total = NUM_IMAGES * NUM_PATCHES
    angles = meta(total, HEAD_DIM // 2, dtype=torch.float32)
    bounds = meta(NUM_IMAGES + 1, dtype=torch.int32)
    yield lambda: vision_attention(
        meta(total, 3 * NUM_HEADS * HEAD_DIM), angles, angles, bounds, NUM_PATCHES, NUM_HEADS
    )

"""The operator of `kernels.patch_embed` at the shapes of the 2B model. Knows no compiler."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import torch

from kernels.patch_embed.kernel import patch_embed

NUM_PATCHES, NUM_PIXELS, NUM_FEATURES = 5040, 768, 1024
WANTED = {"patch_embed_kernel": {"wgmma", "tma"}}


def operators(dtype: torch.dtype) -> Iterator[Callable[[], object]]:
    patches = torch.empty(NUM_PATCHES, NUM_PIXELS, dtype=torch.uint8, device="meta")
    weight = torch.empty(NUM_FEATURES, NUM_PIXELS, dtype=dtype, device="meta")
    yield lambda: patch_embed(patches, weight, weight[:, 0])

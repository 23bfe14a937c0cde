"""The operator of `kernels.qk_norm_rope` at the shapes of the 2B model. Knows no compiler."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from kernels.qk_norm_rope.kernel import qk_norm_rope_store

NUM_TOKENS, NUM_PAGES, PAGE_SIZE = 4096, 256, 64
NUM_HEADS, NUM_KV_HEADS, HEAD_DIM, NUM_PAIRS = 8, 2, 256, 32
EPS = 1e-6
# It moves bytes: no matrix unit, no tiles by TMA.
WANTED: dict[str, set[str]] = {}


def operators(dtype: torch.dtype) -> Iterator[Callable[[], object]]:
    def meta(*shape: int, dtype: torch.dtype = dtype) -> Tensor:
        return torch.empty(*shape, dtype=dtype, device="meta")

    width = 2 * (NUM_HEADS + NUM_KV_HEADS) * HEAD_DIM
    pages = meta(NUM_PAGES, PAGE_SIZE, NUM_KV_HEADS, HEAD_DIM)
    turns = (
        meta(3, NUM_TOKENS, dtype=torch.int64),
        meta(NUM_PAIRS, dtype=torch.float32),
        meta(NUM_PAIRS, dtype=torch.int32),
    )
    places = meta(NUM_TOKENS, dtype=torch.int64)
    yield lambda: qk_norm_rope_store(
        meta(NUM_TOKENS, width),
        meta(HEAD_DIM),
        meta(HEAD_DIM),
        EPS,
        *turns,
        pages,
        pages,
        places,
        NUM_HEADS,
    )

"""The operators of `kernels.paged_attention` at the shapes of the 2B model. Knows no compiler."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import torch
from torch import Tensor

from kernels.paged_attention.prefill import paged_attention_prefill
from kernels.paged_attention.step import paged_attention_step
from kernels.tiles import STEP_SPLIT_KEYS

NUM_HEADS, NUM_KV_HEADS, HEAD_DIM = 8, 2, 256
PAGE_SIZE, NUM_PAGES = 64, 4096
# Eight pages of a document being read, and answers being written behind such.
NUM_SEQUENCES, NUM_TOKENS, MAX_LENGTH = 8, 1700, 2560
WANTED = {"prefill_kernel": {"wgmma", "tma"}, "step_kernel": {"tma"}}


def operators(dtype: torch.dtype) -> Iterator[Callable[[], object]]:
    def meta(*shape: int, dtype: torch.dtype = dtype) -> Tensor:
        return torch.empty(*shape, dtype=dtype, device="meta")

    k_pages, v_pages = (meta(NUM_PAGES, PAGE_SIZE, NUM_KV_HEADS, HEAD_DIM) for _ in range(2))
    table = meta(NUM_SEQUENCES, MAX_LENGTH // PAGE_SIZE, dtype=torch.int32)
    bounds = meta(NUM_SEQUENCES + 1, dtype=torch.int32)
    lengths = meta(NUM_SEQUENCES, dtype=torch.int32)

    def queries(num_tokens: int) -> tuple[Tensor, Tensor]:
        projected = meta(num_tokens, 2 * (NUM_HEADS + NUM_KV_HEADS) * HEAD_DIM)
        heads = projected[:, : 2 * NUM_HEADS * HEAD_DIM].unflatten(1, (NUM_HEADS, 2 * HEAD_DIM))
        return meta(num_tokens, NUM_HEADS, HEAD_DIM), heads[:, :, HEAD_DIM:]

    pages = k_pages, v_pages, table, bounds, lengths
    for prefix in (None, lengths):
        yield partial(
            paged_attention_prefill,
            *queries(NUM_SEQUENCES * NUM_TOKENS),
            *pages,
            NUM_TOKENS,
            prefix,
        )
    # Few keys go in one run: there is nothing to combine.
    for max_length in (STEP_SPLIT_KEYS, MAX_LENGTH):
        yield partial(paged_attention_step, *queries(NUM_SEQUENCES), *pages, 1, max_length)

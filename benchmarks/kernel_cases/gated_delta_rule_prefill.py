"""The delta rule over packed sequences at the shapes of the 2B model, and with two V heads a K
head, on tensors without storage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import torch
from torch import Tensor

from kernels.gated_delta_rule.prefill import gated_delta_rule_prefill

NUM_TOKENS, NUM_SEQUENCES, NUM_K_HEADS, HEAD_DIM = 8192, 4, 16, 128
WANTED = {"prepare_kernel": {"wgmma"}, "scan_kernel": {"wgmma"}}


def operators(dtype: torch.dtype) -> Iterator[Callable[[], object]]:
    def meta(*shape: int, dtype: torch.dtype = dtype) -> Tensor:
        return torch.empty(*shape, dtype=dtype, device="meta")

    bounds = meta(NUM_SEQUENCES + 1, dtype=torch.int32)
    for num_v_heads in (NUM_K_HEADS, 2 * NUM_K_HEADS):
        num_channels = (2 * NUM_K_HEADS + num_v_heads) * HEAD_DIM
        # Slices of the merged projection: rows lie further apart than they are long.
        projected = meta(NUM_TOKENS, num_channels + (HEAD_DIM + 2) * num_v_heads)
        b, a = projected[:, -2 * num_v_heads : -num_v_heads], projected[:, -num_v_heads:]
        per_head = meta(num_v_heads, dtype=torch.float32)
        yield partial(
            gated_delta_rule_prefill,
            meta(NUM_TOKENS, num_channels),
            b,
            a,
            per_head,
            per_head,
            bounds,
            NUM_TOKENS // NUM_SEQUENCES,
            meta(NUM_SEQUENCES + 1, num_v_heads, HEAD_DIM, HEAD_DIM, dtype=torch.float32),
            meta(NUM_SEQUENCES, dtype=torch.int32),
            NUM_K_HEADS,
        )

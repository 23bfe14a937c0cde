"""The delta rule's step at the shapes of the 2B model, and with two V heads a K head, on tensors
without storage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import torch
from torch import Tensor

from kernels.gated_delta_rule.step import MAX_STEP_TOKENS, gated_delta_rule_step

NUM_K_HEADS, HEAD_DIM, NUM_SEQUENCES = 16, 128, 64
EPS = 1e-6
# Vectors times matrices: matrix units and bulk copies have nothing to do here.
WANTED: dict[str, set[str]] = {}


def operators(dtype: torch.dtype) -> Iterator[Callable[[], object]]:
    def meta(*shape: int, dtype: torch.dtype = dtype) -> Tensor:
        return torch.empty(*shape, dtype=dtype, device="meta")

    bounds = meta(NUM_SEQUENCES + 1, dtype=torch.int32)
    slots = num_replay = num_certain = meta(NUM_SEQUENCES, dtype=torch.int32)
    for num_v_heads in (NUM_K_HEADS, 2 * NUM_K_HEADS):
        num_channels = (2 * NUM_K_HEADS + num_v_heads) * HEAD_DIM
        rows, gates = num_channels + num_v_heads * HEAD_DIM, 2 * num_v_heads
        per_head = meta(num_v_heads, dtype=torch.float32)
        yield partial(
            gated_delta_rule_step,
            meta(4 * NUM_SEQUENCES, rows + gates),
            meta(num_channels, 1, 4),
            per_head,
            per_head,
            meta(HEAD_DIM, dtype=torch.float32),
            EPS,
            bounds,
            meta(NUM_SEQUENCES + 1, 3, num_channels),
            meta(NUM_SEQUENCES + 1, num_v_heads, HEAD_DIM, HEAD_DIM, dtype=torch.float32),
            meta(NUM_SEQUENCES + 1, MAX_STEP_TOKENS, num_channels + gates),
            slots,
            num_replay,
            num_certain,
            NUM_K_HEADS,
        )

"""The choice of tokens over the 2B model's vocabulary, on tensors without storage."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import torch

from kernels.token_choice.kernel import choose_tokens

NUM_ROWS, NUM_TOKENS = 64, 248_320
WANTED: dict[str, set[str]] = {}


def operators(dtype: torch.dtype) -> Iterator[Callable[[], object]]:
    logits = torch.empty(NUM_ROWS, NUM_TOKENS, dtype=dtype, device="meta")
    bitmask = torch.empty(NUM_ROWS, NUM_TOKENS // 32, dtype=torch.int32, device="meta")
    uniforms = torch.empty(NUM_ROWS, device="meta")
    yield lambda: choose_tokens(logits, bitmask)
    yield lambda: choose_tokens(logits)
    yield lambda: choose_tokens(logits, bitmask, uniforms, 0.7)

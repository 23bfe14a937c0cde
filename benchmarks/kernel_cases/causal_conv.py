"""The causal convolution at the width of the 2B model, on tensors without storage."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from kernels.causal_conv.kernel import causal_conv_update, causal_conv_varlen

WANTED: dict[str, set[str]] = {}


def operators(dtype: torch.dtype) -> Iterator[Callable[[], object]]:
    def meta(*shape: int, dtype: torch.dtype = dtype) -> Tensor:
        return torch.empty(*shape, dtype=dtype, device="meta")

    # A slice of the merged projection: rows lie further apart than they are long.
    mixed = meta(4096, 8224)[:, :6144]
    weight, pool = meta(6144, 1, 4), meta(64, 3, 6144)
    slots, bounds = meta(8, dtype=torch.int32), meta(9, dtype=torch.int32)
    yield lambda: causal_conv_varlen(mixed, weight, bounds, 512, pool, slots)
    yield lambda: causal_conv_update(mixed[:8], weight, pool, slots)

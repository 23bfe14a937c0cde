"""The activations at the widths of the 2B model, on tensors without storage."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import torch
from torch import Tensor

from kernels.activations.kernel import gelu_bias, swiglu

WANTED: dict[str, set[str]] = {}


def operators(dtype: torch.dtype) -> Iterator[Callable[[], object]]:
    def meta(*shape: int) -> Tensor:
        return torch.empty(*shape, dtype=dtype, device="meta")

    yield lambda: swiglu(meta(4096, 2 * 6144))
    for tanh in (True, False):
        yield partial(gelu_bias, meta(4096, 4096), meta(4096), tanh=tanh)

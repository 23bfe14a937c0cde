"""The norms at the widths of the 2B model, on tensors without storage."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from kernels.norms.kernel import add_rms_norm, gated_rms_norm, layer_norm, rms_norm

EPS = 1e-6
WANTED: dict[str, set[str]] = {}


def operators(dtype: torch.dtype) -> Iterator[Callable[[], object]]:
    def meta(*shape: int, dtype: torch.dtype = dtype) -> Tensor:
        return torch.empty(*shape, dtype=dtype, device="meta")

    hidden, heads, patches = meta(4096, 2048), meta(8 * 4096, 256), meta(4096, 1024)
    yield lambda: rms_norm(hidden, hidden[0], EPS)
    yield lambda: rms_norm(heads, heads[0], EPS)
    yield lambda: add_rms_norm(hidden, hidden, hidden[0], EPS)
    yield lambda: layer_norm(patches, patches[0], patches[0], EPS)
    # A slice of the merged projection: rows lie further apart than they are long.
    gate = meta(4096, 8224)[:, 6144:8192].unflatten(-1, (16, 128))
    # The delta rule's output and this norm's weight are float32 whatever the rest is.
    o = meta(4096, 16, 128, dtype=torch.float32)
    yield lambda: gated_rms_norm(o, gate, o[0, 0], EPS)

"""What the kernels are compared with: eager PyTorch, torch.compile, SDPA by its backends, FLA.

A peer takes the inputs of a workload, prepares what it needs of them without being timed (which is
to its favour) and returns the call that is. Knows no timer.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F
from torch.nn.attention import SDPBackend, sdpa_kernel

from benchmarks.kernel_rows import Call, Peer

COMPILED = "torch.compile"
#: SDPA chooses by itself where it is not told; a comparison says which it was
BACKENDS = {
    "sdpa cudnn": SDPBackend.CUDNN_ATTENTION,
    "sdpa flash": SDPBackend.FLASH_ATTENTION,
}


def eager(function: Callable[..., object]) -> Peer:
    return lambda *inputs: lambda: function(*inputs)


def compiled(function: Callable[..., object]) -> Peer:
    def prepare(*inputs: Any) -> Call:
        fused = _compiled(function)
        return lambda: fused(*inputs)

    return prepare


@cache
def _compiled(function: Callable[..., object]) -> Callable[..., object]:
    # A shape that changes would make code for any shape, which is slower.
    fused: Callable[..., object] = torch.compile(function, dynamic=False)
    return fused


def eager_and_compiled(function: Callable[..., object]) -> dict[str, Peer]:
    return {"eager": eager(function), COMPILED: compiled(function)}


def sdpa(parts: Callable[..., tuple[Tensor, Tensor, Tensor]], causal: bool) -> dict[str, Peer]:
    """Attention alone; `parts` gives q [B, Hq, L, D] and k, v [B, Hkv, L, D] of the inputs."""

    def peer(backend: SDPBackend) -> Peer:
        def prepare(*inputs: Any) -> Call:
            q, k, v = (x.contiguous() for x in parts(*inputs))
            grouped = q.shape[1] != k.shape[1]

            def call() -> Tensor:
                with sdpa_kernel(backend):
                    return F.scaled_dot_product_attention(
                        q, k, v, is_causal=causal, enable_gqa=grouped
                    )

            return call

        return prepare

    return {name: peer(backend) for name, backend in BACKENDS.items()}


def fla(function: str) -> Any:
    """A function of flash-linear-attention. Raises: ImportError where it is not installed."""
    return getattr(import_module("fla.ops.gated_delta_rule"), function)

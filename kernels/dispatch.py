"""The one switch between the Triton kernels and their references. Knows no layer.

    CUDA tensors                  -> Triton
    CUDA tensors with gradients   -> the reference: the kernels have no backward pass
    tensors elsewhere             -> the reference

The first use of each path is logged for each operator. Nothing is caught: a kernel that fails to
compile or to start is an error. `forced` overrides the choice, for tests and comparisons.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum
from functools import cache
from importlib import import_module
from typing import Any

import torch
from torch import Tensor

from kernels.activations.reference import reference_gelu_bias, reference_swiglu
from kernels.causal_conv.reference import (
    reference_causal_conv,
    reference_causal_conv_update,
    reference_causal_conv_varlen,
)
from kernels.norms.reference import (
    reference_add_rms_norm,
    reference_gated_rms_norm,
    reference_layer_norm,
    reference_rms_norm,
)

logger = logging.getLogger(__name__)


class Path(Enum):
    REFERENCE = "reference"
    # On tensors that are not on CUDA: in Triton's interpreter, slowly.
    TRITON = "triton"


_forced: ContextVar[Path | None] = ContextVar("forced", default=None)


@contextmanager
def forced(path: Path) -> Iterator[None]:
    """Inside, every operator of this thread takes `path`."""
    token = _forced.set(path)
    try:
        yield
    finally:
        _forced.reset(token)


def choose(operator: str, *inputs: Tensor) -> Path:
    """The path this call takes.

    Raises: RuntimeError when Triton is forced on inputs that need gradients.
    """
    wants_gradient = torch.is_grad_enabled() and any(x.requires_grad for x in inputs)
    path = _forced.get()
    if path is Path.TRITON and wants_gradient:
        raise RuntimeError(f"{operator}: the Triton kernel has no backward pass")
    if path is None:
        path = Path.TRITON if inputs[0].is_cuda and not wants_gradient else Path.REFERENCE
    _log(operator, path, inputs[0].device.type, wants_gradient)
    return path


@cache
def _log(operator: str, path: Path, device: str, wants_gradient: bool) -> None:
    """Cached, so that each combination is logged once."""
    reason = "with gradients" if wants_gradient else "without gradients"
    logger.info("%s on %s %s: %s", operator, device, reason, path.value)


@cache
def _triton(folder: str) -> Any:
    """A folder's kernels. Imported when needed: Triton exists on Linux only."""
    return import_module(f"kernels.{folder}.kernel")


def causal_conv(x: Tensor, weight: Tensor, state: Tensor | None = None) -> tuple[Tensor, Tensor]:
    """See `reference_causal_conv`."""
    states = () if state is None else (state,)
    if choose("causal_conv", x, weight, *states) is Path.REFERENCE:
        return reference_causal_conv(x, weight, state)
    y, end = _triton("causal_conv").causal_conv(x, weight, state)
    return y, end


def causal_conv_varlen(
    x: Tensor, weight: Tensor, cu_seqlens: Tensor, max_tokens: int, pool: Tensor, slots: Tensor
) -> Tensor:
    """See `reference_causal_conv_varlen`; max_tokens: of the longest sequence."""
    if choose("causal_conv_varlen", x, weight, pool) is Path.REFERENCE:
        return reference_causal_conv_varlen(x, weight, cu_seqlens, pool, slots)
    module = _triton("causal_conv")
    y: Tensor = module.causal_conv_varlen(x, weight, cu_seqlens, max_tokens, pool, slots)
    return y


def causal_conv_update(x: Tensor, weight: Tensor, pool: Tensor, slots: Tensor) -> Tensor:
    """See `reference_causal_conv_update`."""
    if choose("causal_conv_update", x, weight, pool) is Path.REFERENCE:
        return reference_causal_conv_update(x, weight, pool, slots)
    y: Tensor = _triton("causal_conv").causal_conv_update(x, weight, pool, slots)
    return y


def rms_norm(x: Tensor, weight: Tensor, eps: float) -> Tensor:
    """See `reference_rms_norm`."""
    if choose("rms_norm", x, weight) is Path.REFERENCE:
        return reference_rms_norm(x, weight, eps)
    y: Tensor = _triton("norms").rms_norm(x, weight, eps)
    return y


def add_rms_norm(x: Tensor, residual: Tensor, weight: Tensor, eps: float) -> tuple[Tensor, Tensor]:
    """See `reference_add_rms_norm`."""
    if choose("add_rms_norm", x, residual, weight) is Path.REFERENCE:
        return reference_add_rms_norm(x, residual, weight, eps)
    y, total = _triton("norms").add_rms_norm(x, residual, weight, eps)
    return y, total


def gated_rms_norm(x: Tensor, gate: Tensor, weight: Tensor, eps: float) -> Tensor:
    """See `reference_gated_rms_norm`; here x and gate are [..., H, D]."""
    if choose("gated_rms_norm", x, gate, weight) is Path.REFERENCE:
        return reference_gated_rms_norm(x, gate, weight, eps)
    y: Tensor = _triton("norms").gated_rms_norm(x, gate, weight, eps)
    return y


def layer_norm(x: Tensor, weight: Tensor, bias: Tensor, eps: float) -> Tensor:
    """See `reference_layer_norm`."""
    if choose("layer_norm", x, weight, bias) is Path.REFERENCE:
        return reference_layer_norm(x, weight, bias, eps)
    y: Tensor = _triton("norms").layer_norm(x, weight, bias, eps)
    return y


def swiglu(gate_up: Tensor) -> Tensor:
    """See `reference_swiglu`."""
    if choose("swiglu", gate_up) is Path.REFERENCE:
        return reference_swiglu(gate_up)
    y: Tensor = _triton("activations").swiglu(gate_up)
    return y


def gelu_bias(x: Tensor, bias: Tensor, *, tanh: bool) -> Tensor:
    """See `reference_gelu_bias`."""
    if choose("gelu_bias", x, bias) is Path.REFERENCE:
        return reference_gelu_bias(x, bias, tanh=tanh)
    y: Tensor = _triton("activations").gelu_bias(x, bias, tanh=tanh)
    return y

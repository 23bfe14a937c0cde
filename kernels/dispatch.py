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
from kernels.gated_delta_rule.reference import reference_gated_delta_rule_prefill
from kernels.gated_delta_rule.step_reference import reference_gated_delta_rule_step
from kernels.norms.reference import (
    reference_add_rms_norm,
    reference_gated_rms_norm,
    reference_layer_norm,
    reference_rms_norm,
)
from kernels.paged_attention.reference import reference_paged_attention
from kernels.patch_embed.reference import reference_patch_embed
from kernels.qk_norm_rope.reference import reference_qk_norm_rope_store
from kernels.quantised_linear.reference import reference_quantised_linear
from kernels.token_choice.reference import reference_choose_tokens
from kernels.vision_attention.reference import reference_vision_attention

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
def _triton(folder: str, file: str = "kernel") -> Any:
    """A folder's kernels. Imported when needed: Triton exists on Linux only."""
    return import_module(f"kernels.{folder}.{file}")


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


def qk_norm_rope_store(
    projected: Tensor,
    q_weight: Tensor,
    k_weight: Tensor,
    eps: float,
    positions: Tensor,
    frequencies: Tensor,
    axes: Tensor,
    k_pages: Tensor,
    v_pages: Tensor,
    places: Tensor,
    num_heads: int,
) -> tuple[Tensor, Tensor]:
    """See `reference_qk_norm_rope_store`: returns (q, gate), writes into the pages."""
    weights, turns = (q_weight, k_weight), (positions, frequencies, axes)
    arguments = projected, *weights, eps, *turns, k_pages, v_pages, places, num_heads
    if choose("qk_norm_rope_store", projected, *weights, k_pages, v_pages) is Path.REFERENCE:
        return reference_qk_norm_rope_store(*arguments)
    q, gate = _triton("qk_norm_rope").qk_norm_rope_store(*arguments)
    return q, gate


def paged_attention_prefill(
    q: Tensor,
    gate: Tensor,
    k_pages: Tensor,
    v_pages: Tensor,
    table: Tensor,
    cu_seqlens: Tensor,
    lengths: Tensor,
    max_tokens: int,
    prefix: Tensor | None = None,
) -> Tensor:
    """See `reference_paged_attention`; max_tokens: of the longest sequence."""
    pages = k_pages, v_pages, table, cu_seqlens, lengths
    if choose("paged_attention_prefill", q, gate, k_pages, v_pages) is Path.REFERENCE:
        return reference_paged_attention(q, gate, *pages, prefix)
    module = _triton("paged_attention", "prefill")
    out: Tensor = module.paged_attention_prefill(q, gate, *pages, max_tokens, prefix)
    return out


def paged_attention_step(
    q: Tensor,
    gate: Tensor,
    k_pages: Tensor,
    v_pages: Tensor,
    table: Tensor,
    cu_seqlens: Tensor,
    lengths: Tensor,
    max_tokens: int,
    max_length: int,
) -> Tensor:
    """See `reference_paged_attention`, for up to 8 tokens of each sequence.

    max_tokens, max_length: of the longest sequence, its new tokens alone and with those in pages.
    """
    pages = k_pages, v_pages, table, cu_seqlens, lengths
    if choose("paged_attention_step", q, gate, k_pages, v_pages) is Path.REFERENCE:
        return reference_paged_attention(q, gate, *pages)
    module = _triton("paged_attention", "step")
    out: Tensor = module.paged_attention_step(q, gate, *pages, max_tokens, max_length)
    return out


def gated_delta_rule_prefill(
    mixed: Tensor,
    b: Tensor,
    a: Tensor,
    A_log: Tensor,
    dt_bias: Tensor,
    cu_seqlens: Tensor,
    max_tokens: int,
    pool: Tensor,
    slots: Tensor,
    num_k_heads: int,
) -> Tensor:
    """See `reference_gated_delta_rule_prefill`; max_tokens: at least the longest sequence's."""
    gates, states = (b, a, A_log, dt_bias), (pool, slots, num_k_heads)
    if choose("gated_delta_rule_prefill", mixed, *gates, pool) is Path.REFERENCE:
        return reference_gated_delta_rule_prefill(mixed, *gates, cu_seqlens, *states)
    module = _triton("gated_delta_rule", "prefill")
    o: Tensor = module.gated_delta_rule_prefill(mixed, *gates, cu_seqlens, max_tokens, *states)
    return o


def gated_delta_rule_step(
    projected: Tensor,
    conv_weight: Tensor,
    A_log: Tensor,
    dt_bias: Tensor,
    norm_weight: Tensor,
    eps: float,
    cu_seqlens: Tensor,
    conv_pool: Tensor,
    pool: Tensor,
    pending: Tensor,
    slots: Tensor,
    num_replay: Tensor,
    num_certain: Tensor,
    num_k_heads: int,
) -> Tensor:
    """See `reference_gated_delta_rule_step`: writes into conv_pool, pool and pending."""
    weights, states = (conv_weight, A_log, dt_bias, norm_weight), (conv_pool, pool, pending)
    counts = slots, num_replay, num_certain
    arguments = projected, *weights, eps, cu_seqlens, *states, *counts, num_k_heads
    if choose("gated_delta_rule_step", projected, *weights, *states) is Path.REFERENCE:
        return reference_gated_delta_rule_step(*arguments)
    module = _triton("gated_delta_rule", "step")
    y: Tensor = module.gated_delta_rule_step(*arguments)
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


def choose_tokens(
    logits: Tensor,
    bitmask: Tensor | None = None,
    uniforms: Tensor | None = None,
    temperature: float = 1.0,
) -> tuple[Tensor, Tensor, Tensor]:
    """See `reference_choose_tokens`."""
    arguments = (logits, bitmask, uniforms, temperature)
    if choose("choose_tokens", logits) is Path.REFERENCE:
        return reference_choose_tokens(*arguments)
    tokens, logprobs, free_logprobs = _triton("token_choice").choose_tokens(*arguments)
    return tokens, logprobs, free_logprobs


def vision_attention(
    qkv: Tensor, cos: Tensor, sin: Tensor, cu_seqlens: Tensor, max_tokens: int, num_heads: int
) -> Tensor:
    """See `reference_vision_attention`; max_tokens: of the largest image. May overwrite qkv."""
    if choose("vision_attention", qkv) is Path.REFERENCE:
        return reference_vision_attention(qkv, cos, sin, cu_seqlens, num_heads)
    module = _triton("vision_attention")
    out: Tensor = module.vision_attention(qkv, cos, sin, cu_seqlens, max_tokens, num_heads)
    return out


def quantised_linear(x: Tensor, q: Tensor, scale: Tensor) -> Tensor:
    """See `reference_quantised_linear`; `quantise_weight` is beside it."""
    if choose("quantised_linear", x, scale) is Path.REFERENCE:
        return reference_quantised_linear(x, q, scale)
    y: Tensor = _triton("quantised_linear").quantised_linear(x, q, scale)
    return y


def patch_embed(patches: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """See `reference_patch_embed`."""
    if choose("patch_embed", patches, weight, bias) is Path.REFERENCE:
        return reference_patch_embed(patches, weight, bias)
    y: Tensor = _triton("patch_embed").patch_embed(patches, weight, bias)
    return y

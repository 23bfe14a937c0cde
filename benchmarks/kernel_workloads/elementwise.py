"""Workloads of the norms and activations. Knows no timer.

Bytes: each value once, read or written.
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

from benchmarks.kernel_peers import eager_and_compiled
from benchmarks.kernel_rows import Workload
from kernels import dispatch
from kernels.activations.reference import reference_gelu_bias, reference_swiglu
from kernels.norms.reference import (
    reference_add_rms_norm,
    reference_gated_rms_norm,
    reference_layer_norm,
)

HIDDEN, MLP, HEADS, SIZE = 2048, 6144, 16, 128
VISION_HIDDEN, VISION_MLP = 1024, 4096
PROJECTED = 8224
EPS = 1e-6
STEP_AND_PREFILL_TOKENS = (1, 64, 256, 6800)
NUM_PATCHES = 8 * 5040


def workloads(divisor: int) -> Iterator[Workload]:
    for num_tokens in STEP_AND_PREFILL_TOKENS:
        yield add_rms_norm(str(num_tokens), -(-num_tokens // divisor))
    for num_tokens in STEP_AND_PREFILL_TOKENS[1:]:
        yield gated_rms_norm(str(num_tokens), -(-num_tokens // divisor))
        yield swiglu(str(num_tokens), -(-num_tokens // divisor))
    yield layer_norm(str(NUM_PATCHES), NUM_PATCHES // divisor)
    yield gelu_bias(str(NUM_PATCHES), NUM_PATCHES // divisor)


def add_rms_norm(case: str, num_tokens: int) -> Workload:
    return Workload(
        "add_rms_norm",
        case,
        lambda draw: (
            draw.normal(num_tokens, HIDDEN),
            draw.normal(num_tokens, HIDDEN),
            draw.normal(HIDDEN),
            EPS,
        ),
        lambda *inputs: dispatch.add_rms_norm(*inputs),
        num_bytes=8 * num_tokens * HIDDEN,
        peers=eager_and_compiled(reference_add_rms_norm),
    )


def gated_rms_norm(case: str, num_tokens: int) -> Workload:
    return Workload(
        "gated_rms_norm",
        case,
        lambda draw: (
            draw.normal(num_tokens, HEADS, SIZE),
            draw.normal(num_tokens, PROJECTED)[:, 6144:8192].unflatten(-1, (HEADS, SIZE)),
            draw.normal(SIZE, dtype=torch.float32),
            EPS,
        ),
        lambda *inputs: dispatch.gated_rms_norm(*inputs),
        num_bytes=6 * num_tokens * HEADS * SIZE,
        peers=eager_and_compiled(reference_gated_rms_norm),
    )


def layer_norm(case: str, num_tokens: int) -> Workload:
    return Workload(
        "layer_norm",
        case,
        lambda draw: (
            draw.normal(num_tokens, VISION_HIDDEN),
            draw.normal(VISION_HIDDEN),
            draw.normal(VISION_HIDDEN),
            EPS,
        ),
        lambda *inputs: dispatch.layer_norm(*inputs),
        num_bytes=4 * num_tokens * VISION_HIDDEN,
        peers=eager_and_compiled(reference_layer_norm),
    )


def swiglu(case: str, num_tokens: int) -> Workload:
    return Workload(
        "swiglu",
        case,
        lambda draw: (draw.normal(num_tokens, 2 * MLP),),
        lambda *inputs: dispatch.swiglu(*inputs),
        num_bytes=6 * num_tokens * MLP,
        peers=eager_and_compiled(reference_swiglu),
    )


def gelu_bias(case: str, num_tokens: int) -> Workload:
    return Workload(
        "gelu_bias tanh",
        case,
        lambda draw: (draw.normal(num_tokens, VISION_MLP), draw.normal(VISION_MLP)),
        lambda *inputs: dispatch.gelu_bias(*inputs, tanh=True),
        num_bytes=4 * num_tokens * VISION_MLP,
        peers=eager_and_compiled(_gelu_tanh),
    )


def _gelu_tanh(x: Tensor, bias: Tensor) -> Tensor:
    return reference_gelu_bias(x, bias, tanh=True)

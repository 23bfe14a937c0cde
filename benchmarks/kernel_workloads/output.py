"""Workloads at the network's ends: patches in, tokens out, and linear maps with 8-bit weights."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from benchmarks.kernel_peers import eager_and_compiled
from benchmarks.kernel_rows import Call, Draw, Workload
from kernels import dispatch
from kernels.quantised_linear.reference import DEFAULT_GROUP, dequantise_weight, quantise_weight
from kernels.token_choice.reference import reference_choose_tokens

NUM_PATCHES, PATCH, VISION_HIDDEN = 8 * 5040, 768, 1024
VOCABULARY = 248_320
LINEAR_TOKENS = (1, 16, 64)
# (inputs, outputs)
MAPS = [(torch.int8, 2048, 6144), (torch.int8, 6144, 2048), (torch.float8_e4m3fn, 2048, 6144)]
MAP_NAMES = {torch.int8: "int8", torch.float8_e4m3fn: "fp8"}


def workloads(divisor: int) -> Iterator[Workload]:
    yield patch_embed(str(NUM_PATCHES), NUM_PATCHES // divisor)
    for num_rows in (1, 64):
        yield choose_tokens(str(num_rows), -(-num_rows // divisor))
    for dtype, num_inputs, num_outputs in MAPS:
        for num_tokens in LINEAR_TOKENS:
            yield quantised_linear(dtype, num_tokens, num_inputs, max(64, num_outputs // divisor))


def patch_embed(case: str, num_patches: int) -> Workload:
    def build(draw: Draw) -> tuple[Any, ...]:
        patches = draw.integers(0, 256, num_patches, PATCH, dtype=torch.uint8)
        weight = draw.normal(VISION_HIDDEN, PATCH, scale=1 / 127.5 / PATCH**0.5)
        return patches, weight, draw.normal(VISION_HIDDEN)

    return Workload(
        "patch_embed",
        case,
        build,
        lambda *inputs: dispatch.patch_embed(*inputs),
        num_bytes=num_patches * (PATCH + 2 * VISION_HIDDEN) + 2 * PATCH * VISION_HIDDEN,
        num_flops=2 * num_patches * PATCH * VISION_HIDDEN,
        peers=eager_and_compiled(_embed),
    )


def _embed(patches: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return F.linear(patches.to(weight.dtype) - 127.5, weight, bias)


def choose_tokens(case: str, num_rows: int) -> Workload:
    """Greedy: of a sampled token at a border kernel and reference may take either neighbour."""

    def build(draw: Draw) -> tuple[Any, ...]:
        words = draw.integers(-(1 << 31), 1 << 31, num_rows, VOCABULARY // 32, dtype=torch.int32)
        return draw.normal(num_rows, VOCABULARY, scale=3.0), words

    return Workload(
        "choose_tokens",
        case,
        build,
        lambda *inputs: dispatch.choose_tokens(*inputs),
        num_bytes=num_rows * (2 * VOCABULARY + VOCABULARY // 8),
        peers=eager_and_compiled(reference_choose_tokens),
    )


def quantised_linear(
    dtype: torch.dtype, num_tokens: int, num_inputs: int, num_outputs: int
) -> Workload:
    def build(draw: Draw) -> tuple[Any, ...]:
        weight = draw.normal(num_outputs, num_inputs, dtype=torch.float32)
        return draw.normal(num_tokens, num_inputs), *quantise_weight(weight, dtype)

    def plain(x: Tensor, q: Tensor, scale: Tensor) -> Call:
        weight = dequantise_weight(q, scale).to(x.dtype)
        return lambda: F.linear(x, weight)

    size = num_outputs * num_inputs
    return Workload(
        f"quantised_linear {MAP_NAMES[dtype]}",
        f"{num_tokens}x{num_inputs}->{num_outputs}",
        build,
        lambda *inputs: dispatch.quantised_linear(*inputs),
        num_bytes=size + 4 * size // DEFAULT_GROUP + 2 * num_tokens * (num_inputs + num_outputs),
        num_flops=2 * num_tokens * size,
        peers={"torch bf16": plain},
    )

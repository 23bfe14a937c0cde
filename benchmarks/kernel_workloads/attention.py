"""Workloads of attention and of what stands before it. Knows no timer.

The peers get keys, values and rotated queries as they like them, dense and contiguous, and are
not asked for the gate: attention alone. FLOPs: 4 D for each query, key it sees, and head.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor

from benchmarks.kernel_peers import eager_and_compiled, sdpa
from benchmarks.kernel_rows import Draw, Workload
from kernels import dispatch
from kernels.qk_norm_rope.reference import reference_qk_norm_rope_store

VISION_HEADS, VISION_SIZE, PATCHES = 16, 64, 5040
HEADS, KV_HEADS, SIZE, ROTATED = 8, 2, 256, 64
# [for each query head: query, gate | k | v]
PROJECTED = 2 * SIZE * (HEADS + KV_HEADS)
PAGE_SIZE = 64
PREFILL_TOKENS, CONTEXT = 1700, 1900
EPS = 1e-6


def workloads(divisor: int) -> Iterator[Workload]:
    for num_pages in (1, 8):
        yield vision(f"{num_pages}x{PATCHES}", num_pages, PATCHES // divisor)
    yield paged_prefill(f"{PREFILL_TOKENS}x16", 16, PREFILL_TOKENS // divisor)
    for num_sequences in (64, 256):
        case = f"{num_sequences} at {CONTEXT}"
        yield paged_step(case, -(-num_sequences // divisor), CONTEXT // divisor)
    for num_tokens in (64, 6800):
        yield qk_norm_rope(str(num_tokens), -(-num_tokens // divisor))


def vision(case: str, num_images: int, num_patches: int) -> Workload:
    total, width = num_images * num_patches, VISION_HEADS * VISION_SIZE

    def build(draw: Draw) -> tuple[Any, ...]:
        angles = 6 * draw.uniform(total, VISION_SIZE // 2)
        bounds = draw.bounds([num_patches] * num_images)
        qkv = draw.normal(total, 3 * width)
        return qkv, angles.cos(), angles.sin(), bounds, num_patches, VISION_HEADS

    def parts(qkv: Tensor, *_: Any) -> tuple[Tensor, Tensor, Tensor]:
        rows = qkv.view(num_images, num_patches, 3, VISION_HEADS, VISION_SIZE)
        q, k, v = rows.permute(2, 0, 3, 1, 4)
        return q, k, v

    return Workload(
        "vision_attention",
        case,
        build,
        lambda *inputs: dispatch.vision_attention(*inputs),
        num_bytes=total * (8 * width + 4 * VISION_SIZE),
        num_flops=4 * num_images * num_patches**2 * width,
        peers=sdpa(parts, causal=False),
    )


def paged_prefill(case: str, num_sequences: int, num_tokens: int) -> Workload:
    total = num_sequences * num_tokens

    def build(draw: Draw) -> tuple[Any, ...]:
        bounds, nothing = draw.bounds([num_tokens] * num_sequences), draw.count(num_sequences) * 0
        return (
            *_queries_and_pages(draw, total, num_sequences, num_tokens),
            bounds,
            nothing,
            num_tokens,
        )

    def parts(q: Tensor, *_: Any) -> tuple[Tensor, Tensor, Tensor]:
        shape = (num_sequences, -1, num_tokens, SIZE)
        k = torch.randn_like(q[:, :KV_HEADS])
        return q.reshape(shape), k.reshape(shape), k.flip(0).reshape(shape)

    return Workload(
        "paged_attention_prefill",
        case,
        build,
        lambda *inputs: dispatch.paged_attention_prefill(*inputs),
        num_bytes=2 * total * SIZE * (3 * HEADS + 2 * KV_HEADS),
        num_flops=2 * num_sequences * num_tokens * (num_tokens + 1) * SIZE * HEADS,
        peers=sdpa(parts, causal=True),
    )


def paged_step(case: str, num_sequences: int, context: int) -> Workload:
    def build(draw: Draw) -> tuple[Any, ...]:
        bounds = draw.bounds([1] * num_sequences)
        lengths = draw.count(num_sequences) * 0 + context - 1
        inputs = _queries_and_pages(draw, num_sequences, num_sequences, context)
        return *inputs, bounds, lengths, 1, context

    def parts(q: Tensor, *_: Any) -> tuple[Tensor, Tensor, Tensor]:
        shape = (num_sequences, KV_HEADS, context, SIZE)
        k, v = (torch.randn(shape, dtype=q.dtype, device=q.device) for _ in range(2))
        return q[:, :, None], k, v

    return Workload(
        "paged_attention_step",
        case,
        build,
        lambda *inputs: dispatch.paged_attention_step(*inputs),
        num_bytes=2 * num_sequences * SIZE * (3 * HEADS + 2 * KV_HEADS * context),
        num_flops=4 * num_sequences * context * SIZE * HEADS,
        peers=sdpa(parts, causal=False),
    )


def qk_norm_rope(case: str, num_tokens: int) -> Workload:
    num_pages = -(-num_tokens // PAGE_SIZE) + 1

    def build(draw: Draw) -> tuple[Any, ...]:
        pages = draw.normal(2, num_pages, PAGE_SIZE, KV_HEADS, SIZE)
        pairs = draw.count(ROTATED // 2)
        return (
            draw.normal(num_tokens, PROJECTED),
            draw.normal(SIZE, scale=0.1),
            draw.normal(SIZE, scale=0.1),
            EPS,
            draw.integers(0, 2000, 3, num_tokens, dtype=torch.int64),
            1e7 ** (-pairs.float() / (ROTATED // 2)),
            pairs % 3,
            *pages.unbind(),
            draw.count(num_tokens, PAGE_SIZE, dtype=torch.int64),
            HEADS,
        )

    return Workload(
        "qk_norm_rope_store",
        case,
        build,
        lambda *inputs: dispatch.qk_norm_rope_store(*inputs),
        # The gate is a view: neither read nor written.
        num_bytes=4 * num_tokens * SIZE * (HEADS + 2 * KV_HEADS),
        written=(7, 8),
        peers=eager_and_compiled(reference_qk_norm_rope_store),
    )


def _queries_and_pages(
    draw: Draw, num_tokens: int, num_sequences: int, context: int
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """q, gate (a view of the projection), pages of `num_sequences` sequences and their table."""
    per_sequence = -(-context // PAGE_SIZE)
    pages = draw.normal(2, 1 + num_sequences * per_sequence, PAGE_SIZE, KV_HEADS, SIZE)
    heads = draw.normal(num_tokens, PROJECTED)[:, : 2 * HEADS * SIZE].unflatten(-1, (HEADS, -1))
    # Pages of a sequence lie apart, as they do after a while of serving.
    table = draw.count(num_sequences * per_sequence, 1).view(per_sequence, num_sequences).T
    q = draw.normal(num_tokens, HEADS, SIZE)
    return q, heads[..., SIZE:], *pages.unbind(), table.contiguous()

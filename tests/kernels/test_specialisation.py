"""What changes from pass to pass must not compile a kernel anew: a request would wait for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from benchmarks.compile_check import source_of
from kernels import dispatch
from kernels.dispatch import Path, forced
from kernels.launch import recorded
from kernels.tiles import SM_90

EPS = 1e-6
# Triton compiles anew for whole numbers that are 1, and for multiples of 16.
COUNTS = [1, 16, 17]


def meta(*shape: int, dtype: torch.dtype = torch.bfloat16) -> Tensor:
    return torch.empty(*shape, dtype=dtype, device="meta")


def integers(*shape: int) -> Tensor:
    return meta(*shape, dtype=torch.int32)


def floats(*shape: int) -> Tensor:
    return meta(*shape, dtype=torch.float32)


def norms(count: int) -> None:
    hidden, heads = meta(count, 2048), meta(count, 16, 128)
    dispatch.rms_norm(hidden, meta(2048), EPS)
    dispatch.add_rms_norm(hidden, hidden, meta(2048), EPS)
    dispatch.layer_norm(hidden, meta(2048), meta(2048), EPS)
    dispatch.gated_rms_norm(heads, heads, floats(128), EPS)


def activations(count: int) -> None:
    dispatch.swiglu(meta(count, 4096))
    dispatch.gelu_bias(meta(count, 4096), meta(4096), tanh=True)


def causal_convs(count: int) -> None:
    projected, weight, pool = meta(count, 8224), meta(6144, 1, 4), meta(count + 1, 3, 6144)
    bounds, slots = integers(count + 1), integers(count)
    mixed = projected[:, :6144]
    dispatch.causal_conv_varlen(mixed, weight, bounds, count, pool, slots)
    dispatch.causal_conv_update(mixed, weight, pool, slots)


def delta_rule(count: int) -> None:
    projected, gates = meta(count, 8224), (floats(16), floats(16))
    b, a = projected[:, 8192:8208], projected[:, 8208:]
    pool = floats(count + 1, 16, 128, 128)
    slots, bounds = integers(1), integers(2)
    dispatch.gated_delta_rule_prefill(
        meta(count, 6144), b, a, *gates, bounds, count, pool, slots, 16
    )


def delta_rule_steps(count: int) -> None:
    pools = meta(count + 1, 3, 6144), floats(count + 1, 16, 128, 128), meta(count + 1, 8, 6176)
    weights = meta(6144, 1, 4), floats(16), floats(16), floats(128)
    counts = integers(count), integers(count), integers(count)
    dispatch.gated_delta_rule_step(
        meta(count, 8224), *weights, EPS, integers(count + 1), *pools, *counts, 16
    )


def rotations(count: int) -> None:
    positions, places = meta(3, count, dtype=torch.int64), meta(count, dtype=torch.int64)
    pages = meta(count, 64, 2, 256), meta(count, 64, 2, 256)
    turns = positions, floats(32), integers(32)
    weights = meta(256), meta(256)
    dispatch.qk_norm_rope_store(meta(count, 5120), *weights, EPS, *turns, *pages, places, 8)


def paged_prompts(count: int) -> None:
    # As many tokens as pages, of one sequence.
    pages = meta(count, 64, 2, 256), meta(count, 64, 2, 256), integers(1, count)
    gate = meta(count, 8, 512)[..., 256:]
    dispatch.paged_attention_prefill(
        meta(count, 8, 256), gate, *pages, integers(2), integers(1), count
    )


def paged_steps(count: int) -> None:
    # As many sequences as pages of each.
    pages = meta(count, 64, 2, 256), meta(count, 64, 2, 256), integers(count, count)
    gate = meta(count, 8, 512)[..., 256:]
    q, bounds, lengths = meta(count, 8, 256), integers(count + 1), integers(count)
    dispatch.paged_attention_step(q, gate, *pages, bounds, lengths, 1 + count % 8, 512 * count)


def images(count: int) -> None:
    angles, bounds = floats(count, 32), integers(2)
    dispatch.vision_attention(meta(count, 3 * 16 * 64), angles, angles, bounds, count, 16)
    dispatch.patch_embed(meta(count, 768, dtype=torch.uint8), meta(1024, 768), meta(1024))


def choices(count: int) -> None:
    dispatch.choose_tokens(meta(count, 248_320), integers(count, 7760), floats(count), 0.7)


OPERATORS = [
    *(norms, activations, causal_convs, delta_rule, delta_rule_steps, rotations),
    *(paged_prompts, paged_steps, images, choices),
]


def compiled_for(operators: Callable[[int], None], count: int) -> set[tuple[object, ...]]:
    with recorded(SM_90) as launches, forced(Path.TRITON):
        operators(count)
    return {(x.kernel.__name__, source_of(x).hash(), *x.options.items()) for x in launches}


@pytest.mark.parametrize("count", COUNTS[1:])
@pytest.mark.parametrize("operators", OPERATORS, ids=lambda x: str(x.__name__))
def test_no_size_of_a_pass_has_code_of_its_own(
    operators: Callable[[int], None], count: int
) -> None:
    assert compiled_for(operators, count) == compiled_for(operators, COUNTS[0])


@pytest.mark.parametrize("count", [7, 16])
def test_a_few_tokens_share_the_code_of_a_linear_map(count: int) -> None:
    def linear(count: int) -> None:
        q = meta(2048, 6144, dtype=torch.int8)
        dispatch.quantised_linear(meta(count, 6144), q, floats(2048, 48))

    assert compiled_for(linear, count) == compiled_for(linear, 1)

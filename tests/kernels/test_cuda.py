"""The compiled kernels on a GPU, at the widths of the 2B model, against references on the CPU."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from kernels import dispatch
from kernels.quantised_linear.reference import dequantise_weight, quantise_weight
from tests.kernels.comparison import DTYPES, assert_close, draw, in_float32
from tests.kernels.paged_sequences import make_paged
from tests.kernels.tolerances import TOLERANCE, relative_rms_error

pytestmark = pytest.mark.gpu

DEVICE = torch.device("cuda")
EPS = 1e-6
CASES: dict[str, tuple[Callable[..., Any], list[tuple[int, ...]], list[float]]] = {
    "rms_norm": (dispatch.rms_norm, [(333, 2048), (2048,)], [EPS]),
    "rms_norm_of_heads": (dispatch.rms_norm, [(333, 8, 256), (256,)], [EPS]),
    "add_rms_norm": (dispatch.add_rms_norm, [(333, 2048), (333, 2048), (2048,)], [EPS]),
    "gated_rms_norm": (dispatch.gated_rms_norm, [(333, 16, 128), (333, 16, 128), (128,)], [EPS]),
    "layer_norm": (dispatch.layer_norm, [(333, 1024), (1024,), (1024,)], [EPS]),
    "swiglu": (dispatch.swiglu, [(333, 12288)], []),
    "causal_conv": (dispatch.causal_conv, [(3, 333, 6144), (6144, 1, 4), (3, 3, 6144)], []),
    "causal_conv_of_one": (dispatch.causal_conv, [(64, 1, 6144), (6144, 1, 4), (64, 3, 6144)], []),
}


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("name", CASES)
@torch.no_grad()
def test_the_compiled_kernel_is_its_reference(name: str, dtype: torch.dtype) -> None:
    operator, shapes, scalars = CASES[name]
    inputs = [draw(*shape, dtype=dtype, seed=i) for i, shape in enumerate(shapes)]
    expected = in_float32(operator, *inputs, *scalars)
    actual = operator(*(x.to(DEVICE) for x in inputs), *scalars)
    for one, other in zip(as_tuple(actual), as_tuple(expected), strict=True):
        assert_close(one.cpu(), other, dtype)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("tanh", [True, False], ids=["tanh", "erf"])
@torch.no_grad()
def test_gelu_with_bias_is_its_reference(tanh: bool, dtype: torch.dtype) -> None:
    x, bias = 3 * draw(333, 4096, dtype=dtype), draw(4096, dtype=dtype, seed=1)
    expected = in_float32(dispatch.gelu_bias, x, bias, tanh=tanh)
    actual = dispatch.gelu_bias(x.to(DEVICE), bias.to(DEVICE), tanh=tanh)
    assert_close(actual.cpu(), expected, dtype)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@torch.no_grad()
def test_packed_sequences_keep_their_states(dtype: torch.dtype) -> None:
    lengths = torch.tensor([5, 0, 700, 1, 64, 2], dtype=torch.int32)
    bounds = torch.cat([torch.zeros(1, dtype=torch.int32), lengths.cumsum(0, dtype=torch.int32)])
    slots = torch.tensor([7, 2, 3, 9, 0, 4], dtype=torch.int32)
    x, weight = draw(int(bounds[-1]), 6144, dtype=dtype), draw(6144, 1, 4, dtype=dtype)
    pool = draw(10, 3, 6144, dtype=dtype, seed=3)
    expected_pool, pool_there = pool.float().clone(), pool.to(DEVICE, copy=True)
    expected = in_float32(dispatch.causal_conv_varlen, x, weight, bounds, 700, expected_pool, slots)
    arguments = (x, weight, bounds, 700, pool_there, slots)
    moved = (a.to(DEVICE) if isinstance(a, Tensor) else a for a in arguments)
    assert_close(dispatch.causal_conv_varlen(*moved).cpu(), expected, dtype)
    assert torch.equal(pool_there.cpu().float(), expected_pool)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@torch.no_grad()
def test_rotated_keys_and_values_reach_their_places(dtype: torch.dtype) -> None:
    generator = torch.Generator().manual_seed(42)
    places = torch.randperm(512, generator=generator)[:333]
    places[::7] = -1
    positions = torch.randint(0, 262_144, (3, 333), generator=generator)
    frequencies, axes = 1e7 ** -(torch.arange(32) / 32), torch.arange(32, dtype=torch.int32) % 3
    weights = draw(256, dtype=dtype, seed=1), draw(256, dtype=dtype, seed=2)
    inputs = draw(333, 5120, dtype=dtype), *weights, EPS, positions, frequencies, axes
    pages = [draw(8, 64, 2, 256, dtype=dtype, seed=i) for i in (3, 4)]
    expected_pages, pages_there = [x.float().clone() for x in pages], on_gpu(*pages)
    expected, _ = in_float32(dispatch.qk_norm_rope_store, *inputs, *expected_pages, places, 8)
    there = [*on_gpu(*inputs), *pages_there, *on_gpu(places, 8)]
    assert_close(dispatch.qk_norm_rope_store(*there)[0].cpu(), expected, dtype)
    assert_close(pages_there[0].cpu(), expected_pages[0], dtype)
    assert torch.equal(pages_there[1].cpu().float(), expected_pages[1])


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
# Heads of 48 channels are not loaded by TMA.
@pytest.mark.parametrize("head_dim", [64, 48], ids="heads_of_{}".format)
@torch.no_grad()
def test_patches_see_their_own_image(head_dim: int, dtype: torch.dtype) -> None:
    lengths = torch.tensor([700, 0, 64, 129, 1], dtype=torch.int32)
    bounds = torch.cat([torch.zeros(1, dtype=torch.int32), lengths.cumsum(0, dtype=torch.int32)])
    angles = 90 * draw(894, head_dim // 2)
    qkv = draw(894, 3 * 16 * head_dim, dtype=dtype)
    inputs = qkv, angles.cos(), angles.sin(), bounds, 700, 16
    expected = in_float32(dispatch.vision_attention, *inputs)
    assert_close(dispatch.vision_attention(*on_gpu(*inputs)).cpu(), expected, dtype)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
# Rows of 588 bytes are not loaded by TMA.
@pytest.mark.parametrize("num_pixels", [768, 588], ids="{}_pixels".format)
@torch.no_grad()
def test_patch_embed_is_its_reference(num_pixels: int, dtype: torch.dtype) -> None:
    patches = (draw(333, num_pixels) * 60 + 128).clamp(0, 255).to(torch.uint8)
    weight, bias = draw(1024, num_pixels) / 127.5, draw(1024, dtype=dtype, seed=1)
    inputs = patches, weight.to(dtype), bias
    expected = in_float32(dispatch.patch_embed, *inputs)
    assert_close(dispatch.patch_embed(*on_gpu(*inputs)).cpu(), expected, dtype)


# Heads of 48 channels are not loaded by TMA.
@pytest.mark.parametrize(
    ("heads", "size"), [((8, 2), 256), ((4, 2), 48)], ids=["heads_of_256", "heads_of_48"]
)
@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@torch.no_grad()
def test_prompts_see_their_pages(heads: tuple[int, int], size: int, dtype: torch.dtype) -> None:
    sequences = [(0, 700), (333, 65), (0, 0), (64, 1), (0, 130)]
    paged = make_paged(sequences, dtype, heads, size, page_size=64)
    prefix = torch.tensor([600, 0, 0, 0, 130], dtype=torch.int32)
    for inputs in ((*paged, 700), (*paged, 700, prefix)):
        expected = in_float32(dispatch.paged_attention_prefill, *inputs)
        assert_close(dispatch.paged_attention_prefill(*on_gpu(*inputs)).cpu(), expected, dtype)


@pytest.mark.parametrize(
    ("heads", "size"), [((8, 2), 256), ((4, 2), 48)], ids=["heads_of_256", "heads_of_48"]
)
@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@torch.no_grad()
def test_a_step_sees_its_pages(heads: tuple[int, int], size: int, dtype: torch.dtype) -> None:
    sequences = [(1900, 1), (0, 8), (0, 0), (511, 4), (63, 3), (1023, 2)]
    paged = make_paged(sequences, dtype, heads, size, page_size=64)
    expected = in_float32(dispatch.paged_attention_step, *paged, 8, 1901)
    actual = dispatch.paged_attention_step(*on_gpu(*paged, 8, 1901)).cpu()
    assert_close(actual, expected, dtype)
    # The same bits in every batch.
    for n, (start, end) in enumerate(pairwise(paged.cu_seqlens.tolist())):
        if end > start:
            one = paged.alone(n)
            alone = dispatch.paged_attention_step(*on_gpu(*one, one.max_tokens, one.max_length))
            assert torch.equal(alone.cpu(), actual[start:end])


def on_gpu(*arguments: Any) -> list[Any]:
    """Copies of the tensors among the arguments there."""
    return [a.to(DEVICE, copy=True) if isinstance(a, Tensor) else a for a in arguments]


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@torch.no_grad()
def test_a_step_of_the_delta_rule_is_its_reference(dtype: torch.dtype) -> None:
    # Rows to replay, certain tokens, drafts: decoding, verifying, sitting out, a beginning.
    numbers = [[0, 3, 7, 2, 0, 0], [1, 1, 1, 0, 8, 0], [0, 3, 0, 0, 0, 7]]
    replay, certain, drafts = (torch.tensor(x, dtype=torch.int32) for x in numbers)
    bounds = F.pad((certain + drafts).cumsum(0, dtype=torch.int32), (1, 0))
    slots = torch.tensor([7, 2, 3, 9, 0, 4], dtype=torch.int32)
    states = [(10, 3, 6144), (10, 16, 128, 128), (10, 8, 6176)]
    conv_pool, pool, pending = (draw(*shape, seed=i) for i, shape in enumerate(states, start=5))
    conv_pool, pending = conv_pool.to(dtype), pending.to(dtype)
    projected = draw(int(bounds[-1]), 8224, dtype=dtype)
    weights = [draw(6144, 1, 4, dtype=dtype, seed=1), *(draw(n, seed=n) for n in (16, 16, 128))]
    arguments = [projected, *weights, EPS, bounds, conv_pool, pool, pending]
    arguments += [slots, replay, certain, 16]
    there = on_gpu(*arguments)
    expected = dispatch.gated_delta_rule_step(*arguments)
    assert_close(dispatch.gated_delta_rule_step(*there).cpu(), expected, dtype)
    conv_pool_there, pool_there, pending_there = (x.cpu() for x in there[7:10])
    assert torch.equal(conv_pool_there, conv_pool)
    assert torch.equal(pending_there, pending)
    # The convolution's output is rounded on its way into the states.
    assert_close(pool_there.to(dtype), pool, dtype)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("sampled", [True, False], ids=["sampled", "greedy"])
@torch.no_grad()
def test_tokens_of_the_whole_vocabulary_are_chosen(sampled: bool, dtype: torch.dtype) -> None:
    logits = 3 * draw(5, 248_320, dtype=dtype)
    words = torch.randint(
        -(1 << 31), 1 << 31, (5, 7760), generator=torch.Generator().manual_seed(1)
    )
    words[4] = 0
    bitmask = words.int()
    # In the middle of the part of [0, 1) of a token that is as likely as all others together.
    uniforms = torch.full((5,), 0.5) if sampled else None
    if sampled:
        bitmask[:4, 5000], logits[:4, 160_000] = -1, 16.0
    expected = in_float32(dispatch.choose_tokens, logits, bitmask, uniforms)
    there = None if uniforms is None else uniforms.to(DEVICE)
    tokens, *logprobs = dispatch.choose_tokens(logits.to(DEVICE), bitmask.to(DEVICE), there)
    assert torch.equal(tokens.cpu(), expected[0])
    for actual, other in zip(logprobs, expected[1:], strict=True):
        assert_close(actual[:4].cpu(), other[:4], torch.float32)
        assert actual[4] == -torch.inf


@pytest.mark.parametrize("quantised", [torch.int8, torch.float8_e4m3fn], ids=str)
@pytest.mark.parametrize("num_tokens", [1, 20, 64, 130])
@pytest.mark.parametrize("shape", [(12288, 2048), (2048, 6144)], ids="{0[0]}x{0[1]}".format)
@torch.no_grad()
def test_linear_maps_with_8_bit_weights(
    shape: tuple[int, int], num_tokens: int, quantised: torch.dtype
) -> None:
    if quantised.is_floating_point and torch.cuda.get_device_capability() != (9, 0):
        pytest.skip("float8 weights need a GPU of sm_90")
    q, scale = quantise_weight(draw(*shape, seed=1), quantised)
    x = draw(num_tokens, shape[1], dtype=torch.bfloat16)
    expected = x.float() @ dequantise_weight(q, scale).T
    actual = dispatch.quantised_linear(x.to(DEVICE), q.to(DEVICE), scale.to(DEVICE))
    assert_close(actual.cpu(), expected, x.dtype)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
# Few sequences and many take different tiles.
@pytest.mark.parametrize("lengths", [[700, 0, 64, 129], [65, 1] * 6], ids=["few", "many"])
@torch.no_grad()
def test_the_delta_rule_over_packed_sequences_is_its_reference(
    lengths: list[int], dtype: torch.dtype
) -> None:
    bounds = F.pad(torch.tensor(lengths).cumsum(0, dtype=torch.int32), (1, 0))
    slots = torch.arange(1, len(lengths) + 1, dtype=torch.int32).flip(0)
    mixed = F.silu(draw(sum(lengths), 6144)).to(dtype)
    projected = draw(sum(lengths), 8224, dtype=dtype, seed=1)
    gates = projected[:, 8192:8208], projected[:, 8208:], draw(16, seed=2) - 2, draw(16, seed=3)
    pool = draw(len(lengths) + 1, 16, 128, 128, seed=4)
    arguments = [mixed, *gates, bounds, max(lengths), pool, slots, 16]
    there = on_gpu(*arguments)
    o = dispatch.gated_delta_rule_prefill(*there)
    # The first sequence alone: the same bits, also where it then takes another tile.
    alone = on_gpu(*(x[: lengths[0]] for x in (mixed, *gates[:2])), *gates[2:])
    alone += on_gpu(bounds[:2], lengths[0], pool, slots[:1], 16)
    assert torch.equal(dispatch.gated_delta_rule_prefill(*alone), o[: lengths[0]])
    assert torch.equal(alone[7][slots[0]], there[7][slots[0]])
    expected = in_float32(dispatch.gated_delta_rule_prefill, *arguments[:7], pool, slots, 16)
    assert_close(o.cpu(), expected, dtype)
    assert relative_rms_error(there[7].cpu(), pool) <= TOLERANCE[dtype]


def as_tuple(value: Tensor | tuple[Tensor, ...]) -> tuple[Tensor, ...]:
    return (value,) if isinstance(value, Tensor) else value

"""The compiled kernels on a GPU, at the widths of the 2B model, against references on the CPU."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor

from kernels import dispatch
from tests.kernels.comparison import DTYPES, assert_close, draw, in_float32

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


def as_tuple(value: Tensor | tuple[Tensor, ...]) -> tuple[Tensor, ...]:
    return (value,) if isinstance(value, Tensor) else value

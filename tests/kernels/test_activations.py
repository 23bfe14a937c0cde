"""The activations' kernels against their references in float32."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional as F

from kernels import dispatch
from kernels.activations import kernel
from tests.kernels.comparison import DTYPES, assert_close, draw, in_float32, interpreted

SHAPES = [(0, 16), (1, 1), (1, 16), (5, 33), (2, 1025), (1, 2500)]
shapes = pytest.mark.parametrize("shape", SHAPES, ids=lambda x: "{}_rows_of_{}".format(*x))
dtypes = pytest.mark.parametrize("dtype", DTYPES, ids=str)
forms = pytest.mark.parametrize("tanh", [True, False], ids=["tanh", "erf"])


@shapes
@dtypes
def test_swiglu_is_its_reference(shape: tuple[int, int], dtype: torch.dtype) -> None:
    gate_up = 3 * draw(shape[0], 2 * shape[1], dtype=dtype)
    expected = in_float32(dispatch.swiglu, gate_up)
    assert_close(interpreted(dispatch.swiglu, gate_up), expected, dtype)


@shapes
@dtypes
@forms
def test_gelu_with_bias_is_its_reference(
    shape: tuple[int, int], dtype: torch.dtype, tanh: bool
) -> None:
    x, bias = 3 * draw(*shape, dtype=dtype), draw(shape[1], dtype=dtype, seed=1)
    expected = in_float32(dispatch.gelu_bias, x, bias, tanh=tanh)
    assert_close(interpreted(dispatch.gelu_bias, x, bias, tanh=tanh), expected, dtype)


@forms
def test_large_values_stay_finite(tanh: bool) -> None:
    x = torch.tensor([[-1e4, -200.0, -20.0, 20.0, 200.0, 1e4]])
    expected = torch.tensor([[0.0, 0.0, 0.0, 20.0, 200.0, 1e4]])
    y = interpreted(dispatch.gelu_bias, x, torch.zeros(6), tanh=tanh)
    assert torch.allclose(y, expected, atol=1e-6)
    gate_up = torch.cat([x, torch.ones_like(x)], dim=-1)
    assert torch.allclose(interpreted(dispatch.swiglu, gate_up), expected, atol=1e-6)


def test_a_row_does_not_depend_on_its_batch() -> None:
    x, bias = draw(9, 2, 48), draw(48, seed=1)
    for operator in (
        dispatch.swiglu,
        lambda part: dispatch.gelu_bias(part, bias, tanh=True),
    ):
        parts = [interpreted(operator, x[:4]), interpreted(operator, x[4:])]
        assert torch.equal(torch.cat(parts), interpreted(operator, x))


def test_the_references_are_their_definitions() -> None:
    gate, up, bias = draw(5, 8), draw(5, 8, seed=1), draw(8, seed=2)
    assert_close(dispatch.swiglu(torch.cat([gate, up], dim=-1)), F.silu(gate) * up, torch.float32)
    z = gate + bias
    exact = z * 0.5 * (1 + torch.erf(z / 2**0.5))
    assert_close(dispatch.gelu_bias(gate, bias, tanh=False), exact, torch.float32)
    approximate = z * 0.5 * (1 + torch.tanh((2 / torch.pi) ** 0.5 * (z + 0.044715 * z**3)))
    assert_close(dispatch.gelu_bias(gate, bias, tanh=True), approximate, torch.float32)


def test_an_odd_width_of_gate_and_up_is_refused() -> None:
    with pytest.raises(ValueError, match="not 7"):
        kernel.swiglu(draw(2, 7))

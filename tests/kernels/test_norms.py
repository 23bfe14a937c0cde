"""The norms' kernels against their references in float32."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional as F

from kernels import dispatch
from kernels.norms import kernel
from tests.kernels.comparison import DTYPES, assert_close, draw, in_float32, interpreted

EPS = 1e-6
# A row's width, and numbers of rows around how many one program takes.
SHAPES = [(0, 16), (1, 16), (1, 1), (3, 7), (65, 16), (2, 100), (1, 2048), (3, 1025)]
shapes = pytest.mark.parametrize("shape", SHAPES, ids=lambda x: "{}_rows_of_{}".format(*x))
dtypes = pytest.mark.parametrize("dtype", DTYPES, ids=str)


@shapes
@dtypes
def test_rms_norm_is_its_reference(shape: tuple[int, int], dtype: torch.dtype) -> None:
    inputs = draw(*shape, dtype=dtype), draw(shape[1], dtype=dtype, seed=1), EPS
    expected = in_float32(dispatch.rms_norm, *inputs)
    assert_close(interpreted(dispatch.rms_norm, *inputs), expected, dtype)


@shapes
@dtypes
def test_add_rms_norm_is_its_reference(shape: tuple[int, int], dtype: torch.dtype) -> None:
    x, residual = draw(*shape, dtype=dtype), draw(*shape, dtype=dtype, seed=1)
    inputs = x, residual, draw(shape[1], dtype=dtype, seed=2), EPS
    copies = x.clone(), residual.clone()
    expected, expected_total = in_float32(dispatch.add_rms_norm, *inputs)
    y, total = interpreted(dispatch.add_rms_norm, *inputs)
    assert_close(y, expected, dtype)
    assert_close(total, expected_total, dtype)
    assert torch.equal(x, copies[0])
    assert torch.equal(residual, copies[1])


def test_a_wider_residual_keeps_its_dtype() -> None:
    inputs = draw(5, 16).bfloat16(), draw(5, 16, seed=1), draw(16, seed=2), EPS
    y, total = interpreted(dispatch.add_rms_norm, *inputs)
    for actual, expected in zip((y, total), dispatch.add_rms_norm(*inputs), strict=True):
        assert_close(actual, expected, torch.float32)


@pytest.mark.parametrize("x_dtype", DTYPES, ids=str)
@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("num_tokens", [0, 1, 7])
@pytest.mark.parametrize("size", [16, 12], ids="heads_of_{}".format)
def test_gated_rms_norm_is_its_reference(
    size: int, num_tokens: int, dtype: torch.dtype, x_dtype: torch.dtype
) -> None:
    x, gate = draw(num_tokens, 3, size, dtype=x_dtype), draw(num_tokens, 3, size, dtype=dtype)
    inputs = x, gate, draw(size, seed=2), EPS
    expected = in_float32(dispatch.gated_rms_norm, *inputs)
    assert_close(interpreted(dispatch.gated_rms_norm, *inputs), expected, dtype)


def test_the_gate_may_be_a_slice_of_a_wider_projection() -> None:
    projected = torch.full((2, 5, 70), torch.nan)
    projected[..., 9:57] = draw(2, 5, 48)
    gate = projected[..., 9:57].unflatten(-1, (3, 16))
    inputs = draw(2, 5, 3, 16, seed=1), gate, draw(16, seed=2), EPS
    expected = in_float32(dispatch.gated_rms_norm, *inputs)
    assert_close(interpreted(dispatch.gated_rms_norm, *inputs), expected, torch.float32)


@shapes
@dtypes
def test_layer_norm_is_its_reference(shape: tuple[int, int], dtype: torch.dtype) -> None:
    # One number has no deviation from its mean: the norm of it is the bias.
    x = draw(*shape, dtype=dtype) + 3
    weight, bias = draw(shape[1], dtype=dtype, seed=1), draw(shape[1], dtype=dtype, seed=2)
    expected = in_float32(dispatch.layer_norm, x, weight, bias, EPS)
    assert_close(interpreted(dispatch.layer_norm, x, weight, bias, EPS), expected, dtype)


def test_a_row_does_not_depend_on_its_batch() -> None:
    x, gate, weight = draw(37, 2, 48), draw(37, 2, 48, seed=1), draw(48, seed=2)
    for operator, arguments in (
        (dispatch.rms_norm, [x]),
        (dispatch.add_rms_norm, [x, gate]),
        (dispatch.gated_rms_norm, [x, gate]),
    ):
        whole = interpreted(operator, *arguments, weight, EPS)
        parts = [
            interpreted(operator, *(tensor[rows] for tensor in arguments), weight, EPS)
            for rows in (slice(0, 5), slice(5, 37))
        ]
        if isinstance(whole, tuple):
            whole, parts = torch.stack(whole), [torch.stack(part) for part in parts]
            assert torch.equal(torch.cat(parts, dim=1), whole)
        else:
            assert torch.equal(torch.cat(parts), whole)


def test_values_beyond_a_row_are_not_read() -> None:
    padded = torch.full((4, 20), torch.nan)
    padded[:, :13] = draw(4, 13)
    inputs = padded[:, :13], draw(13, seed=1), EPS
    expected = in_float32(dispatch.rms_norm, *inputs)
    assert_close(interpreted(dispatch.rms_norm, *inputs), expected, torch.float32)


def test_the_references_are_their_definitions() -> None:
    x, gate, weight, bias = draw(5, 8), draw(5, 8, seed=1), draw(8, seed=2), draw(8, seed=3)
    scaled = x / (x.square().mean(-1, keepdim=True) + EPS).sqrt()
    centred = x - x.mean(-1, keepdim=True)
    deviation = (centred.square().mean(-1, keepdim=True) + EPS).sqrt()
    for actual, expected in (
        (dispatch.rms_norm(x, weight, EPS), scaled * (1 + weight)),
        (dispatch.gated_rms_norm(x, gate, weight, EPS), scaled * weight * F.silu(gate)),
        (dispatch.layer_norm(x, weight, bias, EPS), centred / deviation * weight + bias),
    ):
        assert_close(actual, expected, torch.float32)


def test_unlike_residual_and_gate_are_refused() -> None:
    x, weight = draw(4, 2, 8), draw(8)
    with pytest.raises(ValueError, match=r"residual \(2, 2, 8\)"):
        kernel.add_rms_norm(x, x[:2], weight, EPS)
    with pytest.raises(ValueError, match=r"gate \(4, 1, 8\)"):
        kernel.gated_rms_norm(x, x[:, :1], weight, EPS)
